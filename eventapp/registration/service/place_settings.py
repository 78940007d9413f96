"""How do the organisers change how many places there are, and when people register?"""

from dataclasses import dataclass
from datetime import datetime

from eventapp.accounts.audit import record
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.service.places import settle


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """How the places of an event are given out, and when (events.models.Event)."""

    places: int | None = None
    has_waiting_list: bool = True
    offer_hours: int = 48
    requires_approval: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def change_places(event_id: int, settings: PlaceSettings, *, account_id: int, now: datetime) -> None:
    """Changes them; places that are new go to those who wait, and nobody loses one that they have."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        event.places, event.has_waiting_list = settings.places, settings.has_waiting_list
        event.offer_hours, event.requires_approval = settings.offer_hours, settings.requires_approval
        event.registration_opens_at, event.registration_closes_at = settings.opens_at, settings.closes_at
        places = settings.places
        record(session, "places.changed", now=now, event_id=event_id, account_id=account_id, places=places)
        settle(session, event, now=now)
