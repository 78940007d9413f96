"""Can organisers ask something at registration, and people answer and change it, without an answer getting lost?"""

import html
import re
from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.core.asking import MOST_QUESTIONS, Kind
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Answer, Registration
from eventapp.registration.question_queries import all_asked, answers_of
from eventapp.registration.service import Asking, Option, QuestionEntry, add_question, move_question
from tests.contacts.phones import Phone
from tests.factories import make_account, make_attendee, make_event, make_question
from tests.pages import sign_in

EVENT = "/events/netzwerktreffen"
PATH = f"{EVENT}/settings/questions"
ANNA = {"name": "Anna Schmidt", "organisation": "MDZ Hannover", "email": "anna@example.org"}
ENGLISH = {"Accept-Language": "en"}
MEALS = (Option("Vegetarisch", "Vegetarian"), Option("Vegan"), Option("Mit Fleisch", "With meat"))


def the_event() -> Event:
    """The one that there is."""
    return db.session.scalars(select(Event)).one()


def asked(app: Flask) -> dict[str, tuple[int, list[str]]]:
    """The questions of the event in their order: id, and the keys of what can be chosen."""
    with app.app_context():
        rows = [row.question for row in all_asked(the_event().id)]
        return {row.wording: (row.id, [option["key"] for option in row.options]) for row in rows}


def kept(app: Flask) -> list[dict[int, str]]:
    """What everybody answered, in the order of registration."""
    with app.app_context():
        return [answers_of(id_) for id_ in db.session.scalars(select(Registration.id).order_by(Registration.id))]


def send(
    client: FlaskClient, answers: Mapping[str, str | list[str]], path: str = f"{EVENT}/register"
) -> TestResponse:
    """Sends a form that asks questions."""
    fields = ANNA if path.endswith("/register") else {}
    return client.post(path, data={**fields, **answers}, headers=ENGLISH)


def errors(page: str) -> dict[str, str]:
    """What stands beside the fields."""
    found = re.findall(r'id="(\w+)-error">.*?<span>([^<]+)</span>', page)
    return {name: html.unescape(sentence) for name, sentence in found}


def test_an_organiser_asks_changes_and_stops_asking(app: Flask, client: FlaskClient) -> None:
    """All by forms; answers follow their option through a new name, and go only when that is said."""
    with app.app_context():
        account = make_account()
        make_event(organiser=account)
        sign_in(client, account)
    choice = {
        "option_new1": "Vegan",
        "option_new2": "Fleisch",
        "option_new2_en": "Meat",
        "option_new7": " Vegan\u202e ",
    }
    first = {"wording": "Was essen Sie?", "wording_en": "What do you eat?", "is_required": "y", "is_on_badge": "y"}
    refused = client.post(f"{PATH}/new?kind=choices", data={**first, **choice}, headers=ENGLISH)
    assert (refused.status_code, errors(refused.text)) == (422, {"option_new7": "This stands there twice."})
    assert 'value="Fleisch"' in refused.text
    few = client.post(f"{PATH}/new?kind=choice", data={"wording_en": "?", "option_new1": "A"}, headers=ENGLISH)
    assert set(errors(few.text)) == {"wording", "option_new2"}
    assert client.get(f"{PATH}/new?kind=drawing").status_code == 404

    choice["option_new7"] = "Alles"
    assert client.post(f"{PATH}/new?kind=choices", data={**first, **choice}).status_code == 303
    assert client.post(f"{PATH}/new", data={"wording": "Allergien?", "is_on_badge": "y"}).status_code == 303
    with app.app_context():
        [meal, allergies] = [row.question for row in all_asked(the_event().id)]
        assert (meal.wording, meal.kind, meal.is_required, meal.is_on_badge) == (
            "Was essen Sie?",
            "choices",
            True,
            True,
        )
        assert [option["name"] for option in meal.options] == ["Vegan", "Fleisch", "Alles"]
        meal_id, allergies_id = meal.id, allergies.id
        vegan, meat, all_of_it = (option["key"] for option in meal.options)
        make_attendee(the_event(), answers={meal_id: f"{vegan},{meat}", allergies_id: "Nüsse"})
        make_attendee(the_event(), answers={meal_id: vegan})
    page = client.get(PATH, headers=ENGLISH).text
    assert "2 answers: Vegan 2 · Meat 1 · Alles 0" in " ".join(page.split())

    change = f"{PATH}/{meal_id}"
    renamed = {
        "wording": "Was essen Sie?",
        f"option_{vegan}": "",
        f"option_{vegan}_en": "Vegan",
        f"option_{meat}": "Mit Fleisch",
    }
    renamed |= {f"option_{all_of_it}": "Alles", f"option_{all_of_it}_place": "1", f"option_{meat}_place": "2"}
    asks = client.post(change, data=renamed, headers=ENGLISH)
    assert (asks.status_code, list(errors(asks.text))) == (422, ["may_forget"])
    assert errors(asks.text)["may_forget"].startswith("2 people chose what you have emptied")
    assert kept(app)[1] == {meal_id: vegan}
    assert client.post(change, data={**renamed, "may_forget": "y"}).status_code == 303
    assert kept(app) == [{meal_id: meat, allergies_id: "Nüsse"}, {}]
    assert asked(app)["Was essen Sie?"] == (meal_id, [all_of_it, meat])

    assert client.post(f"{change}/move", data={"to": "down"}).status_code == 303
    assert list(asked(app)) == ["Allergien?", "Was essen Sie?"]
    assert client.post(f"{change}/move", data={"to": "sideways"}).status_code == 400
    assert "1 person has answered it" in client.get(f"{change}/delete", headers=ENGLISH).text
    assert client.post(f"{change}/delete").status_code == 400
    assert client.post(f"{change}/delete", data={"confirmed": "yes"}).status_code == 303
    assert kept(app) == [{allergies_id: "Nüsse"}, {}]


def test_answers_are_asked_for_kept_and_changed(app: Flask, client: FlaskClient) -> None:
    """In the reader's language; nothing typed is lost; registering again changes nothing; all goes at erasure."""
    with app.app_context():
        account = make_account()
        event = make_event(organiser=account)
        meal = make_question(
            event.id, Kind.CHOICE, "Was essen Sie?", is_required=True, options=MEALS, wording_en="Meal?"
        )
        about = make_question(
            event.id, Kind.PARAGRAPH, "Was noch?", help="Allergien etwa", help_en="Such as allergies"
        )
        years = make_question(event.id, Kind.NUMBER, "Jahre?", is_on_badge=True)
        days = make_question(event.id, Kind.DAY, "Anreise?")
        sign_in(client, account)
    keys = asked(app)["Was essen Sie?"][1]
    browser, slug = app.test_client(), "netzwerktreffen"
    page = browser.get(f"{EVENT}/register", headers=ENGLISH).text
    for there in ("Meal?", "Vegetarian", "Vegan", "Was noch?", "Such as allergies", "stands on your badge"):
        assert there in page
    assert "checked>" not in page
    wrong = {f"question_{years}": "1.000", f"question_{days}": "morgen", f"question_{about}": "Nüsse\n\n\n\nund Soja"}
    refused = send(browser, wrong)
    assert refused.status_code == 422
    assert set(errors(refused.text)) == {f"question_{number}" for number in (meal, years, days)}
    assert 'value="1.000"' in refused.text
    assert "Nüsse\n\nund Soja</textarea>" in refused.text.replace("\r", "")

    good = {f"question_{meal}": keys[0], f"question_{years}": "7,5", f"question_{about}": "Nüsse"}
    assert send(browser, good).status_code == 303
    assert kept(app) == [{meal: keys[0], years: "7.5", about: "Nüsse"}]
    assert send(browser, {f"question_{meal}": keys[1]}).status_code == 303
    assert kept(app) == [{meal: keys[0], years: "7.5", about: "Nüsse"}]

    listed = " ".join(client.get(f"{EVENT}/registrations", headers=ENGLISH).text.split())
    for told in ("3 answers", "<dt>Meal?</dt><dd>Vegetarian</dd>", "<dd>7.5</dd>"):
        assert told in listed
    assert "<li>Jahre? (stands on your badge)</li>" in browser.get(f"/events/{slug}/privacy", headers=ENGLISH).text

    with app.app_context():
        walked_in = make_attendee(the_event(), "Ben Öztürk")  # nobody asks at the door
        phone = Phone(app, walked_in)
    profile = f"{EVENT}/me/profile"
    assert send(phone.client, {"phone": "+49 30 23125 000"}, profile).status_code == 303
    assert kept(app)[1] == {}
    assert (
        send(phone.client, {f"question_{meal}": keys[2], f"question_{days}": "2026-11-30"}, profile).status_code
        == 303
    )
    assert kept(app)[1] == {meal: keys[2], days: "2026-11-30"}
    assert "<dt>Meal?</dt><dd>With meat</dd>" in phone.client.get(f"{EVENT}/me", headers=ENGLISH).text
    assert f'value="{keys[2]}"' in phone.client.get(profile).text
    assert set(errors(send(phone.client, {}, profile).text)) == {f"question_{meal}"}
    assert phone.client.post(f"{EVENT}/me/delete", data={"confirmed": "yes"}).status_code == 303
    with app.app_context():
        assert {row.registration_id for row in db.session.scalars(select(Answer))} != {walked_in.id}
        assert answers_of(walked_in.id) == {}


@pytest.mark.one_database
def test_what_nobody_would_type_is_refused_beside_its_field(app: Flask, client: FlaskClient) -> None:
    """Unknown options, several values for one, texts without an end, lists: 422, and never an error of ours."""
    with app.app_context():
        event = make_event()
        ids = {kind: make_question(event.id, kind, kind, is_required=True, options=MEALS) for kind in Kind}
    for value in (["zz"], ["1", "2"], ["x" * 100_000], ["\u202e\x00"], [""], ["²"], ["9" * 5000]):
        page = send(client, {f"question_{id_}": value for kind, id_ in ids.items() if kind != Kind.PARAGRAPH})
        assert page.status_code == 422, value
        wrong = set(errors(page.text))
        assert wrong >= {f"question_{ids[kind]}" for kind in (Kind.CHOICE, Kind.CHOICES, Kind.DAY)}, value
    assert client.post(f"{EVENT}/register", json={**ANNA, f"question_{ids[Kind.TEXT]}": ["a"]}).status_code == 422
    assert kept(app) == []
    huge = {f"question_{ids[Kind.TEXT]}": "x" * 10_000_000}
    assert send(client, huge).status_code in {413, 422}


@pytest.mark.one_database
def test_an_event_has_so_many_questions_and_no_more(app: Flask) -> None:
    """The limit holds in the service; what is at an end of the list stays there, and what is gone is said to be."""
    with app.app_context():
        event = make_event()
        entry = QuestionEntry("Wie reisen Sie an?")
        made = [add_question(event.id, Kind.TEXT, entry, account_id=None, now=clock.now()) for _ in range(21)]
        assert made == [Asking.CHANGED] * MOST_QUESTIONS + [Asking.TOO_MANY]
        ids = [row.question.id for row in all_asked(event.id)]
        assert move_question(event.id, ids[0], up=True, account_id=None, now=clock.now()) is Asking.CHANGED
        assert [row.question.id for row in all_asked(event.id)] == ids
        assert move_question(event.id + 1, ids[0], up=True, account_id=None, now=clock.now()) is Asking.MISSING
