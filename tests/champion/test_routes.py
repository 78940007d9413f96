"""What do the champion's page and the stage say, and to whom?"""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.champion.service import frozen_standings
from eventapp.contacts.own_contacts import decide_consent
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.service import erase
from tests.champion.evening import Evening, make_evening
from tests.desk import sign_in

pytestmark = pytest.mark.one_database

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def evening(app: Flask, client: FlaskClient) -> Evening:
    """Anna met Ben, Cleo and Dora; Ben met Cleo; the organiser is signed in."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk C", Dora="Werk D")
    made.meet(("Anna", "Ben"), ("Cleo", "Anna"), ("Dora", "Anna"), at=1)
    made.meet(("Ben", "Cleo"), at=2)
    sign_in(app, client, made.organiser_id)
    return made


def get(client: FlaskClient, evening: Evening, rest: str = "") -> str:
    """A page below the champion's, in English."""
    response = client.get(f"/events/{evening.slug}/champion{rest}", headers=ENGLISH)
    assert response.status_code == 200
    return response.text


def post(client: FlaskClient, evening: Evening, what: str, reason: str = "") -> TestResponse:
    """Presses a button of the champion's page and sees where it leads."""
    path = f"/events/{evening.slug}/champion/{what}"
    return client.post(path, data={"reason": reason, "minutes": 0}, headers=ENGLISH, follow_redirects=True)


def record(client: FlaskClient, evening: Evening) -> TestResponse:
    """Closes contact tracking at once, and records the result without waiting."""
    post(client, evening, "close")
    return post(client, evening, "record")


def words(page: str) -> str:
    """What a reader sees of a page."""
    body = page.partition("<body")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def change_event(evening: Evening, **values: object) -> None:
    """Moves the event in time."""
    with evening.app.app_context(), write_session(db.session()) as session:
        for name, value in values.items():
            setattr(session.get_one(Event, evening.event_id), name, value)


def withdraw(evening: Evening, name: str, purpose: Purpose) -> None:
    """Somebody thinks again."""
    with evening.app.app_context():
        decide_consent(evening.people[name].id, purpose, "Doch nicht", given=False, now=clock.now())


def test_the_way_to_the_champion(client: FlaskClient, evening: Evening) -> None:
    """Closed, the standings are frozen and one button crowns; the stage knows nothing before, and the name after."""
    running = words(get(client, evening))
    assert "Contact tracking is running" in running
    assert "contacts 4 of them count 4 people take part 4" in running
    assert "Who will be Vernetzungschampion?" in words(get(client, evening, "/stage"))
    frozen = words(record(client, evening).text)
    assert "The result is recorded. First place: Anna Probe Werk A 3 contacts that count" in frozen
    assert "Crown on the stage" in frozen
    before = get(client, evening, "/stage")
    assert "The result is being checked" in words(before)
    assert "Anna" not in before
    crowned = words(post(client, evening, "crown").text)
    assert "Crown on the stage" not in crowned
    assert "The stage shows: Anna Probe" in crowned
    stage = words(get(client, evening, "/stage"))
    assert "Vernetzungschampion · Netzwerktreffen Anna Probe Werk A" in stage
    assert "3 organisations met" in stage
    assert evening.results()[0].sha256 in crowned


def test_the_tie_break_is_spelled_out(app: Flask, client: FlaskClient) -> None:
    """One more contact, more organisations, an earlier moment, nothing at all: each case has its sentence."""
    evening = make_evening(app, Anna="A", Ben="B", Cleo="C", Carl="C", Dora="D", Emil="E", Fee="F")
    sign_in(app, client, evening.organiser_id)
    evening.meet(("Ben", "Cleo"), ("Ben", "Carl"), at=1)  # two contacts in one organisation
    evening.meet(("Anna", "Cleo"), ("Anna", "Dora"), at=2)  # two contacts in two organisations
    evening.meet(("Emil", "Fee"), at=3)
    page = words(record(client, evening).text)
    frozen = {name: (line.rank, line.counted, line.organisations_met) for name, line in evening.frozen().items()}
    assert [frozen[name] for name in ("Anna", "Cleo", "Ben")] == [(1, 2, 2), (1, 2, 2), (3, 2, 1)]
    assert "Equal in contacts, in organisations met and in the moment of reaching them" in page
    assert "As many contacts as Ben Probe; decided by organisations met: 2 to 1." in page
    assert "Same number and organisations as the next; ahead by getting there earlier" in page
    assert "Equal to the next in everything: the place is shared." in page


def test_a_clear_lead_and_a_lead_in_time(app: Flask, client: FlaskClient) -> None:
    """The distance is named; where only the moment decides, both moments stand there to the second."""
    evening = make_evening(app, Anna="A", Ben="B", Cleo="C", Dora="D")
    sign_in(app, client, evening.organiser_id)
    evening.meet(("Anna", "Ben"), ("Anna", "Cleo"), at=1)
    assert "One contact more than" in words(record(client, evening).text)
    post(client, evening, "reopen", reason="Longer")
    evening.meet(("Ben", "Dora"), at=2)
    page = words(record(client, evening).text)
    assert re.search(r"decided by getting there earlier: \w+ \d\d:\d\d:\d\d, Ben Probe \w+ \d\d:\d\d:\d\d\.", page)


def test_a_shared_title(app: Flask, client: FlaskClient) -> None:
    """Both names stand on the stage, under the title in the plural."""
    evening = make_evening(app, Anna="A", Ben="B", Cleo="C")
    sign_in(app, client, evening.organiser_id)
    evening.meet(("Anna", "Ben"))
    assert "they share the title" in words(record(client, evening).text)
    post(client, evening, "crown")
    stage = words(get(client, evening, "/stage"))
    assert "Vernetzungschampions" in stage
    assert "Anna Probe" in stage
    assert "Ben Probe" in stage


def test_nobody_to_crown(app: Flask, client: FlaskClient) -> None:
    """Without a contact that counts the page says so and has no button; a crowning that is sent anyway is refused."""
    evening = make_evening(app, Anna="A", Ben="A")
    sign_in(app, client, evening.organiser_id)
    page = words(record(client, evening).text)
    assert "There is nobody to crown" in page
    assert "Crown on the stage" not in page
    assert "Nobody has a contact that counts, so there is nobody to crown." in words(
        post(client, evening, "crown").text
    )
    assert "The result is being checked" in words(get(client, evening, "/stage"))


@pytest.mark.parametrize("when", ["before", "after"])
def test_without_consent_no_name_reaches_the_stage(client: FlaskClient, evening: Evening, when: str) -> None:
    """Neither name nor organisation stands anywhere in its HTML, whether consent was withdrawn before or after."""
    if when == "before":
        withdraw(evening, "Anna", Purpose.PROJECTOR)
    page = record(client, evening).text
    if when == "before":
        assert f"As “Attendee {evening.number('Anna')}” Has agreed to be named" in words(page)
    post(client, evening, "crown")
    withdraw(evening, "Anna", Purpose.PROJECTOR)
    stage = get(client, evening, "/stage")
    assert f"Attendee {evening.number('Anna')}" in stage
    assert "Anna" not in stage
    assert "Werk A" not in stage


def test_who_is_erased_stays_in_the_result_as_a_number(client: FlaskClient, evening: Evening) -> None:
    """No name is left anywhere, and not one number of anybody changes; freezing anew says what it would take."""
    record(client, evening)
    post(client, evening, "crown")
    [before], number = evening.results(), evening.number("Anna")
    assert "has been deleted since" not in words(get(client, evening))
    with evening.app.app_context():
        erase(evening.people["Anna"].id, account_id=None, now=clock.now())
    [after] = evening.results()
    assert (after.record, after.sha256) == (before.record, before.sha256)
    page, stage = words(get(client, evening)), words(get(client, evening, "/stage"))
    assert f"The stage shows: Attendee {number} 3 contacts that count" in page
    assert f"Attendee {number}" in stage
    assert "Anna" not in page + stage
    assert "2 Ben Probe Werk B" in page
    assert "One registration has been deleted since" in page
    post(client, evening, "correct", "Eine Person ist gelöscht")
    corrected = frozen_standings(evening.results()[-1])
    assert [line.counted for line in corrected] == [1, 1, 0]
    assert number not in [line.number for line in corrected]


def test_a_corrected_champion_leaves_the_stage_until_crowned_again(client: FlaskClient, evening: Evening) -> None:
    """Anna withdrew: once the standings are frozen anew, nobody is shown until somebody is crowned."""
    record(client, evening)
    post(client, evening, "crown")
    withdraw(evening, "Anna", Purpose.TRACKING)
    assert "Anna Probe" in words(get(client, evening, "/stage"))
    page = words(post(client, evening, "correct", reason="Anna withdrew").text)
    assert "Result 2" in page
    assert "Reason: Anna withdrew" in page
    assert "The result is being checked" in words(get(client, evening, "/stage"))
    post(client, evening, "crown")
    stage = words(get(client, evening, "/stage"))
    assert "Ben Probe" in stage
    assert "Cleo Probe" in stage


def test_a_second_click_says_that_it_was_done(client: FlaskClient, evening: Evening) -> None:
    """No error and no second result: the page, and a sentence."""
    sentence = "That was done already; nothing has changed since."
    for what in ("close", "record", "crown"):
        assert sentence not in post(client, evening, what).text
        assert sentence in post(client, evening, what).text
    post(client, evening, "reopen", reason="Longer")
    assert sentence in post(client, evening, "reopen", reason="Longer").text
    assert "No result is recorded yet." in post(client, evening, "correct", reason="Longer").text


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "x" * 501])
@pytest.mark.parametrize("what", ["reopen", "correct"])
def test_a_reason_is_asked_for(client: FlaskClient, evening: Evening, what: str, reason: str) -> None:
    """Without one, or with a novel, the form comes back with its error and nothing has changed."""
    record(client, evening)
    response = post(client, evening, what, reason=reason)
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert "The result is recorded" in words(get(client, evening))
    assert len(evening.results()) == 1


def test_time_decides_what_can_be_done(client: FlaskClient, evening: Evening) -> None:
    """Before the doors open nothing can be closed; after the last day the page says that the time is over."""
    now = clock.now()
    day = timedelta(days=1)
    change_event(evening, tracking_opens_at=now + day, tracking_closes_at=now + 2 * day)
    early = words(get(client, evening))
    assert "Contacts are collected from" in early
    assert "Close contact tracking" not in early
    change_event(evening, tracking_opens_at=now - 2 * day, tracking_closes_at=now - day)
    late = words(get(client, evening))
    assert "Nothing comes in any more. Contacts were collected until" in late
    assert "Record the result" in late
    assert "The result is being checked" in words(get(client, evening, "/stage"))


def test_organisers_of_other_events_find_nothing(app: Flask, evening: Evening) -> None:
    """Every page and every button answers 404, and nothing is changed."""
    other = make_evening(app)
    stranger = app.test_client()
    sign_in(app, stranger, other.organiser_id)
    for path in ("", "/stage"):
        assert stranger.get(f"/events/{evening.slug}/champion{path}").status_code == 404
    for what in ("close", "reopen", "correct", "crown"):
        assert stranger.post(f"/events/{evening.slug}/champion/{what}", data={"reason": "x"}).status_code == 404
    assert evening.results() == []
