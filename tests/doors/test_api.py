"""The resource by which other scanners redeem codes: as documented, and closed to everybody else."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from eventapp import clock
from eventapp.badges.service import replace_badge
from eventapp.checkin.models import AdmissionList, DoorEntry
from eventapp.core.admission import Admission
from eventapp.core.codes import new_secret
from eventapp.database import write_session
from eventapp.doors.models import DoorDevice
from eventapp.doors.queries import code_hash
from eventapp.doors.service import revoke
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.service import Entry, register
from tests.checkin.doors import make_list
from tests.conftest import SignIn
from tests.desk import Statements, contents
from tests.doors.phones import REDEEM, ROSTER, SEEN, Phone, make_phone

DOCUMENT: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "developers" / "door-api.json").read_text(encoding="utf-8")
)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def change_device(phone: Phone, **values: object) -> None:
    """Changes the phone's row, which is the only one."""
    with phone.desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(DoorDevice).values(**values))


def test_a_code_is_redeemed(phone: Phone) -> None:
    """In, with the name to compare; at another door: since when and where; the log names device and door."""
    anna = phone.desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    first = phone.redeem(anna)
    assert first.json is not None
    assert set(first.json) == set(SCHEMAS["Answer"]["required"])
    person = {"uid": phone.desk.uid(anna), "name": "Anna Schmidt", "organisation": "TU Clausthal", "attention": ""}
    assert (first.json["verdict"], first.json["person"], first.json["door"]) == ("in", person, "Tür 2")
    again = phone.redeem(anna.short_code)
    assert again.json is not None
    assert (again.json["verdict"], again.json["door"], again.json["since"]) == (
        "already_in",
        "Tür 2",
        first.json["since"],
    )
    assert phone.verdict("A" * 26) == "unknown_badge"
    with phone.desk.app.app_context():
        rows = db.session.execute(select(DoorEntry.verdict, DoorEntry.device_id, DoorEntry.door)).all()
        device_id = db.session.scalar(select(DoorDevice.id))
        assert [tuple(row) for row in rows] == [
            (verdict, device_id, "Tür 2") for verdict in ("in", "already_in", "unknown_badge")
        ]


def test_a_repeated_request_gets_the_same_answer(phone: Phone) -> None:
    """Byte for byte, and one entry is kept."""
    anna = phone.desk.attendee()
    answers = [phone.redeem(anna, nonce="one-nonce").data for _ in range(3)]
    assert len(set(answers)) == 1
    assert len(contents(phone.desk.app)["door_entries"]) == 1


def test_by_name_and_out_again(phone: Phone) -> None:
    """Somebody picked from the list of names; nobody whom the event does not know."""
    anna = phone.desk.attendee()
    uid = phone.desk.uid(anna)
    assert phone.verdict("", uid=uid) == "in"
    assert phone.verdict("", uid="A" * 26) == "unknown_badge"
    assert phone.verdict(anna, direction="exit") == "no_exits"


def test_offline_entries_are_kept_with_both_times(phone: Phone) -> None:
    """A clock that is a day ahead tells by its own difference when it was; a double one is kept and flagged."""
    anna = phone.desk.attendee()
    change_device(phone, paired_at=clock.now() - timedelta(hours=5))
    wrong = clock.now() + timedelta(days=1)
    times = {"device_time": (wrong - timedelta(hours=2)).isoformat(), "sent_at": wrong.isoformat()}
    late = phone.redeem(anna, offline=True, **times).json
    assert late is not None
    assert (late["verdict"], late["despite"]) == ("in", None)
    ago = clock.now() - datetime.fromisoformat(late["since"])
    assert timedelta(hours=2) <= ago < timedelta(hours=2, minutes=1)
    double = phone.redeem(anna, offline=True, device_time=wrong.isoformat(), sent_at=wrong.isoformat()).json
    assert double is not None
    assert (double["verdict"], double["despite"]) == ("in", "already_in")
    with phone.desk.app.app_context():
        kept = db.session.scalars(select(DoorEntry.device_time).order_by(DoorEntry.id)).all()
        assert kept == [wrong - timedelta(hours=2), wrong]


def test_nothing_happened_before_the_phone_was_a_door(phone: Phone) -> None:
    """A clock that was set meanwhile, or a lie, is bounded; without a time it happened now."""
    anna, berta = phone.desk.attendee("Anna"), phone.desk.attendee("Berta")
    now = clock.now()
    old = {"device_time": (now - timedelta(days=400)).isoformat(), "sent_at": now.isoformat()}
    for person, more in ((anna, old), (berta, {})):
        answer = phone.redeem(person, offline=True, **more).json
        assert answer is not None
        assert abs(datetime.fromisoformat(answer["since"]) - now) < timedelta(minutes=1)


def test_whoever_is_no_door_gets_the_same_answer(phone: Phone, sign_in_attendee: SignIn) -> None:
    """No token, a forged one, that of a revoked or expired device, one without its word, a cookie: one 403."""
    anna = phone.desk.attendee("Anna Schmidt")
    revoked, expired = make_phone(phone.desk.app), make_phone(phone.desk.app)
    with phone.desk.app.app_context():
        now = clock.now()
        ids = {device.event_id: device.id for device in db.session.scalars(select(DoorDevice))}
        event_id = revoked.desk.event_id
        assert revoke(ids[event_id], event_id=event_id, account_id=revoked.desk.host_id, now=now)
        with write_session(db.session()) as session:
            over = DoorDevice.event_id == expired.desk.event_id
            session.execute(update(DoorDevice).where(over).values(expires_at=now))
    sign_in_attendee(phone.desk.client, anna)
    headers: list[dict[str, str]] = [
        {},
        {"Authorization": f"Bearer {new_secret()}"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {'x' * 10_000}"},
        {"Authorization": f"Basic {phone.token}"},
        {"Authorization": phone.token},
        revoked.bearer,
        expired.bearer,
    ]
    before = contents(phone.desk.app)
    for method, path in (("POST", REDEEM), ("GET", ROSTER), ("POST", SEEN)):
        sent = {"code": anna.code, "nonce": "nonce-one"} if method == "POST" else None
        answers = [phone.client.open(path, method=method, headers=each, json=sent) for each in headers]
        answers.append(phone.desk.client.open(path, method=method, json=sent))
        assert {(answer.status_code, answer.data) for answer in answers} == {(403, answers[0].data)}
        assert answers[0].json is not None
        assert set(answers[0].json) == set(SCHEMAS["Error"]["required"])
        assert "Schmidt" not in answers[0].text
    assert contents(phone.desk.app) == before


def test_a_list_that_is_not_the_devices_is_refused_alike(phone: Phone) -> None:
    """One of the same event, one of another, and one that nowhere is: the answer of no door at all."""
    anna, other = phone.desk.attendee(), make_phone(phone.desk.app)
    with phone.desk.app.app_context():
        own = make_list(phone.desk)
    before = contents(phone.desk.app)
    refused = phone.client.post(REDEEM).data
    for list_id in (own, other.list_id, 2**31 - 1, 2**80, -1, 0):
        answer = phone.redeem(anna, list=list_id)
        assert (answer.status_code, answer.data) == (403, refused)
    assert contents(phone.desk.app) == before


def test_a_badge_of_another_event_is_unknown(phone: Phone) -> None:
    """The answer is that of a code which nobody has; one of the same series is told apart, without a name."""
    stranger = make_phone(phone.desk.app).desk.attendee("Zora Fremd")
    unknown, foreign = phone.redeem("A" * 26), phone.redeem(stranger)
    assert unknown.data == foreign.data
    with phone.desk.app.app_context(), write_session(db.session()) as session:
        series_id = session.get_one(Event, phone.desk.event_id).series_id
        session.execute(update(Event).where(Event.id == stranger.event_id).values(series_id=series_id))
    known = phone.redeem(stranger).json
    assert known is not None
    assert (known["verdict"], known["person"]) == ("other_event", None)


def test_the_roster_holds_the_least(phone: Phone) -> None:
    """Names, hashes and since when; no code, no address; as documented; a replaced badge is none."""
    anna, berta = phone.desk.attendee("Anna Schmidt"), phone.desk.attendee("Berta Maier")
    with phone.desk.app.app_context():
        register(Entry("Carla", email="carla@secret.example"), event_id=phone.desk.event_id, now=clock.now())
        replace_badge(berta.id, phone.desk.event_id, account_id=None, now=clock.now())
    phone.redeem(anna)
    answer = phone.client.get(ROSTER, headers=phone.bearer)
    found = answer.json
    assert found is not None
    assert set(found) == set(SCHEMAS["Roster"]["required"])
    for part, documented in (("people", "people"), ("lists", "lists")):
        wanted = set(SCHEMAS["Roster"]["properties"][documented]["items"]["required"])
        assert all(set(row) == wanted for row in found[part])
    people = {row["name"]: row for row in found["people"]}
    assert set(people) == {"Anna Schmidt", "Berta Maier", "Carla"}
    salt = found["salt"]
    assert people["Anna Schmidt"]["codes"] == [code_hash(anna.code, salt), code_hash(anna.short_code, salt)]
    assert list(people["Anna Schmidt"]["in"]) == [str(phone.list_id)]
    assert code_hash(berta.code, salt) not in people["Berta Maier"]["codes"]
    for hidden in ("secret.example", anna.code, anna.short_code, phone.token):
        assert hidden not in answer.text
    assert make_phone(phone.desk.app).client.get(ROSTER, headers=phone.bearer).status_code == 200


def test_a_device_says_how_it_is(phone: Phone) -> None:
    """How many entries wait, and how far its clock is off; nonsense is bounded."""
    ahead = (clock.now() + timedelta(days=1)).isoformat()
    answer = phone.client.post(SEEN, json={"queue_length": 7, "device_time": ahead}, headers=phone.bearer)
    assert answer.json is not None
    assert abs(datetime.fromisoformat(answer.json["now"]) - clock.now()) < timedelta(minutes=1)
    with phone.desk.app.app_context():
        device = db.session.scalars(select(DoorDevice)).one()
        assert device.queue_length == 7
        assert device.clock_offset_ms == pytest.approx(86_400_000, abs=60_000)
    odd = {"queue_length": 10**30, "device_time": "9999-12-31T23:59:59Z"}
    assert phone.client.post(SEEN, json=odd, headers=phone.bearer).status_code == 200
    assert phone.client.post(SEEN, json=[], headers=phone.bearer).status_code == 200


def test_the_document_names_what_there_is(phone: Phone) -> None:
    """Every resource with its method, and the whole vocabulary of answers."""
    rules = [rule for rule in phone.desk.app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    documented = {(path, method.upper()) for path, each in DOCUMENT["paths"].items() for method in each}
    assert documented == {(rule.rule, (rule.methods - {"HEAD", "OPTIONS"}).pop()) for rule in rules if rule.methods}
    assert SCHEMAS["Verdict"]["enum"] == [verdict.value for verdict in Admission]


def test_an_entry_takes_few_statements(phone: Phone) -> None:
    """Sign-in, one read, one write of five parts, and that the device is at work, once in a while."""
    anna, berta = phone.desk.attendee("Anna"), phone.desk.attendee("Berta")
    phone.redeem(anna)
    with Statements(phone.desk.app) as statements:
        assert phone.verdict(berta) == "in"
    assert len([each for each in statements.sent if not each.startswith("BEGIN")]) <= 7


VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["\x00", "\ud800", "A" * 26, "nonce-nonce", "entry", "2026-03-09T09:00Z", "0001-01-01T00:00+14"]),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.integers(), max_size=2),
)
FIELDS = ("code", "uid", "nonce", "list", "direction", "offline", "device_time", "sent_at", "queue_length")
BODIES = st.one_of(st.dictionaries(st.sampled_from(FIELDS), VALUES), VALUES)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[*HealthCheck])
@given(body=BODIES, path=st.sampled_from([REDEEM, SEEN]))
def test_nothing_that_is_sent_breaks_it(phone: Phone, body: object, path: str) -> None:
    """Whatever arrives in whatever field: an answer or a 4xx, and nobody is in."""
    response = phone.client.post(path, json=body, headers=phone.bearer)
    assert response.status_code < 500
    assert contents(phone.desk.app)["check_ins"] == []


@pytest.mark.parametrize("body", [b"", b"[" * 100_000, b"\xff\xfe", b'{"code": ', b'{"nonce": "nonce-one"}', b"[]"])
def test_broken_bodies_are_refused(phone: Phone, body: bytes) -> None:
    """Nested, cut off, of another kind: 400 as documented."""
    answer = phone.client.post(REDEEM, data=body, content_type="application/json", headers=phone.bearer)
    assert answer.status_code == 400
    assert answer.json is not None
    assert set(answer.json) == set(SCHEMAS["Error"]["required"])


def test_a_closed_list_says_so(phone: Phone) -> None:
    """The rules are those of the list."""
    anna = phone.desk.attendee()
    with phone.desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(AdmissionList).values(closed_at=clock.now()))
    assert phone.verdict(anna) == "closed"
