"""On which days does somebody come?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.places import Status
from eventapp.database import write_session
from eventapp.events.changes import count_door_change, lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.programme.models import Booking, ChosenDay, ProgrammeSession
from eventapp.registration.models import Registration


class Choosing(StrEnum):
    """What came of choosing days."""

    CHOSEN = "chosen"
    NONE = "none"
    """None of them is a day of the event."""
    BOOKED = "booked"
    """They have booked a session on a day on which they would not come; nothing was changed."""
    ABSENT = "absent"
    """They do not come to the event at all; only organisers hear that."""


def asks_days(event: Event) -> bool:
    """Whether people say on which days they come: only where there is something to choose."""
    return event.asks_days and len(event.days) > 1


def ask_days(event_id: int, *, asks: bool, account_id: int, now: datetime) -> None:
    """Lets people say on which days they come, or no more; what they said so far is kept."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.get_one(Event, event_id, populate_existing=True).asks_days = asks
        count_door_change(session, event_id)
        record(session, "programme.days_asked", event_id=event_id, account_id=account_id, now=now, asks=asks)


def choose_days(registration_id: int, days: Collection[date]) -> Choosing:
    """Somebody says on which days they come."""
    with write_session(db.session()) as session:
        person = session.get_one(Registration, registration_id)
        lock_event(session, person.event_id)
        return settle_days(session, person, days)


def settle_days(session: Session, person: Registration, days: Collection[date]) -> Choosing:
    """Keeps on which days somebody comes if the rules allow it, whoever says so; the caller holds the event."""
    chosen = _of_event(person, days)
    if not chosen:
        return Choosing.NONE
    if booked_outside(person, chosen):
        return Choosing.BOOKED
    keep_days(session, person, chosen)
    return Choosing.CHOSEN


def keep_days(session: Session, person: Registration, days: Collection[date]) -> None:
    """Keeps on which days of the event somebody comes, within the caller's transaction."""
    session.execute(delete(ChosenDay).where(ChosenDay.registration_id == person.id))
    for day in sorted(_of_event(person, days)):
        session.add(ChosenDay(event_id=person.event_id, registration_id=person.id, day=day))
    count_door_change(session, person.event_id)
    session.flush()


def comes_on_day_of(session: Session, person: Registration, at: ProgrammeSession) -> None:
    """Whoever books a session comes on its day, even where they had named others only."""
    chosen = set(session.scalars(select(ChosenDay.day).where(ChosenDay.registration_id == person.id)))
    day = day_of(at, person.event.time_zone)
    if chosen and day not in chosen:
        keep_days(session, person, chosen | {day})


def day_of(at: ProgrammeSession, zone: str) -> date:
    """On which day of the event a session begins."""
    return at.starts_at.astimezone(ZoneInfo(zone)).date()


def _of_event(person: Registration, days: Collection[date]) -> set[date]:
    return {day.date for day in person.event.days} & set(days)


def booked_outside(person: Registration, days: Collection[date]) -> Sequence[ProgrammeSession]:
    """What somebody has booked on other days than these."""
    rows = (
        select(ProgrammeSession)
        .join(Booking, Booking.session_id == ProgrammeSession.id)
        .where(Booking.registration_id == person.id, Booking.status == Status.CONFIRMED)
        .order_by(ProgrammeSession.starts_at, ProgrammeSession.id)
    )
    return [each for each in db.session.scalars(rows) if day_of(each, person.event.time_zone) not in days]
