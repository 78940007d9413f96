"""Who is found by name, by whom, how often, and what comes of it?"""

import secrets
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp import clock
from eventapp.accounts.attempts import NAME_SEARCH
from eventapp.badges.service import replace_badge
from eventapp.contacts.models import Contact, Scan
from eventapp.contacts.own_contacts import decide_consent
from eventapp.contacts.people_search import MOST_HITS, Search, search_people
from eventapp.core.contact_rules import Way
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.contacts.phones import Phone, contacts
from tests.contacts.topics import let_find
from tests.factories import MadeAttendee, make_attendee, make_event


def hall(*names: str) -> tuple[MadeAttendee, list[MadeAttendee]]:
    """Anna, who searches, and people who agreed to be found."""
    event = make_event()
    anna = make_attendee(event, "Anna Schmidt")
    others = [make_attendee(event, name, organisation="MDZ Hannover") for name in names]
    let_find(*others)
    return anna, others


def names_for(anna: MadeAttendee, text: str) -> list[str]:
    """The names that a search finds."""
    return [person.name for person in search_people(text, registration_id=anna.id, now=clock.now()).people]


@pytest.mark.each_case_on_both
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Muller", True),
        ("müller", True),
        ("MUELLER", True),
        ("Mül", True),
        ("  müller   jörg ", True),
        ("Jorg M", True),
        ("lüd", True),
        ("M J Lud", True),
        ("ller", False),
        ("orgm", False),
        ("Müller Anna", False),
        ("Mü", False),
        ("M J L", False),
        ("", False),
        ("%%%", False),
        ("___", False),
        ("MDZ", False),
        ("Hannover", False),
    ],
)
def test_beginnings_of_names_are_found_without_accents(app: Flask, typed: str, *, found: bool) -> None:
    """Three letters from the beginning of a word of the name; neither its middle nor the organisation."""
    with app.app_context():
        anna, _others = hall("Jörg Müller-Lüdenscheidt")
        assert names_for(anna, typed) == (["Jörg Müller-Lüdenscheidt"] if found else [])


def test_only_those_who_are_here_and_agreed_are_found(app: Flask) -> None:
    """Not who did not agree, agreed no longer, has not arrived, left contact tracking, or is at another event."""
    with app.app_context():
        event = make_event()
        anna, here, silent, changed, leaving = (
            make_attendee(event, name) for name in ("Anna Mai", "Mara Hier", "Mara Still", "Mara Anders", "Mara Geht")
        )
        absent = make_attendee(event, "Mara Fern", checked_in=False)
        elsewhere = make_attendee(make_event(title="Anderswo"), "Mara Woanders")
        let_find(anna, here, changed, leaving, absent, elsewhere)
        let_find(changed, agrees=False)
        decide_consent(leaving.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
        assert silent.id
        assert names_for(anna, "mara") == ["Mara Hier"]
        assert names_for(anna, "Anna") == []  # oneself


def test_at_most_five_are_shown(app: Flask) -> None:
    """By name; with more letters those who were beyond are found."""
    with app.app_context():
        anna, _others = hall(*(f"Schmidt {letter}lex" for letter in "GFEDCBA"))
        answer = search_people("schmidt", registration_id=anna.id, now=clock.now())
        assert [person.name for person in answer.people] == [f"Schmidt {letter}lex" for letter in "ABCDE"]
        assert answer.has_more
        assert len(answer.people) == MOST_HITS
        assert names_for(anna, "schmidt g") == ["Schmidt Glex"]
    page = Phone(app, anna).post(f"/events/{anna.slug}/scan/people", q="schmidt")
    assert "The first 5 of more." in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("searcher", "outcome"),
    [
        ({"checked_in": False}, Search.NOT_HERE),
        ({"consents": ()}, Search.NO_OWN_CONSENT),
    ],
)
def test_who_is_not_part_of_it_finds_nobody(app: Flask, searcher: dict[str, object], outcome: Search) -> None:
    """Nobody looks through the guests from home, and nobody finds who cannot be found."""
    with app.app_context():
        event = make_event()
        let_find(make_attendee(event, "Ben Öztürk"))
        anna = make_attendee(event, "Anna", **searcher)  # type: ignore[arg-type]
        answer = search_people("Ben", registration_id=anna.id, now=clock.now())
    assert (answer.outcome, answer.people) == (outcome, ())


def test_after_the_end_nobody_is_found(app: Flask) -> None:
    """As little as contacts are collected then."""
    with app.app_context():
        anna, [ben] = hall("Ben Öztürk")
        late = clock.now() + timedelta(days=30)
        assert search_people("Ben", registration_id=anna.id, now=late).outcome is Search.CLOSED
        with write_session(db.session()) as session:
            session.execute(update(Event).where(Event.id == ben.event_id).values(contacts_closed_at=clock.now()))
        assert search_people("Ben", registration_id=anna.id, now=clock.now()).outcome is Search.CLOSED


def test_a_script_that_goes_through_the_alphabet_is_stopped(app: Flask) -> None:
    """After the limit it finds nobody for a while; another phone of the same Wi-Fi searches on."""
    with app.app_context():
        anna, [ben, cleo] = hall("Ben Öztürk", "Cleo Maurer")
    script, path = Phone(app, anna), f"/events/{anna.slug}/scan/people"
    answers = [script.client.post(path, json={"q": f"ben{number}"}) for number in range(NAME_SEARCH.most)]
    assert {answer.status_code for answer in answers} == {200}
    stopped = script.client.post(path, json={"q": "Ben"})
    assert (stopped.status_code, stopped.get_json()["people"]) == (429, [])
    assert Phone(app, cleo).client.post(path, json={"q": "Ben"}).get_json()["people"][0]["name"] == "Ben Öztürk"
    with app.app_context():
        later = clock.now() + NAME_SEARCH.window
        assert names_for(anna, "x" * 3) == []
        assert search_people("Ben", registration_id=anna.id, now=later).outcome is Search.FOUND
        assert ben.id


def find(phone: Phone, text: str) -> str:
    """What stands for the first person found."""
    [person, *_more] = phone.client.post(phone.path("/scan/people"), json={"q": text}).get_json()["people"]
    return str(person["code"])


def test_choosing_somebody_is_a_scan(app: Flask) -> None:
    """The same answer as for a badge, once for each nonce; kept is that it came by a search. No code is shown."""
    with app.app_context():
        anna, [ben] = hall("Ben Öztürk")
    phone = Phone(app, anna)
    answer = phone.client.post(phone.path("/scan/people"), json={"q": "özt"})
    assert answer.get_json()["people"][0].keys() == {"code", "name", "organisation"}
    for code in (ben.code, ben.short_code):
        assert code not in answer.text
    first, again = (phone.scan(find(phone, "özt"), "nonce-0001") for _time in range(2))
    assert first.data == again.data
    assert (first.get_json()["verdict"], first.get_json()["person"]["name"]) == ("NEW_CONTACT", "Ben Öztürk")
    assert len(contacts(app)) == 1
    with app.app_context():
        ways = db.session.execute(select(Contact.way, Scan.way).join(Scan, Scan.scanner_id == Contact.scanner_id))
        assert {tuple(way) for way in ways} == {(Way.SEARCH, Way.SEARCH)}


def test_what_was_found_works_for_the_finder_only(app: Flask) -> None:
    """In another attendee's hand it is no badge; changed by a letter neither."""
    with app.app_context():
        anna, [_ben, cleo] = hall("Ben Öztürk", "Cleo Maurer")
    found = find(Phone(app, anna), "Ben")
    uid, dot, seal = found.partition(".")
    assert Phone(app, anna).scan(dot.join([uid, seal[1:]])).status_code == 404
    for phone, code in ((Phone(app, cleo), found), (Phone(app, anna), f"{uid[1:]}{uid[0]}.{seal}")):
        assert phone.scan(code).get_json()["verdict"] == "UNKNOWN_BADGE"
    assert contacts(app) == []


@pytest.mark.parametrize("change", ["not findable", "no tracking", "new badge"])
def test_a_choice_that_waited_is_judged_when_it_arrives(app: Flask, change: str) -> None:
    """Who does not want to be found any more is not; a new badge is no obstacle."""
    with app.app_context():
        anna, [ben] = hall("Ben Öztürk")
    phone = Phone(app, anna)
    found = find(phone, "Ben")
    with app.app_context():
        if change == "not findable":
            let_find(ben, agrees=False)
        elif change == "no tracking":
            decide_consent(ben.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
        else:
            replace_badge(ben.id, ben.event_id, account_id=None, now=clock.now())
    verdict = phone.scan(found, secrets.token_hex(8)).get_json()["verdict"]
    assert (
        verdict == {"not findable": "UNKNOWN_BADGE", "no tracking": "NO_CONSENT", "new badge": "NEW_CONTACT"}[change]
    )


def test_the_plain_form_finds_and_saves(app: Flask) -> None:
    """Without JavaScript: search, choose, verdict."""
    with app.app_context():
        anna, _others = hall("Ben Öztürk")
    phone = Phone(app, anna, language="de")
    page = phone.post(phone.path("/scan/people"), q="ben").get_data(as_text=True)
    assert "1 Person gefunden" in page
    code = page.split('name="code" value="')[1].split('"')[0]
    assert "Kontakt 1, neu." in phone.post(phone.path("/scan"), code=code, nonce="nonce-0001").get_data(as_text=True)
    assert "mindestens drei Buchstaben" in phone.post(phone.path("/scan/people"), q="be").get_data(as_text=True)
    assert phone.get(phone.path("/scan/people")).status_code == 200
