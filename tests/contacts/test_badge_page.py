"""What does a phone's own camera find behind a badge's QR code?"""

import re

import pytest
from flask import Flask
from sqlalchemy import update

from eventapp import clock
from eventapp.badges.service import replace_badge
from eventapp.core.codes import badge_address, new_badge_code
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.conftest import BASE_URL
from tests.contacts.phones import Phone, contacts
from tests.factories import MadeAttendee, make_account, make_attendee, make_event
from tests.pages import database_contents, sign_in

pytestmark = pytest.mark.one_database

PERSONAL = ("Ben Öztürk", "MDZ Hannover", "ben@example.org")


def people() -> tuple[MadeAttendee, MadeAttendee]:
    """Anna, and Ben whose badge is opened."""
    event = make_event()
    return make_attendee(event, "Anna Schmidt"), make_attendee(
        event, "Ben Öztürk", organisation="MDZ Hannover", email="ben@example.org"
    )


def personal_words(body: str) -> list[str]:
    """Which of Ben's words stand in a page."""
    return [words for words in PERSONAL if words in body]


def main_part(body: str) -> str:
    """A page without its frame, which repeats the address, and without the tokens of its forms."""
    body = re.sub(r'(name="csrf_token"[^>]* value=)"[^"]+"', r"\1", body)
    return body.split("<main")[1].split("</main>", maxsplit=1)[0]


def test_a_stranger_learns_the_event_and_nothing_else(app: Flask) -> None:
    """No name, no organisation, no address, no identity in the cookie; the same page shows them to an attendee."""
    with app.app_context():
        anna, ben = people()
    stranger = Phone(app, None)
    response = stranger.get(f"/B/{ben.code}")
    body = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "Netzwerktreffen" in body
    assert personal_words(body) == []
    with stranger.client.session_transaction() as session:
        assert set(session) <= {"csrf_token", "begun_scan"}
    assert (
        stranger.client.get(f"/events/{ben.slug}/contacts", headers={"Accept": "application/json"}).status_code == 401
    )
    # The same words are found where they may stand: the page would show them if it could.
    assert personal_words(Phone(app, anna).get(f"/B/{ben.code}").get_data(as_text=True)) == list(PERSONAL[:2])


def test_the_printed_address_opens_the_page(app: Flask) -> None:
    """In the upper case of the QR code, and in lower case."""
    with app.app_context():
        anna, ben = people()
    path = badge_address(BASE_URL, ben.code).removeprefix(BASE_URL.upper())
    phone = Phone(app, anna)
    for address in (path, path.lower()):
        assert "Ben Öztürk" in phone.get(address).get_data(as_text=True)


def test_one_button_saves_the_contact_once(app: Flask) -> None:
    """GET changes nothing; the form's nonce makes a double tap one scan."""
    with app.app_context():
        anna, ben = people()
    phone = Phone(app, anna)
    body = phone.get(f"/B/{ben.code}").get_data(as_text=True)
    assert contacts(app) == []
    fields = dict(re.findall(r'name="(code|nonce)" value="([^"]+)"', body))
    action = re.findall(r'<form method="post" action="([^"]+/scan)"', body)
    assert action == [phone.path("/scan")]
    answers = [phone.post(action[0], **fields) for _tap in range(2)]
    for answer in answers:
        assert answer.status_code == 200
        assert "Contact 1, new. It counts." in answer.get_data(as_text=True)
    assert len(contacts(app)) == 1


@pytest.mark.parametrize(("anna_consents", "ben_consents"), [(False, True), (True, False), (False, False)])
def test_without_both_consents_nobody_is_named(app: Flask, *, anna_consents: bool, ben_consents: bool) -> None:
    """Neither the scanned person nor a button."""
    with app.app_context():
        event = make_event()
        consents = {True: (Purpose.TRACKING,), False: ()}
        anna = make_attendee(event, "Anna", consents=consents[anna_consents])
        ben = make_attendee(event, "Ben Öztürk", organisation="MDZ Hannover", consents=consents[ben_consents])
    body = Phone(app, anna).get(f"/B/{ben.code}").get_data(as_text=True)
    assert personal_words(body) == []
    assert f'name="code" value="{ben.code}"' not in body
    assert ("Without consent to contact tracking" in body) is not anna_consents


def test_an_attendee_of_another_event_is_a_stranger(app: Flask) -> None:
    """They see what everybody sees."""
    with app.app_context():
        _anna, ben = people()
        elsewhere = make_attendee(make_event(title="Anderswo"), "Cleo")
    body = Phone(app, elsewhere).get(f"/B/{ben.code}").get_data(as_text=True)
    assert personal_words(body) == []
    assert main_part(body) == main_part(Phone(app, None).get(f"/B/{ben.code}").get_data(as_text=True))


def test_the_own_badge_says_so(app: Flask) -> None:
    """And offers to scan somebody else's."""
    with app.app_context():
        anna, _ben = people()
    body = Phone(app, anna).get(f"/B/{anna.code}").get_data(as_text=True)
    assert "Your own badge" in body
    assert f'href="/events/{anna.slug}/scan"' in body


def test_a_replaced_badge_says_so(app: Flask) -> None:
    """The finder of a lost badge learns no name."""
    with app.app_context():
        anna, ben = people()
        replace_badge(ben.id, ben.event_id, account_id=None, now=clock.now())
    body = Phone(app, anna).get(f"/B/{ben.code}").get_data(as_text=True)
    assert "Replaced badge" in body
    assert personal_words(body) == []


def test_a_host_is_led_to_the_door(app: Flask) -> None:
    """Hosts and organisers of the event check the person in; those of other events are strangers."""
    with app.app_context():
        account, other = make_account(), make_account()
        event = make_event(host=account)
        ben = make_attendee(event, "Ben Öztürk", organisation="MDZ Hannover")
        make_event(title="Anderswo", host=other)
        hosts, strangers = Phone(app, None), Phone(app, None)
        sign_in(hosts.client, account)
        sign_in(strangers.client, other)
    door = f'href="/events/{ben.slug}/door?q={ben.code}"'
    for phone, is_team in ((hosts, True), (strangers, False)):
        body = phone.get(f"/B/{ben.code}").get_data(as_text=True)
        assert (door in body, personal_words(body) == list(PERSONAL[:2])) == (is_team, is_team)


def test_an_unknown_code_looks_like_a_malformed_one(app: Flask) -> None:
    """And like the badge of an event that is not published yet."""
    with app.app_context():
        anna, _ben = people()
        hidden_event = make_event(title="Geheim")
        hidden = make_attendee(hidden_event)
    unpublish(app, hidden.event_id)
    for owner in (None, anna):
        phone = Phone(app, owner)
        paths = (f"/B/{new_badge_code()}", "/B/nonsense", f"/b/{anna.short_code}", "/B/%00", f"/B/{hidden.code}")
        answers = [phone.get(path) for path in paths]
        assert {answer.status_code for answer in answers} == {404}
        assert len({main_part(answer.get_data(as_text=True)) for answer in answers}) == 1


def unpublish(app: Flask, event_id: int) -> None:
    """Makes an event look as before it was published."""
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).where(Event.id == event_id).values(published_at=None))


def test_looking_for_badges_writes_nothing(app: Flask) -> None:
    """However many codes a stranger tries: the writers at the door and of the scans are not kept waiting."""
    with app.app_context():
        _anna, ben = people()
    before = database_contents(app)
    stranger = Phone(app, None)
    statuses = {stranger.get(f"/B/{new_badge_code()}").status_code for _number in range(20)}
    assert statuses == {404}
    assert stranger.get(f"/B/{ben.code}").status_code == 200
    assert database_contents(app) == before
