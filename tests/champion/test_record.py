"""Does the evening end in steps, and can what is recorded then be counted again by anybody?"""

import json
import re
from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.models import AuditEntry
from eventapp.champion import service
from eventapp.champion.queries import latest_result
from eventapp.champion.results import titles_of
from eventapp.champion.service import Closing
from eventapp.contacts.models import Contact
from eventapp.core.result import Finding, verify
from eventapp.core.titles import Title
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.service import erase
from eventapp.review.service import Decision, decide
from tests.champion.evening import Evening, make_evening
from tests.champion.test_routes import change_event, get, post, words
from tests.champion.test_routes import record as record_at_once
from tests.contacts.phones import Phone
from tests.desk import sign_in
from tests.factories import close_and_record, make_account, make_attendee, make_event, over_for, scan

MINUTE = timedelta(minutes=1)


@pytest.fixture
def evening(app: Flask, client: FlaskClient) -> Evening:
    """Anna met Ben, Cleo and Dora; Ben met Cleo; the organiser is signed in."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk C", Dora="Werk D")
    made.meet(("Anna", "Ben"), ("Cleo", "Anna"), ("Dora", "Anna"), at=1)
    made.meet(("Ben", "Cleo"), at=2)
    sign_in(app, client, made.organiser_id)
    return made


def exported(client: FlaskClient, evening: Evening, version: int = 1) -> str:
    """The file of a result."""
    response = client.get(f"/events/{evening.slug}/champion/result-{version}.json")
    assert response.status_code == 200
    return response.text


def test_the_evening_in_steps(client: FlaskClient, evening: Evening) -> None:
    """Countdown, delivering, checking, recorded, crowned: each page says where it is; no name before the crowning."""
    now = clock.now()
    running = words(get(client, evening))
    assert "Contact tracking is running. It ends by itself on" in running
    assert "Close in 5 minutes Close now" in running
    client.post(f"/events/{evening.slug}/champion/close", data={"minutes": "5"})
    client.post(f"/events/{evening.slug}/champion/close", data={"minutes": "5"})  # does not begin anew
    assert "Close in 5 minutes" not in words(get(client, evening))
    ending = get(client, evening, "/stage")
    assert "Who will be Vernetzungschampion? Contacts are collected until" in words(ending)
    left = re.search(r'data-seconds-left="(\d+)"', ending)
    assert left is not None
    assert 290 <= int(left[1]) <= 300
    change_event(evening, contacts_closed_at=now)
    assert "Time is up. The last contacts are coming in" in words(get(client, evening, "/stage"))
    grace = words(get(client, evening))
    assert "Record without waiting Scans that still wait on phones without network are then lost." in grace
    change_event(evening, contacts_closed_at=now - 10 * MINUTE)
    stage = words(get(client, evening, "/stage"))
    assert "The result is being checked" in stage
    assert "Anna" not in stage
    assert "Record the result" in words(get(client, evening))
    assert evening.results() == []
    recorded = words(post(client, evening, "record").text)
    assert "The result is recorded. First place: Anna Probe" in recorded
    assert "Anna" not in words(get(client, evening, "/stage"))
    post(client, evening, "crown")
    assert "Anna Probe" in words(get(client, evening, "/stage"))


@pytest.mark.parametrize("minutes", ["", "3", "-5", "x", "99999999999999999999"])
def test_only_the_two_ways_of_closing(client: FlaskClient, evening: Evening, minutes: str) -> None:
    """Anything else is refused and closes nothing."""
    assert client.post(f"/events/{evening.slug}/champion/close", data={"minutes": minutes}).status_code == 400
    assert "Contact tracking is running" in words(get(client, evening))


def test_nothing_is_recorded_while_people_meet(client: FlaskClient, evening: Evening) -> None:
    """Neither at once nor during the countdown."""
    assert "Contacts are still collected" in words(post(client, evening, "record").text)
    client.post(f"/events/{evening.slug}/champion/close", data={"minutes": "5"})
    assert "Contacts are still collected" in words(post(client, evening, "record").text)
    assert evening.results() == []


def test_the_planned_end_needs_nobody(evening: Evening) -> None:
    """Recorded after it, contacts were collected until then, not until the button was pressed."""
    now = clock.now()
    change_event(evening, tracking_opens_at=now - timedelta(days=1), tracking_closes_at=now - 2 * MINUTE)
    with evening.app.app_context():
        outcome = service.record_result(evening.event_id, account_id=evening.organiser_id, now=now)
        assert outcome is Closing.DONE
        event = db.session.get_one(Event, evening.event_id)
        assert (event.contacts_closed_at, event.recorded_at) == (now - 2 * MINUTE, now)
    assert evening.results()[0].record["ended_at"] == (now - 2 * MINUTE).isoformat()


def test_let_on_after_the_planned_end(evening: Evening) -> None:
    """Until midnight; and what was recorded stays."""
    now = clock.now()
    change_event(evening, **over_for(MINUTE))
    with evening.app.app_context():
        close_and_record(evening.event_id, account_id=evening.organiser_id, now=now)
        service.reopen(evening.event_id, reason="Weiter", account_id=evening.organiser_id, now=now)
        event = db.session.get_one(Event, evening.event_id)
        assert event.closing.is_open(now)
        assert timedelta(0) < event.tracking_closes_at - now <= timedelta(days=1)
        assert scan(evening.people["Ben"], evening.people["Dora"], now=now).verdict == "new_contact"
    assert len(evening.results()) == 1


def test_a_recorded_result_can_be_counted_again(client: FlaskClient, evening: Evening) -> None:
    """The exported file alone leads to the same; it names nobody, and a correction names the record before."""
    page = record_at_once(client, evening).text
    assert "/champion/result-1.json" in page
    file = exported(client, evening)
    found = verify(file)
    assert (found.finding, found.sha256) == (Finding.VERIFIED, evening.results()[0].sha256)
    for name in ("Anna", "Probe", "Werk", "example.org", "Ola"):
        assert name not in file
    assert file.count(evening.slug) == 1
    post(client, evening, "correct", reason="Annas Schild war vertauscht")
    corrected = exported(client, evening, 2)
    assert verify(corrected).finding is Finding.VERIFIED
    assert json.loads(corrected)["record"]["corrects"] == {"version": 1, "sha256": found.sha256}
    assert "vertauscht" not in corrected
    assert client.get(f"/events/{evening.slug}/champion/result-3.json").status_code == 404


def test_a_voided_contact_changes_the_winner(client: FlaskClient, evening: Evening) -> None:
    """Anna leads by one; two of her contacts are voided after a look: Ben and Cleo share, and the record says why."""
    with evening.app.app_context():
        ids = [row.id for row in db.session.query(Contact).order_by(Contact.id)]
        for contact_id, decision in ((ids[0], Decision.KEPT), (ids[1], Decision.VOIDED), (ids[2], Decision.VOIDED)):
            decide(evening.event_id, [contact_id], decision, reason="Nur gescannt", account_id=1, now=clock.now())
    file = json.loads(exported_after(client, evening))
    assert [row["decision"] for row in file["record"]["decisions"]] == ["kept", "voided", "voided"]
    assert {row["role"] for row in file["record"]["decisions"]} == {"organiser"}
    assert [row["reason"] for row in file["record"]["contacts"]] == ["counts", "voided", "voided", "counts"]
    first = [row["number"] for row in file["record"]["standings"] if row["rank"] == 1]
    assert first == [evening.number("Ben")]
    assert "Nur gescannt" not in json.dumps(file)


def exported_after(client: FlaskClient, evening: Evening) -> str:
    """Records, and fetches the file."""
    record_at_once(client, evening)
    file = exported(client, evening)
    assert verify(file).finding is Finding.VERIFIED
    return file


def test_who_was_erased_leaves_a_record_that_still_holds(client: FlaskClient, evening: Evening) -> None:
    """Nothing in it changes, and what is recorded anew without them holds too."""
    before = exported_after(client, evening)
    with evening.app.app_context():
        erase(evening.people["Anna"].id, account_id=None, now=clock.now())
    assert exported(client, evening) == before
    post(client, evening, "correct", reason="Eine Person ist gelöscht")
    assert verify(exported(client, evening, 2)).finding is Finding.VERIFIED


def test_an_event_without_anybody(app: Flask, client: FlaskClient) -> None:
    """Zero people, zero contacts: recorded, verified, nobody to crown."""
    evening = make_evening(app)
    sign_in(app, client, evening.organiser_id)
    record_at_once(client, evening)
    file = exported(client, evening)
    assert verify(file).finding is Finding.VERIFIED
    assert json.loads(file)["record"]["titles"] == []
    with app.app_context():
        assert service.crown(evening.event_id, account_id=evening.organiser_id, now=clock.now()) == "nobody_to_crown"


def test_titles_are_chosen_before_the_first_contact(app: Flask, client: FlaskClient) -> None:
    """Everybody reads them on the event's page; afterwards the form is gone and a post changes nothing."""
    evening = make_evening(app, Anna="A", Ben="B")
    sign_in(app, client, evening.organiser_id)
    path = f"/events/{evening.slug}/champion/titles"
    answer = client.post(path, data={"titles": ["bridge_builder", "organisation"]}, headers={"Accept-Language": "en"})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get_one(Event, evening.event_id).titles == ["champion", "bridge_builder", "organisation"]
        assert db.session.query(AuditEntry).filter_by(action="titles.chosen").count() == 1
    public = words(client.get(f"/events/{evening.slug}", headers={"Accept-Language": "en"}).text)
    assert "Bridge-builder" in public
    assert "Warmest welcome" not in public
    assert client.post(path, data={"titles": ["king"]}).status_code == 422
    evening.meet(("Anna", "Ben"))
    client.post(path, data={"titles": []})
    page = words(client.get(path, headers={"Accept-Language": "en"}).text)
    assert "Since the first contact the titles stay as they are." in page
    with app.app_context():
        assert db.session.get_one(Event, evening.event_id).titles == ["champion", "bridge_builder", "organisation"]


def test_titles_of_a_series(app: Flask) -> None:
    """Newcomers are those who were at no earlier event of the series, by their confirmed address."""
    with app.app_context():
        organiser = make_account()
        account_id = organiser.id
        earlier = make_event()
        series_id, earlier_id = earlier.series_id, earlier.id
        make_attendee(earlier, "Anna", email="anna@example.org")
        with write_session(db.session()) as session:
            moved = session.get_one(Event, earlier_id)
            moved.tracking_opens_at -= timedelta(days=90)
            moved.tracking_closes_at -= timedelta(days=90)
        event = make_event(series_id=series_id, organiser=organiser)
        anna = make_attendee(event, "Anna", email="anna@example.org")
        ben, cleo = make_attendee(event, "Ben", email="ben@example.org"), make_attendee(event, "Cleo")
        scan(anna, ben)
        scan(anna, cleo)
        close_and_record(event.id, account_id=account_id, now=clock.now())
        result = latest_result(event.id)
        assert result is not None
        number = {row["number"]: row["newcomer"] for row in (result.evidence or {})["people"]}
        assert sorted(number.values()) == [False, True, True]
        [welcome] = [holder for holder in titles_of(result) if holder.title is Title.WARMEST_WELCOME]
        assert welcome.value == Fraction(2)
        assert number[welcome.numbers[0]] is False
        [newcomer] = [holder for holder in titles_of(result) if holder.title is Title.BEST_NEWCOMER]
        assert number[newcomer.numbers[0]] is True


def test_each_person_reads_what_is_recorded_of_them(client: FlaskClient, evening: Evening) -> None:
    """Own number, own contacts with the reason; the place only after the crowning; nothing of others' contacts."""
    phone = Phone(evening.app, evening.people["Ben"])
    before = words(phone.get(phone.path("/result")).get_data(as_text=True))
    assert "No result is recorded yet." in before
    record_at_once(client, evening)
    page = words(phone.get(phone.path("/result")).get_data(as_text=True))
    assert f"recorded under the number {evening.number('Ben')}" in page
    assert "Anna Probe" in page
    assert "Cleo Probe" in page
    assert "Dora" not in page
    assert evening.results()[0].sha256 in page
    assert "Rank" not in page
    post(client, evening, "crown")
    assert "2 Rank" in words(phone.get(phone.path("/result")).get_data(as_text=True)) or "Rank 2" in words(
        phone.get(phone.path("/result")).get_data(as_text=True)
    )
    assert "/result" in phone.get(phone.path("/contacts")).get_data(as_text=True)


def test_phones_hear_of_the_end(evening: Evening) -> None:
    """On every page as a moment, and with each answer to the question for news."""
    phone, now = Phone(evening.app, evening.people["Ben"]), clock.now()
    assert "data-closing" in phone.get(phone.path("/me")).get_data(as_text=True)
    change_event(evening, contacts_closed_at=now + 5 * MINUTE)
    page = phone.get(phone.path("/scan")).get_data(as_text=True)
    assert re.search(r'<div class="closing" data-closing [^>]*"(?<! hidden)>', page)
    ends, until, told, is_recorded = phone.get(phone.path("/contacts/news")).headers["Contacts-Closing"].split()
    assert float(ends) == (now + 5 * MINUTE).timestamp()
    assert float(until) == (now + 15 * MINUTE).timestamp()
    assert abs(float(told) - now.timestamp()) < 60
    assert is_recorded == "0"
