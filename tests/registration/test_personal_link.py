"""Does the link in the mail let its owner in, and nobody else?"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp import clock, create_app
from eventapp.accounts.attempts import SECRET_LINK
from eventapp.config import Config
from eventapp.core.codes import new_secret
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import Base, db
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import Person, PersonalLink, Registration
from eventapp.registration.service import end_all_sign_ins, issue_personal_link
from tests.conftest import make_settings
from tests.factories import MadeAttendee, make_attendee, make_event
from tests.mail.smtp_server import Mailbox

pytestmark = pytest.mark.one_database

ENGLISH = {"Accept-Language": "en"}
ANNA = {"name": "Anna Schmidt", "email": "anna@example.org", "organisation": "MDZ Hannover"}
HOME = "/events/netzwerktreffen/me"


@pytest.fixture
def anna(app: Flask) -> MadeAttendee:
    """Somebody registered with an address that is not confirmed yet."""
    with app.app_context():
        made = make_attendee(make_event(), "Anna Schmidt", email="anna@example.org")
        with write_session(db.session()) as session:
            session.execute(update(Registration).values(person_id=None))
        return made


def link_of(app: Flask, attendee: MadeAttendee, *, by_mail: bool = True) -> str:
    """The path of a new personal link."""
    with app.app_context():
        return f"/p/{issue_personal_link(attendee.id, by_mail=by_mail, now=clock.now())}"


def rows(app: Flask) -> dict[str, list[str]]:
    """Everything in the database, as text."""
    with app.app_context():
        return {
            table.name: [str(tuple(row)) for row in db.session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def person_id(app: Flask, attendee: MadeAttendee) -> int | None:
    """The human behind a registration, if the address is confirmed."""
    with app.app_context():
        return db.session.get_one(Registration, attendee.id).person_id


def test_from_the_form_to_the_own_badge(
    app: Flask, client: FlaskClient, mailbox: Mailbox, deliver: Callable[[], int]
) -> None:
    """Register, open the link from the mail on another phone, tap: signed in, and the address is confirmed."""
    with app.app_context():
        make_event()
    client.post("/events/netzwerktreffen/register", data=ANNA)
    assert deliver() == 1
    body = mailbox.deliveries[0].message.get_body(("plain",))
    assert body is not None
    found = re.search(r"http://localhost(/p/\w+)", body.get_content())
    assert found is not None
    phone = app.test_client()
    before = rows(app)
    page = phone.get(found[1], headers=ENGLISH)
    assert page.status_code == 200
    assert "Netzwerktreffen" in page.text
    assert f'action="{found[1]}"' in page.text
    assert rows(app) == before
    answer = phone.post(found[1])
    assert (answer.status_code, answer.location) == (303, HOME)
    assert "Anna Schmidt" in phone.get(HOME).text
    with app.app_context():
        [person] = db.session.scalars(select(Person))
        assert person.email_key == "anna@example.org"
        assert db.session.scalars(select(Registration.person_id)).all() == [person.id]


def test_looking_changes_nothing(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Mail scanners may open the link as often as they like: no row changes, and the owner still gets in."""
    path, before = link_of(app, anna), rows(app)
    before = rows(app)
    for _ in range(20):
        assert client.get(path, headers={"User-Agent": "Safe Links scanner"}).status_code == 200
        assert client.head(path).status_code == 200
    assert rows(app) == before
    assert person_id(app, anna) is None
    assert client.post(path).status_code == 303
    assert person_id(app, anna) is not None


def test_the_page_shows_nothing_of_its_owner(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Who finds the link open on a screen reads the event's name, and no name, organisation or address."""
    answer = client.get(link_of(app, anna))
    for personal in ("Anna", "Schmidt", "Organisation ", "anna@example.org"):
        assert personal not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Netzwerktreffen" in answer.text


def test_only_the_mail_confirms_the_address(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """A link that was handed over otherwise signs in and confirms no address."""
    assert client.post(link_of(app, anna, by_mail=False)).status_code == 303
    assert person_id(app, anna) is None


def test_the_same_human_at_the_next_event(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Confirmed at two events of a series, an address is one human."""
    client.post(link_of(app, anna))
    with app.app_context():
        first = db.session.get_one(Event, anna.event_id)
        again = make_attendee(make_event(title="Next", series_id=first.series_id), "Anna", email="Anna@example.org")
    assert person_id(app, again) == person_id(app, anna) is not None


def test_signing_in_twice(app: Flask, anna: MadeAttendee) -> None:
    """Phones lose cookies: the link works again, on the same phone and on another one."""
    path = link_of(app, anna)
    for client in (app.test_client(), app.test_client()):
        assert client.post(path).status_code == 303
        assert client.get(HOME).status_code == 200


def test_a_browser_keeps_five_events(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Signing in at a sixth event, or at one of them again, ends the sign-in that the cookie has no place for."""
    with app.app_context():
        made = [anna, *(make_attendee(make_event(title=f"Event {number}")) for number in range(5))]
    for attendee in made[:5]:
        assert client.post(link_of(app, attendee)).status_code == 303
    cookie = client.get_cookie("session")
    assert cookie is not None
    for attendee in (made[1], made[5]):
        assert client.post(link_of(app, attendee)).status_code == 303
    copy = app.test_client()
    copy.set_cookie("session", cookie.value)
    pages = [f"/events/{attendee.slug}/me" for attendee in made]
    assert [client.get(page).status_code for page in pages] == [401, 200, 200, 200, 200, 200]
    assert [copy.get(page).status_code for page in pages] == [401, 401, 200, 200, 200, 401]


def test_links_that_do_not_work(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Revoked and expired links say so and offer a new one of their event; one that never was tells no event."""
    revoked = link_of(app, anna)
    with app.app_context():
        end_all_sign_ins(anna.id, now=clock.now())
    expired = link_of(app, anna)
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(PersonalLink).values(expires_at=clock.now() - timedelta(seconds=1)))
    for path in (revoked, expired):
        for answer in (client.get(path, headers=ENGLISH), client.post(path, headers=ENGLISH)):
            assert answer.status_code == 410
            assert "This link no longer works" in answer.text
            assert 'action="/events/netzwerktreffen/link-again"' in answer.text
            assert "Anna" not in answer.text
    for path in (f"/p/{new_secret()}", "/p/x", "/p/%ED%A0%80", "/p/" + "a" * 5000):
        for answer in (client.get(path, headers=ENGLISH), client.post(path, headers=ENGLISH)):
            assert answer.status_code == 410
            assert "link-again" not in answer.text
    assert client.get(HOME).status_code == 401


def test_badge_code_opens_nothing(client: FlaskClient, anna: MadeAttendee) -> None:
    """What stands on everybody's chest is no personal link."""
    for code in (anna.code, anna.short_code, anna.code.lower()):
        assert client.post(f"/p/{code}").status_code == 410


@pytest.mark.slow
def test_guessing_is_stopped_and_locks_nobody_out(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """After too many wrong links from one network address they get 429; the hall behind it still comes in."""
    statuses = [client.post(f"/p/{new_secret()}").status_code for _ in range(SECRET_LINK.most + 5)]
    assert statuses == [410] * SECRET_LINK.most + [429] * 5
    assert client.post(link_of(app, anna)).status_code == 303


def test_over_https(tmp_path_factory: pytest.TempPathFactory, app: Flask, anna: MadeAttendee) -> None:
    """Over https too the button works, though the page asks the browser to send no referrer; CSRF is checked."""
    config: Config = app.extensions["eventapp_config"]
    environ = {"EVENTAPP_BASE_URL": "https://localhost"}
    settings = make_settings(tmp_path_factory.mktemp("https"), config.database_url, **environ)
    secure = create_app(settings, {"TESTING": True})
    client, path = secure.test_client(), link_of(app, anna)
    assert client.post(path, base_url="https://localhost").status_code == 400
    page = client.get(path, base_url="https://localhost").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = client.post(path, base_url="https://localhost", data={"csrf_token": token[1]})
    assert (answer.status_code, answer.location) == (303, HOME)
    with secure.app_context():
        db.engine.dispose()


def test_pages_of_attendees_say_how_to_get_in(client: FlaskClient, anna: MadeAttendee) -> None:
    """A stranger at an attendee's page is told of the mail, can have it sent again, and can register."""
    answer = client.get(f"/events/{anna.slug}/me", headers=ENGLISH)
    assert answer.status_code == 401
    assert 'action="/events/netzwerktreffen/link-again"' in answer.text
    assert 'href="/events/netzwerktreffen/register"' in answer.text
    assert "desk" in answer.text


def test_a_new_link_is_offered_to_everybody_alike(app: Flask, client: FlaskClient, anna: MadeAttendee) -> None:
    """Known and unknown addresses get the same answer; only the known one gets a mail, once in ten minutes."""
    with app.app_context(), write_session(db.session()) as session:
        session.execute(OutboxMail.__table__.delete())  # type: ignore[attr-defined] # a Table

    def ask(email: str) -> tuple[int, str, str]:
        visitor = app.test_client()
        answer = visitor.post(f"/events/{anna.slug}/link-again", data={"email": email})
        page = visitor.get(answer.location).text.replace(email, "")
        return answer.status_code, answer.location, re.sub(r'name="csrf_token" value="[^"]*"', "", page)

    known, unknown = ask("ANNA@example.org"), ask("nobody@example.org")
    assert known[:2] == (303, "/events/netzwerktreffen/link-sent")
    assert known == unknown
    with app.app_context():
        waiting = [(mail.recipient, mail.about["occasion"]) for mail in db.session.scalars(select(OutboxMail))]
    # Registering has just sent a mail to this address: the turn was taken.
    assert waiting == []
    with app.app_context(), write_session(db.session()) as session:
        session.execute(Base.metadata.tables["attempts"].delete())
    for _ in range(3):
        ask("anna@example.org")
        ask("nobody@example.org")
    with app.app_context():
        waiting = [(mail.recipient, mail.about["occasion"]) for mail in db.session.scalars(select(OutboxMail))]
    assert waiting == [("anna@example.org", "link_again")]
    assert client.post(f"/events/{anna.slug}/link-again", data={"email": "anna@"}).status_code == 422


def test_the_database_holds_no_usable_secret(
    app: Flask, client: FlaskClient, mailbox: Mailbox, deliver: Callable[[], int]
) -> None:
    """Neither the link in the mail nor the token in the phone stands anywhere in the database, only their hashes."""
    with app.app_context():
        make_event()
    mailbox.refused = {"ben@example.org"}
    client.post("/events/netzwerktreffen/register", data=ANNA)
    client.post("/events/netzwerktreffen/register", data={**ANNA, "email": "ben@example.org"})
    assert deliver() == 2
    body = mailbox.deliveries[0].message.get_body(("plain",))
    assert body is not None
    found = re.search(r"/p/(\w{40})", body.get_content())
    assert found is not None
    client.post(found[0])
    with client.session_transaction() as session:
        signed_in = session["attendees"]["netzwerktreffen"]
    everything = str(rows(app))
    for secret in (found[1], signed_in):
        assert secret not in everything
        assert hashlib.sha256(secret.encode()).hexdigest() in everything
