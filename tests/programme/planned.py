"""Sessions, and people who book them, for tests of programmes."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from eventapp import clock
from eventapp.core.places import Status
from eventapp.extensions import db
from eventapp.programme.booking import Finding, book
from eventapp.programme.models import Booking
from eventapp.programme.planning import SessionEntry, add_session
from tests.factories import make_account, today

HOUR = timedelta(hours=1)


def session(event_id: int, title: str = "KI", *, after: int = 9, hours: int = 1, **more: Any) -> int:
    """A session in ten days and so many hours, when events of tests.registration.placing take place; its id."""
    midnight = datetime.combine(today() + timedelta(days=10), time(), UTC)
    entry = SessionEntry(title, midnight + after * HOUR, midnight + (after + hours) * HOUR, **more)
    made = add_session(event_id, entry, account_id=make_account().id, now=clock.now())
    assert made is not None
    return made


def booked(person: int, session_id: int) -> Finding:
    """What somebody hears who books a session."""
    return book(person, session_id, now=clock.now()).finding


def stands(person: int, session_id: int) -> Status | None:
    """Where somebody's booking stands; None: they never asked."""
    row = select(Booking.status).where(Booking.registration_id == person, Booking.session_id == session_id)
    status = db.session.scalar(row)
    db.session.rollback()
    return Status(status) if status else None
