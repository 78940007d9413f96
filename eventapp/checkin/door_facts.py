"""What does the database know about somebody at a door? A single read, made once, on the hot path."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select

from eventapp.badges.models import BadgeCode
from eventapp.checkin.models import RULES, AdmissionList, CheckIn, Presence, list_rules
from eventapp.core.admission import Direction, DoorFacts, ListRules, Passing, last_night
from eventapp.core.codes import BadgeCode as LongCode
from eventapp.core.codes import ShortCode
from eventapp.core.places import Status
from eventapp.database import insert_once
from eventapp.events.models import Event, Organisation
from eventapp.hot_path import HotConnection
from eventapp.registration.models import Registration

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything happened."""


@dataclass(frozen=True, slots=True)
class DoorRequest:
    """Somebody at a door.

    Attributes:
        event_id: The door's event.
        list_id: By which list; None: the one that the event has by itself.
        code: What was scanned or typed; None when it is no code at all.
        registration_id: Who was picked from the list of names, of this event; None: whoever has the code.
        nonce: Names this request; the door repeats it when it repeats the request.
        now: The server's clock.
        door: How the door is called.
        account_id: The host at the door.
        device_id: The borrowed phone.
        direction: Which way.
        happened_at: When the door let them through by itself, by the server's clock; None: it asks first.
        device_time: What the device's clock said then.
        reason: Why they are to be let in whatever the rules say, by somebody with the right.
    """

    event_id: int
    list_id: int | None
    code: LongCode | ShortCode | None
    nonce: str
    now: datetime
    door: str
    registration_id: int | None = None
    account_id: int | None = None
    device_id: int | None = None
    direction: Direction = Direction.ENTRY
    happened_at: datetime | None = None
    device_time: datetime | None = None
    reason: str = ""

    @property
    def at(self) -> datetime:
        """When they pass, by the server's clock."""
        return self.happened_at or self.now

    @property
    def passing(self) -> Passing:
        """What `decide` has to know of it."""
        return Passing(
            self.direction, self.at, has_happened=self.happened_at is not None, is_forced=bool(self.reason)
        )


class DoorSituation:
    """The row that the read returns, in the words of the rules."""

    def __init__(self, row: Row[Any], request: DoorRequest, *, inside: int, of_other_event: bool) -> None:
        """Reads the row of `load` for a request."""
        self.row, self.request = row, request
        self.rules: ListRules = list_rules(row, is_test=row.test_mode_since is not None)
        self.night = last_night(request.at, row.time_zone) if row.ends_at_night else None
        self.facts = DoorFacts(
            code_known=row.registration_id is not None,
            of_other_event=of_other_event,
            code_replaced=row.replaced_at is not None,
            status=_STATUS[row.status] if row.status else Status.CONFIRMED,
            in_since=self._in_since,
            inside=inside,
        )

    @property
    def is_outdated(self) -> bool:
        """The person has passed again since; what is told afterwards changes nothing about where they are now."""
        since, told = self.row.since, self.request.happened_at
        return since is not None and told is not None and since > told

    @property
    def _in_since(self) -> datetime | None:
        since: datetime | None = self.row.since if self.row.is_in else None
        return None if since is None or (self.night is not None and since < self.night) else since


def load(connection: HotConnection, request: DoorRequest) -> DoorSituation | None:
    """Reads everything that decides about a passing: in one statement, where the list is known and not bounded.

    Returns:
        The situation; None where the event has no such list.
    """
    row = connection.execute(
        _STATEMENTS[_way_of(request)],
        {
            "event": request.event_id,
            "list": request.list_id or arrival_list(connection, request.event_id, request.now),
            "badge": request.code.text if request.code else "",
            "person": request.registration_id or 0,
        },
    ).first()
    if row is None:
        return None
    inside = 0 if row.capacity is None else _inside(connection, row, request)
    of_other_event = (
        row.registration_id is None
        and isinstance(request.code, LongCode)
        and connection.scalar(_ELSEWHERE, {"event": request.event_id, "badge": request.code.text}) is not None
    )
    return DoorSituation(row, request, inside=inside, of_other_event=of_other_event)


def arrival_list(connection: HotConnection, event_id: int, now: datetime) -> int:
    """The list that an event has by itself; made when somebody is let in by it for the first time."""
    known: int | None = connection.scalar(_ARRIVAL_LIST, {"event": event_id})
    if known is None:
        with connection.write():
            insert_once(
                connection,
                AdmissionList,
                event_id=event_id,
                name="",
                is_arrival=True,
                room="",
                repeat="once",
                counts_exits=False,
                ends_at_night=False,
                created_at=now,
            )
        known = connection.scalar(_ARRIVAL_LIST, {"event": event_id})
    assert known is not None  # noqa: S101 for mypy: somebody has made it by now
    return known


def bound(column: Any, name: str) -> Any:
    """A value of a kept statement, of the type of a column."""
    return bindparam(name, type_=column.type)


def _inside(connection: HotConnection, row: Row[Any], request: DoorRequest) -> int:
    """How many are in by a list."""
    night = last_night(request.at, row.time_zone) if row.ends_at_night else EVER
    found: int = connection.scalar(_INSIDE, {"list": row.list_id, "night": night})
    return found


def _way_of(request: DoorRequest) -> str:
    if request.registration_id is not None:
        return "by_name"
    return "by_short_code" if isinstance(request.code, ShortCode) else "by_code"


def _statement(badge: Any, person: Any) -> Any:
    """The read.

    Args:
        badge: Which badge is looked up, beside its event.
        person: Whom it leads to.
    """
    return (
        select(
            AdmissionList.id.label("list_id"),
            *RULES,
            Event.time_zone,
            Event.test_mode_since,
            Event.asks_days,
            BadgeCode.replaced_at,
            BadgeCode.id.label("badge_code_id"),
            Registration.id.label("registration_id"),
            Registration.uid,
            Registration.name,
            Registration.status,
            Registration.attention,
            Organisation.name.label("organisation"),
            Presence.is_in,
            Presence.since,
            Presence.door,
            CheckIn.id.label("check_in_id"),
        )
        .select_from(AdmissionList)
        .join(Event, Event.id == AdmissionList.event_id)
        .outerjoin(BadgeCode, and_(BadgeCode.event_id == AdmissionList.event_id, badge))
        .outerjoin(Registration, and_(Registration.event_id == AdmissionList.event_id, person))
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(Presence, and_(Presence.list_id == AdmissionList.id, Presence.registration_id == Registration.id))
        .outerjoin(CheckIn, and_(CheckIn.registration_id == Registration.id, CheckIn.undone_at.is_(None)))
        .where(
            AdmissionList.id == bound(AdmissionList.id, "list"),
            AdmissionList.event_id == bound(Event.id, "event"),
        )
    )


_STATUS = {str(status): status for status in Status}
_OF_BADGE = Registration.id == BadgeCode.registration_id
_STATEMENTS = {
    "by_code": _statement(BadgeCode.code == bindparam("badge"), _OF_BADGE),
    "by_short_code": _statement(BadgeCode.short_code == bindparam("badge"), _OF_BADGE),
    "by_name": _statement(BadgeCode.id.is_(None), Registration.id == bound(Registration.id, "person")),
}
"""Kept, since making a statement takes longer than running it."""
_ARRIVAL_LIST = select(AdmissionList.id).where(
    AdmissionList.event_id == bound(Event.id, "event"), AdmissionList.is_arrival
)
_INSIDE = (
    select(func.count())
    .select_from(Presence)
    .where(
        Presence.list_id == bound(AdmissionList.id, "list"),
        Presence.is_in,
        Presence.since >= bound(Presence.since, "night"),
    )
)
_SERIES = select(Event.series_id).where(Event.id == bound(Event.id, "event")).scalar_subquery()
_ELSEWHERE = (
    select(BadgeCode.id)
    .join(Event, Event.id == BadgeCode.event_id)
    .where(BadgeCode.code == bindparam("badge"), Event.series_id == _SERIES)
    .limit(1)
)
