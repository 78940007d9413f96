"""Who stands where at the door?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from eventapp.badges.queries import badge_at
from eventapp.checkin.models import AdmissionList, Presence
from eventapp.checkin.people import Listed, people_of
from eventapp.core.admission import last_night
from eventapp.core.codes import read_code
from eventapp.core.name_search import folded, search_words
from eventapp.events.models import Event
from eventapp.extensions import db

_ANY_DAY = date.min
_A_FEW = 200


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A person on the door list. It holds no e-mail address: hosts need none."""

    registration_id: int
    uid: str
    name: str
    organisation: str
    has_place: bool
    arrived_at: datetime | None
    """Since when they are in by the list."""
    door: str = ""


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
    by_likeness: bool = False
    """Nobody is called what was typed; these are called similarly."""


def lists(event_id: int) -> list[AdmissionList]:
    """The lists of an event: the one that it has by itself first, once somebody came, then by day and name."""
    found = db.session.scalars(select(AdmissionList).where(AdmissionList.event_id == event_id))
    return sorted(
        found, key=lambda each: (not each.is_arrival, each.day is not None, each.day or _ANY_DAY, folded(each.name))
    )


def list_of(event_id: int, list_id: int) -> AdmissionList | None:
    """One list of an event."""
    return db.session.scalar(
        select(AdmissionList).where(AdmissionList.event_id == event_id, AdmissionList.id == list_id)
    )


def door_numbers(event_ids: Sequence[int]) -> dict[int, int]:
    """The numbers of the last changes at the doors of events."""
    rows = db.session.execute(select(Event.id, Event.door_no).where(Event.id.in_(event_ids)))
    return {event_id: door_no for event_id, door_no in rows}  # noqa: C416 mypy takes a row for no pair


def arrival_list(event_id: int) -> AdmissionList | None:
    """The list that an event has by itself; None: nobody has come yet."""
    return db.session.scalar(
        select(AdmissionList).where(AdmissionList.event_id == event_id, AdmissionList.is_arrival)
    )


def door_list(
    event_id: int, search: str = "", *, list_id: int | None = None, now: datetime | None = None
) -> DoorList:
    """The door list by name; with a search, those whom it means.

    A badge code is looked up first: hand scanners type one, and "Schwarze" is both a name and a short code.
    What is no code of this event is searched among names and organisations; where nobody is called that, among those
    who are called similarly.

    Args:
        event_id: The event.
        search: What was typed or scanned.
        list_id: Who is in by which list; None: by the one that the event has by itself.
        now: The present moment; None: whoever was in stays in, however many nights ago.
    """
    everybody = people_of(event_id)
    count = DoorCount(_count_in(event_id, list_id, now), everybody.expected)

    def shown(people: Sequence[Listed], **how: bool) -> DoorList:
        return DoorList(_rows(people, event_id, list_id, now), count, **how)

    words = search_words(search)
    if not words:
        return shown([each for each in everybody.by_name if each.has_place])  # a search finds the others, too
    badge = badge_at(event_id, read_code(search))
    if badge is not None:
        holder = [each for each in everybody.by_name if each.registration_id == badge.registration.id]
        return shown(holder, by_replaced_badge=badge.replaced_at is not None)
    found = everybody.found(words)
    return shown(found) if found else shown(everybody.close(words), by_likeness=True)


def _rows(people: Sequence[Listed], event_id: int, list_id: int | None, now: datetime | None) -> Sequence[DoorRow]:
    """People with since when they are in; of a few, only those are asked for."""
    statement = _present(event_id, list_id, now).add_columns(Presence.since, Presence.door)
    if len(people) <= _A_FEW:
        statement = statement.where(Presence.registration_id.in_([each.registration_id for each in people]))
    present = {who: (since, door) for who, since, door in db.session.execute(statement)}
    return [
        DoorRow(
            each.registration_id,
            each.uid,
            each.name,
            each.organisation,
            each.has_place,
            *present.get(each.registration_id, (None, "")),
        )
        for each in people
    ]


def _count_in(event_id: int, list_id: int | None, now: datetime | None) -> int:
    counted = _present(event_id, list_id, now).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def _present(event_id: int, list_id: int | None, now: datetime | None) -> Select[Any]:
    """Who is in by a list."""
    chosen = AdmissionList.is_arrival if list_id is None else AdmissionList.id == list_id
    statement = (
        select(Presence.registration_id)
        .join(AdmissionList, AdmissionList.id == Presence.list_id)
        .where(AdmissionList.event_id == event_id, chosen, Presence.is_in)
    )
    if now is None:
        return statement
    zone = db.session.scalar(select(Event.time_zone).where(Event.id == event_id)) or "UTC"
    return statement.where(~AdmissionList.ends_at_night | (Presence.since >= last_night(now, zone)))
