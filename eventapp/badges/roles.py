"""As what do people of an event come, and what does their badge say about it?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.models import BadgeRole, GivenRole
from eventapp.core.text import clean_line, comparison_key
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.registration.models import Registration

MOST = 30
"""Of one event: nobody tells more colours apart."""
LONGEST_NAME = 40


class Usual(StrEnum):
    """Roles that many events have, each with a colour that can be told from the others."""

    SPEAKER = "speaker"
    HOST = "host"
    PRESS = "press"
    EXHIBITOR = "exhibitor"
    GUEST = "guest"


USUAL_COLOURS = {
    Usual.SPEAKER: "#8a1c4a",
    Usual.HOST: "#0b5a4c",
    Usual.PRESS: "#ffc400",
    Usual.EXHIBITOR: "#1d4e9e",
    Usual.GUEST: "#b3470b",
}


class Keeping(StrEnum):
    """What came of keeping a role."""

    KEPT = "kept"
    TAKEN = "taken"
    """The event has one of this name."""
    TOO_MANY = "too_many"
    MISSING = "missing"
    """There is none to be changed."""


@dataclass(frozen=True, slots=True)
class RoleUse:
    """A role of an event, and how many people have it."""

    id: int
    name: str
    colour: str
    people: int


def roles_of(event_id: int) -> list[RoleUse]:
    """The roles of an event in the order in which they were made."""
    rows = db.session.execute(
        select(BadgeRole.id, BadgeRole.name, BadgeRole.colour, func.count(GivenRole.registration_id))
        .outerjoin(GivenRole, GivenRole.role_id == BadgeRole.id)
        .where(BadgeRole.event_id == event_id)
        .group_by(BadgeRole.id)
        .order_by(BadgeRole.id)
    )
    return [RoleUse(*row) for row in rows]


def role_of(event_id: int, role_id: int) -> RoleUse | None:
    """One role, within the event."""
    return next((role for role in roles_of(event_id) if role.id == role_id), None)


def keep_role(  # noqa: PLR0913 what it is, where, and who made it when
    event_id: int, name: str, colour: str, *, role_id: int | None = None, account_id: int | None, now: datetime
) -> Keeping:
    """Keeps a role: a new one, or how an old one is called and coloured from now on.

    Args:
        event_id: Of which event.
        name: The word on the ribbon.
        colour: Of the ribbon, #rrggbb.
        role_id: Which one is changed; None makes a new one.
        account_id: Who does it.
        now: The present moment.
    """
    name = clean_line(name)[:LONGEST_NAME].strip()
    values = {"name": name, "key": comparison_key(name)[:LONGEST_NAME], "colour": colour}
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        others = {row.key: row.id for row in session.scalars(select(BadgeRole).where(BadgeRole.event_id == event_id))}
        if others.get(values["key"], role_id) != role_id:
            return Keeping.TAKEN
        if role_id is None and len(others) >= MOST:
            return Keeping.TOO_MANY
        if role_id is None:
            session.execute(insert(BadgeRole).values(event_id=event_id, **values))
        elif role_id not in others.values():
            return Keeping.MISSING
        else:
            session.execute(update(BadgeRole).where(BadgeRole.id == role_id).values(values))
        record(session, "badge_role.kept", event_id=event_id, account_id=account_id, now=now, role_id=role_id)
    return Keeping.KEPT


def remove_role(event_id: int, role_id: int, *, account_id: int | None, now: datetime) -> None:
    """Removes a role; whoever had it is an attendee like all others."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.execute(delete(GivenRole).where(GivenRole.event_id == event_id, GivenRole.role_id == role_id))
        session.execute(delete(BadgeRole).where(BadgeRole.event_id == event_id, BadgeRole.id == role_id))
        record(session, "badge_role.removed", event_id=event_id, account_id=account_id, now=now, role_id=role_id)


def give_role(
    registration_ids: Collection[int], role_id: int | None, *, event_id: int, account_id: int | None, now: datetime
) -> int | None:
    """Gives people a role in place of the one that they had.

    Args:
        registration_ids: Whom; who is not registered at the event is left out.
        role_id: Which one; None takes theirs away.
        event_id: The event.
        account_id: Who does it.
        now: The present moment.

    Returns:
        How many people; None when the event has no such role.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        role = select(BadgeRole.id).where(BadgeRole.event_id == event_id, BadgeRole.id == role_id)
        if role_id is not None and session.scalar(role) is None:
            return None
        people = _there(session, event_id, registration_ids)
        session.execute(
            delete(GivenRole).where(GivenRole.event_id == event_id, GivenRole.registration_id.in_(people))
        )
        if role_id is not None and people:
            rows = [{"registration_id": id_, "event_id": event_id, "role_id": role_id} for id_ in people]
            session.execute(insert(GivenRole), rows)
        about = {"role_id": role_id, "people": len(people)}
        record(session, "badge_role.given", event_id=event_id, account_id=account_id, now=now, **about)
    return len(people)


def _there(session: Session, event_id: int, registration_ids: Collection[int]) -> list[int]:
    found = session.scalars(select(Registration.id).where(Registration.event_id == event_id))
    return sorted(set(found).intersection(registration_ids))
