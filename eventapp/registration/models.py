"""Who comes to an event, and what did they agree to?"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.codes import INVITATION_CODE_LENGTH
from eventapp.core.places import ATTENDING, Status
from eventapp.events.models import MOST_PLACES, Event, Organisation
from eventapp.extensions import Base, one_of


class Purpose(StrEnum):
    """What a person can agree to; each is asked on its own."""

    TRACKING = "tracking"
    PROJECTOR = "projector"
    EMAIL = "email"
    PHONE = "phone"
    SEARCH = "search"
    SUGGESTIONS = "suggestions"


class Side(StrEnum):
    """What a person does with a topic."""

    OFFERS = "offers"
    SEEKS = "seeks"


class Person(Base):
    """The same human across the events of a series, known by a confirmed e-mail address."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    email_key: Mapped[str] = mapped_column(String(254))

    __table_args__ = (UniqueConstraint("series_id", "email_key"),)


class Registration(Base):
    """An Anmeldung: one person at one event."""

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    uid: Mapped[str] = mapped_column(String(26), unique=True)
    """Names the registration in addresses of organisers and hosts; random, allows nothing."""
    number: Mapped[int]
    """The pseudonym on the projector („Teilnehmer/in 417“): random, unique at the event."""
    name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5), default="de")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Set when the e-mail address is confirmed: from then on the human is known across the series."""
    is_staff: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(12), default=Status.CONFIRMED, server_default=text("'confirmed'"))
    """Whether the person has a place (core.places)."""
    status_since: Mapped[datetime | None]
    """Since when; None: since they registered. Whoever waits longest is the next."""
    answer_by: Mapped[datetime | None]
    """Until when the person has to answer, or the place goes to somebody else."""
    colleagues_entered: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many colleagues they have entered, also those who were registered already."""
    shows_name: Mapped[bool] = mapped_column(default=False)
    """Consent: name on the projector."""
    shares_email: Mapped[bool] = mapped_column(default=False)
    """Consent: e-mail address visible to own contacts."""
    phone: Mapped[str | None] = mapped_column(String(40))
    phone_is_listed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The organisers brought the number, with a list; one that the person entered is for their contacts alone."""
    shares_phone: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Consent: telephone number visible to own contacts."""
    is_findable: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Consent: others at the event may find the person by name, to keep the contact."""
    is_suggested: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Consent: suggested to others who share a topic, with that topic."""
    attention: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """What whoever stands at a door has to know, in a sentence; the person finds it in their own data."""
    created_at: Mapped[datetime]
    change_no: Mapped[int]

    event: Mapped[Event] = relationship()
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    tracking_consent: Mapped["TrackingConsent | None"] = relationship(
        lazy="joined", viewonly=True, primaryjoin="Registration.id == TrackingConsent.registration_id"
    )

    @property
    def has_place(self) -> bool:
        """Whether the person is an attendee: with badge, way in, and contacts."""
        return self.status in ATTENDING

    __table_args__ = (
        UniqueConstraint("event_id", "email_key"),
        UniqueConstraint("event_id", "number"),
        UniqueConstraint("event_id", "id"),  # lets other tables tie a person to their event
        CheckConstraint("(email IS NULL) = (email_key IS NULL)", name="email_has_key"),
        CheckConstraint(one_of("status", Status), name="status"),
        CheckConstraint("(answer_by IS NOT NULL) = (status IN ('provisional', 'offered'))", name="answer_by"),
        Index(None, "event_id", "status", "is_staff"),
        Index(None, "event_id", "change_no"),
        Index(None, "person_id", "event_id"),  # a scan asks whether two people met at an earlier event
        {"sqlite_autoincrement": True},  # the log goes on naming an erased registration; nobody else gets its id
    )


HAS_PLACE = Registration.status.in_(ATTENDING)
"""The condition that somebody is an attendee."""


class InvitationCode(Base):
    """A word that organisers pass on: whoever registers with it gets what they mean for those people."""

    __tablename__ = "invitation_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    code: Mapped[str] = mapped_column(String(INVITATION_CODE_LENGTH))
    label: Mapped[str] = mapped_column(String(200))
    """For whom it is meant; only the organisers read it."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    """Stands in the form for whoever comes with it."""
    most_uses: Mapped[int | None]
    """So many people can register with it; None: as many as want to."""
    keeps_places: Mapped[bool] = mapped_column(default=False)
    """So many places nobody else gets while it is valid."""
    opens_registration: Mapped[bool] = mapped_column(default=False)
    """It works before registration opens and after it closed."""
    skips_approval: Mapped[bool] = mapped_column(default=False)
    """Whoever comes with it is approved already."""
    valid_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """Since when it is no longer valid, by the clock or by hand."""
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint(f"most_uses BETWEEN 1 AND {MOST_PLACES}", name="most_uses"),
        CheckConstraint("NOT keeps_places OR most_uses IS NOT NULL", name="keeps_so_many"),
    )


class InvitationUse(Base):
    """That somebody registered with an invitation code."""

    __tablename__ = "invitation_uses"

    registration_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    code_id: Mapped[int] = mapped_column(ForeignKey("invitation_codes.id"))

    __table_args__ = (
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(None, "code_id"),
    )


class Colleague(Base):
    """That somebody was entered by a colleague, who is told to them."""

    __tablename__ = "colleagues"

    registration_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    entered_by_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        ForeignKeyConstraint(["event_id", "entered_by_id"], ["registrations.event_id", "registrations.id"]),
        Index(None, "entered_by_id"),
    )


class Erasure(Base):
    """That a registration was erased, so that open screens drop it; nothing about whom it was.

    Its number stays taken: a frozen result goes on naming it, and must never mean somebody else.
    """

    __tablename__ = "erasures"

    registration_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    number: Mapped[int]
    change_no: Mapped[int]
    erased_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("event_id", "number"), Index(None, "event_id", "change_no"))


class TrackingConsent(Base):
    """A person's standing consent to contact tracking. Contacts refer to it: without it, none can exist.

    It stands while they have a place: whoever waits for one has perhaps agreed, and is no attendee yet.
    """

    __tablename__ = "tracking_consents"

    registration_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    given_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("event_id", "registration_id"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
    )


class ConsentRecord(Base):
    """The proof of one decision: what was asked, in which words, what was answered."""

    __tablename__ = "consent_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    text: Mapped[str] = mapped_column(String(1000))
    happened_at: Mapped[datetime]
    spoken_at: Mapped[str] = mapped_column(String(100), default="", server_default="")
    """At which door it was asked and answered aloud, as the door was called then; empty: the person ticked it."""
    heard_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """The host who read it out and ticked what was answered."""

    __table_args__ = (
        CheckConstraint(one_of("purpose", Purpose), name="purpose"),
        CheckConstraint("heard_by_id IS NULL OR spoken_at <> ''", name="heard_where"),
        Index(None, "registration_id"),
    )


class RegistrationTopic(Base):
    """That a person offers or seeks a topic of the event."""

    __tablename__ = "registration_topics"

    event_id: Mapped[int]
    registration_id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(String(10), primary_key=True)

    __table_args__ = (
        CheckConstraint(one_of("side", Side), name="side"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        ForeignKeyConstraint(["event_id", "topic_id"], ["topics.event_id", "topics.id"]),
        Index(None, "topic_id"),
    )


class Answer(Base):
    """What a person answered to a question of the event."""

    __tablename__ = "answers"

    event_id: Mapped[int]
    registration_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    """In the form of core.asking, never empty: who did not answer has no row."""

    __table_args__ = (
        CheckConstraint("value <> ''", name="answered"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        ForeignKeyConstraint(["event_id", "question_id"], ["questions.event_id", "questions.id"]),
        Index(None, "question_id"),
    )


class PersonalLink(Base):
    """The secret address by which an attendee signs in; only its hash is stored."""

    __tablename__ = "personal_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    by_mail: Mapped[bool]
    """Whether it went to the e-mail address, so that opening it confirms the address."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "registration_id"),)


class RegistrationImport(Base):
    """A list of people that an organiser uploaded and has not said yes to; or, for a while, what came of it."""

    __tablename__ = "registration_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(26), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    """Who uploaded it; nobody else sees it."""
    columns: Mapped[list[list[str]]] = mapped_column(JSON)
    """How each column is headed, and what it was taken for (core.people_list.Field); "" where it is not read."""
    people: Mapped[list[list[Any]]] = mapped_column(JSON)
    """The rows (core.people_list.ListedPerson); none any more once they are registrations."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, int] | None] = mapped_column(JSON)
    """How many rows did what, once it was confirmed."""

    __table_args__ = (Index(None, "expires_at"), Index(None, "event_id", "account_id"))
