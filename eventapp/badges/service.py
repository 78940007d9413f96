"""Who gets which badge code, and what is kept of printing?"""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.models import BadgeCode
from eventapp.badges.queries import ALL_PRINTED
from eventapp.core.codes import new_badge_code, new_short_code
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.registration.service import at_erasure, at_registration


@at_registration
def give_badge(session: Session, registration: Registration, now: datetime) -> None:
    """Draws the code of somebody who registers: everybody has one from then on, and looking never makes one."""
    _draw_code(session, registration.id, registration.event_id, now)


@at_erasure
def take_badges(session: Session, registration: Registration) -> None:
    """Erases all codes of somebody: their badges, lost ones too, are unknown from now on."""
    session.execute(delete(BadgeCode).where(BadgeCode.registration_id == registration.id))


def log_printing(event_id: int, *, account_id: int | None, now: datetime) -> int:
    """Keeps that all badges of the event are printed, and by whom.

    Returns:
        How many there are; printing none is not kept.
    """
    with write_session(db.session()) as session:
        current = select(func.count()).where(BadgeCode.event_id == event_id, BadgeCode.replaced_at.is_(None))
        count = session.scalar(current) or 0
        if count:
            record(session, ALL_PRINTED, event_id=event_id, account_id=account_id, now=now, badges=count)
    return count


def log_printing_of_one(registration_id: int, event_id: int, *, account_id: int | None, now: datetime) -> None:
    """Keeps that one person's badge is printed, and by whom."""
    with write_session(db.session()) as session:
        record(
            session,
            "badge.printed",
            event_id=event_id,
            account_id=account_id,
            now=now,
            registration_id=registration_id,
        )


def replace_badge(registration_id: int, event_id: int, *, account_id: int | None, now: datetime) -> None:
    """Issues a new code for a lost badge; from now on the old one is answered with „replaced“."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.execute(
            update(BadgeCode)
            .where(
                BadgeCode.event_id == event_id,
                BadgeCode.registration_id == registration_id,
                BadgeCode.replaced_at.is_(None),
            )
            .values(replaced_at=now)
        )
        _draw_code(session, registration_id, event_id, now)
        record(
            session,
            "badge.replaced",
            event_id=event_id,
            account_id=account_id,
            now=now,
            registration_id=registration_id,
        )


def _draw_code(session: Session, registration_id: int, event_id: int, now: datetime) -> None:
    session.execute(
        insert(BadgeCode).values(
            event_id=event_id,
            registration_id=registration_id,
            code=new_badge_code(),
            short_code=_free_short_code(session, event_id),
            created_at=now,
        )
    )


def _free_short_code(session: Session, event_id: int) -> str:
    while True:
        code = new_short_code()
        taken = select(BadgeCode.id).where(BadgeCode.event_id == event_id, BadgeCode.short_code == code)
        if session.scalar(taken) is None:
            return code
