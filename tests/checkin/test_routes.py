"""The door's pages: one look, one button, the same answer to a scanner, a form and a script."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from eventapp import clock
from eventapp.checkin.models import DoorEntry, Presence
from eventapp.core.codes import badge_address
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.service import Entry, register
from tests.conftest import SignIn
from tests.desk import Desk, Statements, contents, make_desk

pytestmark = pytest.mark.one_database

NONCE = "nonce-of-a-test"
SHAPE = {"verdict", "kind", "title", "text", "person", "contact_number"}


def fields_beside(page: str, name: str) -> dict[str, str]:
    """The hidden fields of the form in the row of a name, as a browser would send them."""
    (row,) = (row for row in page.split('<li class="person')[1:] if f'person__name">{name}<' in row)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', row.partition("</form>")[0]))


def heads(page: str) -> str:
    """The head count."""
    found = re.search(r'class="door-count".*?<strong class="num">(.*?)</strong>', page, re.DOTALL)
    assert found is not None
    return found[1]


def arrive_at(desk: Desk, moment: datetime) -> None:
    """Moves all arrivals to another moment."""
    with desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(DoorEntry).values(happened_at=moment, received_at=moment))
        session.execute(update(Presence).values(since=moment))


def test_check_in_by_the_button(desk: Desk) -> None:
    """The button beside a name welcomes the person by name, and the row says since when they are in."""
    desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    page = desk.get(f"{desk.path}/door").text
    assert heads(page) == "0 von 1 da"
    response = desk.client.post(f"{desk.path}/door/check-in", data=fields_beside(page, "Anna Schmidt"))
    assert response.status_code == 200
    answer = response.text.partition('data-part="verdict"')[2].partition("<form")[0]
    assert "verdict--new" in response.text
    for words in ("Willkommen", "Anna Schmidt", "TU Clausthal"):
        assert words in answer
    assert heads(response.text) == "1 von 1 da"
    assert "da seit " in response.text
    assert "Anna Schmidt einchecken" not in response.text


def test_loading_the_answer_again_says_the_same(desk: Desk) -> None:
    """Every row has a nonce of its own, so that sending a form twice is one arrival and one answer."""
    desk.attendee("Anna"), desk.attendee("Berta")
    page = desk.get(f"{desk.path}/door").text
    fields = fields_beside(page, "Anna")
    assert fields["nonce"] != fields_beside(page, "Berta")["nonce"]
    first, second = (desk.client.post(f"{desk.path}/door/check-in", data=fields) for _ in range(2))
    assert "Willkommen" in first.text
    assert "Willkommen" in second.text
    assert len(contents(desk.app)["check_ins"]) == 1


def test_a_scanner_gets_json_in_its_own_shape(desk: Desk) -> None:
    """Ticket and badge carry one code; the answer is what static/js/scan shows."""
    anna = desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    scan = {"code": badge_address("http://localhost", anna.code), "nonce": NONCE, "scanned_at": "2026-03-09T09:00Z"}
    response = desk.client.post(f"{desk.path}/door/check-in", json=scan)
    assert response.status_code == 200
    assert response.json == {
        "verdict": "in",
        "kind": "new",
        "title": "Willkommen",
        "text": "",
        "person": {"name": "Anna Schmidt", "organisation": "TU Clausthal"},
        "contact_number": None,
        "uid": desk.uid(anna),
    }
    assert desk.client.post(f"{desk.path}/door/check-in", json=scan).data == response.data
    again = desk.client.post(f"{desk.path}/door/check-in", json={"code": anna.short_code, "nonce": f"{NONCE}2"})
    assert again.json is not None
    assert (again.status_code, again.json["verdict"], again.json["kind"]) == (200, "already_in", "hint")
    assert re.fullmatch(r"Schon da seit \d\d:\d\d, Ola Nowak", again.json["title"])


@pytest.mark.parametrize("as_json", [True, False])
def test_unknown_and_replaced_badges_are_told_apart(desk: Desk, as_json: bool) -> None:  # noqa: FBT001
    """Both are red and let nobody in; the words differ, in JSON and on the page."""
    anna = desk.attendee()
    desk.client.post(f"{desk.path}/registrations/{desk.uid(anna)}/badge/replace")
    for code, status, words in (
        ("A" * 26, 404, "Unbekanntes Namensschild"),
        (anna.code, 410, "Namensschild ersetzt"),
    ):
        fields = {"code": code, "nonce": f"{NONCE}-{status}"}
        url = f"{desk.path}/door/check-in"
        response = desk.client.post(url, json=fields) if as_json else desk.client.post(url, data=fields)
        assert response.status_code == status
        assert words in response.text.encode().decode("unicode_escape" if as_json else "utf-8")
        assert ('"refused"' if as_json else "verdict--refused") in response.text
    assert contents(desk.app)["check_ins"] == []


def test_undo_is_offered_for_a_quarter_of_an_hour(desk: Desk) -> None:
    """The button stands beside who just came in, takes it back, and is gone when it would come too late."""
    desk.attendee("Anna", checked_in=True)
    page = desk.get(f"{desk.path}/door").text
    fields = fields_beside(page, "Anna")
    assert "Rückgängig" in page
    response = desk.client.post(f"{desk.path}/door/undo", data=fields)
    assert "Einchecken zurückgenommen" in response.text
    assert heads(response.text) == "0 von 1 da"
    assert desk.client.post(f"{desk.path}/door/undo", data=fields).status_code == 409
    desk.client.post(f"{desk.path}/door/check-in", data=fields_beside(response.text, "Anna"))
    arrive_at(desk, clock.now() - timedelta(minutes=16))
    assert "Rückgängig" not in desk.get(f"{desk.path}/door").text
    late = desk.client.post(f"{desk.path}/door/undo", json=fields)
    assert late.json is not None
    assert (late.status_code, late.json["verdict"]) == (409, "too_late")
    assert heads(desk.get(f"{desk.path}/door").text) == "1 von 1 da"


def test_the_time_is_the_events_own(desk: Desk) -> None:
    """Eight o'clock UTC on a winter's day is nine in Berlin; another day is named with the time."""
    desk.attendee("Anna", checked_in=True)
    arrive_at(desk, datetime(2025, 12, 8, 8, 12, tzinfo=UTC))
    assert re.search(r"da seit Mo\.? 8\. Dez\.?, 09:12", desk.get(f"{desk.path}/door").text)


@pytest.mark.parametrize("search", ["muller", "mueller", "m%C3%BCller"])
def test_search_without_scripts(desk: Desk, search: str) -> None:
    """The search is an address; it finds Müller in each spelling and stays in the field."""
    desk.attendee("Jörg Müller"), desk.attendee("Anna Schmidt")
    for path in ("door", "door/people"):
        page = desk.get(f"{desk.path}/{path}?q={search}").text
        assert "Jörg Müller" in page
        assert "Anna Schmidt" not in page
        assert heads(page) == "0 von 2 da"
    fields = fields_beside(page, "Jörg Müller")
    response = desk.client.post(f"{desk.path}/door/check-in", data=fields)
    assert "Anna Schmidt" not in response.text


def test_a_badge_scanned_into_the_search_finds_its_holder(desk: Desk) -> None:
    """A hand scanner without scripts: the person stands there with the button; a replaced badge is told."""
    anna, _ = desk.attendee("Anna Schmidt"), desk.attendee("Berta Maier")
    page = desk.get(f"{desk.path}/door?q={badge_address('http://localhost', anna.code)}").text
    assert "Anna Schmidt" in page
    assert "Berta Maier" not in page
    assert "Namensschild ersetzt" not in page
    desk.client.post(f"{desk.path}/registrations/{desk.uid(anna)}/badge/replace")
    assert "Namensschild ersetzt" in desk.get(f"{desk.path}/door?q={anna.short_code}").text


def test_no_email_address_is_shown_to_hosts(desk: Desk) -> None:
    """Addresses of attendees stand on no page of the desk."""
    with desk.app.app_context():
        register(Entry("Anna Schmidt", email="anna@secret.example"), event_id=desk.event_id, now=clock.now())
    page = desk.get(f"{desk.path}/door").text
    fields = fields_beside(page, "Anna Schmidt")
    pages = [desk.get(f"{desk.path}/{path}").text for path in ("door", "door/scan", "badges?q=anna", "door?q=secret")]
    pages.append(desk.get(f"{desk.path}/registrations/{fields['uid']}/badge").text)
    pages.append(desk.client.post(f"{desk.path}/door/check-in", data=fields).text)
    assert not any("secret.example" in page for page in pages)


def test_hostile_names_and_searches_are_shown_as_typed(desk: Desk) -> None:
    """Nothing that somebody typed becomes markup, in a row, in an answer or in the search field."""
    name = '<script>alert(1)</script> "O\'Neil" & Söhne'
    desk.attendee(name)
    page = desk.get(f"{desk.path}/door?q=%22%3E%3Cscript%3Ealert(1)").text
    assert "<script>alert" not in page
    page = desk.get(f"{desk.path}/door").text
    assert name in unescape(page)
    uid = re.findall(r'name="uid" value="(\w{26})"', page)[0]
    answer = desk.client.post(f"{desk.path}/door/check-in", data={"uid": uid, "nonce": NONCE}).text
    assert "<script>alert" not in answer
    assert name in unescape(answer)


@pytest.mark.slow
def test_fifty_names_stand_on_a_page(desk: Desk) -> None:
    """The rest is on the next page or found by searching; a page that is not there is the last or first one."""
    for number in range(60):
        desk.attendee(f"Person {number:02}")
    first, second = (desk.get(f"{desk.path}/door?page={page}").text for page in (1, 2))
    assert (first.count('<li class="person'), second.count('<li class="person')) == (50, 10)
    assert "Person 49" in first
    assert "Person 50" in second
    for odd in ("0", "-3", "99999999999999999999", "two", "9" * 5000, "%00"):
        assert desk.get(f"{desk.path}/door?page={odd}").status_code == 200


@pytest.mark.slow
def test_more_people_take_no_more_statements(desk: Desk) -> None:
    """The list, a search, a check-in: the same SQL statements for three people as for sixty."""
    counts = []
    desk.attendee("First", checked_in=True)
    for number in (3, 57):
        people = [desk.attendee(f"Person {number} {n}") for n in range(number)]
        uid = desk.uid(people[0])
        with Statements(desk.app) as statements:
            for path in ("door", "door?q=person", "door/people", f"door?q={people[1].code}"):
                assert desk.get(f"{desk.path}/{path}").status_code == 200
            fields = {"uid": uid, "nonce": f"{NONCE}-{number}"}
            assert desk.client.post(f"{desk.path}/door/check-in", data=fields).status_code == 200
        counts.append(len(statements.sent))
    assert counts[0] == counts[1]


def test_a_get_changes_no_row(desk: Desk) -> None:
    """Looking, searching, opening the scanner, coming back to an answer's address: no table notices."""
    anna = desk.attendee(checked_in=True)
    before = contents(desk.app)
    for path, status in {
        "door": 200,
        "door/people": 200,
        "door/scan": 200,
        f"door?q={anna.code}": 200,
        "door/check-in": 303,
        "door/undo": 303,
    }.items():
        assert desk.get(f"{desk.path}/{path}").status_code == status
    assert contents(desk.app) == before


def test_only_the_scanner_may_run_the_decoder(desk: Desk) -> None:
    """WebAssembly is allowed on the scan page and nowhere else at the desk."""
    for path, allowed in (("door/scan", True), ("door", False), ("badges", False)):
        policy = desk.get(f"{desk.path}/{path}").headers["Content-Security-Policy"]
        assert ("wasm-unsafe-eval" in policy) is allowed


def test_the_scanner_page_sends_to_the_door(desk: Desk) -> None:
    """The scanner's form and its script both post to the door's check-in."""
    page = desk.get(f"{desk.path}/door/scan").text
    assert f'data-scan-url="{desk.path}/door/check-in"' in page
    assert 'data-badge-base="http://localhost"' in page


@pytest.mark.parametrize("visitor", ["anonymous", "attendee", "host of another event"])
def test_the_door_is_for_the_events_own_hosts(desk: Desk, sign_in_attendee: SignIn, visitor: str) -> None:
    """Others get in nowhere, let nobody in and learn no name; a script is told by status, a person led to sign in."""
    anna = desk.attendee("Anna Schmidt")
    client = desk.app.test_client()
    if visitor == "attendee":
        sign_in_attendee(client, anna)
    elif visitor == "host of another event":
        make_desk(desk.app, client)
    is_host = visitor == "host of another event"
    before = contents(desk.app)
    for path in ("door", "door/people?q=anna", "door/scan", "door/check-in", "door/undo"):
        response = client.get(f"{desk.path}/{path}")
        assert response.status_code == (404 if is_host else 303)
        assert "Schmidt" not in response.text
    scan = {"code": anna.code, "nonce": NONCE}
    assert client.post(f"{desk.path}/door/check-in", json=scan).status_code == (404 if is_host else 401)
    assert client.post(f"{desk.path}/door/check-in", data=scan).status_code == (404 if is_host else 303)
    assert client.post(f"{desk.path}/door/undo", json={"uid": "A" * 26}).status_code == (404 if is_host else 401)
    assert contents(desk.app) == before


def test_somebody_of_another_event_cannot_be_let_in_here(desk: Desk) -> None:
    """A foreign registration answers like one that does not exist, for coming in and for undoing."""
    stranger = make_desk(desk.app, desk.app.test_client())
    uid = stranger.uid(stranger.attendee(checked_in=True))
    before = contents(desk.app)
    for odd in (uid, "A" * 26):
        fields = {"uid": odd, "nonce": NONCE}
        assert desk.client.post(f"{desk.path}/door/check-in", json=fields).status_code == 404
        assert desk.client.post(f"{desk.path}/door/undo", json=fields).status_code == 404
    assert contents(desk.app) == before


def test_a_nonce_of_somebody_else_is_a_conflict(desk: Desk) -> None:
    """A page kept open too long is told so; nobody else comes in by it."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    desk.client.post(f"{desk.path}/door/check-in", json={"code": anna.code, "nonce": NONCE})
    response = desk.client.post(f"{desk.path}/door/check-in", json={"code": berta.code, "nonce": NONCE})
    assert response.status_code == 409
    assert len(contents(desk.app)["check_ins"]) == 1


def test_a_request_without_its_token_is_refused(desk: Desk) -> None:
    """CSRF: another site cannot let anybody in through a host's browser."""
    anna = desk.attendee()
    desk.app.config["WTF_CSRF_ENABLED"] = True
    scan = {"code": anna.code, "nonce": NONCE}
    assert desk.client.post(f"{desk.path}/door/check-in", json=scan).status_code == 400
    assert desk.client.post(f"{desk.path}/door/undo", data={"uid": desk.uid(anna)}).status_code == 400
    assert contents(desk.app)["check_ins"] == []


VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["\x00", "\ud800", "A" * 26, "A" * 3000, "x" * 64, "nonce-nonce", "ABCD2345", "httpsÖ--"]),
    st.integers(),
    st.none(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.booleans(), max_size=2),
)
BODIES = st.one_of(
    st.dictionaries(st.sampled_from(["code", "uid", "nonce", "q", "scanned_at"]), VALUES),
    VALUES,
)


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(body=BODIES, path=st.sampled_from(["check-in", "undo"]), as_json=st.booleans())
def test_nothing_that_is_sent_breaks_the_door(desk: Desk, body: object, path: str, as_json: bool) -> None:  # noqa: FBT001
    """Whatever arrives in whatever field, the door answers with an outcome or a 4xx and lets nobody in."""
    url = f"{desk.path}/door/{path}"
    if as_json:
        response = desk.client.post(url, json=body)
    else:
        fields = body if isinstance(body, dict) else {"code": body}
        text = {name: str(value).encode("utf-8", "replace").decode() for name, value in fields.items()}
        response = desk.client.post(url, data=text)
    assert response.status_code < 500
    assert contents(desk.app)["check_ins"] == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"code": ', "application/json"),
        (b"code=%00%ff&nonce=" + b"a" * 16, "application/x-www-form-urlencoded"),
        (b"x" * 300_000, "application/x-www-form-urlencoded"),
        (b"", "multipart/form-data"),
        (b"", "text/plain"),
    ],
)
def test_broken_bodies_are_refused(desk: Desk, body: bytes, kind: str) -> None:
    """Nested, cut off, oversized or of another kind: a 4xx."""
    response = desk.client.post(f"{desk.path}/door/check-in", data=body, content_type=kind)
    assert 400 <= response.status_code < 500
