"""What do two badges at a station lead to, and what does the station never tell?"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp import clock
from eventapp.badges.service import replace_badge
from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Scan
from eventapp.contacts.own_contacts import decide_consent
from eventapp.core.codes import badge_address, new_badge_code, new_short_code
from eventapp.core.contact_rules import Confirmation, Rules, Way
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.stations.pairs import MISSES
from tests.contacts.phones import at_once, contacts
from tests.factories import make_attendee, make_event, scan
from tests.stations.tablet import ENGLISH, EVENT, Foyer, hold, make_foyer

pytestmark = [pytest.mark.slow, pytest.mark.measured]

NAMES = ("Anna", "Schmidt", "Ben", "Öztürk")


def test_two_people_become_a_contact(foyer: Foyer) -> None:
    """Both names in the order of their badges, and the contact is kept with its way."""
    response = hold(foyer.pair(), foyer.anna.code, badge_address("http://localhost", foyer.ben.code))
    assert response.status_code == 200
    assert response.get_json() == {
        "verdict": "NEW_CONTACT",
        "kind": "new",
        "title": "A new contact",
        "text": "It counts.",
        "people": [
            {"name": "Anna Schmidt", "organisation": "MDZ Hannover"},
            {"name": "Ben Öztürk", "organisation": "Werk 1"},
        ],
    }
    [contact] = contacts(foyer.app)
    assert (contact.way, contact.scanner_id) == (Way.STATION, foyer.anna.id)
    with foyer.app.app_context():
        assert db.session.scalars(select(Scan.way)).all() == [Way.STATION]


def not_consenting(foyer: Foyer) -> tuple[str, str]:
    """Ben has left contact tracking."""
    decide_consent(foyer.ben.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
    return foyer.anna.code, foyer.ben.code


def not_consenting_first(foyer: Foyer) -> tuple[str, str]:
    """And holds his badge up first."""
    return tuple(reversed(not_consenting(foyer)))  # type: ignore[return-value] # two they are


def replaced(foyer: Foyer) -> tuple[str, str]:
    """Ben has a new badge, and somebody found the old one."""
    replace_badge(foyer.ben.id, foyer.event_id, account_id=None, now=clock.now())
    return foyer.anna.code, foyer.ben.code


def not_arrived(foyer: Foyer) -> tuple[str, str]:
    """Ben has slipped past the door."""
    with write_session(db.session()) as session:
        session.execute(update(CheckIn).where(CheckIn.registration_id == foyer.ben.id).values(undone_at=clock.now()))
    return foyer.anna.code, foyer.ben.code


def too_early(foyer: Foyer) -> tuple[str, str]:
    """The event begins tomorrow."""
    with write_session(db.session()) as session:
        session.execute(update(Event).values(tracking_opens_at=clock.now() + timedelta(hours=1)))
    return foyer.anna.code, foyer.ben.code


def foreign(foyer: Foyer) -> tuple[str, str]:
    """A badge of another event."""
    return foyer.anna.code, make_attendee(make_event(title="Anderes")).code


def met(foyer: Foyer) -> tuple[str, str]:
    """They have met by phone."""
    scan(foyer.ben, foyer.anna)
    return foyer.anna.short_code.lower(), foyer.ben.short_code


CASES: list[tuple[Callable[[Foyer], tuple[str, str]], int, str, str, bool]] = [
    (lambda foyer: (foyer.anna.code, foyer.anna.short_code), 422, "OWN_BADGE", "The same badge twice", False),
    (lambda foyer: (new_badge_code(), foyer.ben.code), 404, "UNKNOWN_BADGE", "The first badge is not one", False),
    (lambda foyer: (foyer.anna.code, "nonsense"), 404, "UNKNOWN_BADGE", "The second badge is not one", False),
    (foreign, 404, "UNKNOWN_BADGE", "The second badge is not one", False),
    (replaced, 410, "REPLACED_BADGE", "The second badge was replaced.", False),
    (lambda foyer: replaced(foyer)[::-1], 410, "REPLACED_BADGE", "The first badge was replaced.", False),
    (not_consenting, 200, "NO_CONSENT", "One of the two takes no part", False),
    (not_consenting_first, 200, "NO_CONSENT", "One of the two takes no part", False),
    (too_early, 200, "CLOSED", "only while the event runs", False),
    (not_arrived, 200, "NOT_CHECKED_IN", "as soon as both have checked in", True),
    (met, 200, "ALREADY_MET", "saved before", True),
]


@pytest.mark.parametrize(("held", "status", "verdict", "words", "named"), CASES)
def test_every_verdict(  # noqa: PLR0913 a line of the table
    foyer: Foyer,
    held: Callable[[Foyer], tuple[str, str]],
    status: int,
    verdict: str,
    words: str,
    *,
    named: bool,
) -> None:
    """The words for each; nobody is named unless both badges are valid and both people take part."""
    with foyer.app.app_context():
        first, second = held(foyer)
    before = len(contacts(foyer.app))
    response = hold(foyer.pair(), first, second)
    answer = response.get_json()
    assert (response.status_code, answer["verdict"]) == (status, verdict)
    assert words in f"{answer['title']}. {answer['text']}"
    assert bool(answer["people"]) is named
    assert named or not [name for name in NAMES if name in response.text]
    assert len(contacts(foyer.app)) - before == (verdict == "NOT_CHECKED_IN")


@pytest.mark.parametrize("earlier", [None, "anna", "ben"])
def test_where_both_have_to_agree_both_have_agreed(app: Flask, earlier: str | None) -> None:
    """In a mutual event the contact is confirmed at once, also one that waited for either side's yes."""
    foyer = make_foyer(app, Rules(confirmation=Confirmation.MUTUAL))
    with app.app_context():
        if earlier == "anna":
            scan(foyer.anna, foyer.ben)
        elif earlier == "ben":
            scan(foyer.ben, foyer.anna)
    answer = hold(foyer.pair(), foyer.anna.code, foyer.ben.code).get_json()
    assert answer["verdict"] == ("CONFIRMED" if earlier else "NEW_CONTACT")
    assert answer["text"].strip().endswith("It counts.")
    [contact] = contacts(app)
    assert contact.confirmed_at is not None


def test_a_request_that_comes_twice_is_one(foyer: Foyer) -> None:
    """The network failed after the contact was made: the second try gets the first answer, byte for byte."""
    tablet = foyer.pair()
    first, again = (hold(tablet, foyer.anna.code, foyer.ben.code, nonce="nonce-0001") for _ in range(2))
    assert first.data == again.data
    assert first.get_json()["verdict"] == "NEW_CONTACT"
    with foyer.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Scan)) == 1
    assert hold(tablet, foyer.ben.code, foyer.anna.code).get_json()["verdict"] == "ALREADY_MET"


def test_many_requests_at_the_same_moment_are_one_contact(foyer: Foyer) -> None:
    """Eight times the same two badges, from both sides: one contact, one of them new, and no error."""
    tablet = foyer.pair()
    with tablet.session_transaction() as session:
        token = session["station"]

    def held(number: int) -> str:
        client = foyer.app.test_client()
        with client.session_transaction() as session:
            session["station"] = token
        pair = (foyer.anna.code, foyer.ben.code)
        return str(hold(client, *(pair if number % 2 else pair[::-1])).get_json()["verdict"])

    verdicts = at_once([partial(held, number) for number in range(8)])
    assert sorted(verdicts) == ["ALREADY_MET"] * 7 + ["NEW_CONTACT"]
    assert len(contacts(foyer.app)) == 1


def test_wrong_codes_make_a_pause(foyer: Foyer) -> None:
    """A script with the tablet's cookie that tries short codes is stopped; valid badges have to wait too."""
    tablet = foyer.pair()
    with foyer.app.app_context():
        codes = [new_short_code() for _ in range(MISSES.most)]
    for code in codes:
        assert hold(tablet, foyer.anna.code, code).status_code == 404
    paused = hold(tablet, foyer.anna.code, foyer.ben.code)
    assert (paused.status_code, paused.get_json()["verdict"]) == (429, "TOO_MANY_MISSES")
    assert paused.headers["Retry-After"] == "60"
    assert "goes on in a few minutes" in paused.get_json()["text"]
    assert contacts(foyer.app) == []


def test_a_station_serves_its_own_event_only(foyer: Foyer) -> None:
    """At another event it is no station, and badges of that event are unknown to it."""
    tablet = foyer.pair()
    with foyer.app.app_context():
        other = make_event(title="Anderes")
        dora, emil = make_attendee(other, "Dora Fuchs"), make_attendee(other, "Emil Frei")
    assert hold(tablet, dora.code, emil.code, slug="anderes").status_code == 401
    assert hold(tablet, dora.code, emil.code).status_code == 404
    assert hold(tablet, dora.code, emil.code, slug="gibt-es-nicht").status_code == 404
    assert contacts(foyer.app) == []


def test_a_station_can_do_nothing_else(foyer: Foyer) -> None:
    """Neither the pages of attendees nor those of the team open for it."""
    tablet = foyer.pair()
    for page, status in (("me", 401), ("contacts", 401), ("scan", 401), ("door", 303), ("stations", 303)):
        assert tablet.get(f"{EVENT}/{page}").status_code == status


def test_without_javascript(foyer: Foyer) -> None:
    """Two short codes in a plain form: the page with both names, which the browser leaves after some seconds."""
    form = {"first": foyer.anna.short_code, "second": foyer.ben.short_code, "nonce": "nonce-0001"}
    tablet = foyer.pair()
    page = tablet.post(f"{EVENT}/station", data=form, headers=ENGLISH)
    assert page.status_code == 200
    for words in ("A new contact", "Anna Schmidt", "Ben Öztürk", "It counts."):
        assert words in page.text
    assert page.headers["Refresh"] == f"6; url={EVENT}/station"
    assert "Anna" not in tablet.get(f"{EVENT}/station").text
    missing = tablet.post(f"{EVENT}/station", data={**form, "second": ""}, headers=ENGLISH)
    assert missing.status_code == 422
    assert "Please type the second short code." in missing.text
    assert "Anna" not in missing.text


@pytest.mark.parametrize("body", [{}, {"first": "x", "second": "y"}, {"first": "x", "second": "y", "nonce": "!"}])
def test_a_body_of_another_shape_is_refused(foyer: Foyer, body: dict[str, str]) -> None:
    """400, as JSON and as a form without a nonce."""
    tablet = foyer.pair()
    assert tablet.post(f"{EVENT}/station", json=body).status_code == 400
    assert tablet.post(f"{EVENT}/station", data=body).status_code == 400


def test_two_badges_need_the_token_of_the_page(foyer: Foyer) -> None:
    """Another site cannot make contacts with the tablet's cookie."""
    tablet = foyer.pair()
    foyer.app.config["WTF_CSRF_ENABLED"] = True
    assert hold(tablet, foyer.anna.code, foyer.ben.code).status_code == 400
    assert contacts(foyer.app) == []
