"""Are so many registering that an organiser has to look whether they are people?"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.accounts import attempts
from eventapp.accounts.audit import record
from eventapp.accounts.models import Account, EventRole
from eventapp.accounts.roles import RIGHTS, Right
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.mail.service import enqueue

RUSH = "rush"
"""Kind of the mail that tells the organisers."""


def is_refused(session: Session, event_id: int, *, now: datetime) -> bool:
    """Whether too many have registered by the public page within the hour for another one.

    Within the caller's transaction, which holds the event. The first of those who are sent away lets the organisers
    know, by mail and once an hour; they decide whether it goes on.
    """
    if attempts.is_allowed_within(session, attempts.REGISTRATIONS, _of(event_id), now=now):
        return False
    if attempts.take_within(session, attempts.RUSH_MAILS, _of(event_id), now=now):
        _tell_organisers(session, event_id, now)
    return True


def count(session: Session, event_id: int, *, now: datetime) -> None:
    """Counts somebody new, in the same transaction; whoever was registered already counts once."""
    attempts.note_within(session, attempts.REGISTRATIONS, _of(event_id), now=now)


def is_rush(event_id: int, *, now: datetime) -> bool:
    """Whether people are being sent away because too many have registered within the hour."""
    return not attempts.is_allowed(attempts.REGISTRATIONS, _of(event_id), now=now)


def let_more_in(event_id: int, *, account_id: int, now: datetime) -> None:
    """An organiser has looked: as many again may register from now on."""
    attempts.forget(attempts.REGISTRATIONS, _of(event_id))
    with write_session(db.session()) as session:
        record(session, "registration.rush_let_in", event_id=event_id, account_id=account_id, now=now)


def _of(event_id: int) -> str:
    return f"event {event_id}"


def _tell_organisers(session: Session, event_id: int, now: datetime) -> None:
    may_organise = [role for role, rights in RIGHTS.items() if Right.ORGANISE in rights]
    organisers = (
        select(Account.email).join(EventRole).where(EventRole.event_id == event_id, EventRole.role.in_(may_organise))
    )
    for email in session.scalars(organisers.order_by(Account.id)).all():
        enqueue(session, RUSH, recipient=email, locale="de", now=now, event_id=event_id, about={"event_id": event_id})
