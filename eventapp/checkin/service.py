"""Who may come in, and what does the door say?"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.accounts.models import Account
from eventapp.checkin import door_facts, door_writing
from eventapp.checkin.door_facts import DoorRequest, DoorSituation
from eventapp.checkin.door_writing import Overtaken
from eventapp.checkin.models import AdmissionList, CheckIn, DoorEntry, Presence, WalkIn
from eventapp.checkin.other_days import other_days
from eventapp.core.admission import Admission, Decision, Direction, decide, taking_back
from eventapp.core.codes import read_code
from eventapp.database import write_session
from eventapp.events.changes import count_door_change, lock_event, next_change_no
from eventapp.extensions import db
from eventapp.hot_path import HotConnection, hot_connection, hot_turn
from eventapp.registration.models import Registration
from eventapp.registration.service import at_erasure, keeps_place

_PASSES = [verdict.value for verdict in Admission if verdict.passes]


@dataclass(frozen=True, slots=True)
class DoorPerson:
    """Whom an answer is about; all that a door learns of them."""

    registration_id: int
    uid: str
    name: str
    organisation: str
    attention: str = ""
    """What the host has to know; for no visitor's eyes."""


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """What the door says.

    Attributes:
        verdict: The outcome.
        person: Whom it concerns; None where the badge is unknown.
        since: Since when they are in, or when they left.
        door: At which door that was.
        despite: What the door would have said to somebody who passed all the same.
        other_days: On which days somebody comes who was let in on another one; a hint, for whoever stands there.
    """

    verdict: Admission
    person: DoorPerson | None = None
    since: datetime | None = None
    door: str = ""
    despite: Admission | None = None
    other_days: Sequence[date] = ()


def door_turn() -> AbstractContextManager[None]:
    """What a busy door's request runs in, from its sign-in to its answer (hot_path.hot_turn)."""
    return hot_turn(db.engine)


def redeem(request: DoorRequest) -> DoorAnswer | None:
    """Judges a passing and keeps it, whatever comes of it: one read, one write transaction.

    The facts are read before the transaction and judged without a lock; where another door was quicker, the database
    says so, and the passing is judged once more. Places in a room are counted under a lock.

    Returns:
        The answer, for a nonce that came before the first one again; None where the event has no such list.
    """
    if db.session.registry.has():
        db.session.rollback()  # whoever reads by the session afterwards sees what this door did
    with hot_connection(db.engine) as connection:
        for _overtaken in range(3):
            with suppress(IntegrityError, Overtaken):
                return _judge_and_write(connection, request)
        return _judge_and_write(connection, request)


def foresee(request: DoorRequest) -> DoorAnswer | None:
    """What the door would say, of which nothing is kept; None where the event has no such list."""
    with hot_connection(db.engine) as connection:
        situation = door_facts.load(connection, request)
        if situation is None:
            return None
        return _answer(connection, situation, decide(request.passing, situation.facts, situation.rules))


def _judge_and_write(connection: HotConnection, request: DoorRequest) -> DoorAnswer | None:
    situation = door_facts.load(connection, request)
    if situation is None:
        return None
    with connection.write():
        if situation.rules.capacity is not None:
            door_writing.lock_list(connection, situation.row.list_id)
            situation = door_facts.load(connection, request) or situation
        decision = decide(request.passing, situation.facts, situation.rules)
        is_new = door_writing.keep(connection, situation, decision)
    return _answer(connection, situation, decision) if is_new else _earlier_answer(connection, situation)


def _answer(connection: HotConnection, situation: DoorSituation, decision: Decision) -> DoorAnswer:
    row, request = situation.row, situation.request
    days: Sequence[date] = ()
    since, door = row.since, row.door or ""
    if decision.verdict.passes:
        since, door, days = request.at, request.door, other_days(connection, situation, request.at)
    elif situation.facts.in_since is None:
        since, door = None, ""
    return DoorAnswer(decision.verdict, _person(row), since, door, decision.despite, days)


def _person(row: object) -> DoorPerson | None:
    keys = ("registration_id", "uid", "name", "organisation", "attention")
    found, uid, name, organisation, attention = (getattr(row, key) for key in keys)
    return None if found is None else DoorPerson(found, uid, name, organisation or "", attention)


def _earlier_answer(connection: HotConnection, situation: DoorSituation) -> DoorAnswer:
    """The answer that this nonce got the first time; a refusal where it was about somebody or something else."""
    request, row = situation.request, situation.row
    entry = connection.execute(_BY_NONCE, {"at_event": request.event_id, "named": request.nonce}).one()
    if (entry.registration_id, entry.list_id, entry.direction) != (
        row.registration_id,
        row.list_id,
        request.direction,
    ):
        return DoorAnswer(Admission.REUSED_NONCE)
    verdict = Admission(entry.verdict)
    despite = Admission(entry.despite) if entry.despite else None
    first = _answer(connection, situation, Decision(verdict, despite))
    if not verdict.passes:
        return first
    days = other_days(connection, situation, entry.happened_at)
    return replace(first, since=entry.happened_at, door=entry.door, other_days=days)


def own_list(event_id: int, *, now: datetime) -> int:
    """The list that an event has by itself; made where nobody has come yet."""
    with hot_connection(db.engine) as connection:
        return door_facts.arrival_list(connection, event_id, now)


def check_in_by_code(text: str, *, event_id: int, nonce: str, account_id: int | None, now: datetime) -> DoorAnswer:
    """Lets in whoever's badge or ticket was scanned or typed, by the list that the event has by itself."""
    door = name_of(account_id)
    answer = redeem(DoorRequest(event_id, None, read_code(text), nonce, now, door, account_id=account_id))
    assert answer is not None  # noqa: S101 for mypy: that list is always there
    return answer


def check_in(registration_id: int, *, event_id: int, nonce: str, account_id: int | None, now: datetime) -> DoorAnswer:
    """Marks a person as arrived. Repeating a request (same nonce) gives the first answer again.

    Args:
        registration_id: Who arrives; must belong to the event.
        event_id: The event.
        nonce: Names this request; drawn by the door's page.
        account_id: The host at the door; None: a command on the server.
        now: The present moment.
    """
    door = name_of(account_id)
    answer = redeem(
        DoorRequest(event_id, None, None, nonce, now, door, registration_id=registration_id, account_id=account_id)
    )
    assert answer is not None  # noqa: S101 for mypy: that list is always there
    return answer


def undo_check_in(registration_id: int, *, event_id: int, account_id: int, now: datetime) -> DoorAnswer:
    """Takes an arrival back, within fifteen minutes, by the list that the event has by itself."""
    own = db.session.scalar(
        select(AdmissionList.id).where(AdmissionList.event_id == event_id, AdmissionList.is_arrival)
    )
    return take_back(registration_id, list_id=own or 0, event_id=event_id, account_id=account_id, now=now)


def take_back(
    registration_id: int, *, list_id: int, event_id: int, account_id: int | None, now: datetime
) -> DoorAnswer:
    """Takes the last passing of a person by a list back, within fifteen minutes after the house heard of it.

    Args:
        registration_id: Whose; must belong to the event.
        list_id: By which list.
        event_id: The event.
        account_id: The host at the door; None: a borrowed phone.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        person = _door_person(session.get_one(Registration, registration_id))
        passed = _passings(session, registration_id, list_id)
        last = passed[0] if passed else None
        verdict = taking_back(last.received_at if last else None, now)
        if last is None or verdict is not Admission.UNDONE:
            return DoorAnswer(verdict, person, last.happened_at if last else None, last.door if last else "")
        session.execute(update(DoorEntry).where(DoorEntry.id == last.id).values(undone_at=now))
        _restore(session, last, passed[1:])
        _undo_arrival(session, registration_id, event_id, now)
        count_door_change(session, event_id)
        about = {"registration_id": registration_id}
        if not session.get_one(AdmissionList, list_id).is_arrival:
            about["list_id"] = list_id
        record(session, "check_in.undone", event_id=event_id, account_id=account_id, now=now, **about)
    return DoorAnswer(Admission.UNDONE, person)


def _passings(session: Session, registration_id: int, list_id: int) -> list[DoorEntry]:
    """How a person passed by a list, the latest first."""
    return list(
        session.scalars(
            select(DoorEntry)
            .where(
                DoorEntry.registration_id == registration_id,
                DoorEntry.list_id == list_id,
                DoorEntry.verdict.in_(_PASSES),
                DoorEntry.undone_at.is_(None),
            )
            .order_by(DoorEntry.happened_at.desc(), DoorEntry.id.desc())
        )
    )


def _restore(session: Session, undone: DoorEntry, before: list[DoorEntry]) -> None:
    """Puts a person where they were before the passing that is taken back."""
    here = (Presence.list_id == undone.list_id, Presence.registration_id == undone.registration_id)
    if not before:
        session.execute(delete(Presence).where(*here))
        return
    stands = before[0]
    for earlier in before[1:]:  # the entry by which somebody is in is the first one since they were out
        if Direction(stands.direction) is Direction.EXIT or Direction(earlier.direction) is Direction.EXIT:
            break
        stands = earlier
    is_in = Direction(stands.direction) is Direction.ENTRY
    session.execute(update(Presence).where(*here).values(is_in=is_in, since=stands.happened_at, door=stands.door))


def _undo_arrival(session: Session, registration_id: int, event_id: int, now: datetime) -> None:
    """Whoever is let in nowhere any more has not arrived."""
    let_in = select(DoorEntry.id).where(
        DoorEntry.registration_id == registration_id,
        DoorEntry.direction == Direction.ENTRY,
        DoorEntry.verdict.in_(_PASSES),
        DoorEntry.undone_at.is_(None),
    )
    if session.scalar(let_in.limit(1)) is not None:
        return
    session.execute(
        update(CheckIn)
        .where(CheckIn.registration_id == registration_id, CheckIn.undone_at.is_(None))
        .values(undone_at=now)
    )
    session.execute(
        update(Registration)
        .where(Registration.id == registration_id)
        .values(change_no=next_change_no(session, event_id))
    )


@keeps_place
def has_arrived(session: Session, registration: Registration) -> bool:
    """Whether somebody is or was here."""
    arrival = select(CheckIn.id).where(CheckIn.registration_id == registration.id, CheckIn.undone_at.is_(None))
    return session.scalar(arrival) is not None


@at_erasure
def erase_arrivals(session: Session, registration: Registration) -> None:
    """Erases when somebody came and went, and what was undone."""
    for table in (CheckIn, Presence, DoorEntry, WalkIn):
        session.execute(delete(table).where(table.registration_id == registration.id))
    count_door_change(session, registration.event_id)


def name_of(account_id: int | None) -> str:
    """Who stands at that door."""
    return "" if account_id is None else db.session.get_one(Account, account_id).name[:100]


def _door_person(registration: Registration) -> DoorPerson:
    organisation = registration.organisation
    name, attention = organisation.name if organisation else "", registration.attention
    return DoorPerson(registration.id, registration.uid, registration.name, name, attention)


_BY_NONCE = select(
    DoorEntry.verdict,
    DoorEntry.despite,
    DoorEntry.registration_id,
    DoorEntry.list_id,
    DoorEntry.direction,
    DoorEntry.happened_at,
    DoorEntry.door,
).where(
    DoorEntry.event_id == door_facts.bound(DoorEntry.event_id, "at_event"),
    DoorEntry.nonce == door_facts.bound(DoorEntry.nonce, "named"),
)
