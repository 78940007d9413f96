"""Which contact stations does an event have, and is this tablet one of them?"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from eventapp.core.codes import secret_hash
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.stations.models import ContactStation


class StationState(StrEnum):
    """Where a station stands."""

    WAITING = "waiting"
    """Its pairing code was made and waits for the tablet."""
    EXPIRED = "expired"
    """No tablet came in time."""
    PAIRED = "paired"
    REVOKED = "revoked"


def state_of(station: ContactStation, *, now: datetime) -> StationState:
    """Where a station stands at a moment."""
    if station.revoked_at is not None:
        return StationState.REVOKED
    if station.token_hash is not None:
        return StationState.PAIRED
    waits = station.pairing_expires_at is not None and station.pairing_expires_at > now
    return StationState.WAITING if waits else StationState.EXPIRED


def stations(event_id: int) -> Sequence[ContactStation]:
    """All stations of an event, those in use first, then by name."""
    return db.session.scalars(
        select(ContactStation)
        .where(ContactStation.event_id == event_id)
        .order_by(ContactStation.revoked_at.is_not(None), ContactStation.name, ContactStation.id)
    ).all()


def station_by_token(token: str, slug: str) -> tuple[ContactStation, Event] | None:
    """The station that a tablet is by the secret in its cookie, at the event of an address."""
    row = db.session.execute(
        select(ContactStation, Event)
        .join(Event, Event.id == ContactStation.event_id)
        .where(
            ContactStation.token_hash == secret_hash(token),
            ContactStation.revoked_at.is_(None),
            Event.slug == slug,
        )
    ).first()
    return None if row is None else (row[0], row[1])


def station_to_pair(token: str, *, now: datetime) -> tuple[ContactStation, Event] | None:
    """The station that waits for the tablet with this pairing code; None for one that is used, expired or unknown."""
    row = db.session.execute(
        select(ContactStation, Event)
        .join(Event, Event.id == ContactStation.event_id)
        .where(
            ContactStation.pairing_hash == secret_hash(token),
            ContactStation.pairing_expires_at > now,
            ContactStation.revoked_at.is_(None),
        )
    ).first()
    return None if row is None else (row[0], row[1])
