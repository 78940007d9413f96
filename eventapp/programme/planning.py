"""How does an organiser make the programme, change it, and take something out of it?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.places import Status
from eventapp.core.text import clean_line, clean_text
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.copying import at_copying
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.programme.booking import move_up
from eventapp.programme.days import comes_on_day_of
from eventapp.programme.models import WISHED, Booking, ProgrammeSession
from eventapp.programme.notices import Change, tell
from eventapp.registration.models import Registration

MOST_SESSIONS = 200
"""Of an event."""
_AS_IT_WAS = (
    "title",
    "title_en",
    "about",
    "about_en",
    "speakers",
    "room",
    "is_bookable",
    "capacity",
    "has_waiting_list",
)


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """What an organiser says of a session; see models.ProgrammeSession."""

    title: str
    starts_at: datetime
    ends_at: datetime
    title_en: str = ""
    about: str = ""
    about_en: str = ""
    speakers: str = ""
    room: str = ""
    is_bookable: bool = True
    capacity: int | None = None
    has_waiting_list: bool = True


class Cancelling(StrEnum):
    """What came of taking a session out of the programme."""

    CANCELLED = "cancelled"
    REMOVED = "removed"
    """Nobody had ever wished to come, so that nothing is left of it."""
    NOT_NOW = "not_now"
    """It was cancelled before, or is over."""


def add_session(event_id: int, entry: SessionEntry, *, account_id: int, now: datetime) -> int | None:
    """Puts a session into the programme; its id, or None where there are MOST_SESSIONS already."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        known = session.scalar(select(func.count()).where(ProgrammeSession.event_id == event_id)) or 0
        if known >= MOST_SESSIONS:
            return None
        made = ProgrammeSession(event_id=event_id, created_at=now)
        _apply(made, entry)
        session.add(made)
        session.flush()
        _log(session, made, "session.made", account_id, now)
        return made.id


def change_session(session_id: int, entry: SessionEntry, *, account_id: int, now: datetime) -> bool:
    """Changes a session; whoever comes to it gets a mail when they have to know. False: it was cancelled.

    Fewer places than are taken take none away; more of them go to those who wait. Whoever has two sessions at the
    same time by it reads so on their own page and decides.
    """
    with write_session(db.session()) as session:
        changed = _held(session, session_id)
        if changed.cancelled_at is not None:
            return False
        before = _as_it_stands(changed)
        _apply(changed, entry)
        session.flush()
        after = _as_it_stands(changed)
        different = [name for name, value in after.items() if value != before[name]]
        if _WHAT_MATTERS.intersection(different):
            for person in _people(session, changed, Status.CONFIRMED, Status.WAITING):
                tell(session, person, Change.MOVED, now, changed.id)
            for person in _people(session, changed, Status.CONFIRMED):
                comes_on_day_of(session, person, changed)
        move_up(session, changed, now)
        about = {"changed": ", ".join(different)}
        if "room" in different:
            about |= {"before": str(before["room"]), "after": str(after["room"])}
        _log(session, changed, "session.changed", account_id, now, **about)
    return True


def cancel_session(session_id: int, *, account_id: int, now: datetime) -> Cancelling:
    """A session does not take place: whoever booked it or waits gets a mail, and it leaves their calendars."""
    with write_session(db.session()) as session:
        cancelled = _held(session, session_id)
        if cancelled.cancelled_at is not None or now >= cancelled.ends_at:
            return Cancelling.NOT_NOW
        _log(session, cancelled, "session.cancelled", account_id, now)
        bookings = session.scalars(select(Booking).where(Booking.session_id == session_id)).all()
        if not bookings:
            session.delete(cancelled)
            return Cancelling.REMOVED
        for person in _people(session, cancelled, *WISHED):
            tell(session, person, Change.CANCELLED, now, session_id)
        for booking in bookings:
            booking.status, booking.since = Status.CANCELLED, now
        cancelled.cancelled_at = now
    return Cancelling.CANCELLED


def log_export(session_id: int, people: int, *, account_id: int, now: datetime) -> None:
    """Notes that an organiser took the list of a session along: whom it names is personal data."""
    with write_session(db.session()) as session:
        about = session.get_one(ProgrammeSession, session_id)
        known = {"event_id": about.event_id, "account_id": account_id}
        record(session, "session_list.exported", now=now, session_id=session_id, people=people, **known)


def _held(session: Session, session_id: int) -> ProgrammeSession:
    lock_event(session, session.get_one(ProgrammeSession, session_id).event_id)
    return session.get_one(ProgrammeSession, session_id, populate_existing=True)


def _apply(made: ProgrammeSession, entry: SessionEntry) -> None:
    made.title, made.title_en = clean_line(entry.title), clean_line(entry.title_en)
    made.about, made.about_en = clean_text(entry.about), clean_text(entry.about_en)
    made.speakers, made.room = clean_line(entry.speakers), clean_line(entry.room)
    made.starts_at, made.ends_at = entry.starts_at, entry.ends_at
    made.is_bookable, made.capacity = entry.is_bookable, entry.capacity
    made.has_waiting_list = entry.has_waiting_list


def _as_it_stands(of: ProgrammeSession) -> dict[str, object]:
    """A session by the words in which the log says that it was changed."""
    return {
        "title": of.title,
        "room": of.room,
        "times": (of.starts_at, of.ends_at),
        "texts": (of.title_en, of.about, of.about_en, of.speakers),
        "places": (of.is_bookable, of.capacity, of.has_waiting_list),
    }


_WHAT_MATTERS = {"title", "room", "times"}
"""What whoever comes to a session has to know."""


def _people(session: Session, of: ProgrammeSession, *stand: Status) -> list[Registration]:
    rows = (
        select(Registration)
        .join(Booking, Booking.registration_id == Registration.id)
        .where(Booking.session_id == of.id, Booking.status.in_(stand))
    )
    return list(session.scalars(rows.order_by(Registration.id)))


def _log(session: Session, about: ProgrammeSession, action: str, account_id: int, now: datetime, **more: str) -> None:
    record(session, action, now=now, event_id=about.event_id, account_id=account_id, session_id=about.id, **more)


@at_copying
def copy_sessions(session: Session, model: Event, made: Event) -> None:
    """The sessions that were not cancelled, on the same day of the event at the same time by its clocks.

    What would lie behind the last day of a shorter event is left out.
    """
    kept = select(ProgrammeSession).where(
        ProgrammeSession.event_id == model.id, ProgrammeSession.cancelled_at.is_(None)
    )
    later = made.days[0].date - model.days[0].date
    there, here = ZoneInfo(model.time_zone), ZoneInfo(made.time_zone)
    last_day = made.days[-1].date
    for each in session.scalars(kept.order_by(ProgrammeSession.id)):
        starts_at, ends_at = (_moved(at, later, there, here) for at in (each.starts_at, each.ends_at))
        if starts_at.astimezone(here).date() > last_day or ends_at <= starts_at:
            continue
        session.add(
            ProgrammeSession(
                event_id=made.id,
                starts_at=starts_at,
                ends_at=ends_at,
                created_at=made.created_at,
                **{name: getattr(each, name) for name in _AS_IT_WAS},
            )
        )
    session.flush()


def _moved(at: datetime, later: timedelta, there: ZoneInfo, here: ZoneInfo) -> datetime:
    local = at.astimezone(there).replace(tzinfo=None) + later
    return local.replace(tzinfo=here).astimezone(UTC)
