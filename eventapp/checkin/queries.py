"""Who stands where at the door?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventapp.badges.queries import badge_at
from eventapp.checkin.models import CheckIn
from eventapp.core.codes import read_code
from eventapp.core.name_search import folded, matches, search_words
from eventapp.events.models import Organisation
from eventapp.extensions import db
from eventapp.registration.models import Registration


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A person on the door list. It holds no e-mail address: hosts need none."""

    registration_id: int
    uid: str
    name: str
    organisation: str
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class DoorCount:
    """How many are in, and how many are expected in all."""

    arrived: int
    registered: int


@dataclass(frozen=True, slots=True)
class DoorList:
    """The people at the door, or those that a search found."""

    rows: Sequence[DoorRow]
    count: DoorCount
    by_replaced_badge: bool = False
    """The search was the code of a badge in whose place a newer one has come."""


def door_list(event_id: int, search: str = "") -> DoorList:
    """The door list by name, in one statement; with a search, those whom it means.

    A badge code is looked up first: hand scanners type one, and "Schwarze" is both a name and a short code.
    What is no code of this event is searched among names and organisations.
    """
    rows = _everybody(event_id)
    count = DoorCount(sum(row.arrived_at is not None for row in rows), len(rows))
    words = search_words(search)
    if not words:
        return DoorList(rows, count)
    badge = badge_at(event_id, read_code(search))
    if badge is not None:
        holder = [row for row in rows if row.registration_id == badge.registration.id]
        return DoorList(holder, count, by_replaced_badge=badge.replaced_at is not None)
    return DoorList([row for row in rows if matches(words, row.name, row.organisation)], count)


def _everybody(event_id: int) -> list[DoorRow]:
    """All people of the event by name, sorted here: each database has its own idea of where umlauts stand."""
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.uid,
            Registration.name,
            func.coalesce(Organisation.name, ""),
            CheckIn.happened_at,
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(CheckIn, (CheckIn.registration_id == Registration.id) & CheckIn.undone_at.is_(None))
        .where(Registration.event_id == event_id)
    )
    return sorted((DoorRow(*row) for row in rows), key=lambda row: (folded(row.name), row.registration_id))
