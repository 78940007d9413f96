"""What does a door hold to work without network? Whom to expect and who is in, and of a badge's code only a hash."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from sqlalchemy import bindparam, select

from eventapp.badges.models import BadgeCode
from eventapp.checkin.door_facts import arrival_list
from eventapp.checkin.models import AdmissionList, Presence, list_rules
from eventapp.core.admission import WITHOUT_PLACE, last_night
from eventapp.core.places import Status
from eventapp.doors.models import DeviceList, DoorDevice
from eventapp.doors.queries import code_hash
from eventapp.doors.service import salt_of
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.hot_path import hot_connection
from eventapp.registration.models import Registration


class ListInRoster(TypedDict):
    """A list by which the device lets people in."""

    id: int
    name: str
    repeat: str
    counts_exits: bool
    opens_at: str
    closes_at: str


class PersonInRoster(TypedDict):
    """Somebody who may come: no address, no number, nothing of their contacts."""

    uid: str
    name: str
    organisation: str
    codes: list[str]
    replaced: list[str]
    attention: str
    """What the host has to know about them."""
    refused: str
    """What the door says to them, since they have no place; empty: they have one."""
    inside: dict[str, list[str]]
    """By list: since when, and which door let them in."""


class Roster(TypedDict):
    """All that a device holds."""

    event: str
    door: str
    time_zone: str
    expires_at: str
    salt: str
    """Of the hashes of codes; every device has one of its own."""
    lists: list[ListInRoster]
    people: list[PersonInRoster]


def roster(device: DoorDevice, event: Event, *, now: datetime) -> Roster:
    """Everything that a device needs to work without network."""
    salt, found = salt_of(device.id, device.paired_at or device.created_at), lists_of(device, now=now)
    return {
        "event": event.title,
        "door": device.name,
        "time_zone": event.time_zone,
        "expires_at": device.expires_at.isoformat(),
        "salt": salt,
        "lists": [_list(each, event) for each in found],
        "people": _people(event, found, salt, now=now),
    }


def lists_of(device: DoorDevice, *, now: datetime) -> list[AdmissionList]:
    """By which lists a device lets people in; the one that the event has by itself where none was chosen."""
    query = select(AdmissionList).join(DeviceList, DeviceList.list_id == AdmissionList.id)
    query = query.where(DeviceList.device_id == device.id, AdmissionList.event_id == device.event_id)
    chosen = db.session.scalars(query.order_by(AdmissionList.is_arrival.desc(), AdmissionList.name)).all()
    if chosen:
        return list(chosen)
    return [_own_list(device.event_id, now=now)]


def _own_list(event_id: int, *, now: datetime) -> AdmissionList:
    """The list that an event has by itself; made if nobody has come yet."""
    own = db.session.scalar(_OWN_LIST, {"of_event": event_id})
    if own is not None:
        return own
    db.session.rollback()  # what this transaction reads began before the list is made
    with hot_connection(db.engine) as connection:
        arrival_list(connection, event_id, now)
    return db.session.scalars(_OWN_LIST, {"of_event": event_id}).one()


def _list(shown: AdmissionList, event: Event) -> ListInRoster:
    rules = list_rules(shown, is_test=event.is_test)
    ends = [end for end in (rules.closes_at, rules.closed_at) if end is not None]
    return {
        "id": shown.id,
        "name": shown.name,
        "repeat": shown.repeat,
        "counts_exits": shown.counts_exits,
        "opens_at": rules.opens_at.isoformat() if rules.opens_at else "",
        "closes_at": min(ends).isoformat() if ends else "",
    }


def _people(event: Event, lists: Iterable[AdmissionList], salt: str, *, now: datetime) -> list[PersonInRoster]:
    codes, inside = _codes(event.id, salt), _inside(event, lists, now=now)
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.uid,
            Registration.name,
            Organisation.name,
            Registration.status,
            Registration.attention,
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.event_id == event.id)
        .order_by(Registration.id)
    )
    return [
        {
            "uid": uid,
            "name": name,
            "organisation": organisation or "",
            "codes": codes[id_, False],
            "replaced": codes[id_, True],
            "attention": attention,
            "refused": WITHOUT_PLACE.get(Status(status), ""),
            "inside": inside[id_],
        }
        for id_, uid, name, organisation, status, attention in rows
    ]


def _codes(event_id: int, salt: str) -> dict[tuple[int, bool], list[str]]:
    """The hashes of everybody's codes, and of those that were replaced."""
    found: dict[tuple[int, bool], list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(BadgeCode.registration_id, BadgeCode.code, BadgeCode.short_code, BadgeCode.replaced_at).where(
            BadgeCode.event_id == event_id
        )
    )
    for registration_id, code, short_code, replaced_at in rows:
        found[registration_id, replaced_at is not None] += [code_hash(code, salt), code_hash(short_code, salt)]
    return found


def _inside(event: Event, lists: Iterable[AdmissionList], *, now: datetime) -> dict[int, dict[str, list[str]]]:
    """Who is in, by which of the lists."""
    ends = {each.id: each.ends_at_night for each in lists}
    night, found = last_night(now, event.time_zone), defaultdict[int, dict[str, list[str]]](dict)
    rows = db.session.execute(
        select(Presence.registration_id, Presence.list_id, Presence.since, Presence.door).where(
            Presence.list_id.in_(ends), Presence.is_in
        )
    )
    for registration_id, list_id, since, door in rows:
        if not (ends[list_id] and since < night):
            found[registration_id][str(list_id)] = [since.isoformat(), door]
    return found


_OWN_LIST = select(AdmissionList).where(AdmissionList.event_id == bindparam("of_event"), AdmissionList.is_arrival)
