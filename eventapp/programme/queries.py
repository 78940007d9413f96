"""What is on at an event, how full is it, and what has somebody booked?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from eventapp.core.places import Status
from eventapp.core.text import comparison_key
from eventapp.core.timetable import overlap
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.programme.models import WISHED, Booking, ChosenDay, ProgrammeSession
from eventapp.registration.models import HAS_PLACE, Registration

IN_ORDER = (ProgrammeSession.starts_at, ProgrammeSession.id)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How full a session is.

    Attributes:
        booked: Who has a place in it.
        waiting: Who waits for one.
        wished: Who will ask for one as soon as they have a place at the event.
    """

    booked: int = 0
    waiting: int = 0
    wished: int = 0

    def free(self, session: ProgrammeSession) -> int | None:
        """How many places are free; None: there is no end of them. Whoever waits comes first."""
        free = session.place_rules.free(self.booked)
        return 0 if free is not None and self.waiting else free


@dataclass(frozen=True, slots=True)
class Planned:
    """A session, how full it is, and what somebody has to do with it.

    Attributes:
        session: Which one.
        numbers: How full it is.
        booking: The person's own, if they ever wished to come.
        ahead: How many wait longer than they do.
        clashes: Another one that they have at the same time.
    """

    session: ProgrammeSession
    numbers: Numbers
    booking: Booking | None = None
    ahead: int = 0
    clashes: ProgrammeSession | None = None


_SESSIONS = select(ProgrammeSession).where(ProgrammeSession.event_id == bindparam("at_event")).order_by(*IN_ORDER)
"""Kept, since every registration asks this."""


def sessions_of(event_id: int) -> Sequence[ProgrammeSession]:
    """The whole programme in order, also what was cancelled."""
    return db.session.scalars(_SESSIONS, {"at_event": event_id}).all()


def session_of(event_id: int, session_id: int) -> ProgrammeSession | None:
    """One session of an event."""
    return db.session.scalar(
        select(ProgrammeSession).where(ProgrammeSession.event_id == event_id, ProgrammeSession.id == session_id)
    )


def find_session(session_id: int) -> ProgrammeSession | None:
    """One session, if it is still there."""
    return db.session.get(ProgrammeSession, session_id)


def bookable_sessions(event_id: int, *, now: datetime) -> Sequence[ProgrammeSession]:
    """What can be booked now, in order."""
    return [each for each in sessions_of(event_id) if each.takes_bookings(now)]


def numbers_of(event_id: int) -> Mapping[int, Numbers]:
    """How full each session is; one that nobody wants is missing."""
    rows = db.session.execute(
        select(Booking.session_id, Booking.status, func.count())
        .where(Booking.event_id == event_id, Booking.status.in_(WISHED))
        .group_by(Booking.session_id, Booking.status)
    )
    found: dict[int, dict[str, int]] = {}
    for session_id, status, count in rows:
        found.setdefault(session_id, {})[status] = count
    return {
        id_: Numbers(*(counts.get(status, 0) for status in (Status.CONFIRMED, Status.WAITING, Status.REQUESTED)))
        for id_, counts in found.items()
    }


def programme(event_id: int) -> Sequence[Planned]:
    """The programme with its numbers."""
    numbers = numbers_of(event_id)
    return [Planned(each, numbers.get(each.id, Numbers())) for each in sessions_of(event_id)]


def in_one_room(sessions: Iterable[ProgrammeSession]) -> Mapping[int, ProgrammeSession]:
    """Which other session takes place in the same room at the same time, by the ids of those for which one does."""
    by_room: defaultdict[str, list[ProgrammeSession]] = defaultdict(list)
    for each in sessions:
        if each.room and each.cancelled_at is None:
            by_room[comparison_key(each.room)].append(each)
    found = {}
    for same in by_room.values():
        for one in same:
            other = next((each for each in same if each is not one and overlap(one, each)), None)
            if other is not None:
                found[one.id] = other
    return found


def own_programme(person: Registration) -> Sequence[Planned]:
    """The programme as one person sees it: what takes place, and what was cancelled that they had wished for."""
    sessions = sessions_of(person.event_id)
    if not sessions:
        return []
    numbers = numbers_of(person.event_id)
    own = {row.session_id: row for row in bookings_of([person.id])}
    ahead = ahead_in_line(person.id)
    shown = [each for each in sessions if each.cancelled_at is None or each.id in own]
    wished = [each for each in shown if each.id in own and own[each.id].status in WISHED]
    return [
        Planned(
            each,
            numbers.get(each.id, Numbers()),
            own.get(each.id),
            ahead.get(each.id, 0),
            next((other for other in wished if each in wished and other is not each and overlap(each, other)), None),
        )
        for each in shown
    ]


def ahead_in_line(registration_id: int) -> Mapping[int, int]:
    """How many wait longer than somebody, by the sessions for which they wait; who is the next is missing."""
    own, other = aliased(Booking), aliased(Booking)
    is_earlier = or_(
        other.since < own.since, and_(other.since == own.since, other.registration_id < own.registration_id)
    )
    rows = db.session.execute(
        select(own.session_id, func.count())
        .join(other, other.session_id == own.session_id)
        .where(own.registration_id == registration_id, own.status == Status.WAITING)
        .where(other.status == Status.WAITING, is_earlier)
        .group_by(own.session_id)
    )
    return {session_id: people for session_id, people in rows}  # noqa: C416 mypy takes a row for no pair


def bookings_of(registration_ids: Collection[int]) -> Sequence[Booking]:
    """Everything that these people ever wished for."""
    return db.session.scalars(select(Booking).where(Booking.registration_id.in_(registration_ids))).all()


@dataclass(frozen=True, slots=True)
class Booker:
    """Somebody who wishes to be at a session."""

    person: Registration
    booking: Booking


def bookers(session_id: int) -> Sequence[Booker]:
    """Who has booked a session, by name; then who waits, in their order; then who will ask."""
    rows = db.session.execute(
        select(Registration, Booking)
        .join(Booking, Booking.registration_id == Registration.id)
        .where(Booking.session_id == session_id, Booking.status.in_(WISHED))
        .order_by(Booking.since, Booking.registration_id)
    )
    found = [Booker(person, booking) for person, booking in rows]
    booked = [each for each in found if each.booking.status == Status.CONFIRMED]
    booked.sort(key=lambda each: (each.person.name.casefold(), each.person.id))
    others = [
        each for status in (Status.WAITING, Status.REQUESTED) for each in found if each.booking.status == status
    ]
    return [*booked, *others]


def chosen_days(registration_id: int) -> Sequence[date]:
    """On which days somebody comes, in order; none: they have not said."""
    rows = select(ChosenDay.day).where(ChosenDay.registration_id == registration_id)
    return db.session.scalars(rows.order_by(ChosenDay.day)).all()


def days_of_all(event_id: int) -> Mapping[int, Sequence[date]]:
    """On which days people come, by registration; who has not said is missing."""
    found: dict[int, list[date]] = {}
    rows = select(ChosenDay.registration_id, ChosenDay.day).where(ChosenDay.event_id == event_id)
    for registration_id, day in db.session.execute(rows.order_by(ChosenDay.day)):
        found.setdefault(registration_id, []).append(day)
    return found


def expected_by_day(event: Event) -> Mapping[date, int]:
    """How many people with a place come on each day: those who said so, and those who have not said anything."""
    count = select(func.count()).select_from(Registration).where(Registration.event_id == event.id, HAS_PLACE)
    has_chosen = select(ChosenDay.day).where(ChosenDay.registration_id == Registration.id).exists()
    silent = db.session.scalar(count.where(~has_chosen)) or 0
    rows = db.session.execute(
        select(ChosenDay.day, func.count())
        .join(Registration, Registration.id == ChosenDay.registration_id)
        .where(ChosenDay.event_id == event.id, HAS_PLACE)
        .group_by(ChosenDay.day)
    )
    said = {day: people for day, people in rows}  # noqa: C416 mypy takes a row for no pair
    return {day.date: silent + said.get(day.date, 0) for day in event.days}


def wished_of_all(
    event_id: int, registration_id: int | None = None
) -> Mapping[int, Sequence[tuple[ProgrammeSession, Status]]]:
    """What everybody has booked or waits for, in the order of the programme; or one person alone."""
    found: dict[int, list[tuple[ProgrammeSession, Status]]] = {}
    whose = [] if registration_id is None else [Booking.registration_id == registration_id]
    rows = db.session.execute(
        select(Booking.registration_id, ProgrammeSession, Booking.status)
        .join(ProgrammeSession, ProgrammeSession.id == Booking.session_id)
        .where(Booking.event_id == event_id, Booking.status.in_(WISHED), *whose)
        .order_by(*IN_ORDER)
    )
    for of_whom, session, status in rows:
        found.setdefault(of_whom, []).append((session, Status(status)))
    return found


def has_sessions(event_id: int) -> bool:
    """Whether an event has any session."""
    found = select(ProgrammeSession.id).where(ProgrammeSession.event_id == event_id).limit(1)
    return db.session.scalar(found) is not None
