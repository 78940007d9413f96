"""The resource by which devices redeem codes, our own and other scanners (docs/developers/door-api.json)."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.checkin import service as checkin
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.models import AdmissionList
from eventapp.checkin.service import DoorAnswer
from eventapp.compression import compressed
from eventapp.core.closing import happened_at
from eventapp.core.codes import read_code
from eventapp.doors import service
from eventapp.doors.forms import SentPassing, sent_moment, sent_object, sent_passing
from eventapp.doors.guards import by_token, misunderstood, refusal
from eventapp.doors.queries import KnownDevice, lists_of, roster
from eventapp.registration.queries import registration_by_uid

bp = Blueprint("door_api", __name__)
SEEN_EVERY = timedelta(seconds=15)
"""A device that redeems is noted as seen this often at most: a write less for each of the others."""


@bp.post("/api/v1/door/redeem")
def redeem() -> ResponseReturnValue:
    """Takes one passing, when it is its turn."""
    with checkin.door_turn():
        return _redeem()


@by_token
def _redeem(device: KnownDevice) -> ResponseReturnValue:
    """Lets somebody in, or tells afterwards who was let in without network. Every verdict is an answer: 200."""
    sent = sent_passing()
    if sent is None:
        return misunderstood()
    list_id = min(device.list_ids) if sent.list_id is None and len(device.list_ids) == 1 else sent.list_id
    if list_id not in device.list_ids:
        return refusal()
    now = clock.now()
    person = registration_by_uid(device.event_id, sent.uid) if sent.uid else None
    answer = checkin.redeem(
        DoorRequest(
            event_id=device.event_id,
            list_id=list_id,
            code=read_code(sent.code),
            registration_id=None if person is None else person.id,
            nonce=sent.nonce,
            now=now,
            door=device.name,
            device_id=device.id,
            direction=sent.direction,
            happened_at=_happened(sent, device, now) if sent.offline else None,
            device_time=sent.device_time,
        )
    )
    if device.last_seen_at is None or now - device.last_seen_at > SEEN_EVERY:
        service.note_seen_redeeming(device.id, now=now)
    return refusal() if answer is None else jsonify(_in_json(answer))


@bp.get("/api/v1/door/roster")
@by_token
def people(device: KnownDevice) -> ResponseReturnValue:
    """Everybody whom this door may let in: names and hashes of codes, nothing by which anybody could be reached."""
    now = clock.now()
    salt = service.salt_of(device.id, device.paired_at)
    return compressed(
        jsonify(
            event=device.slug,
            door=device.name,
            kind=device.kind,
            now=now.isoformat(),
            salt=salt,
            lists=[_list_in_json(each) for each in lists_of(device)],
            people=roster(device, salt, now=now),
        )
    )


@bp.post("/api/v1/door/seen")
@by_token
def seen(device: KnownDevice) -> ResponseReturnValue:
    """The device says that it is there, how many entries wait in it, and what its clock shows."""
    body, now = sent_object() or {}, clock.now()
    waiting = body.get("queue_length")
    queue_length = waiting if type(waiting) is int else 0
    service.note_seen(device.id, queue_length=queue_length, device_time=sent_moment(body, "device_time"), now=now)
    return jsonify(now=now.isoformat())


def _happened(sent: SentPassing, device: KnownDevice, now: datetime) -> datetime:
    """When somebody went in by the server's clock; never before the device was a door."""
    return max(happened_at(sent.device_time, sent.sent_at, now) or now, device.paired_at)


def _in_json(answer: DoorAnswer) -> dict[str, Any]:
    person = answer.person
    return {
        "verdict": answer.verdict.value,
        "despite": answer.despite.value if answer.despite else None,
        "person": person and {key: getattr(person, key) for key in ("uid", "name", "organisation", "attention")},
        "since": answer.since.isoformat() if answer.since else None,
        "door": answer.door or None,
        "other_days": [day.isoformat() for day in answer.other_days],
    }


def _list_in_json(each: AdmissionList) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "repeat": each.repeat,
        "counts_exits": each.counts_exits,
        "capacity": each.capacity,
        "opens_at": each.opens_at.isoformat() if each.opens_at else None,
        "closes_at": each.closes_at.isoformat() if each.closes_at else None,
        "closed_at": each.closed_at.isoformat() if each.closed_at else None,
        "ends_at_night": each.ends_at_night,
    }
