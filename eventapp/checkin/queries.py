"""Who stands where at the door?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventapp.checkin.models import CheckIn
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.registration.queries import registrations


@dataclass(frozen=True)
class DoorRow:
    """A person on the door list."""

    registration: Registration
    arrived_at: datetime | None


@dataclass(frozen=True)
class DoorCount:
    """How many are in, and how many are expected in all."""

    arrived: int
    registered: int


def door_list(event_id: int, search: str = "") -> Sequence[DoorRow]:
    """The door list by name; with a search, those who match."""
    rows = db.session.execute(
        select(CheckIn.registration_id, CheckIn.happened_at).where(
            CheckIn.event_id == event_id, CheckIn.undone_at.is_(None)
        )
    )
    arrived = dict(rows.tuples().all())
    return [DoorRow(row, arrived.get(row.id)) for row in registrations(event_id, search)]


def door_count(event_id: int) -> DoorCount:
    """The head count."""
    arrived = db.session.scalar(select(func.count()).where(CheckIn.event_id == event_id, CheckIn.undone_at.is_(None)))
    registered = db.session.scalar(select(func.count()).where(Registration.event_id == event_id))
    return DoorCount(arrived or 0, registered or 0)


def arrival(registration_id: int) -> CheckIn | None:
    """A person's standing arrival."""
    return db.session.scalar(
        select(CheckIn).where(CheckIn.registration_id == registration_id, CheckIn.undone_at.is_(None))
    )
