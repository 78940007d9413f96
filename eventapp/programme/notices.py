"""When does a mail about somebody's programme go out?"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.mail.models import OutboxMail
from eventapp.mail.service import Mail, enqueue, enqueue_each
from eventapp.registration.models import Registration

PROGRAMME = "programme"
"""Kind of the mail on what somebody has booked."""
COLLECTED_FOR = timedelta(minutes=3)
"""Whoever books three sessions by their own page gets one mail, so long after the first."""


class Change(StrEnum):
    """Why a mail about the programme goes out; it opens with a sentence on it."""

    OWN = "own"
    """They booked something or gave it back, by their own page."""
    MOVED_UP = "moved_up"
    """They have a place in a session for which they waited."""
    PLACED = "placed"
    """The organisers gave them a place."""
    LISTED = "listed"
    """The organisers put them onto a session's waiting list."""
    ARRANGED = "arranged"
    """The organisers said on which days they come, or took days and sessions over from a list."""
    NOTED = "noted"
    """The organisers noted a session for them, who have no place at the event yet."""
    TAKEN_OUT = "taken_out"
    """The organisers took them out of a session."""
    MOVED = "moved"
    """A session takes place at another time, in another room, or under another name."""
    CANCELLED = "cancelled"
    """A session does not take place."""


def tell(session: Session, person: Registration, change: Change, now: datetime, session_id: int = 0) -> None:
    """Puts the mail into the outbox, within the caller's transaction; whoever has no address reads their own page."""
    if person.email is None or (change is Change.OWN and _is_on_its_way(session, person)):
        return
    enqueue(
        session,
        PROGRAMME,
        recipient=person.email,
        locale=person.locale,
        now=now,
        event_id=person.event_id,
        due_at=now + COLLECTED_FOR if change is Change.OWN else None,
        about={"registration_id": person.id, "occasion": change, "session_id": session_id},
    )


def tell_each(
    session: Session, people: Iterable[Registration], change: Change, *, event_id: int, now: datetime
) -> None:
    """As `tell`, many by one statement."""
    mails: list[Mail] = [
        (person.email, person.locale, {"registration_id": person.id, "occasion": change, "session_id": 0})
        for person in people
        if person.email is not None
    ]
    enqueue_each(session, PROGRAMME, mails, event_id=event_id, now=now)


def _is_on_its_way(session: Session, person: Registration) -> bool:
    """Whether a mail waits that says everything as it is when it goes; none that a sender has in hands already."""
    waits = select(OutboxMail.id).where(
        OutboxMail.event_id == person.event_id,
        OutboxMail.kind == PROGRAMME,
        OutboxMail.sent_at.is_(None),
        OutboxMail.attempts == 0,
        OutboxMail.about["registration_id"].as_integer() == person.id,
        OutboxMail.about["occasion"].as_string() == Change.OWN,
    )
    return session.scalar(waits.limit(1)) is not None
