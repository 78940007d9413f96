"""Does a mailing reach everybody who is meant, once, and nobody else, as its writer saw it?"""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from eventapp import clock
from eventapp.core.mail_text import unknown_placeholders
from eventapp.core.places import Status
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import APART
from eventapp.mailings import queries, service
from eventapp.mailings.models import LONGEST_TEXT, Audience, Mailing
from eventapp.mailings.routes import STARTS
from eventapp.mailings.service import Draft, Sending
from eventapp.registration.models import Registration
from eventapp.registration.service import Entry, cancel, erase, register
from tests.contacts.phones import at_once
from tests.factories import close_and_record, make_account, make_attendee, make_event, scan
from tests.mail.smtp_server import Delivery, Mailbox
from tests.pages import sign_in
from tests.registration.conftest import deliver, mailbox  # noqa: F401 fixtures

PATH = "/events/netzwerktreffen"
WRITTEN = {
    "audience": "attendees",
    "subject": "Anderer Saal bei {veranstaltung}",
    "text": "Guten Tag {name},\n\nwir sind jetzt <oben>, siehe https://example.org/plan.\n\n{link}",
    "subject_en": "Another room",
    "text_en": "Hello {name},\n\nupstairs.",
}


@pytest.fixture
def hall(app: Flask, client: FlaskClient) -> int:
    """An event whose organiser has the browser, with somebody of every kind; its id."""
    with app.app_context():
        account = make_account("ola@example.org")
        event = make_event(organiser=account)
        make_attendee(event, "Anna Da", email="anna@example.org")
        make_attendee(event, "Ben Fern", email="ben@example.org", checked_in=False)
        make_attendee(event, "Cem Ohne Adresse")
        for name, locale in (("Dora", "en"), ("Eva", "de"), ("Fritz", "de")):
            entry = Entry(name, email=f"{name.lower()}@example.org", locale=locale)
            id_ = register(entry, event_id=event.id, now=clock.now()).registration_id
            assert id_ is not None
            if name == "Eva":
                cancel(id_, now=clock.now())
            if name == "Fritz":
                with write_session(db.session()) as session:
                    session.get_one(Registration, id_).status = Status.WAITING
        with write_session(db.session()) as session:
            session.query(OutboxMail).delete()
        sign_in(client, account)
        return event.id


def test_to_whom_each_goes(app: Flask, hall: int) -> None:
    """Only people of this event who have an address; the team's own numbers say so beforehand."""
    with app.app_context():
        make_attendee(make_event(title="Andere"), "Gina", email="gina@example.org")
        found = {
            audience: {person.email.partition("@")[0] for person in db.session.scalars(rows) if person.email}
            for audience in Audience
            if (rows := queries.select_audience(hall, audience)) is not None
        }
        assert found == {
            Audience.ATTENDEES: {"anna", "ben", "dora"},
            Audience.CHECKED_IN: {"anna"},
            Audience.NOT_COME: {"ben", "dora"},
            Audience.UNCONFIRMED: {"dora"},
            Audience.WAITING: {"fritz"},
            Audience.CANCELLED: {"eva"},
            Audience.TITLES: set(),
        }
        assert queries.audience_sizes(hall) == {audience: len(people) for audience, people in found.items()}


def test_to_whoever_holds_a_title(app: Flask, hall: int) -> None:
    """As the latest result says: with one contact each, both who met are champions."""
    with app.app_context():
        event = db.session.get_one(Event, hall)
        met = [make_attendee(event, name, email=f"{name.lower()}@example.org") for name in ("Gül", "Hao")]
        scan(*met)
        close_and_record(hall, account_id=None, now=clock.now())
        found = db.session.scalars(queries.select_audience(hall, Audience.TITLES))
        assert {person.name for person in found} == {"Gül", "Hao"}


@pytest.mark.one_database
@pytest.mark.usefixtures("hall")
def test_from_the_first_word_to_the_mailbox(
    app: Flask,
    client: FlaskClient,
    mailbox: Mailbox,  # noqa: F811
    deliver: Callable[[], int],  # noqa: F811
) -> None:
    """Written, looked at, tried, sent; each reader has their own name, link and language, and markup is text."""
    page = client.post(f"{PATH}/mailings/new", data=WRITTEN).location
    assert page is not None
    shown = client.get(page).text
    assert "Anderer Saal bei Netzwerktreffen" in shown
    assert "Guten Tag Anna Da," in shown
    assert "&lt;oben&gt;" in shown
    assert "An 3 Personen senden" in shown
    client.post(f"{page}/trial", data={"language": "en"})
    assert deliver() == 1
    assert (mailbox.deliveries[0].recipients, subject(mailbox.deliveries[0])) == (["ola@example.org"], "Another room")
    assert "/p/" not in plain(mailbox.deliveries[0])
    client.post(f"{page}/send")
    client.post(f"{page}/send")  # a second click
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(OutboxMail).values(due_at=clock.now()))
    assert deliver() == 3
    sent = {delivery.recipients[0]: delivery for delivery in mailbox.deliveries[1:]}
    assert set(sent) == {"anna@example.org", "ben@example.org", "dora@example.org"}
    assert subject(sent["ben@example.org"]) == "Anderer Saal bei Netzwerktreffen"
    assert "Hello Dora,\n\nupstairs." in plain(sent["dora@example.org"])
    html = sent["anna@example.org"].message.get_body(("html",))
    assert html is not None
    assert "&lt;oben&gt;" in html.get_content()
    assert 'href="https://example.org/plan"' in html.get_content()
    links = [re.search(r"/p/\w+", plain(sent[f"{name}@example.org"])) for name in ("anna", "ben")]
    assert links[0] and links[1] and links[0][0] != links[1][0]  # noqa: PT018
    assert client.get(links[0][0]).status_code == 200
    assert "Gesendet am" in client.get(page).text
    assert "ändern lässt sie sich nicht mehr" in client.get(f"{page}/edit", follow_redirects=True).text
    client.post(f"{page}/edit", data={**WRITTEN, "subject": "Zu spät"})
    client.post(f"{page}/remove")
    for told in (f"{PATH}/mailings", f"{PATH}/history", page):
        assert "Anderer Saal bei Netzwerktreffen" in client.get(told).text


def plain(delivery: Delivery) -> str:
    """The plain text of a mail."""
    body = delivery.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def subject(delivery: Delivery) -> str:
    """The subject of a mail."""
    return str(delivery.message["Subject"])


def written(event_id: int) -> int:
    """A mailing to everybody with a place; its id."""
    draft = Draft(Audience.ATTENDEES, "Betreff", "Text")
    return service.write(draft, event_id=event_id, account_id=make_account().id, now=clock.now()).id


def test_never_twice(app: Flask, hall: int) -> None:
    """Four organisers send it at the same moment: one begins it, and each reader has one mail."""
    with app.app_context():
        id_, account_id = written(hall), make_account().id

    def send() -> Sending:
        with app.app_context():
            return service.send(id_, account_id=account_id, now=clock.now())

    assert sorted(at_once([send] * 4)) == [*[Sending.NOT_NOW] * 3, Sending.STARTED]
    with app.app_context():
        recipients = db.session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.recipient)).all()
        assert recipients == ["anna@example.org", "ben@example.org", "dora@example.org"]


@pytest.mark.one_database
def test_stopped_half_way(app: Flask, hall: int, mailbox: Mailbox, deliver: Callable[[], int]) -> None:  # noqa: F811
    """What has gone has gone, the rest never goes, also from a sender's hands; whoever is erased gets none."""
    with app.app_context():
        id_, account_id, now = written(hall), make_account().id, clock.now()
        service.send(id_, account_id=account_id, now=now - timedelta(minutes=1))
        mails = list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.due_at)))
        assert [mail.due_at - mails[0].due_at for mail in mails] == [APART * number for number in range(3)]
        erase(mails[0].about["registration_id"], account_id=None, now=now)
        with write_session(db.session()) as session:
            later = update(OutboxMail).where(OutboxMail.id == mails[1].id)
            session.execute(later.values(due_at=now + timedelta(hours=1)))
        deliver()
        mailing = db.session.get_one(Mailing, id_)
        assert queries.progress(mailing) == queries.Progress(sent=1, waiting=1, failed=0)
        held = {
            "event_id": hall,
            "kind": queries.MAILING,
            "recipient": mails[1].recipient,
            "locale": "de",
            "about": dict(mails[1].about),
            "created_at": now,
            "due_at": now,
            "attempts": 0,
        }
        assert service.stop(id_, account_id=account_id, now=now) == 1
        assert service.stop(id_, account_id=account_id, now=now) == 0
        assert queries.progress(mailing) == queries.Progress(sent=1, waiting=0, failed=0)
        with write_session(db.session()) as session:
            session.execute(insert(OutboxMail), [held])  # as a sender had it that took it just before
        deliver()
        assert [each.recipients[0] for each in mailbox.deliveries if subject(each) == "Betreff"] == [
            mails[2].recipient
        ]


@pytest.mark.one_database
@pytest.mark.usefixtures("hall")
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"subject": ""}, "Bitte geben Sie einen Betreff ein."),
        ({"text": "  "}, "Bitte geben Sie einen Text ein."),
        ({"text": "Guten Tag {vorname}"}, "{vorname} ist kein Platzhalter."),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "10000"),
        ({"audience": "everybody"}, "Keine gültige Auswahl"),
    ],
)
def test_what_cannot_be_sent(client: FlaskClient, fields: dict[str, str], problem: str) -> None:
    """Beside the field, and nothing that was written is lost."""
    answer = client.post(f"{PATH}/mailings/new", data={**WRITTEN, **fields})
    assert (answer.status_code, problem in answer.text) == (422, True)
    assert "Another room" in answer.text


@pytest.mark.one_database
@pytest.mark.usefixtures("hall")
def test_texts_to_begin_with(client: FlaskClient) -> None:
    """Every placeholder in them means something; what only the organisers know is asked for."""
    for name in STARTS:
        page = unescape(client.get(f"{PATH}/mailings/new?from={name}").text)
        texts = re.findall(r"(?s)<textarea[^>]*>(.*?)</textarea>", page)
        subjects = re.findall(r'name="subject(?:_en)?"[^>]*value="([^"]+)"', page)
        assert (len(texts), len(subjects)) == (2, 2)
        to_write = [len(unknown_placeholders(text)) for text in texts + subjects]
        assert to_write == ([1, 1, 0, 0] if name == "change" else [0] * 4)
        assert ["{name}" in text for text in texts] == [True, True]
        if name == "change":
            sent = client.post(f"{PATH}/mailings/new", data=WRITTEN | {"text": texts[0]})
            assert (sent.status_code, "Da steht noch „{Schreiben Sie hier" in sent.text) == (422, True)
