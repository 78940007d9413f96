"""Does a borrowed phone become a door by its code alone, once, and only until it is revoked or the event is over?"""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.doors import service
from eventapp.doors.models import DoorDevice
from eventapp.doors.queries import DeviceState, device_by_token, devices, state_of
from eventapp.doors.service import PAIRING_TIME, NewDevice, make_device, note_seen, pair, renew_pairing, revoke
from eventapp.extensions import db
from tests.checkin.doors import make_list
from tests.desk import Desk, contents, make_desk, sign_in
from tests.doors.phones import ROSTER, Phone, make_phone
from tests.factories import make_account

pytestmark = pytest.mark.one_database
FORM = {"name": "Tür 2", "kind": "door"}


def organiser_of(desk: Desk) -> FlaskClient:
    """The browser of an organiser of the desk's event."""
    with desk.app.app_context():
        account_id = make_account().id
        grant_role(account_id, Role.ORGANISER, event_id=desk.event_id)
    client = desk.app.test_client()
    sign_in(desk.app, client, account_id)
    return client


def made(desk: Desk, *, name: str = "Tür 2") -> str:
    """A device that waits for its phone; the secret of its pairing address."""
    with desk.app.app_context():
        new = NewDevice(name, [make_list(desk)])
        secret = make_device(desk.event_id, new, account_id=desk.host_id, now=clock.now())
    assert secret is not None
    return secret


def test_from_the_organisers_page_to_the_first_entry(app: Flask) -> None:
    """The code is shown once; the phone presses a button, is signed out of everything else, and lets people in."""
    desk = make_desk(app, app.test_client())
    anna = desk.attendee("Anna Schmidt")
    organiser, path = organiser_of(desk), f"{desk.path}/door/devices"
    assert organiser.post(path, data={**FORM, "lists": "0"}).status_code == 303
    page = organiser.get(path).text
    found = re.search(r'value="http://localhost(/door/pair/\w+)"', page)
    assert found is not None
    assert "/door/pair/" not in organiser.get(path).text
    phone = app.test_client()
    assert "Tür 2" in phone.get(found[1]).text
    assert phone.post(found[1]).location == f"{desk.path}/gate"
    gate = phone.get(f"{desk.path}/gate").text
    fields = dict(re.findall(r'name="(nonce)" value="([^"]+)"', gate))
    answer = phone.post(f"{desk.path}/gate", data={**fields, "code": anna.code})
    assert "Willkommen" in answer.text
    assert "Anna Schmidt" in answer.text
    assert phone.get(f"{desk.path}/door").status_code == 303
    assert phone.get(found[1]).status_code == 410
    assert app.test_client().post(found[1]).status_code == 410
    assert phone.post(f"{desk.path}/gate", data={"code": anna.code}).status_code == 400


@pytest.mark.parametrize("wrong", [{"name": ""}, {"lists": []}, {"lists": "999999"}, {"pin": "12"}, {"kind": "x"}])
def test_what_makes_no_device_is_said(app: Flask, wrong: dict[str, object]) -> None:
    """And nothing is made."""
    desk = make_desk(app, app.test_client())
    answer = organiser_of(desk).post(f"{desk.path}/door/devices", data={**FORM, "lists": "0", **wrong})
    assert answer.status_code == 422
    assert contents(app)["door_devices"] == []


def test_the_page_says_how_each_device_is(phone: Phone) -> None:
    """Last seen, what waits in it, how far its clock is off; revoked ones stay named."""
    organiser, path = organiser_of(phone.desk), f"{phone.desk.path}/door/devices"
    with phone.desk.app.app_context():
        [device] = devices(phone.desk.event_id)
        device_id = device.id
        ahead = clock.now() + timedelta(seconds=90)
        note_seen(device_id, queue_length=3, device_time=ahead, now=clock.now())
    page = organiser.get(path).text
    assert re.search(r"zuletzt gesehen .* · 3 Einträge warten · Uhr \d+ s vor", page)
    assert organiser.post(f"{path}/{device_id}/revoke").status_code == 303
    assert "Gesperrt: " in organiser.get(path).text
    assert phone.client.get(ROSTER, headers=phone.bearer).status_code == 403
    organiser.post(f"{path}/{device_id}/pairing")
    assert "/door/pair/" not in organiser.get(path).text


def test_a_new_code_takes_the_place_of_the_phone(phone: Phone) -> None:
    """The old phone goes on until the new one is paired, and not longer."""
    with phone.desk.app.app_context():
        [device] = devices(phone.desk.event_id)
        desk = phone.desk
        secret = renew_pairing(device.id, event_id=desk.event_id, account_id=desk.host_id, now=clock.now())
        assert secret is not None
        assert device_by_token(phone.token, now=clock.now()) is not None
        assert pair(secret, now=clock.now()) is not None
        assert device_by_token(phone.token, now=clock.now()) is None


def test_only_hashes_are_stored(app: Flask) -> None:
    """Neither the pairing code nor the secret of a phone stands in the database."""
    desk = make_desk(app, app.test_client())
    secret = made(desk)
    assert secret not in str(contents(app))
    with app.app_context():
        paired = pair(secret, now=clock.now())
    assert paired is not None
    assert paired.token not in str(contents(app))


def test_states_and_ends(app: Flask) -> None:
    """Waiting for half an hour; paired until twelve hours after the event's last day; revoked for good."""
    desk = make_desk(app, app.test_client())
    secret, now = made(desk), clock.now()
    with app.app_context():
        device = db.session.scalars(select(DoorDevice)).one()
        device_id, end = device.id, device.expires_at
        assert state_of(device, now=now) is DeviceState.WAITING
        assert state_of(device, now=now + PAIRING_TIME + timedelta(seconds=1)) is DeviceState.EXPIRED
        assert timedelta(days=1) < end - now < timedelta(days=3)
        assert pair(secret, now=now + PAIRING_TIME + timedelta(seconds=1)) is None
        paired = pair(secret, now=now)
        assert paired is not None
        db.session.rollback()
        device = db.session.scalars(select(DoorDevice)).one()
        assert state_of(device, now=now) is DeviceState.PAIRED
        assert state_of(device, now=end) is DeviceState.EXPIRED
        assert device_by_token(paired.token, now=end - timedelta(seconds=1)) is not None
        assert device_by_token(paired.token, now=end) is None
        for _ in range(2):
            assert revoke(device_id, event_id=desk.event_id, account_id=desk.host_id, now=now)
        assert not revoke(device_id + 1, event_id=desk.event_id, account_id=desk.host_id, now=now)
        assert state_of(db.session.scalars(select(DoorDevice)).one(), now=now) is DeviceState.REVOKED


def test_lists_of_others_make_no_device(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor no list at all, nor a list that is not there, nor one device too many."""
    desk, other = make_desk(app, app.test_client()), make_desk(app, app.test_client())
    with app.app_context():
        own, foreign = make_list(desk), make_list(other)
        now = clock.now()
        for list_ids in ([], [foreign], [own, foreign], [2**31 - 1]):
            assert make_device(desk.event_id, NewDevice("x", list_ids), account_id=desk.host_id, now=now) is None
        monkeypatch.setattr(service, "MOST_DEVICES", 1)
        assert make_device(desk.event_id, NewDevice("x", [own]), account_id=desk.host_id, now=now) is not None
        assert make_device(desk.event_id, NewDevice("x", [own]), account_id=desk.host_id, now=now) is None


def test_a_phone_is_the_door_of_one_event(phone: Phone) -> None:
    """At another event, and without its cookie, the page names nobody and says what to do."""
    other = make_phone(phone.desk.app)
    other.desk.attendee("Zora Fremd")
    secret = made(phone.desk)
    client = phone.desk.app.test_client()
    client.post(f"/door/pair/{secret}")
    assert client.get(f"{phone.desk.path}/gate").status_code == 200
    for visitor, path in ((client, other.desk.path), (phone.client, phone.desk.path)):
        answer = visitor.get(f"{path}/gate")
        assert answer.status_code == 401
        assert "Dieses Gerät ist keine Tür" in answer.text
        assert visitor.post(f"{path}/gate", json={}).status_code == 401
    assert client.get("/events/none/gate").status_code == 404
