"""Who gets which badge code?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.alarms import forget_alarms
from eventapp.badges.models import BadgeCode, GivenRole
from eventapp.core.codes import new_badge_code, new_short_code
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.hot_path import hot
from eventapp.registration.models import Registration
from eventapp.registration.service import at_erasure, at_registration, mail_new_tickets

_GIVE_BADGE = insert(BadgeCode)
_CODE_IS_TAKEN = select(
    exists().where(BadgeCode.event_id == bindparam("at_event"), BadgeCode.short_code == bindparam("drawn"))
)


@at_registration
def give_badges(session: Session, registrations: Sequence[Registration], now: datetime) -> None:
    """Draws the codes of people who register: everybody has one from then on, and looking never makes one."""
    if registrations:
        event_id = registrations[0].event_id  # people register at one event at a time
        codes = _free_short_codes(session, event_id, len(registrations))
        rows = [_values(each.id, event_id, code, now) for each, code in zip(registrations, codes, strict=True)]
        connection = hot(session)
        for row in rows:
            connection.execute(_GIVE_BADGE, row)


@at_erasure
def take_badges(session: Session, registration: Registration) -> None:
    """Erases all codes of somebody: their badges, lost ones too, are unknown from now on."""
    forget_alarms(session, registration.id)
    session.execute(delete(GivenRole).where(GivenRole.registration_id == registration.id))
    session.execute(delete(BadgeCode).where(BadgeCode.registration_id == registration.id))


def replace_badge(
    registration_id: int, event_id: int, *, mails_ticket: bool = False, account_id: int | None, now: datetime
) -> bool:
    """Issues a new code for a lost badge; from now on the old one is answered with „replaced“.

    Args:
        registration_id: Whose badge.
        event_id: The event.
        mails_ticket: The person is sent the ticket with the new code.
        account_id: Who does it.
        now: The present moment.

    Returns:
        Whether a ticket goes out: not to people without an address.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        replace_codes(session, [registration_id], event_id, account_id=account_id, now=now)
        return mails_ticket and mail_new_tickets(session, [registration_id], now) == 1


def replace_codes(
    session: Session, registration_ids: Sequence[int], event_id: int, *, account_id: int | None, now: datetime
) -> None:
    """The same for several people, in the caller's transaction, in which the event is locked."""
    taken = set(session.scalars(select(BadgeCode.short_code).where(BadgeCode.event_id == event_id)))
    rows = []
    for registration_id in registration_ids:
        short_code = next(code for code in iter(new_short_code, "") if code not in taken)
        taken.add(short_code)
        rows.append(_values(registration_id, event_id, short_code, now))
    session.execute(
        update(BadgeCode)
        .where(
            BadgeCode.event_id == event_id,
            BadgeCode.registration_id.in_(registration_ids),
            BadgeCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    session.execute(insert(BadgeCode), rows)
    if len(registration_ids) == 1:
        action, about = "badge.replaced", {"registration_id": registration_ids[0]}
    else:
        action, about = "badges.replaced", {"badges": len(registration_ids)}
    record(session, action, event_id=event_id, account_id=account_id, now=now, **about)


def _values(registration_id: int, event_id: int, short_code: str, now: datetime) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "registration_id": registration_id,
        "code": new_badge_code(),
        "short_code": short_code,
        "created_at": now,
    }


def _free_short_codes(session: Session, event_id: int, count: int) -> set[str]:
    connection, free = hot(session), set[str]()
    while len(free) < count:
        drawn = new_short_code()
        if not connection.scalar(_CODE_IS_TAKEN, {"at_event": event_id, "drawn": drawn}):
            free.add(drawn)
    return free
