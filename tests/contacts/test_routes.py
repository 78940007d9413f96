"""What does a phone get back when it sends a scan?"""

import json

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from eventapp import clock
from eventapp.contacts import own_contacts
from eventapp.contacts.models import Scan
from eventapp.core.codes import new_badge_code
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.contacts.meetings import pair
from tests.contacts.phones import Phone, at_once, contacts, statements
from tests.factories import make_attendee, make_event

pytestmark = pytest.mark.one_database

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


def test_a_pair_scanning_each_other_at_the_same_moment_is_one_contact(app: Flask) -> None:
    """Eight requests from both phones: one row, one „new“, and everybody gets an answer."""
    with app.app_context():
        anna, ben = pair()
    phones = [Phone(app, anna if number % 2 else ben) for number in range(8)]
    codes = {anna.id: ben.code, ben.id: anna.code}
    answers = at_once([lambda phone=phone: phone.scan(codes[phone.owner.id]) for phone in phones])  # type: ignore[misc]
    verdicts = sorted(answer.get_json()["verdict"] for answer in answers)
    assert verdicts == ["ALREADY_MET"] * 7 + ["NEW_CONTACT"]
    assert [(row.low_id, row.high_id) for row in contacts(app)] == [(anna.id, ben.id)]


def test_a_request_sent_again_gets_the_same_bytes(app: Flask) -> None:
    """At the same moment, after the contact was rejected, and after the organiser closed contact tracking."""
    with app.app_context():
        anna, ben = pair()
    phone = Phone(app, anna)
    first = phone.scan(ben.code, "nonce-0001")
    assert first.get_json()["verdict"] == "NEW_CONTACT"

    def again() -> tuple[int, bytes]:
        response = Phone(app, anna).scan(ben.code, "nonce-0001")
        return response.status_code, response.data

    assert at_once([again] * 8) == [(200, first.data)] * 8
    with app.app_context():
        own_contacts.reject_contact(1, registration_id=ben.id, now=clock.now())
    assert again() == (200, first.data)
    close(app, anna.event_id)
    assert again() == (200, first.data)
    with app.app_context():
        assert len(list(db.session.scalars(select(Scan)))) == 1


def test_a_nonce_belongs_to_its_phone(app: Flask) -> None:
    """Another attendee with the same nonce gets an answer of their own."""
    with app.app_context():
        anna, ben = pair()
    assert Phone(app, anna).scan(new_badge_code(), "nonce-0001").status_code == 404
    answer = Phone(app, ben).scan(anna.code, "nonce-0001").get_json()
    assert (answer["verdict"], answer["person"]["name"]) == ("NEW_CONTACT", "Anna Schmidt")


def test_without_a_csrf_token_nothing_is_saved(app: Flask) -> None:
    """JSON and form alike: 400 and no row; the page's own token opens the door."""
    with app.app_context():
        anna, ben = pair()
    app.config["WTF_CSRF_ENABLED"] = True
    phone = Phone(app, anna)
    for response in (phone.scan(ben.code), phone.post(phone.path("/scan"), code=ben.code, nonce="nonce-0001")):
        assert response.status_code == 400
    assert contacts(app) == []
    page = phone.get(phone.path("/scan")).get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    body = {"code": ben.code, "nonce": "nonce-0002"}
    response = phone.client.post(phone.path("/scan"), json=body, headers={"X-CSRFToken": token})
    assert (response.status_code, len(contacts(app))) == (200, 1)


def test_a_badge_code_signs_nobody_in(app: Flask) -> None:
    """Neither as a personal link, nor in the cookie, nor in the address or the body of a request."""
    with app.app_context():
        anna, ben = pair()
    stranger = Phone(app, None)
    for code in (ben.code, ben.short_code):
        stranger.get(f"/p/{code}")
        stranger.post(f"/p/{code}")
        with stranger.client.session_transaction() as session:
            assert "attendees" not in session
            session["attendees"] = {ben.slug: code}
        path = f"/events/{ben.slug}/scan"
        body = {"code": anna.code, "nonce": "nonce-0001", "token": code, "registration_id": ben.id}
        assert stranger.client.post(f"{path}?token={code}", json=body).status_code == 401
        with stranger.client.session_transaction() as session:
            session.clear()
    assert contacts(app) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_scan_asks_the_database_five_times(app: Flask) -> None:
    """Sign-in and facts are read, then scan, change number and contact are written; nothing else, and no ORM."""
    with app.app_context():
        anna, ben = pair()
    phone = Phone(app, anna)
    phone.scan(new_badge_code())
    with statements(app) as asked:
        assert phone.scan(ben.code).status_code == 200
    assert [line.split(" (")[0].split()[:3:2] for line in asked] == [
        ["SELECT", "registrations.event_id,"],
        ["SELECT", "events.require_check_in,"],
        ["INSERT", "scans"],
        ["UPDATE", "SET"],
        ["INSERT", "contacts"],
    ]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-11-21T03:00:00.123Z", "2026-11-21T03:00:00.123000+00:00"),
        ("2026-11-21T03:00:00+02:00", "2026-11-21T01:00:00+00:00"),
        ("2026-11-21T03:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("\ud800", None),
        (12, None),
    ],
)
def test_a_wrong_phone_clock_costs_no_scan(app: Flask, sent: object, kept: str | None) -> None:
    """What it says is kept where it is a moment; the server's clock ranks."""
    with app.app_context():
        anna, ben = pair()
    before = clock.now()
    assert Phone(app, anna).scan(ben.code, scanned_at=sent).status_code == 200
    assert before <= contacts(app)[0].made_at <= clock.now()
    with app.app_context():
        stored = db.session.scalar(select(Scan.scanned_at))
    assert (stored.isoformat() if stored else None) == kept


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"null",
        b'{"code": 1}',
        b'{"code": "A"}',
        b"[" * 100_000,
        b'{"nonce": "n", "code": "A"}',
    ],
)
def test_what_is_no_scan_is_refused(app: Flask, body: bytes) -> None:
    """With a 400 in JSON, whatever it is."""
    with app.app_context():
        anna, _ben = pair()
    phone = Phone(app, anna)
    response = phone.client.post(phone.path("/scan"), data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.get_json()["error"] == "bad_request"


@pytest.mark.slow
def test_nothing_that_a_phone_sends_breaks_the_server(app: Flask) -> None:
    """Any JSON, any bytes, any form: an answer below 500."""
    with app.app_context():
        anna, _ben = pair()
    phone = Phone(app, anna)
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
        max_leaves=10,
    )
    scans = st.fixed_dictionaries({"code": anything, "nonce": anything | st.uuids().map(str), "scanned_at": anything})
    kinds = st.sampled_from(
        ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
    )

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.one_of(st.binary(), anything.map(to_bytes), scans.map(to_bytes)), kinds)
    def send(body: bytes, kind: str) -> None:
        response = phone.client.post(phone.path("/scan"), data=body, content_type=kind)
        assert response.status_code in {200, 400, 404, 413, 415, 429}

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.dictionaries(st.sampled_from(["code", "nonce", "scanned_at"]), st.text(st.characters(codec="utf-8"))))
    def send_form(fields: dict[str, str]) -> None:
        assert phone.post(phone.path("/scan"), **fields).status_code in {200, 400, 404, 429}

    send()
    send_form()


def to_bytes(value: object) -> bytes:
    """JSON as a browser would send it, and what it would not: NaN, half characters."""
    return json.dumps(value).encode()


def test_a_stranger_cannot_scan(app: Flask) -> None:
    """401 in JSON for the scanner, which then says that one has to sign in again."""
    with app.app_context():
        anna, ben = pair()
        elsewhere, _other = pair(title="Anderswo")
    for owner in (None, elsewhere):
        phone = Phone(app, owner)
        response = phone.client.post(f"/events/{anna.slug}/scan", json={"code": ben.code, "nonce": "nonce-0001"})
        assert (response.status_code, response.is_json) == (401, True)
    assert contacts(app) == []


def test_the_scan_page_may_run_the_decoder_and_works_without_it(app: Flask) -> None:
    """WebAssembly is allowed there and only there; the short code is a plain form."""
    with app.app_context():
        anna, ben = pair()
    phone = Phone(app, anna)
    scan_page = phone.get(phone.path("/scan"))
    assert "'wasm-unsafe-eval'" in scan_page.headers["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" not in phone.get(phone.path("/me")).headers["Content-Security-Policy"]
    nonces = {
        phone.get(phone.path("/scan")).get_data(as_text=True).split('name="nonce" value="')[1].split('"')[0]
        for _number in range(3)
    }
    assert len(nonces) == 3
    typed = f" {ben.short_code[:4].lower()}-{ben.short_code[4:]} "
    page = phone.post(phone.path("/scan"), code=typed, nonce=nonces.pop())
    assert "Ben Öztürk" in page.get_data(as_text=True)
    assert f'href="{phone.path("/scan")}"' in page.get_data(as_text=True)


def test_names_are_shown_and_never_run(app: Flask) -> None:
    """A name of HTML is text on the pages of both sides."""
    with app.app_context():
        event = make_event(title=HOSTILE)
        anna = make_attendee(event, f"A {HOSTILE}", organisation=f"O {HOSTILE}")
        ben = make_attendee(event, f"B {HOSTILE}", organisation=f"P {HOSTILE}")
    phone, other = Phone(app, anna), Phone(app, ben)
    pages = [
        phone.get(f"/B/{ben.code}"),
        phone.post(phone.path("/scan"), code=ben.code, nonce="nonce-0001"),
        phone.get(phone.path("/me")),
        phone.get(phone.path("/scan")),
        other.get(phone.path("/contacts")),
        phone.post(phone.path("/consents"), purpose="tracking", given="no"),
        Phone(app, None).get(f"/b/{ben.code}"),
    ]
    for page in pages:
        body = page.get_data(as_text=True)
        assert page.status_code == 200
        assert "<script>alert" not in body
        assert "&lt;script&gt;" in body
        assert "{{7*7}}" in body


def close(app: Flask, event_id: int) -> None:
    """The organiser records the result."""
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).where(Event.id == event_id).values(recorded_at=clock.now()))
