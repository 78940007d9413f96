"""How does a place get from one person to the next, whoever asks, answers, cancels, or lets time pass?"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.places import ANSWERING, LEAVABLE, RETURNABLE, Given, Status, next_in_line, place_for
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.hot_path import hot
from eventapp.registration.invitation_queries import code_of
from eventapp.registration.models import (
    ConsentRecord,
    InvitationCode,
    InvitationUse,
    Purpose,
    Registration,
    TrackingConsent,
)
from eventapp.registration.place_queries import room_of
from eventapp.registration.service.tickets import Occasion, enqueue_ticket

KeepsPlace = Callable[[Session, Registration], bool]
_keepers: list[KeepsPlace] = []


def keeps_place(knows: KeepsPlace) -> KeepsPlace:
    """Decorates what a later domain knows of somebody that keeps them from cancelling: that they are here.

    Registration knows no later domain, so that they add themselves.
    """
    _keepers.append(knows)
    return knows


AfterMoving = Callable[[Session, Registration, datetime], None]
_after_moving: list[AfterMoving] = []


def after_moving(step: AfterMoving) -> AfterMoving:
    """Decorates what a later domain does when somebody's place came or went, in the transaction that moved them."""
    _after_moving.append(step)
    return step


class Placing(StrEnum):
    """What came of a wish about a place."""

    DONE = "done"
    NOT_NOW = "not_now"
    """It stands otherwise by now, or the person is here already: nothing was changed."""
    FULL = "full"
    """No place is free, and nobody may wait."""
    OVER = "over"
    """The event is over."""


def new_place(
    session: Session, event: Event, *, is_known: bool, now: datetime, code: InvitationCode | None = None
) -> Given | None:
    """What somebody gets who registers now, in the caller's transaction, which holds the event; None: nothing left.

    Args:
        session: The write session.
        event: Where.
        is_known: There is no address to be confirmed.
        now: The present moment.
        code: With which invitation code.
    """
    rules = event.place_rules
    if code is not None and code.skips_approval:
        rules = replace(rules, requires_approval=False)
    if rules.places is None and not rules.requires_approval:
        return Given(Status.CONFIRMED)
    settle(session, event, now=now)
    held = room_of(session, event.id, now=now).held_for(code.id if code else None)
    return place_for(rules, held, is_known=is_known, is_approved=False, now=now)


_MOVING = select(
    exists()
    .where(
        Registration.event_id == bindparam("at_event"),
        or_(*(Registration.status == status for status in ANSWERING)),
        Registration.answer_by <= bindparam("now", type_=Registration.answer_by.type),
    )
    .label("are_overdue"),
    exists()
    .where(Registration.event_id == bindparam("at_event"), Registration.status == Status.WAITING)
    .label("are_waiting"),
)
"""Whether anybody moves at all: mostly nobody does."""


def settle(session: Session, event: Event, *, now: datetime) -> None:
    """Takes back what was not answered in time, and gives what is free to those who wait, in their order.

    In the caller's transaction, which holds the event. Whatever frees a place, or makes more of them, calls it.
    """
    moving = hot(session).execute(_MOVING, {"at_event": event.id, "now": now}).one()
    overdue = select(Registration).where(
        Registration.event_id == event.id, Registration.status.in_(ANSWERING), Registration.answer_by <= now
    )
    for late in session.scalars(overdue.order_by(Registration.id)).all() if moving.are_overdue else ():
        if _is_settled(session, late):  # they are here, and have perhaps met somebody, who keeps that
            confirm_place(session, late, now=now)
            continue
        was_offered = late.status == Status.OFFERED
        place(session, late, Given(Status.LAPSED), now=now)
        _log(session, late, "registration.lapsed", None, now)
        if was_offered:  # a stranger's address, mistyped by somebody, gets no second mail
            enqueue_ticket(session, late, Occasion.PLACE, now)
    if now >= event.tracking_closes_at or not moving.are_waiting:
        return  # mostly, so that nothing is counted
    line = select(Registration).where(Registration.event_id == event.id, Registration.status == Status.WAITING)
    for lucky in _next_ones(session, event, line, now):
        given = next_in_line(event.place_rules, begins_at=event.tracking_opens_at, now=now)
        place(session, lucky, given, now=now)
        tell(session, lucky, now)
        _log(session, lucky, "registration.moved_up", None, now)


def _next_ones(session: Session, event: Event, line: Select[Registration], now: datetime) -> Sequence[Registration]:
    """Who of those who wait can have a place now: in their order, and onto kept places whoever has the code."""
    rules, room = event.place_rules, room_of(session, event.id, now=now)
    if rules.free(room.held) == 0:
        return []
    first = func.coalesce(Registration.status_since, Registration.created_at)
    line = line.order_by(first, Registration.id)
    if not room.kept:
        return session.scalars(line.limit(rules.free(room.held))).all()
    came_with = line.outerjoin(InvitationUse, InvitationUse.registration_id == Registration.id).add_columns(
        InvitationUse.code_id
    )
    lucky: list[Registration] = []
    for person, code_id in session.execute(came_with).unique():
        if rules.free(room.held_for(code_id)) != 0:
            lucky.append(person)
            room = room.after(code_id)
    return lucky


def place(session: Session, person: Registration, given: Given, *, now: datetime) -> None:
    """Puts somebody where they stand from now on, in the caller's transaction, which holds the event."""
    _stand(session, person, given, now)
    others_follow(session, person, now)


def _stand(session: Session, person: Registration, given: Given, now: datetime) -> None:
    """The consent to contact tracking stands while they have a place, as they decided last."""
    person.status, person.status_since, person.answer_by = given.status, now, given.answer_by
    person.change_no = next_change_no(session, person.event_id)
    session.flush()
    standing = session.get(TrackingConsent, person.id)
    decision = _last_decision(session, person) if given.status.has_place else None
    if decision is not None and decision.given and standing is None:
        given_at = decision.happened_at
        session.add(TrackingConsent(registration_id=person.id, event_id=person.event_id, given_at=given_at))
    elif standing is not None and not given.status.has_place:
        session.delete(standing)
    session.flush()
    session.expire(person, ["tracking_consent"])


def others_follow(session: Session, person: Registration, now: datetime) -> None:
    """What it means for others that somebody's place came or went, in the transaction that moved them."""
    for step in _after_moving:
        step(session, person, now)


def confirm_place(session: Session, person: Registration, *, now: datetime) -> None:
    """The address is confirmed, or its owner stands at the door: the place is theirs, in the caller's transaction."""
    if person.status == Status.PROVISIONAL:
        place(session, person, Given(Status.CONFIRMED), now=now)


def accept(registration_id: int, *, now: datetime) -> Placing:
    """Takes the place that was offered."""
    with write_session(db.session()) as session:
        person, event = _held(session, registration_id)
        settle(session, event, now=now)
        if person.status != Status.OFFERED:
            return Placing.NOT_NOW
        place(session, person, Given(Status.CONFIRMED), now=now)
        tell(session, person, now)
        _log(session, person, "registration.accepted", None, now)
    return Placing.DONE


def cancel(registration_id: int, *, now: datetime) -> Placing:
    """Somebody says that they do not come; whoever waits longest is the next."""
    with write_session(db.session()) as session:
        person, event = _held(session, registration_id)
        if not take_off(session, person, account_id=None, now=now):
            return Placing.NOT_NOW
        others_follow(session, person, now)
        settle(session, event, now=now)
    return Placing.DONE


def take_off(session: Session, person: Registration, *, account_id: int | None, now: datetime) -> bool:
    """Cancels somebody's place, or their wish for one, in the caller's transaction.

    The caller lets the others follow and settles, once everybody is cancelled who is to be: nobody gets a place, and
    a mail that says so, who loses it within the same transaction.

    Returns:
        Whether they had one, and have not been there yet.
    """
    if person.status not in LEAVABLE or _is_settled(session, person):
        return False
    _stand(session, person, Given(Status.CANCELLED), now)
    tell(session, person, now)
    _log(session, person, "registration.cancelled", account_id, now)
    return True


def is_settled(registration_id: int) -> bool:
    """Whether somebody has been there, so that nothing is left to be cancelled."""
    return _is_settled(db.session(), db.session.get_one(Registration, registration_id))


def ask_again(registration_id: int, *, now: datetime) -> Placing:
    """Asks for a place once more, after a cancellation or an answer that came too late; at the end of the line."""
    with write_session(db.session()) as session:
        person, event = _held(session, registration_id)
        if person.status not in RETURNABLE:
            return Placing.NOT_NOW
        if now >= event.tracking_closes_at:
            return Placing.OVER
        given = new_place(session, event, is_known=True, now=now, code=code_of(session, person.id))
        if given is None:
            return Placing.FULL
        place(session, person, given, now=now)
        tell(session, person, now)
        _log(session, person, "registration.asked_again", None, now)
    return Placing.DONE


def settle_all(now: datetime) -> int:
    """What the clock asks for: places that were not answered for go on; returns at how many events there were any."""
    overdue = select(Registration.event_id).where(Registration.status.in_(ANSWERING), Registration.answer_by <= now)
    event_ids = db.session.scalars(overdue.distinct()).all()
    db.session.rollback()
    for event_id in event_ids:
        with write_session(db.session()) as session:
            lock_event(session, event_id)
            settle(session, session.get_one(Event, event_id, populate_existing=True), now=now)
    return len(event_ids)


def _is_settled(session: Session, person: Registration) -> bool:
    return any(knows(session, person) for knows in _keepers)


def _held(session: Session, registration_id: int) -> tuple[Registration, Event]:
    """A person and their event, which nobody else changes until the transaction ends."""
    event_id = session.scalars(select(Registration.event_id).where(Registration.id == registration_id)).one()
    lock_event(session, event_id)
    person = session.get_one(Registration, registration_id, populate_existing=True)
    return person, session.get_one(Event, event_id, populate_existing=True)


def _last_decision(session: Session, person: Registration) -> ConsentRecord | None:
    return session.scalar(
        select(ConsentRecord)
        .where(ConsentRecord.registration_id == person.id, ConsentRecord.purpose == Purpose.TRACKING)
        .order_by(ConsentRecord.happened_at.desc(), ConsentRecord.id.desc())
        .limit(1)
    )


def tell(session: Session, person: Registration, now: datetime) -> None:
    """Puts the mail about somebody's place into the outbox, in the caller's transaction."""
    if person.email is not None:
        enqueue_ticket(session, person, Occasion.PLACE, now)


def _log(session: Session, person: Registration, action: str, account_id: int | None, now: datetime) -> None:
    event_id = person.event_id
    about: dict[str, str | int | None] = {"registration_id": person.id, "status": str(person.status)}
    record(session, action, now=now, event_id=event_id, account_id=account_id, **about)
