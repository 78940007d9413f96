"""The page behind a table's code: who may sit down by it, and what does a photograph of it tell?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from eventapp import clock
from eventapp.contacts.own_contacts import decide_consent
from eventapp.core.codes import new_badge_code
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.rounds import queries, seats
from eventapp.rounds.service import end_round, make_tables, remove_table
from tests.contacts.phones import contacts
from tests.factories import make_attendee, make_event
from tests.pages import database_contents
from tests.rounds.lounge import ENGLISH, PEOPLE, Lounge
from tests.rounds.lounge import seats as seats_taken

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]

BUTTON = "I sit here"


def test_sitting_down_takes_a_button(lounge: Lounge) -> None:
    """Opening the address changes nothing; the button, a plain form, seats, and leads to who sits there."""
    anna, ben, *_ = lounge.people
    with lounge.app.app_context():
        lounge.start()
        lounge.sit(ben)
    phone, before = lounge.phone(anna), database_contents(lounge.app)
    page = phone.get(lounge.address())
    assert page.status_code == 200
    for words in ("Insel", "Round 1, 10 minutes left", BUTTON, f'action="{lounge.address()}"'):
        assert words in page.text
    assert PEOPLE[1] not in page.text, "who sits there is told to those who sit there"
    assert database_contents(lounge.app) == before
    answer = phone.post(lounge.address())
    assert (answer.status_code, answer.location) == (303, lounge.address())
    there = phone.get(lounge.address()).text
    for words in ("At this table", "This person is a contact now:", "Ben Öztürk", "Werk B", "Who has come since?"):
        assert words in there
    assert BUTTON not in there
    assert "Anna Schmidt" not in there.partition("<main")[2]


def test_the_first_one_waits_for_others(lounge: Lounge) -> None:
    """Nobody else sits there yet; a look later shows who has come, and both are contacts of the other."""
    anna, ben, *_ = lounge.people
    with lounge.app.app_context():
        lounge.start()
    first, second = lounge.phone(anna), lounge.phone(ben)
    first.post(lounge.address())
    assert "Nobody else sits here yet." in first.get(lounge.address()).text
    second.post(lounge.address().lower())
    assert "Ben Öztürk" in first.get(lounge.address()).text
    for phone, name in ((first, "Ben Öztürk"), (second, "Anna Schmidt")):
        assert name in phone.get(phone.path("/contacts")).text


def test_pressing_twice_is_sitting_once(lounge: Lounge) -> None:
    """The second press leads to the same page and changes nothing."""
    with lounge.app.app_context():
        lounge.start()
    phone = lounge.phone(lounge.people[0])
    phone.post(lounge.address())
    before = database_contents(lounge.app)
    assert phone.post(lounge.address()).status_code == 303
    assert database_contents(lounge.app) == before


def nothing_runs(_lounge: Lounge) -> None:
    """Before the first round."""


def over(lounge: Lounge) -> None:
    """The round was ended a moment ago."""
    lounge.start()
    end_round(lounge.event_id, account_id=lounge.account_id, now=clock.now())


def elsewhere(lounge: Lounge) -> None:
    """Anna sits at the other table."""
    lounge.start()
    lounge.sit(lounge.people[0], 1)


def without_consent(lounge: Lounge) -> None:
    """Anna has left contact tracking."""
    lounge.start()
    decide_consent(lounge.people[0].id, Purpose.TRACKING, "Nein", given=False, now=clock.now())


def closed(lounge: Lounge) -> None:
    """The organiser has closed contact tracking."""
    lounge.start()
    with write_session(db.session()) as session:
        session.execute(update(Event).values(contacts_closed_at=clock.now()))


REFUSALS: list[tuple[Callable[[Lounge], None], str]] = [
    (nothing_runs, "No round is running now. As soon as one starts, scan this code again."),
    (over, "No round is running now."),
    (elsewhere, "In this round there is a seat at “Fenster” already."),
    (without_consent, "Meeting people at a table needs the consent to contact tracking."),
    (closed, "Contacts are collected only while the event runs. Nothing was saved."),
]


@pytest.mark.parametrize(("arrange", "words"), REFUSALS)
def test_why_there_is_no_seat(lounge: Lounge, arrange: Callable[[Lounge], None], words: str) -> None:
    """The page says so without a button; whoever had the page open and presses hears the same as a 409."""
    with lounge.app.app_context():
        arrange(lounge)
    phone, before = lounge.phone(lounge.people[0]), database_contents(lounge.app)
    page = phone.get(lounge.address())
    assert (page.status_code, words in page.text, BUTTON in page.text) == (200, True, False)
    pressed = phone.post(lounge.address())
    assert (pressed.status_code, words in pressed.text, BUTTON in pressed.text) == (409, True, False)
    assert database_contents(lounge.app) == before


def test_a_full_table_says_so(lounge: Lounge, monkeypatch: pytest.MonkeyPatch) -> None:
    """And names nobody who sits there."""
    monkeypatch.setattr(seats, "MOST_SEATS", 1)
    anna, ben, *_ = lounge.people
    with lounge.app.app_context():
        lounge.start()
        lounge.sit(ben)
    page = lounge.phone(anna).post(lounge.address())
    assert page.status_code == 409
    assert "This table is full. Another one has room." in page.text
    assert PEOPLE[1] not in page.text


def test_a_photographed_code_is_worth_nothing_outside_the_round(lounge: Lounge) -> None:
    """With photos of all codes from an earlier round: neither before, between nor after rounds is there a contact."""
    anna, ben, cleo, *_ = lounge.people
    thief, album = lounge.phone(cleo), [lounge.address(0), lounge.address(1)]
    assert [thief.post(code).status_code for code in album] == [409, 409]
    with lounge.app.app_context():
        lounge.start()
    lounge.phone(anna).post(album[0])
    lounge.phone(ben).post(album[0])
    lounge.send("end")
    assert [thief.post(code).status_code for code in album] == [409, 409]
    [contact] = contacts(lounge.app)
    assert (contact.low_id, contact.high_id) == (anna.id, ben.id)
    lounge.send("start", minutes="5")
    answers = [thief.post(code).status_code for code in album]
    assert answers == [303, 409], "in a round, all the photos together are one seat"
    assert len(contacts(lounge.app)) == 1
    with lounge.app.app_context():
        assert len(seats_taken()) == 3


@pytest.mark.parametrize("visitor", ["a stranger", "an attendee of another event", "the organiser"])
def test_who_is_no_attendee_learns_nothing(lounge: Lounge, visitor: str) -> None:
    """How to sign in, with the event's title, and nothing about who sits there; pressing is 401 and seats nobody."""
    with lounge.app.app_context():
        lounge.start()
        for person in lounge.people:
            lounge.sit(person)
        other = make_attendee(make_event(title="Anderes"), "Fritz Feind")
    client = {
        "a stranger": lounge.phone(None).client,
        "an attendee of another event": lounge.phone(other).client,
        "the organiser": lounge.organiser,
    }[visitor]
    before = database_contents(lounge.app)
    shown, pressed = (client.open(lounge.address(), method=method, headers=ENGLISH) for method in ("GET", "POST"))
    assert (shown.status_code, pressed.status_code) == (200, 401)
    for page in (shown, pressed):
        assert "A table of “Netzwerktreffen”" in page.text
        assert "To sit down here, this phone has to be signed in." in page.text
        assert BUTTON not in page.text
        assert not [name for name in (*PEOPLE, "Fritz Feind") if name in page.text]
    script = client.post(lounge.address(), headers={"Accept": "application/json"})
    assert (script.status_code, script.mimetype) == (401, "application/json")
    assert database_contents(lounge.app) == before


def test_codes_that_lead_nowhere(lounge: Lounge) -> None:
    """Unknown codes, badges, short codes and removed tables are one and the same 404, signed in or not."""
    anna = lounge.people[0]
    with lounge.app.app_context():
        lounge.start()
        remove_table(lounge.tables[1][0], event_id=lounge.event_id, now=clock.now())
    answers = set()
    for code in (new_badge_code(), anna.code, anna.short_code, "x", "%00", "ä", "9" * 5000, lounge.tables[1][1]):
        for client in (lounge.phone(anna).client, lounge.app.test_client()):
            for method in ("GET", "POST"):
                answer = client.open(f"/T/{code}", method=method, headers=ENGLISH)
                answers.add((answer.status_code, "Insel" in answer.text))
    assert answers == {(404, False)}


def test_a_table_of_a_draft_is_for_its_team(app: Flask, lounge: Lounge) -> None:
    """Before the event is published the organiser may try the code; for everybody else there is no such table."""
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(published_at=None))
    assert lounge.get(lounge.address()).status_code == 200
    assert lounge.app.test_client().get(lounge.address()).status_code == 404
    assert lounge.phone(lounge.people[0]).get(lounge.address()).status_code == 404


def test_a_table_removed_under_the_finger(lounge: Lounge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The organiser takes it away between the look-up and the seat: 404, and nobody sits there."""
    with lounge.app.app_context():
        lounge.start()
    found = queries.table_by_code

    def slow_table_by_code(code: str) -> object:
        answer = found(code)
        remove_table(lounge.tables[0][0], event_id=lounge.event_id, now=clock.now())
        return answer

    monkeypatch.setattr(queries, "table_by_code", slow_table_by_code)
    assert lounge.phone(lounge.people[0]).post(lounge.address()).status_code == 404
    with lounge.app.app_context():
        assert seats_taken() == set()


def test_sitting_down_needs_the_token_of_the_page(lounge: Lounge) -> None:
    """Another site cannot seat anybody with the phone's cookie."""
    with lounge.app.app_context():
        lounge.start()
    lounge.app.config["WTF_CSRF_ENABLED"] = True
    assert lounge.phone(lounge.people[0]).post(lounge.address()).status_code == 400
    with lounge.app.app_context():
        assert seats_taken() == set()


def test_rounds_of_two_events_do_not_mix(lounge: Lounge) -> None:
    """Signed in to both on one phone, one sits at each event's table under that event's registration."""
    anna = lounge.people[0]
    with lounge.app.app_context():
        lounge.start()
        other = make_event(title="Anderes")
        twin = make_attendee(other, "Anna Schmidt")
        make_tables(other.id, ["Theke"], now=clock.now())
        code = queries.tables(other.id)[0].code
    phone = lounge.phone(anna)
    with phone.client.session_transaction() as session:
        session["attendees"] = {anna.slug: anna.token, twin.slug: twin.token}
    assert phone.post(lounge.address()).status_code == 303
    assert phone.post(f"/T/{code}").status_code == 409, "no round runs there"
    with lounge.app.app_context():
        [(_, table_id, person)] = seats_taken()
        assert (table_id, person) == (lounge.tables[0][0], anna.id)


def test_minutes_left_are_rounded_up(lounge: Lounge) -> None:
    """Whoever looks in the last seconds still reads one minute."""
    with lounge.app.app_context():
        lounge.now -= timedelta(minutes=9, seconds=30)
        lounge.start()
    assert "Round 1, 1 minute left" in lounge.phone(lounge.people[0]).get(lounge.address()).text
