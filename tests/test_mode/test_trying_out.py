"""Can an event be tried out before anybody real knows of it, and is it untouched afterwards?"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import background, clock
from eventapp.accounts.audit import entries
from eventapp.checkin.models import AdmissionList, list_rules
from eventapp.checkin.people import people_of
from eventapp.contacts.models import Contact
from eventapp.core.contact_rules import Verdict
from eventapp.database import write_session
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.network.event_network import figures
from eventapp.prints.files import file_of
from eventapp.prints.models import PrintJob, State
from eventapp.registration.models import Registration
from eventapp.test_mode.service import begin, end
from tests.factories import make_account, make_attendee, make_event, scan, today
from tests.pages import sign_in, without_token

pytestmark = pytest.mark.one_database
NEXT_YEAR = date(2099, 5, 14)
PATH = "/events/netzwerktreffen"
ENGLISH = {"Accept-Language": "en"}


def register(client: FlaskClient, name: str, organisation: str) -> None:
    """By the public page, with an address of one's own."""
    address = f"{name.split(maxsplit=1)[0].lower()}@example.org"
    about = {"name": name, "organisation": organisation, "email": address, "tracking": "y"}
    answer = client.post(f"{PATH}/register", data=about, headers=ENGLISH)
    assert (answer.status_code, answer.location) == (303, f"{PATH}/registered")


def mailed_link(app: Flask) -> str:
    """The personal link in the latest mail, which says that it is of a test."""
    background.deliver_due(app)
    mail = max((Path(app.instance_path) / "outbox").glob("*.txt")).read_text()
    assert "Subject: [Test] " in mail
    assert "This mail comes from a test of the event." in mail
    found = re.search(r"https?://[^/]+(/\S+)", mail)
    assert found is not None
    return found[1]


def files_left_behind(app: Flask, event_id: int) -> list[Path]:
    """A large printing and a trophy of an event, as they lie beside the database; of the trophy the folder alone."""
    key, now = "k" * 26, clock.now()
    of_job = {"stock": "a6", "stock_name": "A6", "design": "", "options": {}, "locale": "de", "state": State.READY}
    with app.app_context(), write_session(db.session()) as session:
        session.add(PrintJob(event_id=event_id, key=key, made_at=now, badges=1, **of_job))
    instance = Path(app.instance_path)
    printed, trophy = file_of(instance, key), instance / "trophies" / f"{event_id}-417-{'a' * 32}"
    printed.parent.mkdir()
    printed.touch()
    trophy.mkdir(parents=True)
    return [printed, trophy]


@pytest.mark.slow
@pytest.mark.measured
def test_the_whole_of_it(app: Flask, client: FlaskClient) -> None:
    """A draft a year ahead: register, mail, badge, meet; then nothing of it is left, and it is a draft as before."""
    with app.app_context():
        ola = make_account("ola@example.org")
        event = make_event(organiser=ola, published=False, first_day=NEXT_YEAR)
        event_id = event.id
        sign_in(client, ola)
    guest, phone = app.test_client(), app.test_client()
    assert guest.get(PATH).status_code == guest.get(f"{PATH}/register").status_code == 404
    assert "Begin the test" in client.get(f"{PATH}/test-mode", headers=ENGLISH).text
    client.post(f"{PATH}/test-mode/begin")

    page = guest.get(f"{PATH}/register", headers=ENGLISH).text
    assert "Everything that happens here is deleted again." in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "Netzwerktreffen" not in guest.get("/").text
    register(guest, "Anna Schmidt", "Nur im Test")
    link = mailed_link(app)
    assert phone.post(link).status_code == 303
    assert "Everything that happens here" in phone.get(f"{PATH}/me", headers=ENGLISH).text
    assert ">TEST</text>" in phone.get(f"{PATH}/me/badge").text
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        anna, ben = make_attendee(event, "Ben Öztürk"), make_attendee(event, "Cem Arslan")
        assert scan(anna, ben).verdict is Verdict.NEW_CONTACT
        assert (figures(event).contacts, len(people_of(event_id).by_name)) == (1, 3)

    refused = client.post(f"{PATH}/publish")
    assert (refused.status_code, refused.location) == (303, f"{PATH}/test-mode")
    page = client.get(f"{PATH}/test-mode", headers=ENGLISH).text
    assert re.findall(r"<dt>(\w+).*?</dt><dd ?>(\d+)</dd>", page) == [
        ("people", "3"),
        ("arrivals", "2"),
        ("contact", "1"),
        ("badges", "0"),
        ("mail", "1"),
    ]
    files = files_left_behind(app, event_id)
    assert client.post(f"{PATH}/test-mode/end").status_code == 303
    assert [file for file in files if file.exists()] == []
    assert client.post(f"{PATH}/test-mode/end").status_code == 303  # pressed twice

    answers = [app.test_client().get(path, headers=ENGLISH) for path in (link, f"{link[:-3]}xyz")]
    assert [answer.status_code for answer in answers] == [410, 410]
    gone, unknown = (without_token(answer.text.partition("<main")[2].partition("</main>")[0]) for answer in answers)
    assert gone == unknown
    assert phone.get(f"{PATH}/me").status_code == guest.get(PATH).status_code == 404
    assert client.post(f"{PATH}/publish").location == f"{PATH}/overview"
    register(guest, "Anna Schmidt", "")  # her turn for a mail was forgotten with her
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        assert db.session.scalars(select(Organisation).where(Organisation.name == "Nur im Test")).all() == []
        assert (figures(event).contacts, len(people_of(event_id).by_name)) == (0, 1)
        log = [(entry.action, entry.about) for entry in entries(event_id) if entry.action.startswith("test_mode")]
    about = {"people": 3, "contacts": 1, "mails": 1}
    assert sorted(log, key=str) == [("test_mode.begun", {}), ("test_mode.ended", about)]


def test_what_one_process_knew_is_forgotten_in_another(app: Flask) -> None:
    """Also where so much happens afterwards that its cursor looks like one of the present."""
    with app.app_context():
        ola = make_account()
        event = make_event(organiser=ola, published=False)
        begin(event.id, account_id=ola.id, now=clock.now())
        anna, ben = make_attendee(event, "Anna"), make_attendee(event, "Ben")
        scan(anna, ben)
        assert (figures(event).contacts, len(people_of(event.id).by_name)) == (1, 2)
        end(event.id, account_id=ola.id, now=clock.now())
        begin(event.id, account_id=ola.id, now=clock.now())
        for number in range(9):
            make_attendee(event, f"Gast {number}")
        db.session.expire_all()
        assert (figures(event).contacts, figures(event).people) == (0, 9)
        assert len(people_of(event.id).by_name) == 9


def test_an_event_with_real_people_is_not_tried_out(app: Flask, client: FlaskClient) -> None:
    """The page says how many there are and offers a copy; the button, pressed on an old page, does nothing."""
    with app.app_context():
        ola = make_account()
        event = make_event(organiser=ola)
        event_id = make_attendee(event).event_id
        sign_in(client, ola)
    page = client.get(f"{PATH}/test-mode", headers=ENGLISH).text
    assert "1 person is registered." in page
    assert 'href="/events/new?like=netzwerktreffen"' in page
    assert client.post(f"{PATH}/test-mode/begin").status_code == 303
    with app.app_context():
        assert not db.session.get_one(Event, event_id).is_test
        assert db.session.scalars(select(Registration.name)).all() == ["Anna Schmidt"]


def test_times_do_not_stand_in_the_way(app: Flask) -> None:
    """Contacts count from the beginning of the test on, until the event's own end; doors open before their time."""
    with app.app_context():
        event = make_event(published=False, first_day=NEXT_YEAR)
        now = clock.now()
        assert not event.closing.is_open(now)
        event.test_mode_since = now
        assert event.closing.is_open(now)
        assert not event.closing.is_open(now - timedelta(minutes=1))
        workshop = AdmissionList(
            repeat="once", counts_exits=False, ends_at_night=False, opens_at=now + timedelta(days=9999)
        )
        assert [list_rules(workshop, is_test=is_test).is_open(now) for is_test in (False, True)] == [False, True]
        db.session.rollback()


def test_whom_one_met_in_a_test_is_new_at_the_next_event(app: Flask) -> None:
    """Also where nobody ended the test, and the day for which it was meant is over."""
    with app.app_context():
        yesterday = today() - timedelta(days=1)
        tried = make_event(title="Vergessen", first_day=yesterday, days=3)
        begin(tried.id, account_id=make_account().id, now=clock.now())
        real = make_event(title="Echt", series_id=tried.series_id)
        for event in (tried, real):
            pair = [make_attendee(event, name, email=f"{name}@example.org") for name in ("anna", "ben")]
            assert scan(*pair).verdict is Verdict.NEW_CONTACT
        assert db.session.scalars(select(Contact.met_before).where(Contact.event_id == real.id)).all() == [False]
