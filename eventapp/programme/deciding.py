"""What may organisers decide about who is at a session, and who comes on which day?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from eventapp.accounts.audit import record, record_each
from eventapp.core.places import LEAVABLE, Given, Status
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.programme.booking import FOUND, Finding, Outcome, clash_of, given_to, held, move_up, put
from eventapp.programme.days import Choosing, settle_days
from eventapp.programme.models import WISHED, Booking
from eventapp.programme.notices import Change, tell
from eventapp.programme.queries import chosen_days
from eventapp.registration.models import Registration


class Entering(StrEnum):
    """How an organiser wants somebody in a session."""

    IF_FREE = "book"
    """Only where a place is free; what happens where it is full is for them to say."""
    WAIT = "wait"
    """A place, and where none is free the waiting list."""
    BEYOND = "beyond"
    """A place, also beyond those that there are."""


TOLD = {
    Status.CONFIRMED: (Change.PLACED, "session.entered"),
    Status.WAITING: (Change.LISTED, "session.listed"),
    Status.REQUESTED: (Change.NOTED, "session.noted"),
}
"""What the person is told who is put there, and what the log says."""


def enter(registration_id: int, session_id: int, how: Entering, *, account_id: int, now: datetime) -> Outcome:
    """The organisers put somebody into a session of their event; twice is once.

    Nobody gets two sessions at the same time by it, and whoever has no place at the event holds nobody's place here.

    Args:
        registration_id: Who.
        session_id: Where.
        how: What is wanted where no place is free.
        account_id: Who does it.
        now: The present moment.

    Returns:
        What came of it. FULL: no place is free, and nothing was changed.
    """
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
        status = _stands(given, how)
        if status is None:
            return Outcome(Finding.FULL)
        entered = put(session, person, wanted, status, now)
        change, action = TOLD[status]
        tell(session, person, change, now, wanted.id)
        is_beyond = given is None or given.status is not status
        _note(session, entered, "session.overbooked" if is_beyond else action, account_id, now)
    return Outcome(FOUND[status])


def _stands(given: Given | None, how: Entering) -> Status | None:
    """Where somebody stands who would be given this by themselves; None: nowhere, before somebody decides."""
    if given is not None and (given.status is not Status.WAITING or how is Entering.WAIT):
        return given.status
    return Status.CONFIRMED if how is Entering.BEYOND else None


def give_place(registration_id: int, session_id: int, *, account_id: int, now: datetime) -> bool:
    """The organisers give somebody a place in a session past the line, whether one is free or not.

    False where it stands otherwise by now: they have one, or none at the event, or the session is over.
    """
    with write_session(db.session()) as session:
        person, wanted = held(session, registration_id, session_id)
        own = session.get(Booking, (wanted.id, person.id))
        is_theirs = own is not None and own.status == Status.CONFIRMED
        if is_theirs or not person.has_place or not wanted.takes_bookings(now):
            return False
        placed = put(session, person, wanted, Status.CONFIRMED, now)
        tell(session, person, Change.PLACED, now, wanted.id)
        _note(session, placed, "session.placed", account_id, now)
    return True


def take_out(registration_id: int, session_id: int, *, account_id: int, now: datetime) -> bool:
    """The organisers take somebody out of a session; False where it stands otherwise by now."""
    with write_session(db.session()) as session:
        person, left = held(session, registration_id, session_id)
        own = session.get(Booking, (left.id, person.id))
        if own is None or own.status not in WISHED or now >= left.ends_at:
            return False
        put(session, person, left, Status.CANCELLED, now)
        tell(session, person, Change.TAKEN_OUT, now, left.id)
        _note(session, own, "session.taken_out", account_id, now)
        move_up(session, left, now)
    return True


def decide_days(registration_id: int, days: Collection[date], *, account_id: int, now: datetime) -> Choosing:
    """The organisers say on which days somebody comes, by the rules that hold for the people themselves."""
    with write_session(db.session()) as session:
        lock_event(session, session.get_one(Registration, registration_id).event_id)
        person = session.get_one(Registration, registration_id, populate_existing=True)
        if person.status not in LEAVABLE:
            return Choosing.ABSENT
        before = chosen_days(person.id)
        chosen = settle_days(session, person, days)
        after = chosen_days(person.id)
        if before != after:
            tell(session, person, Change.ARRANGED, now)
            note_days(session, {person.id: after}, event_id=person.event_id, account_id=account_id, now=now)
    return chosen


def note_days(
    session: Session, days: Mapping[int, Collection[date]], *, event_id: int, account_id: int, now: datetime
) -> None:
    """Puts into the log for whom organisers said on which days they come."""
    abouts: list[Mapping[str, str | int]] = [
        {"registration_id": id_, "days": ", ".join(day.isoformat() for day in sorted(chosen))}
        for id_, chosen in days.items()
    ]
    record_each(session, "days.decided", abouts, event_id=event_id, account_id=account_id, now=now)


def note_each(
    session: Session, placed: Iterable[tuple[Status, int, int]], *, event_id: int, account_id: int, now: datetime
) -> None:
    """Puts into the log whom organisers put where at once: how they stand, who, and in which session."""
    by_action: defaultdict[str, list[Mapping[str, str | int]]] = defaultdict(list)
    for status, registration_id, session_id in placed:
        by_action[TOLD[status][1]].append({"registration_id": registration_id, "session_id": session_id})
    for action, abouts in by_action.items():
        record_each(session, action, abouts, event_id=event_id, account_id=account_id, now=now)


def _note(session: Session, booking: Booking, action: str, account_id: int, now: datetime) -> None:
    about = {"registration_id": booking.registration_id, "session_id": booking.session_id}
    record(session, action, now=now, event_id=booking.event_id, account_id=account_id, **about)
