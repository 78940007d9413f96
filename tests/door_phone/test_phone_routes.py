"""What does a borrowed phone get and send, and whom does the server believe?"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp import assets, clock
from eventapp.checkin.models import DoorEntry
from eventapp.doors.models import DoorDevice
from eventapp.doors.phone_guards import DEVICE
from eventapp.doors.queries import code_hash
from eventapp.extensions import db
from tests.checkin.doors import make_list
from tests.desk import Desk
from tests.door_phone.conftest import Paired, change_device, pair_device

pytestmark = pytest.mark.one_database

HOUR = timedelta(hours=1)


def phone_of(desk: Desk, paired: Paired) -> FlaskClient:
    """The phone's browser."""
    client = desk.app.test_client()
    with client.session_transaction() as session:
        session[DEVICE] = paired.token
    return client


def send(phone: FlaskClient, path: str, **more: str) -> TestResponse:
    """The page's script sends a passing."""
    return phone.post(path, json={"nonce": "nonce-0001", **more})


def entries(desk: Desk) -> list[tuple[Any, ...]]:
    """What is kept of every passing."""
    with desk.app.app_context():
        columns = (DoorEntry.verdict, DoorEntry.despite, DoorEntry.door, DoorEntry.device_id)
        return [tuple(row) for row in db.session.execute(select(*columns).order_by(DoorEntry.id))]


def test_roster_holds_no_more_than_it_needs(desk: Desk) -> None:
    """Names, organisations, who is in; of codes only hashes that no other device can read; no address."""
    anna, ben = desk.attendee("Anna Schmidt", organisation="IHK"), desk.attendee("Ben Öztürk", checked_in=True)
    paired, other = pair_device(desk), pair_device(desk, "Tür 2")
    answer = phone_of(desk, paired).get(f"{paired.path}/roster")
    assert answer.status_code == 200
    held = answer.get_json()
    assert set(held) == {"event", "door", "time_zone", "expires_at", "salt", "lists", "people"}
    kept = {"uid", "name", "organisation", "codes", "replaced", "refused", "attention", "inside"}
    assert [set(person) for person in held["people"]] == [kept, kept]
    by_name = {person["name"]: person for person in held["people"]}
    assert by_name["Anna Schmidt"]["organisation"] == "IHK"
    assert by_name["Anna Schmidt"]["codes"] == [
        code_hash(code, held["salt"]) for code in (anna.code, anna.short_code)
    ]
    for secret in (anna.code, anna.short_code, ben.code, ben.short_code):
        assert secret not in answer.get_data(as_text=True)
    of_other = phone_of(desk, other).get(f"{other.path}/roster").get_json()
    assert {code for person in of_other["people"] for code in person["codes"]}.isdisjoint(
        code for person in held["people"] for code in person["codes"]
    )


def test_roster_that_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    """The phone asks every half minute; somebody who comes in changes it."""
    anna, paired = desk.attendee("Anna Schmidt"), pair_device(desk)
    phone = phone_of(desk, paired)
    tag = phone.get(f"{paired.path}/roster").headers["ETag"]
    again = phone.get(f"{paired.path}/roster", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert send(phone, paired.path, code=anna.code).get_json()["verdict"] == "in"
    changed = phone.get(f"{paired.path}/roster", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    (person,) = changed.get_json()["people"]
    assert [door for _since, door in person["inside"].values()] == ["Tür 1"]


def test_phone_lets_in_by_code_and_by_name(desk: Desk) -> None:
    """Who is in is told at once at every door, with the door at which it was."""
    anna, ben = desk.attendee("Anna Schmidt"), desk.attendee("Ben Öztürk")
    first, second = pair_device(desk), pair_device(desk, "Tür 2")
    at_first, at_second = phone_of(desk, first), phone_of(desk, second)
    answer = send(at_first, first.path, code=anna.short_code).get_json()
    assert (answer["verdict"], answer["person"]["name"], answer["uid"]) == ("in", "Anna Schmidt", desk.uid(anna))
    again = send(at_second, second.path, uid=desk.uid(anna), nonce="nonce-0002").get_json()
    assert again["verdict"] == "already_in"
    assert "Tür 1" in again["title"]
    assert send(at_second, second.path, uid=desk.uid(ben), nonce="nonce-0003").get_json()["verdict"] == "in"
    assert [(verdict, door) for verdict, _despite, door, _id in entries(desk)] == [
        ("in", "Tür 1"),
        ("already_in", "Tür 2"),
        ("in", "Tür 2"),
    ]


def test_what_happened_is_kept_and_a_double_is_flagged(desk: Desk) -> None:
    """With the time that went by on the phone's clock, however wrong that is."""
    anna, paired, other = desk.attendee("Anna Schmidt"), pair_device(desk), pair_device(desk, "Tür 2")
    long_ago = clock.now() - 3 * HOUR
    change_device(desk, paired, paired_at=long_ago)
    change_device(desk, other, paired_at=long_ago)
    wrong = clock.now() + timedelta(days=1)
    told = {"code": anna.code, "happened": "y", "sent_at": wrong.isoformat()}
    early, late = ((wrong - gone).isoformat() for gone in (2 * HOUR, HOUR))
    assert send(phone_of(desk, paired), paired.path, **told, device_time=early).get_json()["despite"] == ""
    double = send(phone_of(desk, other), other.path, **told, device_time=late, nonce="nonce-0002").get_json()
    assert (double["verdict"], double["despite"]) == ("in", "already_in")
    with desk.app.app_context():
        first, second = db.session.scalars(select(DoorEntry).order_by(DoorEntry.id)).all()
        assert abs(clock.now() - 2 * HOUR - first.happened_at) < timedelta(minutes=1)
        assert abs(clock.now() - HOUR - second.happened_at) < timedelta(minutes=1)
        assert first.device_time is not None
        assert first.device_time > clock.now() + 20 * HOUR


def test_only_lists_of_the_device(desk: Desk) -> None:
    """A list that was not given to the device is as if it were not there."""
    anna = desk.attendee("Anna Schmidt")
    with desk.app.app_context():
        given, withheld = make_list(desk), make_list(desk, name="Vorstand")
    paired = pair_device(desk, "Tür 1", given)
    phone = phone_of(desk, paired)
    assert [each["id"] for each in phone.get(f"{paired.path}/roster").get_json()["lists"]] == [given]
    assert send(phone, paired.path, code=anna.code, list=str(withheld)).status_code == 404
    assert send(phone, paired.path, code=anna.code, list=str(given)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"revoked_at": clock.now()}, "revoked"),
        ({"expires_at": clock.now() - HOUR}, "ended"),
        ({"token_hash": "x"}, "not_paired"),
    ],
)
def test_device_that_is_no_door_any_more_hears_why(desk: Desk, changed: dict[str, object], error: str) -> None:
    """At every address, as a page too; nothing is kept of what it sends."""
    anna, paired = desk.attendee("Anna Schmidt"), pair_device(desk)
    change_device(desk, paired, **changed)
    phone = phone_of(desk, paired)
    answers = [
        send(phone, paired.path, code=anna.code),
        phone.get(f"{paired.path}/roster", headers={"Accept": "application/json"}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.get_json()["error"]) == (401, error)
        assert "Anna" not in answer.get_data(as_text=True)
    assert phone.get(paired.path).status_code == 401
    assert entries(desk) == []


def test_what_happened_before_the_end_may_still_be_told(desk: Desk) -> None:
    """The phone was without network when the event ended; after the end nobody is let in."""
    anna, paired, now = desk.attendee("Anna Schmidt"), pair_device(desk), clock.now()
    change_device(desk, paired, paired_at=now - 3 * HOUR, expires_at=now - HOUR)
    phone = phone_of(desk, paired)
    told = {"code": anna.code, "happened": "y", "sent_at": now.isoformat()}
    assert send(phone, paired.path, **told, device_time=(now - HOUR / 2).isoformat()).status_code == 401
    assert send(phone, paired.path, **told, device_time=(now - 2 * HOUR).isoformat()).get_json()["verdict"] == "in"


def test_organiser_learns_how_the_device_stands(desk: Desk) -> None:
    """When it was seen, how many entries wait in it, and that its clock is a day ahead."""
    paired = pair_device(desk)
    ahead = (clock.now() + timedelta(days=1)).isoformat()
    answer = phone_of(desk, paired).post(f"{paired.path}/seen", json={"waiting": "7", "sent_at": ahead})
    assert answer.status_code == 200
    with desk.app.app_context():
        device = db.session.get_one(DoorDevice, paired.id)
        assert device.last_seen_at is not None
        assert device.queue_length == 7
        assert device.clock_offset_ms == pytest.approx(86_400_000, abs=10_000)


def test_shell_names_nobody_and_no_door(desk: Desk) -> None:
    """It is kept on the device and the same for all: no name, no token."""
    desk.attendee("Anna Schmidt")
    one, other = pair_device(desk, "Tür Nordflügel"), pair_device(desk, "Tür 2")
    shells = [phone_of(desk, each).get(f"{each.path}/shell").get_data(as_text=True) for each in (one, other)]
    assert shells[0] == shells[1]
    assert "Nordflügel" not in shells[0]
    assert 'name="csrf_token" value=""' in shells[0]


def test_page_is_small(desk: Desk) -> None:
    """All that the door loads, compressed, besides the decoder of QR codes: less than 100 kB, for a slow network."""
    paired = pair_device(desk)
    phone = phone_of(desk, paired)

    def size(address: str) -> int:
        with phone.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status_code == 200
            return len(answer.data)

    page = phone.get(f"{paired.path}/shell").get_data(as_text=True)
    names = set(re.findall(r'"([^"]*/static/[^"#]+)', page))
    sizes = {name: size(name) for name in names if "/zxing-wasm/" not in name}
    assert any(name.endswith("/js/door/vault.js") for name in sizes)
    assert size(f"{paired.path}/shell") + sum(sizes.values()) < 100_000, sizes


def test_page_names_every_module_that_it_loads(desk: Desk) -> None:
    """What is not named is not kept, and without network the page would not start."""
    paired = pair_device(desk)
    shell = phone_of(desk, paired).get(f"{paired.path}/shell").get_data(as_text=True)
    scripts = Path(assets.FOLDER) / "js" / "door"
    asked, seen = [scripts / "page.js"], set()
    while asked:
        script = asked.pop().resolve()
        if script in seen:
            continue
        seen.add(script)
        found = re.findall(r'from "(\.[^"]+)"', script.read_text("utf-8"))
        asked += [script.parent / name for name in found if "zxing" not in name]
    missing = [script.name for script in seen if f"/{script.relative_to(Path(assets.FOLDER).resolve())}" not in shell]
    assert missing == []
