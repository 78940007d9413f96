"""How many places of an event are taken, and how many wait for one?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from eventapp.core.places import HOLDING, Room, Status
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.hot_path import hot
from eventapp.registration.invitation_queries import places_kept
from eventapp.registration.models import Registration


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """How many registrations of an event stand where; those of the team hold nobody else's place.

    Attributes:
        held: Places that nobody else can get.
        by_status: How many there are of each status; missing: none.
    """

    held: int
    by_status: dict[Status, int]


_COUNT = (
    select(Registration.status, func.count().label("people"))
    .where(Registration.event_id == bindparam("at_event"), Registration.is_staff.is_(False))
    .group_by(Registration.status)
)


def place_counts(session: Session, event_id: int) -> PlaceCounts:
    """Counts the places of an event."""
    found = {row.status: row.people for row in hot(session).execute(_COUNT, {"at_event": event_id}).all()}
    by_status = {status: found[status] for status in Status if status in found}
    return PlaceCounts(sum(by_status.get(status, 0) for status in HOLDING), by_status)


def place_numbers(event_id: int) -> PlaceCounts:
    """How many registrations of an event stand where."""
    return place_counts(db.session(), event_id)


def room_of(session: Session, event_id: int, *, now: datetime) -> Room:
    """How many places of an event are gone, for those with an invitation code and for everybody else."""
    return Room(place_counts(session, event_id).held, places_kept(session, event_id, now=now))


def is_full(event: Event, *, now: datetime, code_id: int | None = None) -> bool:
    """Whether no place of an event is free for somebody, with that invitation code or without."""
    if event.places is None:
        return False
    return event.place_rules.free(room_of(db.session(), event.id, now=now).held_for(code_id)) == 0


def ahead_in_line(person: Registration) -> int:
    """How many wait for a place longer than somebody who waits."""
    since = func.coalesce(Registration.status_since, Registration.created_at)
    own = person.status_since or person.created_at
    ahead = or_(since < own, and_(since == own, Registration.id < person.id))
    waiting = (Registration.event_id == person.event_id, Registration.status == Status.WAITING)
    return db.session.scalar(select(func.count()).select_from(Registration).where(*waiting, ahead)) or 0
