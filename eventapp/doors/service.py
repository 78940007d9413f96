"""How does a phone become a door, and how does it stop being one?"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from eventapp.accounts.audit import record
from eventapp.checkin.models import AdmissionList
from eventapp.core.codes import new_secret, secret_hash
from eventapp.database import write_session
from eventapp.doors.models import DeviceList, DoorDevice, Kind
from eventapp.events.models import Event, EventDay
from eventapp.extensions import db

PAIRING_TIME = timedelta(minutes=30)
"""How long a pairing code waits for its phone."""
AFTER_THE_EVENT = timedelta(hours=12)
"""How long after the last day of the event a phone is still a door: somebody tidies up."""
MOST_DEVICES = 100
"""Of an event, revoked ones aside."""
LONGEST_QUEUE = 1_000_000
_MOST_OFFSET = 2**31 - 1


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What an organiser says about a device.

    Attributes:
        name: How the door is called in answers and in the log.
        list_ids: By which lists it lets people in.
        kind: For a helper, or for visitors.
        pin: Ends a kiosk.
        label_stock: The key of what a kiosk's label printer holds; empty: it prints nothing.
    """

    name: str
    list_ids: Sequence[int]
    kind: Kind = Kind.DOOR
    pin: str = ""
    label_stock: str = ""


@dataclass(frozen=True, slots=True)
class PairedDevice:
    """What a phone keeps: its secret, and the event of which it is a door."""

    token: str
    slug: str
    kind: Kind


def make_device(event_id: int, new: NewDevice, *, account_id: int, now: datetime) -> str | None:
    """Makes a device that waits for its phone.

    Returns:
        The secret of its pairing address, which works once; None where an event has MOST_DEVICES already, or where
        a list is not one of its own.
    """
    secret = new_secret()
    with write_session(db.session()) as session:
        in_use = session.scalar(
            select(func.count()).where(DoorDevice.event_id == event_id, DoorDevice.revoked_at.is_(None))
        )
        own = session.scalars(
            select(AdmissionList.id).where(AdmissionList.event_id == event_id, AdmissionList.id.in_(new.list_ids))
        ).all()
        if (in_use or 0) >= MOST_DEVICES or not own or len(own) != len(set(new.list_ids)):
            return None
        device = DoorDevice(
            event_id=event_id,
            name=new.name,
            kind=new.kind,
            created_by_id=account_id,
            created_at=now,
            pairing_hash=secret_hash(secret),
            pairing_expires_at=now + PAIRING_TIME,
            expires_at=_end_of(session, event_id),
            pin_hash=generate_password_hash(new.pin) if new.pin else None,
            label_stock=new.label_stock,
            queue_length=0,
        )
        session.add(device)
        session.flush()
        values = [{"device_id": device.id, "list_id": list_id, "event_id": event_id} for list_id in own]
        session.execute(insert(DeviceList), values)
        record(session, "door_device.made", now=now, event_id=event_id, account_id=account_id, device_id=device.id)
    return secret


def renew_pairing(device_id: int, *, event_id: int, account_id: int, now: datetime) -> str | None:
    """Makes a new pairing code; a phone that is paired goes on until the new one is.

    Returns:
        The secret of the pairing address; None where the event has no such device in use.
    """
    secret = new_secret()
    with write_session(db.session()) as session:
        device = _device(session, event_id, device_id)
        if device is None or device.revoked_at is not None:
            return None
        device.pairing_hash, device.pairing_expires_at = secret_hash(secret), now + PAIRING_TIME
        device.expires_at = _end_of(session, event_id)
        action = "door_device.pairing_renewed"
        record(session, action, now=now, event_id=event_id, account_id=account_id, device_id=device_id)
    return secret


def pair(secret: str, *, now: datetime) -> PairedDevice | None:
    """Makes the phone that holds a pairing code the door, and uses the code up.

    Returns:
        What the phone keeps; None for a code that is used, expired or unknown, or whose device was revoked.
    """
    token = new_secret()
    with write_session(db.session()) as session:
        paired = session.execute(
            update(DoorDevice)
            .where(
                DoorDevice.pairing_hash == secret_hash(secret),
                DoorDevice.pairing_expires_at > now,
                DoorDevice.expires_at > now,
                DoorDevice.revoked_at.is_(None),
            )
            .values(
                pairing_hash=None,
                pairing_expires_at=None,
                token_hash=secret_hash(token),
                paired_at=now,
                last_seen_at=now,
                queue_length=0,
                clock_offset_ms=None,
            )
            .returning(DoorDevice.id, DoorDevice.event_id, DoorDevice.kind)
            .execution_options(synchronize_session=False)
        ).first()
        if paired is None:
            return None
        device_id, event_id, kind = paired
        record(session, "door_device.paired", now=now, event_id=event_id, device_id=device_id)
        slug = session.get_one(Event, event_id).slug
    return PairedDevice(token, slug, Kind(kind))


def revoke(device_id: int, *, event_id: int, account_id: int | None, now: datetime) -> bool:
    """Ends a device at once, its pairing code too; for good.

    Returns:
        Whether the event has such a device; one that was revoked before stays so.
    """
    with write_session(db.session()) as session:
        device = _device(session, event_id, device_id)
        if device is None:
            return False
        if device.revoked_at is None:
            device.revoked_at, device.pairing_hash = now, None  # its secret stays known, so that the phone hears why
            action = "door_device.revoked"
            record(session, action, now=now, event_id=event_id, account_id=account_id, device_id=device_id)
    return True


def is_pin(device: DoorDevice, pin: str) -> bool:
    """Whether this PIN ends a kiosk."""
    return device.pin_hash is not None and check_password_hash(device.pin_hash, pin)


def note_seen(device_id: int, *, queue_length: int, device_time: datetime | None, now: datetime) -> None:
    """Keeps what a device says of itself: how many entries wait in it, and what its clock shows."""
    offset = None if device_time is None else round((device_time - now) / timedelta(milliseconds=1))
    with write_session(db.session()) as session:
        session.execute(
            update(DoorDevice)
            .where(DoorDevice.id == device_id)
            .values(
                last_seen_at=now,
                queue_length=min(max(queue_length, 0), LONGEST_QUEUE),
                clock_offset_ms=None if offset is None else min(max(offset, -_MOST_OFFSET), _MOST_OFFSET),
            )
        )


def note_seen_redeeming(device_id: int, *, now: datetime) -> None:
    """Keeps that a device is at work; what it says of itself stays."""
    with write_session(db.session()) as session:
        session.execute(update(DoorDevice).where(DoorDevice.id == device_id).values(last_seen_at=now))


def salt_of(device_id: int, paired_at: datetime) -> str:
    """What is hashed with each code that a device keeps: one device's list of codes tells nothing about another's."""
    return hashlib.sha256(f"{device_id} {paired_at.isoformat()}".encode()).hexdigest()[:16]


def _device(session: Session, event_id: int, device_id: int) -> DoorDevice | None:
    return session.scalar(select(DoorDevice).where(DoorDevice.event_id == event_id, DoorDevice.id == device_id))


def _end_of(session: Session, event_id: int) -> datetime:
    """When a phone stops being a door of an event by itself."""
    last = session.scalar(select(func.max(EventDay.date)).where(EventDay.event_id == event_id))
    assert last is not None  # noqa: S101 for mypy: every event has a day
    zone = ZoneInfo(session.get_one(Event, event_id).time_zone)
    return datetime.combine(last + timedelta(days=1), time(), zone) + AFTER_THE_EVENT
