"""What happens when an organiser keeps, voids or restores contacts?"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from eventapp.accounts.audit import record
from eventapp.contacts.models import Contact, ContactReview
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.extensions import db

LONGEST_REASON = 500


class Decision(StrEnum):
    """What an organiser decides about a contact."""

    KEPT = "kept"
    """It was looked at and is in order."""
    VOIDED = "voided"
    """It stays in both lists and counts for nobody."""
    RESTORED = "restored"
    """A voided one counts again."""


_ACTIONS = {
    Decision.KEPT: "contacts.kept",
    Decision.VOIDED: "contacts.voided",
    Decision.RESTORED: "contacts.restored",
}


class Deciding(StrEnum):
    """What came of a decision."""

    DECIDED = "decided"
    NO_SUCH_CONTACT = "no_such_contact"
    REASON_MISSING = "reason_missing"


def decide(  # noqa: PLR0913 a decision has these parts
    event_id: int,
    contact_ids: Collection[int],
    decision: Decision,
    *,
    reason: str,
    account_id: int,
    now: datetime,
) -> Deciding:
    """Decides about contacts of an event. It is logged, and the standings follow at once; a frozen result does not.

    Args:
        event_id: The event.
        contact_ids: Contacts of this event; one of another event, or none at all, changes nothing.
        decision: What is decided about all of them.
        reason: Why; needed to void.
        account_id: Who decides.
        now: The present moment.
    """
    reason = clean_line(reason)[:LONGEST_REASON]
    if decision is Decision.VOIDED and not reason:
        return Deciding.REASON_MISSING
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        contacts = session.scalars(
            select(Contact).where(Contact.event_id == event_id, Contact.id.in_(contact_ids)).order_by(Contact.id)
        ).all()
        if not contacts or len(contacts) != len(set(contact_ids)):
            return Deciding.NO_SUCH_CONTACT
        for contact in contacts:
            session.add(
                ContactReview(
                    event_id=event_id,
                    contact_id=contact.id,
                    account_id=account_id,
                    decision=decision,
                    reason=reason,
                    happened_at=now,
                )
            )
            voided = decision is Decision.VOIDED
            if decision is not Decision.KEPT and voided == (contact.voided_at is None):
                contact.voided_at = now if voided else None
                contact.change_no = next_change_no(session, event_id)
        action = _ACTIONS[decision]
        record(
            session, action, event_id=event_id, account_id=account_id, now=now, contacts=len(contacts), reason=reason
        )
    return Deciding.DECIDED
