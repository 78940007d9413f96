"""Who gets which badge code?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.models import BadgeCode
from eventapp.badges.queries import ALL_PRINTED, current_codes
from eventapp.core.codes import new_badge_code, new_short_code
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.registration.models import Registration


def ensure_badges(event_id: int, registration_ids: Sequence[int] | None = None, *, now: datetime) -> None:
    """Gives a badge code to everybody at the event (or to some) who has none yet; existing ones stay."""
    if not _without_badge(db.session(), event_id, registration_ids):
        return
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        _issue(session, event_id, _without_badge(session, event_id, registration_ids), now)


def badge_of(registration_id: int, event_id: int, *, now: datetime) -> BadgeCode:
    """A person's current badge code, made when there is none."""
    ensure_badges(event_id, [registration_id], now=now)
    return current_codes([registration_id])[registration_id]


def prepare_all(event_id: int, *, account_id: int | None, now: datetime) -> int:
    """Makes the badges of everybody at the event ready to be printed, and keeps who did it.

    Drawing them changes nothing any more, so that the sheet can be fetched by a GET.

    Returns:
        How many there are.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        _issue(session, event_id, _without_badge(session, event_id, None), now)
        current = select(func.count()).where(BadgeCode.event_id == event_id, BadgeCode.replaced_at.is_(None))
        count = session.scalar(current) or 0
        if count:
            record(session, ALL_PRINTED, event_id=event_id, account_id=account_id, now=now, badges=count)
    return count


def prepare_one(registration_id: int, event_id: int, *, account_id: int | None, now: datetime) -> None:
    """Makes one person's badge ready to be printed, and keeps who did it."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        _issue(session, event_id, _without_badge(session, event_id, [registration_id]), now)
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
        _issue(session, event_id, [registration_id], now)
        record(
            session,
            "badge.replaced",
            event_id=event_id,
            account_id=account_id,
            now=now,
            registration_id=registration_id,
        )


def _without_badge(session: Session, event_id: int, registration_ids: Sequence[int] | None) -> list[int]:
    query = (
        select(Registration.id)
        .outerjoin(BadgeCode, (BadgeCode.registration_id == Registration.id) & BadgeCode.replaced_at.is_(None))
        .where(Registration.event_id == event_id, BadgeCode.id.is_(None))
        .order_by(Registration.id)
    )
    if registration_ids is not None:
        query = query.where(Registration.id.in_(registration_ids))
    return list(session.scalars(query))


def _issue(session: Session, event_id: int, registration_ids: Sequence[int], now: datetime) -> None:
    """Draws codes for people, in two statements however many they are: other writers wait meanwhile."""
    if not registration_ids:
        return
    taken = set(session.scalars(select(BadgeCode.short_code).where(BadgeCode.event_id == event_id)))
    rows = []
    for registration_id in registration_ids:
        short_code = _free_short_code(taken)
        taken.add(short_code)
        rows.append(
            {
                "event_id": event_id,
                "registration_id": registration_id,
                "code": new_badge_code(),
                "short_code": short_code,
                "created_at": now,
            }
        )
    session.execute(insert(BadgeCode), rows)


def _free_short_code(taken: set[str]) -> str:
    while (code := new_short_code()) in taken:
        pass
    return code
