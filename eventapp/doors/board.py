"""How does it go at the doors? Numbers for the organiser's board, and not one name of a guest.

Hosts' desks are numbered, too: how many somebody lets in within a quarter of an hour is nothing for a large screen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, func, select

from eventapp.checkin.lists import head_counts
from eventapp.checkin.models import AdmissionList, CheckIn, DoorEntry, Presence
from eventapp.checkin.queries import lists
from eventapp.core.admission import Admission, Direction, Repeat, hours_of_day, last_night
from eventapp.doors.models import DeviceList, DoorDevice
from eventapp.doors.queries import DeviceState, state_of
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.programme.days import asks_days
from eventapp.programme.queries import expected_by_day
from eventapp.registration.models import HAS_PLACE, Registration

QUARTER = timedelta(minutes=15)
SILENT_AFTER = timedelta(minutes=2)
"""A phone at a door asks every half minute; one that was not heard for longer has no network, or is switched off."""
_PASSES = [verdict.value for verdict in Admission if verdict.passes]


@dataclass(frozen=True, slots=True)
class ListNumbers:
    """How full a list is.

    Attributes:
        list_id: Which; None: the one that the event has by itself, before anybody came.
        name: Empty on the one that the event has by itself.
        inside: How many are in.
        out: How many were in, and are not any more.
        expected: How many are registered and have not come; None where not everybody is to come.
        places: How many may be in at once; None: no limit.
        counts_out: Whether anybody can be out again.
    """

    list_id: int | None
    name: str
    inside: int = 0
    out: int = 0
    expected: int | None = None
    places: int | None = None
    counts_out: bool = False

    @property
    def free(self) -> int | None:
        """How many more have room."""
        return None if self.places is None else max(0, self.places - self.inside)


@dataclass(frozen=True, slots=True)
class Quarter:
    """Who passed within a quarter of an hour."""

    begins: datetime
    entered: int
    left: int


class Kind(StrEnum):
    """What a door is."""

    DEVICE = "device"
    DESK = "desk"
    PAPER = "paper"
    """Entered afterwards."""


@dataclass(frozen=True, slots=True)
class DoorNumbers:
    """What a door did on a day.

    Attributes:
        kind: What it is.
        name: Of a device; a desk has a number in place of it.
        entered: Who came in there.
        left: Who went out.
        last_at: When somebody last passed.
        waiting: How many entries wait in the device, as it said last.
        seen_at: When the device was last there.
        is_silent: It should have been heard since.
    """

    kind: Kind
    name: str
    entered: int = 0
    left: int = 0
    last_at: datetime | None = None
    waiting: int = 0
    seen_at: datetime | None = None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """What the board shows.

    Attributes:
        arrived: How many have arrived at the event.
        registered: Of how many.
        lists: Each list of the event; at least one.
        chosen: The one that is shown at length.
        day: Of which day at the door; it begins at night.
        days: Those to choose from.
        quarters: From the first passing of the day to the last one, or to now.
        doors: Devices first, each with what it did by the chosen list on that day.
    """

    arrived: int
    registered: int
    lists: Sequence[ListNumbers]
    chosen: ListNumbers
    day: date
    days: Sequence[date]
    quarters: Sequence[Quarter]
    doors: Sequence[DoorNumbers]


@dataclass(frozen=True, slots=True)
class _Passing:
    at: datetime
    direction: Direction
    door: tuple[Kind, int]


def board(event: Event, list_id: int | None, day: date | None, *, now: datetime) -> Board:
    """The board at a moment.

    Args:
        event: Whose doors.
        list_id: Which list is shown at length; None: the one that the event has by itself.
        day: Which day; None: today, or the last one on which somebody passed.
        now: The present moment.
    """
    registered = _count(select(Registration.id).where(Registration.event_id == event.id, HAS_PLACE))
    arrived = _count(select(CheckIn.id).where(CheckIn.event_id == event.id, CheckIn.undone_at.is_(None)))
    all_lists = _lists(event, registered, now)
    chosen = next((each for each in all_lists if each.list_id == list_id), all_lists[0])
    days = sorted(each.date for each in event.days)
    shown = day or _day_to_show(event, chosen, days, now)
    passings = _passings(chosen, shown, event.time_zone)
    return Board(
        arrived=arrived,
        registered=registered,
        lists=all_lists,
        chosen=chosen,
        day=shown,
        days=sorted({*days, shown}),
        quarters=_quarters(passings, now),
        doors=_doors(event.id, chosen, passings, now),
    )


def _lists(event: Event, registered: int, now: datetime) -> Sequence[ListNumbers]:
    inside = head_counts(event, now=now)
    rows = db.session.execute(
        select(Presence.list_id, func.count().label("people"))
        .where(Presence.event_id == event.id)
        .group_by(Presence.list_id)
    )
    ever = {row.list_id: row.people for row in rows}
    known = lists(event.id)
    by_day = expected_by_day(event) if asks_days(event) else {}
    found = [
        _numbers(
            each,
            inside.get(each.id, 0),
            ever.get(each.id, 0),
            registered if each.day is None else by_day.get(each.day, registered),
        )
        for each in known
    ]
    has_own = any(each.is_arrival for each in known)
    return found if has_own else [ListNumbers(None, "", expected=registered), *found]


def _numbers(each: AdmissionList, inside: int, ever: int, registered: int) -> ListNumbers:
    is_for_all = each.repeat == Repeat.ONCE and (each.capacity is None or each.capacity >= registered)
    return ListNumbers(
        list_id=each.id,
        name=each.name,
        inside=inside,
        out=ever - inside,
        expected=max(0, registered - ever) if is_for_all else None,
        places=each.capacity,
        counts_out=each.counts_exits or each.ends_at_night,
    )


def _day_to_show(event: Event, chosen: ListNumbers, days: Sequence[date], now: datetime) -> date:
    today = last_night(now, event.time_zone).date()
    if today in days:
        return today
    last = db.session.scalar(
        select(func.max(DoorEntry.happened_at)).where(
            DoorEntry.list_id == chosen.list_id, DoorEntry.verdict.in_(_PASSES), DoorEntry.undone_at.is_(None)
        )
    )
    return today if last is None else last_night(last, event.time_zone).date()


def _passings(chosen: ListNumbers, day: date, zone: str) -> Sequence[_Passing]:
    """Who passed by a list on a day; of two entries of one person without an exit between them, the first."""
    begins, ends = hours_of_day(day, zone)
    rows = db.session.execute(
        select(
            DoorEntry.happened_at,
            DoorEntry.direction,
            DoorEntry.device_id,
            func.coalesce(DoorEntry.account_id, 0),
            DoorEntry.received_at != DoorEntry.happened_at,
        ).where(
            DoorEntry.list_id == chosen.list_id,
            DoorEntry.happened_at >= begins,
            DoorEntry.happened_at < ends,
            DoorEntry.verdict.in_(_PASSES),
            DoorEntry.undone_at.is_(None),
            DoorEntry.despite != Admission.ALREADY_IN,
        )
    )
    return [
        _Passing(at, Direction(way), _door(device_id, account_id, was_told=was_told))
        for at, way, device_id, account_id, was_told in rows
    ]


def _door(device_id: int | None, account_id: int, *, was_told: bool) -> tuple[Kind, int]:
    if device_id is not None:
        return Kind.DEVICE, device_id
    return (Kind.PAPER, 0) if was_told else (Kind.DESK, account_id)


def _quarters(passings: Sequence[_Passing], now: datetime) -> Sequence[Quarter]:
    if not passings:
        return []
    counted = Counter((_quarter_of(each.at), each.direction) for each in passings)
    moments = [moment for moment, _direction in counted]
    first, last = min(moments), max(moments)
    if timedelta() < now - last < timedelta(hours=6):  # it goes on: the last quarters may be empty
        last = max(last, _quarter_of(now))
    return [
        Quarter(begins, counted[begins, Direction.ENTRY], counted[begins, Direction.EXIT])
        for begins in (first + number * QUARTER for number in range((last - first) // QUARTER + 1))
    ]


def _quarter_of(moment: datetime) -> datetime:
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(QUARTER.total_seconds()), UTC)


def _doors(event_id: int, chosen: ListNumbers, passings: Sequence[_Passing], now: datetime) -> Sequence[DoorNumbers]:
    """Devices that are doors of the list or were on that day, then desks, then paper."""
    by_door: dict[tuple[Kind, int], list[_Passing]] = {}
    for each in passings:
        by_door.setdefault(each.door, []).append(each)
    own = set(db.session.scalars(select(DeviceList.device_id).where(DeviceList.list_id == chosen.list_id)))
    devices = db.session.scalars(select(DoorDevice).where(DoorDevice.event_id == event_id).order_by(DoorDevice.name))
    found = []
    for device in devices:
        passed = by_door.get((Kind.DEVICE, device.id), [])
        is_door = state_of(device, now=now) is DeviceState.PAIRED
        if passed or (is_door and device.id in own):
            found.append(_device_numbers(device, passed, now if is_door else None))
    desks = sorted(door for door in by_door if door[0] is Kind.DESK)
    found += [_door_numbers(Kind.DESK, str(number), by_door[door]) for number, door in enumerate(desks, start=1)]
    paper = by_door.get((Kind.PAPER, 0))
    return [*found, _door_numbers(Kind.PAPER, "", paper)] if paper else found


def _device_numbers(device: DoorDevice, passed: Sequence[_Passing], now: datetime | None) -> DoorNumbers:
    """What a device did; `now` is None for one that is no door any more."""
    plain = _door_numbers(Kind.DEVICE, device.name, passed)
    seen = device.last_seen_at
    return DoorNumbers(
        plain.kind,
        plain.name,
        plain.entered,
        plain.left,
        plain.last_at,
        waiting=device.queue_length if now else 0,
        seen_at=seen if now else None,
        is_silent=now is not None and seen is not None and now - seen > SILENT_AFTER,
    )


def _door_numbers(kind: Kind, name: str, passed: Sequence[_Passing]) -> DoorNumbers:
    ways = Counter(each.direction for each in passed)
    last = max((each.at for each in passed), default=None)
    return DoorNumbers(kind, name, ways[Direction.ENTRY], ways[Direction.EXIT], last)


def _count(of: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(of.subquery())) or 0
