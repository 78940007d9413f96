"""The pages of lists: organisers make them, hosts choose one at the door."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.checkin import lists as lists_module
from eventapp.checkin.lists import ListSettings, close_list, head_counts, make_list
from eventapp.checkin.queries import lists
from eventapp.core.admission import Repeat
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.checkin.doors import NOW, enter, log
from tests.checkin.test_routes import fields_beside, heads
from tests.desk import Desk, contents, make_desk, sign_in
from tests.factories import make_account

pytestmark = pytest.mark.one_database

FORM = {"name": "Werkstatt", "room": "Saal 2", "day": "", "repeat": "once"}


@pytest.fixture
def organiser(desk: Desk) -> FlaskClient:
    """The browser of an organiser of the desk's event."""
    with desk.app.app_context():
        account_id = make_account().id
        grant_role(account_id, Role.ORGANISER, event_id=desk.event_id)
    client = desk.app.test_client()
    sign_in(desk.app, client, account_id)
    return client


def made(desk: Desk, **rules: object) -> int:
    """A list of the event, as its organiser makes it."""
    with desk.app.app_context():
        settings = ListSettings(**{"name": "Werkstatt", **rules})  # type: ignore[arg-type]
        list_id = make_list(desk.event_id, settings, account_id=desk.host_id, now=NOW)
    assert list_id is not None
    return list_id


def test_an_organiser_makes_changes_and_closes_a_list(desk: Desk, organiser: FlaskClient) -> None:
    """With its rules; the form shows them again; closed lets nobody in, until it is opened again."""
    path = f"{desk.path}/door/lists"
    with desk.app.app_context():
        day = db.session.get_one(Event, desk.event_id).days[0].date
    sent = {
        **FORM,
        "day": day.isoformat(),
        "opens": "09:00",
        "closes": "17:30",
        "capacity": "20",
        "counts_exits": "y",
    }
    assert organiser.post(path, data=sent).status_code == 303
    with desk.app.app_context():
        [made_list] = lists(desk.event_id)
        list_id = made_list.id
        assert (made_list.name, made_list.room, made_list.capacity) == ("Werkstatt", "Saal 2", 20)
        assert made_list.closes_at is not None
        assert made_list.opens_at is not None
        assert made_list.closes_at - made_list.opens_at == timedelta(hours=8, minutes=30)
    page = organiser.get(f"{path}/{list_id}").text
    for value in ("Werkstatt", "Saal 2", "09:00", "17:30", "20"):
        assert f'value="{value}"' in page
    organiser.post(f"{path}/{list_id}", data={**FORM, "name": "Labor", "repeat": "often"})
    organiser.post(f"{path}/{list_id}/close")
    page = organiser.get(path).text
    for words in ("Labor", "Saal 2 · jedes Mal · geschlossen", "0 Personen da"):
        assert words in page
    organiser.post(f"{path}/{list_id}/open")
    assert "geschlossen" not in organiser.get(path).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Bitte geben Sie der Liste einen Namen."),
        ({"capacity": "0"}, "Mindestens einer."),
        ({"opens": "09:00"}, "Bitte wählen Sie den Tag zu diesen Uhrzeiten."),
    ],
)
def test_what_makes_no_list_is_said(desk: Desk, organiser: FlaskClient, wrong: dict[str, str], words: str) -> None:
    """And nothing is made."""
    answer = organiser.post(f"{desk.path}/door/lists", data={**FORM, **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    assert contents(desk.app)["admission_lists"] == []


def test_the_hours_of_a_list() -> None:
    """From night to night, or by the clock; an end before the beginning is in the night that follows."""
    day = datetime(2026, 3, 9, tzinfo=UTC).date()
    assert ListSettings("x").hours("Europe/Berlin") == (None, None)
    whole = ListSettings("x", day=day).hours("Europe/Berlin")
    assert whole == (datetime(2026, 3, 9, 3, tzinfo=UTC), datetime(2026, 3, 10, 3, tzinfo=UTC))
    party = ListSettings("x", day=day, opens=time(20), closes=time(2)).hours("Europe/Berlin")
    assert party == (datetime(2026, 3, 9, 19, tzinfo=UTC), datetime(2026, 3, 10, 1, tzinfo=UTC))


def test_there_is_an_end_to_lists(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many is refused."""
    monkeypatch.setattr(lists_module, "MOST_LISTS", 1)
    made(desk)
    with desk.app.app_context():
        assert make_list(desk.event_id, ListSettings("x"), account_id=desk.host_id, now=NOW) is None


def test_the_door_chooses_a_list(desk: Desk) -> None:
    """Its page, its search, its buttons and its scanner stay with it; the event's own list stands beside it."""
    desk.attendee("Anna Schmidt", checked_in=True)
    room = made(desk)
    page = desk.get(f"{desk.path}/door?list={room}").text
    assert heads(page) == "0 von 1 da"
    assert f"{desk.path}/door/scan?list={room}" in page
    fields = fields_beside(page, "Anna Schmidt")
    answer = desk.client.post(f"{desk.path}/door/check-in?list={room}", data=fields).text
    assert heads(answer) == "1 von 1 da"
    assert re.search(r"da seit \d\d:\d\d · Ola Nowak", " ".join(unescape(re.sub("<[^>]+>", "", answer)).split()))
    undone = desk.client.post(f"{desk.path}/door/undo?list={room}", data=fields).text
    assert heads(undone) == "0 von 1 da"
    assert heads(desk.get(f"{desk.path}/door").text) == "1 von 1 da"


def test_going_out_at_the_door(desk: Desk) -> None:
    """By the button beside a name, and by scanning on the page for going out."""
    anna = desk.attendee("Anna Schmidt")
    room = made(desk, counts_exits=True, capacity=2)
    path = f"{desk.path}/door/check-in?list={room}"
    desk.client.post(path, json={"code": anna.code, "nonce": "nonce-one"})
    page = desk.get(f"{desk.path}/door?list={room}&way=exit").text
    assert "noch 1 Platz frei" in page
    assert f"/door/check-in?list={room}&amp;way=exit" in page
    out = desk.client.post(f"{path}&way=exit", json={"code": anna.code, "nonce": "nonce-two"})
    assert out.json is not None
    assert (out.json["verdict"], out.json["title"]) == ("out", "Auf Wiedersehen")
    desk.client.post(path, json={"code": anna.code, "nonce": "nonce-three"})
    fields = fields_beside(desk.get(f"{desk.path}/door?list={room}").text, "Anna Schmidt")
    assert fields["direction"] == "exit"
    assert heads(desk.client.post(path, data=fields).text) == "0 von 1 da"


def test_by_force_only_for_organisers(desk: Desk, organiser: FlaskClient) -> None:
    """A host is told that it is closed; an organiser gives a reason. A reason of a host is refused."""
    anna = desk.attendee("Anna Schmidt")
    room = made(desk)
    with desk.app.app_context():
        close_list(room, closed=True, event_id=desk.event_id, account_id=desk.host_id, now=NOW)
    path = f"{desk.path}/door/check-in?list={room}"
    closed = desk.client.post(path, json={"code": anna.code, "nonce": "nonce-one"})
    assert closed.json is not None
    assert (closed.status_code, closed.json["title"]) == (409, "Nicht geöffnet")
    assert "Trotzdem einlassen" not in desk.get(f"{desk.path}/door?list={room}").text
    force = {"code": anna.code, "nonce": "nonce-two", "reason": "Referentin"}
    assert desk.client.post(path, json=force).status_code == 403
    page = organiser.get(f"{desk.path}/door?list={room}").text
    assert "Trotzdem einlassen" in page
    answer = organiser.post(path, data={**fields_beside(page, "Anna Schmidt"), "reason": "Referentin"})
    assert "Gegen die Regeln eingelassen" in answer.text
    with desk.app.app_context():
        assert [verdict for verdict, *_ in log()] == ["closed", "forced"]


@pytest.mark.parametrize("odd", ["99999999999", "-1", "zwei", "0", "%00", "2147483647", "٣"])
def test_no_such_list(desk: Desk, odd: str) -> None:
    """A list that is none, or of another event, is a missing page."""
    other = make_desk(desk.app, desk.app.test_client())
    for named in (odd, str(made(other))):
        assert desk.get(f"{desk.path}/door?list={named}").status_code == 404
        sent = {"code": "A" * 26, "nonce": "nonce-one"}
        assert desk.client.post(f"{desk.path}/door/check-in?list={named}", json=sent).status_code == 404


def test_head_counts(desk: Desk) -> None:
    """By list; a night ends those that end at night."""
    anna, berta = desk.attendee("Anna"), desk.attendee("Berta")
    plain, nightly = made(desk), made(desk, ends_at_night=True, repeat=Repeat.OFTEN)
    with desk.app.app_context():
        for person in (anna, berta):
            enter(desk, person, plain), enter(desk, person, nightly)
        event = db.session.get_one(Event, desk.event_id)
        assert head_counts(event, now=NOW) == {plain: 2, nightly: 2}
        assert head_counts(event, now=NOW + timedelta(days=2)) == {plain: 2}
