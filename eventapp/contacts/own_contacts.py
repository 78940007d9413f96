"""What can a person do about their own contacts: object, agree, say that they knew each other, withdraw?"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select

from eventapp.contacts.erasing import erase_contacts
from eventapp.contacts.models import Contact
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.service import record_consent


class Changing(StrEnum):
    """What came of changing a contact."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_YOURS = "not_yours"
    """No such contact, or one of other people: the same answer."""
    FROZEN = "frozen"
    """Contact tracking is over, and the time in which phones deliver too; what stands is checked or recorded."""


def reject_contact(contact_id: int, *, registration_id: int, now: datetime) -> Changing:
    """The person says that this was no conversation: it counts for neither, and leaves both lists."""

    def reject(contact: Contact) -> bool:
        if contact.rejected_at is not None:
            return False
        contact.rejected_at, contact.rejected_by_id = now, registration_id
        return True

    return _change(contact_id, registration_id, now, reject)


def restore_contact(contact_id: int, *, registration_id: int, now: datetime) -> Changing:
    """Takes the person's own rejection back."""

    def restore(contact: Contact) -> bool:
        if contact.rejected_by_id != registration_id:
            return False
        contact.rejected_at = contact.rejected_by_id = None
        return True

    return _change(contact_id, registration_id, now, restore)


def confirm_contact(contact_id: int, *, registration_id: int, now: datetime) -> Changing:
    """The scanned person agrees, in events that ask both sides."""

    def confirm(contact: Contact) -> bool:
        if contact.confirmed_at is not None or contact.scanner_id == registration_id:
            return False
        contact.confirmed_at = now
        return True

    return _change(contact_id, registration_id, now, confirm)


def set_known_before(contact_id: int, *, registration_id: int, known: bool, now: datetime) -> Changing:
    """The person says that the two knew each other before the event, or takes that back."""

    def mark(contact: Contact) -> bool:
        side = "known_by_low" if contact.low_id == registration_id else "known_by_high"
        if getattr(contact, side) == known:
            return False
        setattr(contact, side, known)
        return True

    return _change(contact_id, registration_id, now, mark)


def decide_consent(registration_id: int, purpose: Purpose, text: str, *, given: bool, now: datetime) -> None:
    """Gives or withdraws one consent. Without tracking, the person's contacts are erased at once.

    The other people lose the contact too: a contact is about two people, and exists while both want it.

    Args:
        registration_id: Who decides.
        purpose: What is decided.
        text: The words that were shown, kept as proof.
        given: Yes or no.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        registration = session.get_one(Registration, registration_id)
        lock_event(session, registration.event_id)
        if purpose is Purpose.TRACKING and not given:
            erase_contacts(session, registration)
        record_consent(session, registration, purpose, text, given=given, now=now)
        registration.change_no = next_change_no(session, registration.event_id)


def _change(contact_id: int, registration_id: int, now: datetime, change: Callable[[Contact], bool]) -> Changing:
    with write_session(db.session()) as session:
        event = session.scalar(select(Event).join(Registration).where(Registration.id == registration_id))
        assert event is not None  # noqa: S101 for mypy: a registration belongs to an event
        lock_event(session, event.id)
        contact = session.scalar(
            select(Contact).where(
                Contact.id == contact_id,
                Contact.event_id == event.id,
                or_(Contact.low_id == registration_id, Contact.high_id == registration_id),
            )
        )
        if contact is None:
            return Changing.NOT_YOURS
        if not event.closing.takes_objections(now):
            return Changing.FROZEN
        if not change(contact):
            return Changing.UNCHANGED
        contact.change_no = next_change_no(session, event.id)
    return Changing.CHANGED
