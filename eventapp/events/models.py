"""What is an event made of: its series, days, organisations and rules?"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.core.asking import Asked, Kind
from eventapp.core.closing import ClosingTimes
from eventapp.core.contact_rules import Confirmation, Rules
from eventapp.core.places import PlaceRules
from eventapp.core.titles import Title
from eventapp.extensions import Base, one_of

MOST_PLACES = 100_000
LONGEST_OFFER = 336
LONGEST_GRACE = 120
LONGEST_REVIEW = 240


class Address(StrEnum):
    """How the pages and mails of an event address attendees in German; the team is addressed formally."""

    SIE = "sie"
    DU = "du"


event_organisations = Table(
    "event_organisations",
    Base.metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id"), primary_key=True),
)
"""Organisations taking part in an event; suggested at registration."""


class Series(Base):
    """A Veranstaltungsreihe: events whose people meet again."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]


class Organisation(Base):
    """An organisation whose people come to the events of a series."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    """The name as compared: folded case, single spaces (core.text.comparison_key)."""

    __table_args__ = (UniqueConstraint("series_id", "key"),)


class Event(Base):
    """A Veranstaltung, with its rules (docs/developers/README.md, What counts)."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(3), default=Address.SIE)
    privacy_contact: Mapped[str] = mapped_column(String(200), default="")
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    tracking_opens_at: Mapped[datetime]
    tracking_closes_at: Mapped[datetime]
    contacts_closed_at: Mapped[datetime | None]
    """When contact tracking ends because an organiser said so, also a few minutes ahead; None: tracking_closes_at."""
    recorded_at: Mapped[datetime | None]
    """When the result was recorded: from then on nothing about contacts changes. None: not yet, or opened again."""
    grace_minutes: Mapped[int] = mapped_column(default=10, server_default=text("10"))
    """So long after the end phones may deliver what they scanned before it."""
    review_minutes: Mapped[int] = mapped_column(default=15, server_default=text("15"))
    """So long after that the organisers mean to check."""
    titles: Mapped[list[str]] = mapped_column(
        JSON, default=lambda: [str(title) for title in Title], server_default=text("'[\"champion\"]'")
    )
    """What is awarded at the end, chosen before the first contact (core.titles)."""
    change_no: Mapped[int] = mapped_column(default=0)
    """The last change of a person or contact of this event; see events.changes."""
    door_no: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The last change at a door of this event: for boards, which need no number of the network's."""

    icebreakers: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """Questions of which one is shown to two people who have just met."""
    breaks: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """Breaks of the programme, each as its organiser typed it (core.breaks)."""
    places: Mapped[int | None]
    """For how many people there is room; None: nobody is turned away."""
    has_waiting_list: Mapped[bool] = mapped_column(default=True, server_default=true())
    requires_approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The organisers decide on everybody who registers."""
    offer_hours: Mapped[int] = mapped_column(default=48, server_default=text("48"))
    """So long a place that became free is kept for whoever is next; 0: they get it unasked."""
    registration_opens_at: Mapped[datetime | None]
    """Before that nobody can register; None: as soon as the event is published."""
    registration_closes_at: Mapped[datetime | None]
    """From then on only the desk registers people; None: until the event is over."""
    requires_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whoever sees personal data here signs in with two factors (accounts.second_factor)."""
    asks_days: Mapped[bool] = mapped_column(default=False, server_default=false())
    """People say on which of its days they come; at an event of one day nobody is asked."""
    contact_lists_mailed_at: Mapped[datetime | None]
    """When everybody's list of contacts went out by mail, once, after the event."""
    test_mode_since: Mapped[datetime | None]
    """Since when it is tried out: whoever registers meanwhile is wiped afterwards (eventapp.test_mode)."""
    wiped_no: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The change by which the last test mode was wiped: what is known from before it, is of people who are gone."""

    confirmation: Mapped[str] = mapped_column(String(10), default=Confirmation.OBJECTION)
    require_check_in: Mapped[bool] = mapped_column(default=True)
    require_other_organisation: Mapped[bool] = mapped_column(default=True)
    require_new_in_series: Mapped[bool] = mapped_column(default=True)
    require_not_known_before: Mapped[bool] = mapped_column(default=True)

    series: Mapped[Series] = relationship()
    days: Mapped[list["EventDay"]] = relationship(order_by="EventDay.date", cascade="all, delete-orphan")
    organisations: Mapped[list[Organisation]] = relationship(
        secondary=event_organisations, order_by=Organisation.name
    )
    topics: Mapped[list["Topic"]] = relationship(order_by="Topic.name", cascade="all, delete-orphan")
    questions: Mapped[list["Question"]] = relationship(order_by="Question.place", cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint("address IN ('sie', 'du')", name="address"),
        CheckConstraint("confirmation IN ('objection', 'mutual')", name="confirmation"),
        CheckConstraint("tracking_opens_at < tracking_closes_at", name="tracking_window"),
        CheckConstraint("change_no >= 0", name="change_no"),
        CheckConstraint(f"places BETWEEN 1 AND {MOST_PLACES}", name="places"),
        CheckConstraint(f"offer_hours BETWEEN 0 AND {LONGEST_OFFER}", name="offer_hours"),
        CheckConstraint("registration_opens_at < registration_closes_at", name="registration_window"),
        CheckConstraint(f"grace_minutes BETWEEN 0 AND {LONGEST_GRACE}", name="grace_minutes"),
        CheckConstraint(f"review_minutes BETWEEN 0 AND {LONGEST_REVIEW}", name="review_minutes"),
    )

    @property
    def is_test(self) -> bool:
        """Whether it is only tried out now, with people who are none."""
        return self.test_mode_since is not None

    @property
    def is_public(self) -> bool:
        """Whether everybody who has its address may open its pages; of a draft only while it is tried out."""
        return self.published_at is not None or self.is_test

    @property
    def rules(self) -> Rules:
        """The rules by which contacts count at this event."""
        return Rules(
            confirmation=Confirmation(self.confirmation),
            require_check_in=self.require_check_in,
            require_other_organisation=self.require_other_organisation,
            require_new_in_series=self.require_new_in_series,
            require_not_known_before=self.require_not_known_before,
        )

    @property
    def place_rules(self) -> PlaceRules:
        """How the places of this event are given out."""
        lasts = timedelta(hours=self.offer_hours)
        return PlaceRules(self.places, self.has_waiting_list, self.requires_approval, lasts)

    @property
    def closing(self) -> ClosingTimes:
        """The moments by which contact tracking ends at this event."""
        return closing_times(self)


CLOSING_TIMES = (
    Event.tracking_opens_at,
    Event.test_mode_since,
    Event.tracking_closes_at,
    Event.contacts_closed_at,
    Event.recorded_at,
    Event.grace_minutes,
    Event.review_minutes,
)
"""What `closing_times` needs of an event."""


def closing_times(event: Any) -> ClosingTimes:
    """The moments by which contact tracking ends, of an event or of a row with CLOSING_TIMES.

    Who tries an event out meets before its first day.
    """
    tried_from = event.test_mode_since or event.tracking_opens_at
    return ClosingTimes(
        min(event.tracking_opens_at, tried_from),
        event.tracking_closes_at,
        event.contacts_closed_at,
        event.recorded_at,
        timedelta(minutes=event.grace_minutes),
        timedelta(minutes=event.review_minutes),
    )


class Topic(Base):
    """Something that people of an event offer or seek; the organiser lists them, each person chooses."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(100))
    """The name as compared (core.text.comparison_key)."""

    __table_args__ = (UniqueConstraint("event_id", "key"), UniqueConstraint("event_id", "id"))


class Question(Base):
    """Something that the organisers ask of everybody who registers; what was answered stands in registration.models.

    Texts are in German; where the English one is empty, the German one holds for all readers.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    place: Mapped[int]
    """Where it stands among the others: the smallest first."""
    kind: Mapped[str] = mapped_column(String(10))
    """Stays what it is: what was answered to one kind says nothing of another (core.asking.Kind)."""
    is_required: Mapped[bool]
    is_on_badge: Mapped[bool]
    wording: Mapped[str] = mapped_column(String(200))
    wording_en: Mapped[str] = mapped_column(String(200))
    help: Mapped[str] = mapped_column(String(300))
    help_en: Mapped[str] = mapped_column(String(300))
    badge_label: Mapped[str] = mapped_column(String(40))
    """Stands before the answer on a badge; of yes and no in place of „yes“."""
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """What can be chosen, in order: `key`, which answers name and which never comes back, `name` and `name_en`."""

    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
    )

    @property
    def asked(self) -> Asked:
        """What an answer is checked against."""
        return Asked(Kind(self.kind), tuple(option["key"] for option in self.options))

    def wording_in(self, language: str) -> str:
        """How it is asked in a language."""
        return (self.wording_en if language == "en" else "") or self.wording

    def help_in(self, language: str) -> str:
        """What helps to answer it."""
        return (self.help_en if language == "en" else "") or self.help

    def options_in(self, language: str) -> dict[str, str]:
        """What can be chosen, by key and in order."""
        is_english = language == "en"
        return {each["key"]: (each["name_en"] if is_english else "") or each["name"] for each in self.options}


class EventDay(Base):
    """One day of an event, in the event's own time zone."""

    __tablename__ = "event_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    date: Mapped[date]

    __table_args__ = (UniqueConstraint("event_id", "date"),)
