"""Events with few places, and people who come to them, for tests of places."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventapp import clock
from eventapp.core.places import Status
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.service import Entry, PlaceSettings, change_places, register
from tests.factories import make_account, make_event, today

PATH = "/events/netzwerktreffen"
DAY = timedelta(days=1)


def limited(places: int | None, **more: Any) -> int:
    """An event in ten days with so many places; its id."""
    event = make_event(first_day=today() + 10 * DAY)
    change_places(event.id, PlaceSettings(places, **more), account_id=make_account().id, now=clock.now())
    return event.id


def come(event_id: int, name: str = "Anna", *, email: str | None = None, now: datetime | None = None) -> int:
    """Somebody registers, and agrees to contact tracking; their id."""
    entry = Entry(name, email=email, consents={Purpose.TRACKING: "Ja"})
    outcome = register(entry, event_id=event_id, now=now or clock.now())
    assert outcome.registration_id is not None
    return outcome.registration_id


def stands(registration_id: int) -> Status:
    """Where somebody stands."""
    row = db.session.scalars(select(Registration.status).where(Registration.id == registration_id)).one()
    db.session.rollback()
    return Status(row)
