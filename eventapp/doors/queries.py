"""Which devices are doors of an event, who asks, and what may a door know?"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select

from eventapp.badges.models import BadgeCode
from eventapp.checkin.door_facts import bound
from eventapp.checkin.models import AdmissionList, Presence
from eventapp.core.admission import WITHOUT_PLACE, last_night
from eventapp.core.codes import secret_hash
from eventapp.core.places import Status
from eventapp.doors.models import DeviceList, DoorDevice, Kind
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.hot_path import hot_connection
from eventapp.registration.models import Registration


class DeviceState(StrEnum):
    """Where a device stands."""

    WAITING = "waiting"
    """Its pairing code was made and waits for the phone."""
    EXPIRED = "expired"
    """No phone came in time, or the event is over."""
    PAIRED = "paired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """The device that a request comes from."""

    id: int
    event_id: int
    name: str
    kind: str
    paired_at: datetime
    last_seen_at: datetime | None
    list_ids: frozenset[int]
    slug: str
    time_zone: str


class Standing(StrEnum):
    """Whether a device is a door; what it is told in one word."""

    PAIRED = "paired"
    NOT_PAIRED = "not_paired"
    REVOKED = "revoked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Doorway:
    """A device and how it stands.

    Attributes:
        standing: Whether it may let people in.
        device: The device; None where it is none of this event.
        event: Its event.
    """

    standing: Standing
    device: DoorDevice | None = None
    event: Event | None = None


def state_of(device: DoorDevice, *, now: datetime) -> DeviceState:
    """Where a device stands at a moment."""
    if device.revoked_at is not None:
        return DeviceState.REVOKED
    if device.expires_at <= now:
        return DeviceState.EXPIRED
    if device.token_hash is not None:
        return DeviceState.PAIRED
    waits = device.pairing_expires_at is not None and device.pairing_expires_at > now
    return DeviceState.WAITING if waits else DeviceState.EXPIRED


def devices(event_id: int) -> Sequence[DoorDevice]:
    """All devices of an event, those in use first, then by name."""
    return db.session.scalars(
        select(DoorDevice)
        .where(DoorDevice.event_id == event_id)
        .order_by(DoorDevice.revoked_at.is_not(None), DoorDevice.name, DoorDevice.id)
    ).all()


def device_by_token(token: str, *, now: datetime) -> KnownDevice | None:
    """The device that a secret names; None for one that is unknown, revoked, a kiosk, or whose event is over."""
    with hot_connection(db.engine) as connection:
        rows = connection.execute(_BY_TOKEN, {"hash": secret_hash(token), "now": now}).all()
    if not rows:
        return None
    first = rows[0]
    return KnownDevice(
        id=first.id,
        event_id=first.event_id,
        name=first.name,
        kind=first.kind,
        paired_at=first.paired_at,
        last_seen_at=first.last_seen_at,
        list_ids=frozenset(row.list_id for row in rows),
        slug=first.slug,
        time_zone=first.time_zone,
    )


def doorway(token: object, slug: str, kind: Kind, *, now: datetime) -> Doorway:
    """The device that holds a secret, at the event of an address; one of the other kind is none."""
    found = db.session.execute(
        select(DoorDevice, Event)
        .join(Event, Event.id == DoorDevice.event_id)
        .where(
            DoorDevice.token_hash == secret_hash(token if isinstance(token, str) else ""),
            DoorDevice.kind == kind,
            Event.slug == slug,
        )
    ).first()
    if found is None:
        return Doorway(Standing.NOT_PAIRED)
    device, event = found
    if device.revoked_at is not None:
        return Doorway(Standing.REVOKED, device, event)
    return Doorway(Standing.ENDED if device.expires_at <= now else Standing.PAIRED, device, event)


def device_to_pair(token: str, *, now: datetime) -> tuple[DoorDevice, Event] | None:
    """The device that waits for the phone with this pairing code; None for one that is used, expired or unknown."""
    row = db.session.execute(
        select(DoorDevice, Event)
        .join(Event, Event.id == DoorDevice.event_id)
        .where(
            DoorDevice.pairing_hash == secret_hash(token),
            DoorDevice.pairing_expires_at > now,
            DoorDevice.expires_at > now,
            DoorDevice.revoked_at.is_(None),
        )
    ).first()
    return None if row is None else (row[0], row[1])


def lists_of(device: KnownDevice) -> list[AdmissionList]:
    """By which lists a device lets people in."""
    return list(
        db.session.scalars(
            select(AdmissionList)
            .where(AdmissionList.event_id == device.event_id, AdmissionList.id.in_(device.list_ids))
            .order_by(AdmissionList.is_arrival.desc(), AdmissionList.name, AdmissionList.id)
        )
    )


def code_hash(code: str, salt: str) -> str:
    """What a device keeps of a code, so that it knows one that it reads and can tell nobody any."""
    return hashlib.sha256(f"{salt}{code}".encode()).hexdigest()[:32]


def roster(device: KnownDevice, salt: str, *, now: datetime) -> list[dict[str, Any]]:
    """Everybody whom a door may let in, in the least that it needs: names, hashes of codes, since when they are in.

    Args:
        device: Which door.
        salt: Of the hashes.
        now: The present moment.
    """
    people = db.session.execute(
        select(
            Registration.id,
            Registration.uid,
            Registration.name,
            func.coalesce(Organisation.name, ""),
            BadgeCode.code,
            BadgeCode.short_code,
            Registration.status,
        )
        .join(BadgeCode, and_(BadgeCode.registration_id == Registration.id, BadgeCode.replaced_at.is_(None)))
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.event_id == device.event_id)
        .order_by(Registration.id)
    )
    present = _present(device, now)
    return [
        {
            "uid": uid,
            "name": name,
            "organisation": organisation,
            "codes": [code_hash(code, salt), code_hash(short_code, salt)],
            "refused": WITHOUT_PLACE.get(Status(status), ""),
            "in": present.get(registration_id, {}),
        }
        for registration_id, uid, name, organisation, code, short_code, status in people
    ]


def _present(device: KnownDevice, now: datetime) -> dict[int, dict[str, str]]:
    night = last_night(now, device.time_zone)
    found: dict[int, dict[str, str]] = {}
    rows = db.session.execute(
        select(Presence.registration_id, Presence.list_id, Presence.since)
        .join(AdmissionList, AdmissionList.id == Presence.list_id)
        .where(
            Presence.event_id == device.event_id,
            Presence.list_id.in_(device.list_ids),
            Presence.is_in,
            ~AdmissionList.ends_at_night | (Presence.since >= night),
        )
    )
    for registration_id, list_id, since in rows:
        found.setdefault(registration_id, {})[str(list_id)] = since.isoformat()
    return found


_BY_TOKEN = (
    select(
        DoorDevice.id,
        DoorDevice.event_id,
        DoorDevice.name,
        DoorDevice.kind,
        DoorDevice.paired_at,
        DoorDevice.last_seen_at,
        DeviceList.list_id,
        Event.slug,
        Event.time_zone,
    )
    .join(DeviceList, DeviceList.device_id == DoorDevice.id)
    .join(Event, Event.id == DoorDevice.event_id)
    .where(
        DoorDevice.token_hash == bound(DoorDevice.token_hash, "hash"),
        DoorDevice.kind == Kind.DOOR.value,  # visitors stand before a kiosk: it gets no roster
        DoorDevice.revoked_at.is_(None),
        DoorDevice.expires_at > bound(DoorDevice.expires_at, "now"),
    )
)
