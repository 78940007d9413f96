"""Whom has a person met, and what changed in an event since a cursor?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import case, or_, select

from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact, RemovedContact
from eventapp.core.contact_rules import Attendee, Confirmation, MadeContact, Reason, reason
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.registration.models import HAS_PLACE, Erasure, Registration, TrackingConsent


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A contact as one of the two sees it."""

    id: int
    name: str
    organisation: str
    organisation_id: int | None
    email: str | None
    """Only where the other person shares it."""
    phone: str | None
    """Only where the other person shares it."""
    made_at: datetime
    scanned_by_me: bool
    reason: Reason
    awaits_me: bool
    known_before_by_me: bool
    rejected_by_me: bool


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """A person's two numbers: contacts that stand, and those of them that count."""

    contacts: int
    counted: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person at an event, as the graph knows them."""

    id: int
    number: int
    name: str
    organisation_id: int | None
    organisation: str
    is_staff: bool
    shows_name: bool
    is_tracked: bool
    checked_in_at: datetime | None

    @property
    def attendee(self) -> Attendee:
        """The person as counting sees them."""
        return Attendee(self.id, self.organisation_id, self.checked_in_at, self.is_staff)


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """Somebody who is not registered any more, and of whom nothing else is known."""

    id: int
    number: int


@dataclass(frozen=True, slots=True)
class EventChanges:
    """What changed in an event after a cursor; the later cursor is `change_no`."""

    change_no: int
    people: Sequence[PersonRow]
    contacts: Sequence[MadeContact]
    removed_contact_ids: Sequence[int]
    erased: Sequence[ErasedPerson]


def own_contacts(registration_id: int) -> Sequence[OwnContact]:
    """A person's contacts, the latest first; those that the other side rejected are left out."""
    me = db.session.get_one(Registration, registration_id)
    other_id = case((Contact.low_id == registration_id, Contact.high_id), else_=Contact.low_id)
    rows = db.session.execute(
        select(Contact, Registration, CheckIn.happened_at)
        .join(Registration, Registration.id == other_id)
        .outerjoin(CheckIn, (CheckIn.registration_id == Registration.id) & CheckIn.undone_at.is_(None))
        .where(
            or_(Contact.low_id == registration_id, Contact.high_id == registration_id),
            or_(Contact.rejected_by_id.is_(None), Contact.rejected_by_id == registration_id),
        )
        .order_by(Contact.made_at.desc(), Contact.id.desc())
    ).all()
    rules = me.event.rules
    arrived = db.session.scalar(
        select(CheckIn.happened_at).where(CheckIn.registration_id == me.id, CheckIn.undone_at.is_(None))
    )
    myself = Attendee(me.id, me.organisation_id, arrived, me.is_staff)
    own = []
    for contact, other, other_arrived in rows:
        them = Attendee(other.id, other.organisation_id, other_arrived, other.is_staff)
        low, high = (myself, them) if myself.id < them.id else (them, myself)
        why = reason(_made(contact), low, high, rules)
        # Where both have to agree, scanning a badge alone gets nobody's addresses.
        is_agreed = (
            rules.confirmation is not Confirmation.MUTUAL
            or contact.confirmed_at is not None
            or contact.scanner_id != me.id
        )
        own.append(
            OwnContact(
                id=contact.id,
                name=other.name,
                organisation=other.organisation.name if other.organisation else "",
                organisation_id=other.organisation_id,
                email=other.email if other.shares_email and is_agreed else None,
                phone=other.phone if other.shares_phone and is_agreed else None,
                made_at=contact.made_at,
                scanned_by_me=contact.scanner_id == me.id,
                reason=why,
                awaits_me=why is Reason.NOT_CONFIRMED and contact.scanner_id != me.id,
                known_before_by_me=contact.known_by_low if contact.low_id == me.id else contact.known_by_high,
                rejected_by_me=contact.rejected_by_id == me.id,
            )
        )
    return own


def own_contact(registration_id: int, contact_id: int) -> OwnContact | None:
    """One of a person's contacts; None when they have none with this id."""
    return next((contact for contact in own_contacts(registration_id) if contact.id == contact_id), None)


def contact_counts(own: Sequence[OwnContact]) -> ContactCounts:
    """How many of a person's contacts stand, and how many count."""
    return ContactCounts(
        contacts=sum(contact.reason is not Reason.REJECTED for contact in own),
        counted=sum(contact.reason is Reason.COUNTS for contact in own),
    )


def by_day(own: Sequence[OwnContact], time_zone: str) -> list[tuple[date, list[OwnContact]]]:
    """A person's contacts under the days on which they were made, as the event's own calendar has them."""
    zone = ZoneInfo(time_zone)
    days = groupby(own, key=lambda contact: contact.made_at.astimezone(zone).date())
    return [(day, list(contacts)) for day, contacts in days]


def change_numbers(event_ids: Sequence[int]) -> dict[int, int]:
    """The last change number of events."""
    rows = db.session.execute(select(Event.id, Event.change_no).where(Event.id.in_(event_ids)))
    return {event_id: change_no for event_id, change_no in rows}  # noqa: C416 mypy takes a row for no pair


def people_changed(event_id: int, cursor: int) -> set[int]:
    """Whose own row or contacts changed after a cursor: the phones of these have something to ask for."""
    people = select(Registration.id).where(Registration.event_id == event_id, Registration.change_no > cursor)
    low, high = (
        select(side).where(Contact.event_id == event_id, Contact.change_no > cursor)
        for side in (Contact.low_id, Contact.high_id)
    )
    return set(db.session.scalars(people.union(low, high)))


def changes_after(event_id: int, cursor: int) -> EventChanges:
    """People and contacts of an event that changed after a cursor; 0 gives all.

    All reads happen in one transaction; the event's own number is read first, so that a change that comes in
    between is given again next time rather than never.
    """
    change_no = db.session.scalar(select(Event.change_no).where(Event.id == event_id)) or 0
    people = db.session.execute(
        select(
            Registration.id,
            Registration.number,
            Registration.name,
            Registration.organisation_id,
            Organisation.name,
            Registration.is_staff,
            Registration.shows_name,
            TrackingConsent.registration_id,
            CheckIn.happened_at,
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(TrackingConsent, TrackingConsent.registration_id == Registration.id)
        .outerjoin(CheckIn, (CheckIn.registration_id == Registration.id) & CheckIn.undone_at.is_(None))
        .where(Registration.event_id == event_id, Registration.change_no > cursor, HAS_PLACE)
        .order_by(Registration.change_no)
    ).all()
    contacts = db.session.execute(
        select(
            Contact.id,
            Contact.low_id,
            Contact.high_id,
            Contact.made_at,
            Contact.confirmed_at,
            Contact.met_before,
            or_(Contact.known_by_low, Contact.known_by_high),
            Contact.rejected_at.is_not(None),
            Contact.voided_at.is_not(None),
        )
        .where(Contact.event_id == event_id, Contact.change_no > cursor)
        .order_by(Contact.change_no)
    ).all()
    removed = db.session.scalars(
        select(RemovedContact.contact_id).where(
            RemovedContact.event_id == event_id, RemovedContact.change_no > cursor
        )
    ).all()
    erased = db.session.execute(
        select(Erasure.registration_id, Erasure.number)
        .where(Erasure.event_id == event_id, Erasure.change_no > cursor)
        .union_all(  # whoever gave the place up is on no screen any more
            select(Registration.id, Registration.number).where(
                Registration.event_id == event_id, Registration.change_no > cursor, ~HAS_PLACE
            )
        )
    ).all()
    return EventChanges(
        change_no,
        [PersonRow(*row[:4], row[4] or "", row[5], row[6], row[7] is not None, row[8]) for row in people],
        [MadeContact(*row) for row in contacts],
        removed,
        [ErasedPerson(*row) for row in erased],
    )


def _made(contact: Contact) -> MadeContact:
    return MadeContact(
        id=contact.id,
        low_id=contact.low_id,
        high_id=contact.high_id,
        made_at=contact.made_at,
        confirmed_at=contact.confirmed_at,
        met_before=contact.met_before,
        known_before=contact.known_by_low or contact.known_by_high,
        rejected=contact.rejected_at is not None,
        voided=contact.voided_at is not None,
    )
