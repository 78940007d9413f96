"""How is a passing of a door kept? With what follows from it, together or not at all."""

from typing import Any

from sqlalchemy import and_, bindparam, literal, literal_column, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from eventapp.badges.alarms import Sighting, raise_alarm
from eventapp.badges.models import Place
from eventapp.checkin.door_facts import EVER, DoorSituation, bound
from eventapp.checkin.models import AdmissionList, CheckIn, DoorEntry, Presence
from eventapp.core.admission import Admission, Decision, Direction, Repeat
from eventapp.core.places import Status
from eventapp.database import insert_once
from eventapp.events.models import Event
from eventapp.hot_path import HotConnection
from eventapp.registration.models import ConsentRecord, Purpose, Registration, TrackingConsent


class Overtaken(Exception):  # noqa: N818 not an error: another door came first
    """Another transaction changed the facts between reading and writing."""


def lock_list(connection: HotConnection, list_id: int) -> None:
    """Lets no other door count by this list until the caller's transaction ends; on SQLite the writer's turn does."""
    connection.execute(_LOCKED_LIST, {"list": list_id})


def keep(connection: HotConnection, situation: DoorSituation, decision: Decision) -> bool:
    """Keeps what the door decided, in the caller's transaction; False when this nonce came before.

    Raises:
        Overtaken: Meanwhile another door let the person in, or out.
    """
    request, row = situation.request, situation.row
    if insert_once(connection, DoorEntry, **_entry_values(situation, decision)) is None:
        return False
    if decision.verdict is Admission.REPLACED_BADGE:
        seen = Sighting(request.event_id, row.registration_id, row.badge_code_id, Place.DOOR, request.door)
        raise_alarm(connection, seen, now=request.now)
    if decision.verdict.passes:
        if row.status != Status.CONFIRMED and request.direction is Direction.ENTRY:
            _give_place(connection, situation)
        _publish(connection, situation, has_arrived=_move(connection, situation, decision))
    return True


def _move(connection: HotConnection, situation: DoorSituation, decision: Decision) -> bool:
    """Counts somebody in or out; whoever gets in for the first time has arrived: True."""
    request, row = situation.request, situation.row
    who = {"at_list": row.list_id, "who": row.registration_id}
    if decision.verdict is Admission.OUT:
        if situation.is_outdated:
            return False
        left = connection.scalar(_LEAVE, {**who, "at": request.at, "at_door": request.door})
        if left is None and decision.despite is None:
            raise Overtaken
        return False
    if decision.comes_first:
        connection.execute(_FORMER_IS_DOUBLE, {**who, "former": row.since})
    if decision.comes_first or not (decision.despite is Admission.ALREADY_IN or situation.is_outdated):
        _enter(connection, situation, decision)
    return row.check_in_id is None and _arrive(connection, situation)


def _enter(connection: HotConnection, situation: DoorSituation, decision: Decision) -> None:
    request, row = situation.request, situation.row
    is_free = decision.comes_first or decision.despite is not None or situation.rules.repeat is Repeat.OFTEN
    statement = (_ENTER if is_free else _ENTER_ONCE)[connection.dialect.name]
    values = {
        "list_id": row.list_id,
        "registration_id": row.registration_id,
        "event_id": request.event_id,
        "is_in": True,
        "since": request.at,
        "door": request.door,
    }
    night = {} if is_free else {"night": situation.night or EVER}
    if connection.scalar(statement, {**values, **night}) is None:
        raise Overtaken


def _arrive(connection: HotConnection, situation: DoorSituation) -> bool:
    """The rest of the house reads that the person is there; False when somebody else noted it meanwhile."""
    request = situation.request
    arrived = insert_once(
        connection,
        CheckIn,
        event_id=request.event_id,
        registration_id=situation.row.registration_id,
        nonce=request.nonce,
        happened_at=request.at,
        account_id=request.account_id,
    )
    return arrived is not None


def _give_place(connection: HotConnection, situation: DoorSituation) -> None:
    """Whoever is let in has a place, however many there are; the consent that they gave stands from now on."""
    who = {"who": situation.row.registration_id}
    connection.execute(_PLACED, {**who, "since": situation.request.at})
    decision = connection.execute(_DECISION_ON_TRACKING, who).first()
    if decision is not None and decision.given:
        insert_once(
            connection,
            TrackingConsent,
            registration_id=situation.row.registration_id,
            event_id=situation.request.event_id,
            given_at=decision.happened_at,
        )


def _publish(connection: HotConnection, situation: DoorSituation, *, has_arrived: bool) -> None:
    """Boards of the doors learn of every passing, all other screens of every arrival: by the event's next numbers."""
    here = {"at_event": situation.request.event_id}
    if has_arrived:
        change_no = connection.scalar(_NEXT_CHANGE, here)
        connection.execute(_CHANGED, {"who": situation.row.registration_id, "change_no": change_no})
    else:
        connection.execute(_NEXT_DOOR_CHANGE, here)


def _entry_values(situation: DoorSituation, decision: Decision) -> dict[str, Any]:
    request, row = situation.request, situation.row
    return {
        "event_id": request.event_id,
        "list_id": row.list_id,
        "registration_id": row.registration_id,
        "verdict": decision.verdict,
        "direction": request.direction,
        "despite": decision.despite or "",
        "device_id": request.device_id,
        "account_id": request.account_id,
        "door": request.door,
        "nonce": request.nonce,
        "happened_at": request.at,
        "device_time": request.device_time,
        "received_at": request.now,
        "reason": request.reason if decision.verdict is Admission.FORCED else "",
    }


def _of(column: Any, name: str) -> Any:
    return column == bound(column, name)


def _entering(make: Any, *, once: bool) -> Any:
    """Makes somebody present; `once` only if they are not, or were in before the last night."""
    statement = make(Presence)
    new = statement.excluded
    is_out = or_(~Presence.is_in, Presence.since < bound(Presence.since, "night"))
    return statement.on_conflict_do_update(
        index_elements=[Presence.list_id, Presence.registration_id],
        set_={"is_in": new.is_in, "since": new.since, "door": new.door},
        where=is_out if once else None,
    ).returning(Presence.list_id)


_MAKES = {"sqlite": insert_on_sqlite, "postgresql": insert_on_postgresql}
_ENTER = {name: _entering(make, once=False) for name, make in _MAKES.items()}
_ENTER_ONCE = {name: _entering(make, once=True) for name, make in _MAKES.items()}
_LEAVE = (
    update(Presence)
    .where(_of(Presence.list_id, "at_list"), _of(Presence.registration_id, "who"), Presence.is_in)
    .values(
        is_in=False,
        since=bound(Presence.since, "at"),
        door=bound(Presence.door, "at_door"),
    )
    .returning(Presence.list_id)
)
_FORMER_IS_DOUBLE = (
    update(DoorEntry)
    .where(
        _of(DoorEntry.list_id, "at_list"),
        _of(DoorEntry.registration_id, "who"),
        _of(DoorEntry.happened_at, "former"),
        DoorEntry.undone_at.is_(None),
        and_(DoorEntry.verdict == Admission.IN.value, DoorEntry.despite == ""),
    )
    .values(despite=Admission.ALREADY_IN.value)
)
_NEXT_DOOR_CHANGE = update(Event).where(_of(Event.id, "at_event")).values(door_no=Event.door_no + 1)
_NEXT_CHANGE = _NEXT_DOOR_CHANGE.values(change_no=Event.change_no + 1).returning(Event.change_no)
_CHANGED = update(Registration).where(_of(Registration.id, "who")).values(change_no=bindparam("change_no"))
_PLACED = (
    update(Registration)
    .where(_of(Registration.id, "who"))
    .values(
        status=literal(Status.CONFIRMED.value),
        status_since=bound(Registration.status_since, "since"),
        answer_by=null(),
    )
)
_DECISION_ON_TRACKING = (
    select(ConsentRecord.given, ConsentRecord.happened_at)
    .where(_of(ConsentRecord.registration_id, "who"), ConsentRecord.purpose == Purpose.TRACKING.value)
    .order_by(ConsentRecord.happened_at.desc(), ConsentRecord.id.desc())
    .limit(literal_column("1"))
)
_LOCKED_LIST = select(AdmissionList.id).where(_of(AdmissionList.id, "list")).with_for_update()
