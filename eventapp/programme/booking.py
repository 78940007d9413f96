"""How does a place in a session get from one person to the next, whoever asks, gives back, or loses their own?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.places import LEAVABLE, OUT_OF_CALENDAR, Given, Status, next_in_line, place_for
from eventapp.core.timetable import overlap
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.programme.days import comes_on_day_of
from eventapp.programme.models import WISHED, Booking, ChosenDay, ProgrammeSession
from eventapp.programme.notices import Change, tell
from eventapp.programme.queries import IN_ORDER
from eventapp.registration.models import HAS_PLACE, Registration
from eventapp.registration.service import after_erasure, after_moving, at_erasure


class Finding(StrEnum):
    """What came of a wish about a session."""

    BOOKED = "booked"
    WAITING = "waiting"
    KEPT = "kept"
    """It takes effect as soon as the person has a place at the event."""
    GIVEN_BACK = "given_back"
    CLASHES = "clashes"
    """They have another one at the same time; nothing was changed."""
    FULL = "full"
    """No place is free, and nobody may wait."""
    OVER = "over"
    """It has begun, does not take place, or cannot be booked; or the person is not coming."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a wish.

    Attributes:
        finding: What.
        clashes_with: The id of the other session that they have at the same time.
    """

    finding: Finding
    clashes_with: int = 0


FOUND = {
    Status.CONFIRMED: Finding.BOOKED,
    Status.WAITING: Finding.WAITING,
    Status.REQUESTED: Finding.KEPT,
    Status.DECLINED: Finding.FULL,
}
"""What somebody hears whose booking stands there."""


def book(registration_id: int, session_id: int, *, now: datetime) -> Outcome:
    """Somebody wishes to come to a session of their event; asking twice is asking once."""
    with write_session(db.session()) as session:
        person, wanted = held(session, registration_id, session_id)
        if not wanted.takes_bookings(now) or person.status not in LEAVABLE:
            return Outcome(Finding.OVER)
        own = session.get(Booking, (wanted.id, person.id))
        if own is not None and own.status in WISHED:
            return Outcome(FOUND[Status(own.status)])
        other = clash_of(session, person, wanted)
        if other is not None:
            return Outcome(Finding.CLASHES, other.id)
        given = given_to(session, person, wanted, now)
        if given is None:
            return Outcome(Finding.FULL)
        put(session, person, wanted, given.status, now)
        tell(session, person, Change.OWN, now)
    return Outcome(FOUND[given.status])


def give_back(registration_id: int, session_id: int, *, now: datetime) -> Outcome:
    """Somebody does not come to a session after all; whoever waits longest is the next."""
    with write_session(db.session()) as session:
        person, given_up = held(session, registration_id, session_id)
        own = session.get(Booking, (given_up.id, person.id))
        if own is None or own.status not in WISHED:
            return Outcome(Finding.GIVEN_BACK)
        if now >= given_up.starts_at:
            return Outcome(Finding.OVER)
        put(session, person, given_up, Status.CANCELLED, now)
        tell(session, person, Change.OWN, now)
        move_up(session, given_up, now)
    return Outcome(Finding.GIVEN_BACK)


def wish(session: Session, person: Registration, session_ids: Collection[int], now: datetime) -> None:
    """What somebody wishes who is just registering, in the transaction that adds them.

    What was full by then is kept as such, so that mail and own page say so. Whatever is not of this event, or was
    cancelled while the form was open, is passed over; of two at the same time the earlier one counts.
    """
    rows = select(ProgrammeSession).where(
        ProgrammeSession.event_id == person.event_id, ProgrammeSession.id.in_(session_ids)
    )
    for wanted in session.scalars(rows.order_by(*IN_ORDER)).all():
        if wanted.takes_bookings(now) and clash_of(session, person, wanted) is None:
            given = given_to(session, person, wanted, now)
            put(session, person, wanted, given.status if given else Status.DECLINED, now)


@after_moving
def follow(session: Session, person: Registration, now: datetime) -> None:
    """What somebody's place at the event means for their sessions, in the transaction that gave or took it.

    Without one they lose those, which go to who waits; with one their wishes take effect, in their order.
    """
    own = _bookings(session, Booking.registration_id == person.id, Booking.status.in_(WISHED))
    if person.status in OUT_OF_CALENDAR:
        for gone in own:
            gone.status, gone.since = Status.CANCELLED, now
        session.flush()
        for gone in own:
            move_up(session, _of(session, gone)[1], now)
    elif person.has_place:
        for kept in own:
            wanted = _of(session, kept)[1]
            if kept.status == Status.REQUESTED and wanted.takes_bookings(now):
                given = given_to(session, person, wanted, now)
                put(session, person, wanted, given.status if given else Status.DECLINED, now)


@after_erasure
def fill_up(session: Session, event_id: int, now: datetime) -> None:
    """Gives what is free in sessions of an event to those who wait, in the caller's transaction, which holds it."""
    waits = select(Booking.session_id).where(Booking.event_id == event_id, Booking.status == Status.WAITING)
    for session_id in session.scalars(waits.distinct().order_by(Booking.session_id)).all():
        move_up(session, session.get_one(ProgrammeSession, session_id), now)


def settle_all(now: datetime) -> int:
    """Lets wishes of people take effect who were given a place at a door; returns at how many events."""
    kept = (
        select(Booking.event_id)
        .join(Registration, Registration.id == Booking.registration_id)
        .join(ProgrammeSession, ProgrammeSession.id == Booking.session_id)
        .where(Booking.status == Status.REQUESTED, HAS_PLACE)
        .where(ProgrammeSession.cancelled_at.is_(None), ProgrammeSession.starts_at > now)
    )
    event_ids = db.session.scalars(kept.distinct()).all()
    db.session.rollback()
    for event_id in event_ids:
        with write_session(db.session()) as session:
            lock_event(session, event_id)
            people = select(Registration).where(Registration.id.in_(kept.with_only_columns(Booking.registration_id)))
            people = people.where(Registration.event_id == event_id).order_by(Registration.id)
            for person in session.scalars(people).all():
                follow(session, person, now)
    return len(event_ids)


@at_erasure
def forget_bookings(session: Session, person: Registration) -> None:
    """Erases what somebody booked and on which days they meant to come."""
    session.execute(delete(Booking).where(Booking.registration_id == person.id))
    session.execute(delete(ChosenDay).where(ChosenDay.registration_id == person.id))


def move_up(session: Session, wanted: ProgrammeSession, now: datetime) -> None:
    """Those who wait for a session get what is free there: unasked, and told by mail.

    In the caller's transaction, which holds the event. Whatever frees a place, or makes more of them, calls it.
    """
    free = wanted.place_rules.free(_held_places(session, wanted.id))
    if free == 0 or not wanted.takes_bookings(now):
        return
    waiting = (Booking.session_id == wanted.id, Booking.status == Status.WAITING, HAS_PLACE)
    for lucky in _bookings(session, *waiting)[:free]:
        person, _wanted = _of(session, lucky)
        given = next_in_line(wanted.place_rules, begins_at=wanted.starts_at, now=now)
        put(session, person, wanted, given.status, now)
        tell(session, person, Change.MOVED_UP, now, wanted.id)
        about = {"registration_id": person.id, "session_id": wanted.id}
        record(session, "session.moved_up", now=now, event_id=wanted.event_id, **about)


def given_to(session: Session, person: Registration, wanted: ProgrammeSession, now: datetime) -> Given | None:
    """What somebody gets who asks for a place in a session; None: it is full, and nobody may wait."""
    if not person.has_place:
        return Given(Status.REQUESTED)
    taken = _held_places(session, wanted.id)
    return place_for(wanted.place_rules, taken, is_known=True, is_approved=False, now=now)


def put(session: Session, person: Registration, at: ProgrammeSession, status: Status, now: datetime) -> Booking:
    """Somebody's booking stands there from now on, in the caller's transaction."""
    own = session.get(Booking, (at.id, person.id))
    if own is None:
        own = Booking(event_id=at.event_id, session_id=at.id, registration_id=person.id)
        session.add(own)
    own.status, own.since = status, now
    if status is Status.CONFIRMED:
        own.booked_at = own.booked_at or now
        comes_on_day_of(session, person, at)
    session.flush()
    return own


def clash_of(session: Session, person: Registration, wanted: ProgrammeSession) -> ProgrammeSession | None:
    """What somebody has at the same time; also what they wait for, since they would move up unasked."""
    rows = (
        select(ProgrammeSession)
        .join(Booking, Booking.session_id == ProgrammeSession.id)
        .where(Booking.registration_id == person.id, Booking.status.in_(WISHED), ProgrammeSession.id != wanted.id)
    )
    return next((each for each in session.scalars(rows.order_by(*IN_ORDER)) if overlap(each, wanted)), None)


def _bookings(session: Session, *conditions: object) -> list[Booking]:
    """Bookings in the order in which they were asked for."""
    rows = (
        select(Booking)
        .join(Registration, Registration.id == Booking.registration_id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(Booking.since, Booking.registration_id)
    )
    return list(session.scalars(rows))


def _of(session: Session, booking: Booking) -> tuple[Registration, ProgrammeSession]:
    person = session.get_one(Registration, booking.registration_id)
    return person, session.get_one(ProgrammeSession, booking.session_id)


def _held_places(session: Session, session_id: int) -> int:
    taken = (Booking.session_id == session_id, Booking.status == Status.CONFIRMED)
    return session.scalar(select(func.count()).select_from(Booking).where(*taken)) or 0


def held(session: Session, registration_id: int, session_id: int) -> tuple[Registration, ProgrammeSession]:
    """A person and a session of their event, which nobody else changes until the transaction ends."""
    event_id = session.get_one(ProgrammeSession, session_id).event_id
    lock_event(session, event_id)
    person = session.get_one(Registration, registration_id, populate_existing=True)
    return person, session.get_one(ProgrammeSession, session_id, populate_existing=True)
