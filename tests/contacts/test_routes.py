"""What does a phone get back when it sends a scan?"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.badges.service import badge_of, replace_badge
from eventapp.contacts import own_contacts
from eventapp.contacts.answers import RETRY_AFTER_SECONDS
from eventapp.contacts.models import Scan
from eventapp.core.codes import new_badge_code, new_short_code
from eventapp.core.contact_rules import MISS_LIMIT, SPEED_LIMIT, Confirmation, Rules, Verdict
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, register
from tests.contacts.phones import Phone, at_once, contacts, statements
from tests.factories import CONSENT_TEXT, MadeAttendee, make_attendee, make_event, scan

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


@dataclass(frozen=True)
class Meeting:
    """Who scans which code."""

    scanner: MadeAttendee
    code: str


def pair(**event: Any) -> tuple[MadeAttendee, MadeAttendee]:
    """Anna and Ben at an event."""
    made = make_event(**event)
    return make_attendee(made, "Anna Schmidt"), make_attendee(made, "Ben Öztürk", organisation="MDZ Hannover")


def new_contact() -> Meeting:
    """They meet."""
    anna, ben = pair()
    return Meeting(anna, ben.code)


def already_met() -> Meeting:
    """They met a moment ago."""
    anna, ben = pair()
    scan(anna, ben)
    return Meeting(anna, ben.short_code.lower())


def confirmed() -> Meeting:
    """Ben scanned Anna where both have to agree."""
    anna, ben = pair(rules=Rules(confirmation=Confirmation.MUTUAL))
    scan(ben, anna)
    return Meeting(anna, ben.code)


def not_checked_in() -> Meeting:
    """Ben has not been at the door."""
    event = make_event()
    return Meeting(make_attendee(event), make_attendee(event, "Ben Öztürk", checked_in=False).code)


def own_badge() -> Meeting:
    """Anna scans herself."""
    anna, _ben = pair()
    return Meeting(anna, anna.code)


def no_own_consent() -> Meeting:
    """Anna takes no part in contact tracking."""
    event = make_event()
    return Meeting(make_attendee(event, consents=()), make_attendee(event, "Ben Öztürk").code)


def no_consent() -> Meeting:
    """Ben takes no part in contact tracking."""
    event = make_event()
    return Meeting(make_attendee(event), make_attendee(event, "Ben Öztürk", consents=()).code)


def closed() -> Meeting:
    """The event begins in a week."""
    anna, ben = pair(first_day=date.fromordinal(clock.now().date().toordinal() + 7))
    return Meeting(anna, ben.code)


def unknown_badge() -> Meeting:
    """Nobody carries that code."""
    anna, _ben = pair()
    return Meeting(anna, new_badge_code())


def replaced_badge() -> Meeting:
    """Ben lost his badge and got a new one; Anna found the old one."""
    anna, ben = pair()
    replace_badge(ben.id, ben.event_id, account_id=None, now=clock.now())
    return Meeting(anna, ben.code)


def too_many_misses() -> Meeting:
    """Anna has tried one unknown code after another."""
    anna, ben = pair()
    for _number in range(MISS_LIMIT):
        scan(anna, MadeAttendee(0, 0, "", new_badge_code(), "", ""))
    return Meeting(anna, ben.code)


def too_fast() -> Meeting:
    """Anna has a pile of badges in front of her."""
    event = make_event(rules=Rules(require_check_in=False))
    event_id, slug, now = event.id, event.slug, clock.now()
    anna = make_attendee(event)
    codes = []
    for number in range(SPEED_LIMIT + 1):
        entry = Entry(f"Person {number}", consents={Purpose.TRACKING: CONSENT_TEXT})
        registration_id = register(entry, event_id=event_id, now=now).registration_id
        assert registration_id is not None
        codes.append(badge_of(registration_id, event_id, now=now).code)
    for code in codes[:-1]:
        scan(anna, MadeAttendee(0, event_id, slug, code, "", ""))
    return Meeting(anna, codes[-1])


VERDICTS: list[tuple[Verdict, Callable[[], Meeting], int, str]] = [
    (Verdict.NEW_CONTACT, new_contact, 200, "new"),
    (Verdict.ALREADY_MET, already_met, 200, "known"),
    (Verdict.CONFIRMED, confirmed, 200, "new"),
    (Verdict.NOT_CHECKED_IN, not_checked_in, 200, "hint"),
    (Verdict.OWN_BADGE, own_badge, 422, "hint"),
    (Verdict.NO_OWN_CONSENT, no_own_consent, 200, "refused"),
    (Verdict.NO_CONSENT, no_consent, 200, "refused"),
    (Verdict.CLOSED, closed, 200, "refused"),
    (Verdict.TOO_FAST, too_fast, 429, "hint"),
    (Verdict.UNKNOWN_BADGE, unknown_badge, 404, "refused"),
    (Verdict.REPLACED_BADGE, replaced_badge, 410, "refused"),
    (Verdict.TOO_MANY_MISSES, too_many_misses, 429, "hint"),
]


def test_the_table_holds_every_verdict() -> None:
    """A new verdict needs a row here, and with it words, a kind and a status."""
    assert [row[0] for row in VERDICTS] == list(Verdict)


@pytest.mark.parametrize(("verdict", "arrange", "status", "kind"), VERDICTS)
def test_every_verdict_is_told_in_words(
    app: Flask, verdict: Verdict, arrange: Callable[[], Meeting], status: int, kind: str
) -> None:
    """As JSON and as a page, with the same sentences, in German and in English; named is only who may be."""
    with app.app_context():
        meeting = arrange()
    answers = []
    for language in ("en", "de"):
        phone = Phone(app, meeting.scanner, language=language)
        nonce = secrets.token_hex(8)
        response = phone.scan(meeting.code, nonce)
        answer = response.get_json()
        assert (response.status_code, answer["verdict"], answer["kind"]) == (status, verdict.name, kind)
        assert bool(answer["person"]) is verdict.names_person
        assert ("Ben Öztürk" in str(answer)) is verdict.names_person
        assert (response.headers.get("Retry-After") == str(RETRY_AFTER_SECONDS)) is (status == 429)
        page = phone.post(phone.path("/scan"), code=meeting.code, nonce=nonce)
        assert page.status_code == status
        for words in (answer["title"], answer["text"]):
            assert words
            assert words in page.get_data(as_text=True)
        with app.app_context():
            kept = db.session.scalar(select(func.count()).select_from(Scan).where(Scan.nonce == nonce))
        assert kept == (0 if status == 429 else 1)
        answers.append(answer)
        if verdict.makes_contact or verdict is Verdict.CONFIRMED:
            break  # the pair's next scan is another verdict
    if len(answers) == 2:
        assert answers[0]["title"] != answers[1]["title"]


def test_the_answer_names_the_person_and_counts_the_contact(app: Flask) -> None:
    """What the scanner shows in large letters, word for word."""
    with app.app_context():
        meeting = new_contact()
    assert Phone(app, meeting.scanner, language="de").scan(meeting.code).get_json() == {
        "verdict": "NEW_CONTACT",
        "kind": "new",
        "title": "Neu kennengelernt",
        "text": "Kontakt 1, neu. Er zählt.",
        "person": {"name": "Ben Öztürk", "organisation": "MDZ Hannover"},
        "contact_number": 1,
    }


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


def test_a_badge_of_another_event_looks_like_none(app: Flask) -> None:
    """Byte for byte the same 404, and no trace of whose badge it was."""
    with app.app_context():
        anna, _ben = pair()
        stranger, _other = pair(title="Anderswo")
    phone = Phone(app, anna)
    answers = [phone.scan(code) for code in (stranger.code, stranger.short_code, new_badge_code(), "no code at all")]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}
    with app.app_context():
        assert [row.target_id for row in db.session.scalars(select(Scan))] == [None] * 4


def test_guessing_codes_ends_after_thirty(app: Flask) -> None:
    """Then even a valid code is not looked up, the organisers find an entry, and other phones go on working."""
    with app.app_context():
        anna, ben = pair()
    phone = Phone(app, anna)
    guesses = [phone.scan(new_short_code()).status_code for _number in range(MISS_LIMIT + 1)]
    assert guesses == [404] * MISS_LIMIT + [429]
    assert phone.scan(ben.code).status_code == 429
    assert Phone(app, ben).scan(anna.code).status_code == 200
    with app.app_context():
        found = [(entry.action, entry.about) for entry in entries(anna.event_id) if entry.action.startswith("scans")]
    assert found == [("scans.paused", {"registration_id": anna.id})]


def test_a_pause_loses_no_scan(app: Flask) -> None:
    """A scan refused for guessing is not kept, so that the same request goes through when the pause is over."""
    with app.app_context():
        meeting = too_many_misses()
    phone = Phone(app, meeting.scanner)
    assert phone.scan(meeting.code, "nonce-0001").status_code == 429
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Scan).values(received_at=clock.now() - timedelta(minutes=11)))
    assert phone.scan(meeting.code, "nonce-0001").get_json()["verdict"] == "NEW_CONTACT"


def test_a_scan_asks_the_database_five_times(app: Flask) -> None:
    """Sign-in and facts are read, then scan, change number and contact are written; nothing else, and no ORM."""
    with app.app_context():
        anna, ben = pair()
    phone = Phone(app, anna)
    phone.scan(new_badge_code())
    with statements(app) as asked:
        assert phone.scan(ben.code).status_code == 200
    assert [line.split(" (")[0].split()[:3:2] for line in asked] == [
        ["SELECT", "registrations.event_id"],
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
    """The organiser closes contact tracking."""
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).where(Event.id == event_id).values(contacts_closed_at=clock.now()))
