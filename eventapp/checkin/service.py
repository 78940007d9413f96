"""Who may come in, and what does the door say?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.queries import badge_at
from eventapp.checkin.models import CheckIn
from eventapp.core.codes import read_code
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.registration.service import at_erasure

UNDO_WITHIN = timedelta(minutes=15)


class CheckingIn(StrEnum):
    """What the door says."""

    WELCOME = "welcome"
    ALREADY_IN = "already_in"
    UNKNOWN_BADGE = "unknown_badge"
    REPLACED_BADGE = "replaced_badge"
    UNDONE = "undone"
    NOT_IN = "not_in"
    TOO_LATE = "too_late"
    REUSED_NONCE = "reused_nonce"
    """The request names itself as one that let somebody else in; nothing was done."""


@dataclass(frozen=True)
class DoorAnswer:
    """The door's verdict, whom it concerns, and since when they are in."""

    verdict: CheckingIn
    registration: Registration | None = None
    arrived_at: datetime | None = None


def check_in_by_code(text: str, *, event_id: int, nonce: str, account_id: int | None, now: datetime) -> DoorAnswer:
    """Lets in whoever's badge or ticket was scanned or typed."""
    badge = badge_at(event_id, read_code(text))
    if badge is None:
        return DoorAnswer(CheckingIn.UNKNOWN_BADGE)
    if badge.replaced_at is not None and _arrival_named(db.session(), event_id, nonce) is None:
        return DoorAnswer(CheckingIn.REPLACED_BADGE, badge.registration)
    return check_in(badge.registration.id, event_id=event_id, nonce=nonce, account_id=account_id, now=now)


def check_in(registration_id: int, *, event_id: int, nonce: str, account_id: int | None, now: datetime) -> DoorAnswer:
    """Marks a person as arrived. Repeating a request (same nonce) gives the first answer again.

    Args:
        registration_id: Who arrives; must belong to the event.
        event_id: The event.
        nonce: Names this request; drawn by the door's page.
        account_id: The host at the door; None: a command on the server.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        registration = session.get_one(Registration, registration_id)
        repeated = _arrival_named(session, event_id, nonce)
        if repeated is not None and repeated.registration_id != registration_id:
            return DoorAnswer(CheckingIn.REUSED_NONCE)
        if repeated is not None:
            return DoorAnswer(CheckingIn.WELCOME, registration, repeated.happened_at)
        standing = _standing(session, registration_id)
        if standing is not None:
            return DoorAnswer(CheckingIn.ALREADY_IN, registration, standing.happened_at)
        session.execute(
            insert(CheckIn).values(
                event_id=event_id,
                registration_id=registration_id,
                nonce=nonce,
                happened_at=now,
                account_id=account_id,
            )
        )
        _note_change(session, registration_id, event_id)
    return DoorAnswer(CheckingIn.WELCOME, registration, now)


def undo_check_in(registration_id: int, *, event_id: int, account_id: int, now: datetime) -> DoorAnswer:
    """Takes an arrival back, within fifteen minutes."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        registration = session.get_one(Registration, registration_id)
        standing = _standing(session, registration_id)
        if standing is None:
            return DoorAnswer(CheckingIn.NOT_IN, registration)
        if now - standing.happened_at > UNDO_WITHIN:
            return DoorAnswer(CheckingIn.TOO_LATE, registration, standing.happened_at)
        session.execute(update(CheckIn).where(CheckIn.id == standing.id).values(undone_at=now))
        _note_change(session, registration_id, event_id)
        record(
            session,
            "check_in.undone",
            event_id=event_id,
            account_id=account_id,
            now=now,
            registration_id=registration_id,
        )
    return DoorAnswer(CheckingIn.UNDONE, registration)


@at_erasure
def erase_arrivals(session: Session, registration: Registration) -> None:
    """Erases when somebody came, and what was undone."""
    session.execute(delete(CheckIn).where(CheckIn.registration_id == registration.id))


def _standing(session: Session, registration_id: int) -> CheckIn | None:
    return session.scalar(
        select(CheckIn).where(CheckIn.registration_id == registration_id, CheckIn.undone_at.is_(None))
    )


def _arrival_named(session: Session, event_id: int, nonce: str) -> CheckIn | None:
    return session.scalar(select(CheckIn).where(CheckIn.event_id == event_id, CheckIn.nonce == nonce))


def _note_change(session: Session, registration_id: int, event_id: int) -> None:
    """Tells live pages: whoever is in counts."""
    session.execute(
        update(Registration)
        .where(Registration.id == registration_id)
        .values(change_no=next_change_no(session, event_id))
    )
