"""What do the own page and the list of contacts show, and what do their buttons do?"""

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventapp import clock
from eventapp.accounts.service import sign_in
from eventapp.contacts import own_contacts
from eventapp.registration.models import Purpose
from eventapp.registration.queries import consent_records
from tests.contacts.phones import Phone, contacts, statements
from tests.contacts.test_own_contacts import MUTUAL, a_contact, close
from tests.factories import PASSWORD, make_account, make_attendee, make_event, scan, today

pytestmark = pytest.mark.one_database


def test_the_page_of_a_contact_says_all_that_one_may_know(app: Flask) -> None:
    """Name, organisation, time on the event's wall, who scanned, why it does not count; the address if shared."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event, "Anna Schmidt", organisation="MDZ Hannover", email="anna@example.org")
        both = (Purpose.TRACKING, Purpose.EMAIL)
        ben = make_attendee(event, "Ben Öztürk", organisation="MDZ Hannover", email="b+en@example.org", consents=both)
        scan(anna, ben, now=datetime.combine(today(), time(22), ZoneInfo("Europe/Berlin")))
    mine = Phone(app, anna, language="de").get(f"/events/{anna.slug}/contacts").get_data(as_text=True)
    for words in ("Ben Öztürk", "MDZ Hannover", "von mir gescannt", "Er zählt nicht: Beide kommen aus derselben"):
        assert words in mine
    assert '<span class="num">22:00</span>' in mine
    assert 'href="mailto:b%2Ben@example.org"' in mine
    theirs = Phone(app, ben, language="de").get(f"/events/{anna.slug}/contacts").get_data(as_text=True)
    assert "hat mich gescannt" in theirs
    assert "anna@example.org" not in theirs
    with app.app_context():
        own_contacts.decide_consent(ben.id, Purpose.EMAIL, "Text", given=False, now=clock.now())
    assert "example.org" not in Phone(app, anna).get(f"/events/{anna.slug}/contacts").get_data(as_text=True)


@pytest.mark.slow
def test_the_list_costs_the_same_for_three_and_for_sixty(app: Flask) -> None:
    """The number of questions to the database does not grow with the contacts."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event)
        others = [make_attendee(event, f"Person {number}", checked_in=number % 2 == 0) for number in range(60)]
        for other in others[:3]:
            scan(anna, other)
    phone = Phone(app, anna)
    with statements(app) as for_three:
        assert phone.get(phone.path("/contacts")).status_code == 200
    with app.app_context():
        for other in others[3:]:
            scan(anna, other)
    with statements(app) as for_sixty:
        assert phone.get(phone.path("/contacts")).get_data(as_text=True).count('class="contact"') == 60
    assert len(for_sixty) == len(for_three)
    assert len(for_three) <= 8


def test_the_buttons_do_what_they_say(app: Flask) -> None:
    """Reject, undo, known before and not after all: each leads back to the contact, and the page tells."""
    with app.app_context():
        anna, ben, _cleo = a_contact()
    phone = Phone(app, ben)
    for path, fields, expected in (
        ("reject", {}, "Noted: that was no conversation."),
        ("restore", {}, "The contact is back."),
        ("known-before", {"known": "yes"}, "the two knew each other before"),
        ("known-before", {"known": "no"}, "We knew each other before"),
    ):
        response = phone.post(phone.path(f"/contacts/1/{path}"), **fields)
        assert (response.status_code, response.location) == (303, phone.path("/contacts#contact-1"))
        assert expected in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert "Anna Schmidt" in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert phone.post(phone.path("/contacts/1/known-before"), known="perhaps").status_code == 400
    assert anna.slug == ben.slug


def test_confirming_on_the_page(app: Flask) -> None:
    """Where both have to agree, the scanned one finds a button; the scanner does not."""
    with app.app_context():
        anna, ben, _cleo = a_contact(MUTUAL)
    button = '/contacts/1/confirm"'
    assert button not in Phone(app, anna).get(f"/events/{anna.slug}/contacts").get_data(as_text=True)
    phone = Phone(app, ben)
    assert button in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert phone.post(phone.path("/contacts/1/confirm")).status_code == 303
    assert "Contact confirmed." in phone.get(phone.path("/contacts")).get_data(as_text=True)


def test_a_closed_event_says_so_kindly(app: Flask) -> None:
    """No buttons any more; one pressed on an old page is answered in words."""
    with app.app_context():
        _anna, ben, _cleo = a_contact()
        close(ben.event_id)
    phone = Phone(app, ben)
    assert "/reject" not in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert phone.post(phone.path("/contacts/1/reject")).status_code == 303
    assert "nothing can be changed any more" in phone.get(phone.path("/contacts")).get_data(as_text=True)
    assert contacts(app)[0].rejected_at is None


@pytest.mark.parametrize("action", ["reject", "restore", "confirm", "known-before"])
def test_the_contact_of_others_is_like_none(app: Flask, action: str) -> None:
    """Whether the id belongs to other people, to another event, to nobody, or to no database."""
    with app.app_context():
        _anna, _ben, cleo = a_contact()
        stranger = make_attendee(make_event(title="Anderswo"))
    bodies = set()
    for owner, contact_id in ((cleo, 1), (cleo, 99), (cleo, 10**30), (stranger, 1)):
        phone = Phone(app, owner)
        response = phone.post(phone.path(f"/contacts/{contact_id}/{action}"), known="yes")
        assert response.status_code == 404
        bodies.add(response.get_data(as_text=True).split("<main")[1].split("</main>", maxsplit=1)[0])
    assert len(bodies) == 1
    assert contacts(app)[0].rejected_at is None


def test_leaving_is_asked_once_more(app: Flask) -> None:
    """The first tap only warns, with the number of contacts that would go; the second one erases."""
    with app.app_context():
        anna, ben, _cleo = a_contact()
    phone = Phone(app, anna)
    page = phone.post(phone.path("/consents"), purpose="tracking", given="no")
    assert "1 contact will be erased at once" in page.get_data(as_text=True)
    assert len(contacts(app)) == 1
    response = phone.post(phone.path("/consents"), purpose="tracking", given="no", confirmed="yes")
    assert response.status_code == 303
    assert contacts(app) == []
    assert "Without contact tracking" in phone.get(phone.path("/me")).get_data(as_text=True)
    other = Phone(app, ben)
    assert "No contacts yet" in other.get(other.path("/contacts")).get_data(as_text=True)
    phone.post(phone.path("/consents"), purpose="tracking", given="yes")
    assert "Scan a badge" in phone.get(phone.path("/me")).get_data(as_text=True)
    with app.app_context():
        proof = [(record.given, record.text[:30]) for record in consent_records(anna.id)]
    assert [given for given, _text in proof] == [True, False, True]
    assert proof[-1][1] == "I take part in contact trackin"


@pytest.mark.parametrize(
    "fields",
    [{}, {"purpose": "everything", "given": "yes"}, {"purpose": "email", "given": "perhaps"}, {"purpose": "\x00"}],
)
def test_a_consent_that_makes_no_sense_changes_nothing(app: Flask, fields: dict[str, str]) -> None:
    """400, and no proof is written."""
    with app.app_context():
        anna = make_attendee(make_event())
    phone = Phone(app, anna)
    assert phone.post(phone.path("/consents"), **fields).status_code == 400
    with app.app_context():
        assert len(consent_records(anna.id)) == 1


def test_the_own_page_shows_badge_numbers_and_consents(app: Flask) -> None:
    """The QR code, the short code as people read it, both numbers; no e-mail switch without an address."""
    with app.app_context():
        anna, _ben, _cleo = a_contact()
        mailed = make_attendee(make_event(title="Zweites"), "Mia", email="mia@example.org")
    page = Phone(app, anna).get(f"/events/{anna.slug}/me").get_data(as_text=True)
    assert '<svg class="qr"' in page
    assert f"{anna.short_code[:4]} {anna.short_code[4:]}" in page
    assert "My name may be shown on the projector" in page
    assert "my e-mail address" not in page
    assert "my e-mail address" in Phone(app, mailed).get(f"/events/{mailed.slug}/me").get_data(as_text=True)


def test_an_attendee_finds_the_way_from_everywhere(app: Flask) -> None:
    """Each page of an attendee leads to the three main ones and says where one is, an error page too."""
    with app.app_context():
        anna, ben, _cleo = a_contact()
    phone = Phone(app, anna)
    for path in ("/me", "/scan", "/contacts"):
        page = phone.get(phone.path(path)).get_data(as_text=True)
        current = re.findall(r'<a href="([^"]+)" aria-current="page"', page)
        assert current == [phone.path(path)]
        assert "Netzwerktreffen" in page
    for answer in (
        phone.get(f"/B/{ben.code}"),
        phone.post(phone.path("/consents"), purpose="nonsense"),
        phone.post(phone.path("/contacts/999999/reject")),
        phone.post(phone.path("/scan"), code=ben.code, nonce="nonce-0001"),
    ):
        page = answer.get_data(as_text=True)
        assert [path for path in ("/me", "/scan", "/contacts") if f'href="{phone.path(path)}"' in page] == [
            "/me",
            "/scan",
            "/contacts",
        ], answer.status_code


def test_signing_out_makes_the_cookie_worthless(app: Flask) -> None:
    """On this phone, for every event it was signed in to, and for whoever copied its cookie; an account stays."""
    with app.app_context():
        organiser = make_account("ola@example.org")
        anna = make_attendee(make_event(organiser=organiser))
        elsewhere = make_attendee(make_event(title="Anderswo"))
        token = sign_in("ola@example.org", PASSWORD, now=clock.now()).token
    phone, copies = Phone(app, anna), [Phone(app, anna), Phone(app, elsewhere)]
    with phone.client.session_transaction() as session:
        session["attendees"] = {**session["attendees"], elsewhere.slug: elsewhere.token}
        session["account"] = token
    answer = phone.post(phone.path("/me/sign-out"))
    assert (answer.status_code, answer.location) == (303, f"/events/{anna.slug}")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You are signed out." in phone.get(answer.location).get_data(as_text=True)
    for browser in (phone, *copies):
        assert browser.get(browser.path("/me")).status_code == 401
    assert phone.get(phone.path("/overview")).status_code == 200
