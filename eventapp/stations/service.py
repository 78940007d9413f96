"""How does a tablet become a contact station, and how does it stop being one?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from eventapp.accounts.audit import record
from eventapp.core.codes import new_secret, secret_hash
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.stations.models import ContactStation

PAIRING_TIME = timedelta(minutes=30)
"""How long a pairing code waits for its tablet."""
MOST_STATIONS = 50
"""Of an event, revoked ones aside."""


@dataclass(frozen=True, slots=True)
class PairedTablet:
    """What a tablet keeps: the secret for its cookie, and the event at which it is a station."""

    token: str
    slug: str


def make_station(event_id: int, *, name: str, account_id: int, now: datetime) -> str | None:
    """Makes a station that waits for its tablet.

    Returns:
        The secret of its pairing address, which works once; None where an event has MOST_STATIONS already.
    """
    secret = new_secret()
    with write_session(db.session()) as session:
        in_use = session.scalars(
            select(ContactStation.id).where(ContactStation.event_id == event_id, ContactStation.revoked_at.is_(None))
        ).all()
        if len(in_use) >= MOST_STATIONS:
            return None
        station = ContactStation(
            event_id=event_id,
            name=name,
            created_by_id=account_id,
            created_at=now,
            pairing_hash=secret_hash(secret),
            pairing_expires_at=now + PAIRING_TIME,
        )
        session.add(station)
        session.flush()
        record(session, "station.made", now=now, event_id=event_id, account_id=account_id, station_id=station.id)
    return secret


def renew_pairing(station_id: int, *, event_id: int, account_id: int, now: datetime) -> str | None:
    """Makes a new pairing code: the tablet did not come in time, or another one takes its place.

    A tablet that is paired goes on until the new one is.

    Returns:
        The secret of the pairing address; None where the event has no such station in use.
    """
    secret = new_secret()
    with write_session(db.session()) as session:
        renewed = session.scalar(
            update(ContactStation)
            .where(
                ContactStation.id == station_id,
                ContactStation.event_id == event_id,
                ContactStation.revoked_at.is_(None),
            )
            .values(pairing_hash=secret_hash(secret), pairing_expires_at=now + PAIRING_TIME)
            .returning(ContactStation.id)
            .execution_options(synchronize_session=False)
        )
        if renewed is None:
            return None
        record(
            session, "station.pairing_renewed", now=now, event_id=event_id, account_id=account_id, station_id=renewed
        )
    return secret


def pair(secret: str, *, now: datetime) -> PairedTablet | None:
    """Makes the tablet that holds a pairing code the station, and uses the code up.

    Returns:
        What the tablet keeps; None for a code that is used, expired or unknown, or whose station was revoked.
    """
    token = new_secret()
    with write_session(db.session()) as session:
        paired = session.execute(
            update(ContactStation)
            .where(
                ContactStation.pairing_hash == secret_hash(secret),
                ContactStation.pairing_expires_at > now,
                ContactStation.revoked_at.is_(None),
            )
            .values(pairing_hash=None, pairing_expires_at=None, token_hash=secret_hash(token), paired_at=now)
            .returning(ContactStation.id, ContactStation.event_id)
            .execution_options(synchronize_session=False)
        ).first()
        if paired is None:
            return None
        station_id, event_id = paired
        record(session, "station.paired", now=now, event_id=event_id, station_id=station_id)
        slug = session.get_one(Event, event_id).slug
    return PairedTablet(token, slug)


def revoke(station_id: int, *, event_id: int, account_id: int, now: datetime) -> bool:
    """Stops a station at once, its pairing code too; for good.

    Returns:
        Whether the event has such a station; one that was revoked before stays so.
    """
    with write_session(db.session()) as session:
        station = session.scalar(
            select(ContactStation).where(ContactStation.id == station_id, ContactStation.event_id == event_id)
        )
        if station is None:
            return False
        if station.revoked_at is None:
            station.revoked_at, station.pairing_hash, station.token_hash = now, None, None
            record(
                session, "station.revoked", now=now, event_id=event_id, account_id=account_id, station_id=station_id
            )
    return True
