"""Does the ticket mail hold all that its reader needs at the door?"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import delete, select, update

from eventapp import background, clock
from eventapp.badges.mails import QR_NAME, compose_ticket
from eventapp.badges.models import BadgeCode
from eventapp.badges.queries import current_badge
from eventapp.config import Config
from eventapp.core.codes import badge_address, format_short_code
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail
from eventapp.registration.models import ConsentRecord, PersonalLink, Purpose, Registration
from eventapp.registration.queries import event_of_link
from eventapp.registration.service import Entry, Occasion, cancel, register
from tests.factories import make_event
from tests.mail.smtp_server import smtp_server

BASE_URL = "https://treffen.example"


@pytest.fixture
def composing(app: Flask) -> Iterator[Flask]:
    """The app on the public address, in the context in which the background work composes."""
    config: Config = app.extensions["eventapp_config"]
    app.extensions["eventapp_config"] = replace(config, base_url=BASE_URL)
    with app.app_context():
        yield app


def waiting(**entry: object) -> OutboxMail:
    """Registers Eva for a meeting in October; her waiting mail."""
    event = make_event(title="Größe & <Wirkung>", first_day=date(2099, 10, 7), days=3)
    made = replace(Entry(name="Eva Müller", email="eva@example.org"), **entry)  # type: ignore[arg-type]
    register(made, event_id=event.id, now=clock.now())
    mail: OutboxMail | None = db.session.scalar(select(OutboxMail))
    assert mail is not None
    return mail


def compose(mail: OutboxMail) -> ComposedMail:
    """The mail as it goes out."""
    composed = compose_ticket(mail, clock.now())
    assert composed is not None
    return composed


def link_in(text: str) -> str:
    """The secret of the personal link in a text."""
    found = re.search(rf"{BASE_URL}/p/(\w+)", text)
    assert found is not None
    return found[1]


@pytest.mark.usefixtures("composing")
def test_german_ticket() -> None:
    """In German: subject, event, days, place, link as button and text, code, and what to do at the event."""
    waits = waiting(locale="de", consents={Purpose.TRACKING: "ja"})
    mail = compose(waits)
    assert mail.recipient == "eva@example.org"
    assert mail.subject == "Ihr Ticket: Größe & <Wirkung>"
    for sentence in (
        "Guten Tag Eva Müller,",
        "9. Oktober 2099",
        "Kaiserslautern",
        "Zeigen Sie am Empfang",
        "scannen",
    ):
        assert sentence in mail.text
        assert sentence in mail.html
    assert "Größe &amp; &lt;Wirkung&gt;" in mail.html
    assert "<Wirkung>" not in mail.html
    assert "datenschutz@example.org" in mail.text
    assert f"{BASE_URL}/events/groesse-wirkung/privacy" in mail.text
    assert mail.html.count(f"{BASE_URL}/p/{link_in(mail.text)}") == 3  # button, text, and the text's own link
    cancel(waits.about["registration_id"], now=clock.now())
    gone = compose(waits)
    assert "Größe & <Wirkung> ist abgesagt" in gone.text
    assert "<Wirkung>" not in gone.html


@pytest.mark.usefixtures("composing")
def test_english_ticket() -> None:
    """In English: the same, for people who registered in English; and no German word is left."""
    mail = compose(waiting(locale="en"))
    assert mail.subject == "Your ticket: Größe & <Wirkung>"
    for sentence in ("Hello Eva Müller,", "9 October 2099", "Show the QR ticket at the desk"):
        assert sentence in mail.text
        assert sentence in mail.html
    assert not re.search(r"\b(Sie|Ihr|und|der)\b", mail.text)
    assert '<html lang="en">' in mail.html


@pytest.mark.usefixtures("composing")
def test_the_picture_is_the_badge() -> None:
    """The QR code in the mail holds the badge's address, which is public; the short code stands beside it."""
    waits = waiting()
    mail = compose(waits)
    picture, _calendar = mail.attachments
    assert (picture.filename, picture.media_type, picture.content_id) == ("ticket.png", "image/png", QR_NAME)
    assert f'src="cid:{QR_NAME}"' in mail.html
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    badge = current_badge(waits.about["registration_id"])
    assert code.text == badge_address(BASE_URL, badge.code)
    assert format_short_code(badge.short_code) in mail.text
    assert format_short_code(badge.short_code) in mail.html


@pytest.mark.usefixtures("composing")
def test_each_mail_has_a_link_of_its_own() -> None:
    """Composing makes a new link that works and confirms the address; the earlier mail's link goes on working."""
    waits = waiting()
    first, second = link_in(compose(waits).text), link_in(compose(waits).text)
    assert first != second
    db.session.rollback()  # what this session read before, it reads again
    for token in (first, second):
        found = event_of_link(token, now=clock.now())
        assert found is not None
        assert found.is_usable
    assert set(db.session.scalars(select(PersonalLink.by_mail))) == {True}


@pytest.mark.parametrize(
    ("occasion", "sentence"),
    [
        (Occasion.REGISTERED, "You are registered for Größe"),
        (Occasion.ALREADY_REGISTERED, "You are registered already; nothing has changed."),
        (Occasion.LINK_AGAIN, "Here is your ticket for Größe & <Wirkung> again"),
    ],
)
@pytest.mark.usefixtures("composing")
def test_why_it_comes(occasion: Occasion, sentence: str) -> None:
    """The first sentence tells why the mail comes: a registration, a second one, or a request."""
    waits = waiting(locale="en")
    fresh = OutboxMail(recipient=waits.recipient, locale="en", about={**waits.about, "occasion": str(occasion)})
    mail = compose(fresh)
    assert sentence in mail.text
    assert sentence.partition("Größe")[0] in mail.html


@pytest.mark.usefixtures("composing")
def test_without_contact_tracking() -> None:
    """Whoever did not agree is not told to scan, but that nobody records whom they meet."""
    mail = compose(waiting(locale="en"))
    assert "You have not agreed to contact tracking" in mail.text
    assert "scan their badges" not in mail.text


@pytest.mark.usefixtures("composing")
def test_nobody_else_gets_the_link() -> None:
    """A mail to an address that the person no longer has is not sent, nor one about somebody who is gone."""
    waits = waiting()
    with write_session(db.session()) as session:
        session.execute(update(Registration).values(email="new@example.org", email_key="new@example.org"))
    assert compose_ticket(waits, clock.now()) is None
    with write_session(db.session()) as session:
        session.execute(delete(ConsentRecord))
        session.execute(delete(BadgeCode))
        session.execute(delete(Registration))
    assert compose_ticket(waits, clock.now()) is None
    assert db.session.scalars(select(PersonalLink)).all() == []


def test_the_ticket_reaches_the_mailbox(composing: Flask) -> None:
    """Sent over a real server, the picture that arrives is decoded to the badge's address."""
    waits = waiting()
    config: Config = composing.extensions["eventapp_config"]
    with smtp_server() as mailbox:
        composing.extensions["eventapp_config"] = replace(config, smtp_url=mailbox.url)
        assert background.deliver_due(composing) == 1
    [delivery] = mailbox.deliveries
    assert delivery.recipients == ["eva@example.org"]
    assert delivery.message["Subject"] == "Ihr Ticket: Größe & <Wirkung>"
    [picture] = [part for part in delivery.message.walk() if part.get_content_type() == "image/png"]
    content = picture.get_payload(decode=True)
    assert isinstance(content, bytes)
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)))
    badge = current_badge(waits.about["registration_id"])
    assert code.text == badge_address(BASE_URL, badge.code)
