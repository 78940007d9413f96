"""Can somebody register, quickly and with nothing agreed to unasked?"""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts.service import email_key
from eventapp.config import Config
from eventapp.database import write_session
from eventapp.events.models import Event, Organisation
from eventapp.events.service import organisation_id_of
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import Erasure, Purpose, Registration
from eventapp.registration.queries import consent_records
from eventapp.registration.service import Entry, Registering, register
from tests.contacts.phones import at_once
from tests.factories import make_account, make_event, today
from tests.mail.smtp_server import Mailbox

PATH = "/events/netzwerktreffen/register"
ANNA = {"name": "Anna Schmidt", "organisation": "MDZ Hannover", "email": "anna@example.org"}
ALL_CONSENTS = {"tracking": "y", "projector": "y", "share_email": "y"}


@pytest.fixture
def event(app: Flask) -> int:
    """A published event; its id."""
    with app.app_context():
        return make_event().id


def send(client: FlaskClient, language: str = "en", **fields: str) -> TestResponse:
    """Sends the registration form."""
    return client.post(PATH, data={**ANNA, **fields}, headers={"Accept-Language": language})


def people(app: Flask) -> Sequence[Registration]:
    """Everybody registered."""
    with app.app_context():
        return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def mails(app: Flask) -> Sequence[OutboxMail]:
    """All mails in the outbox."""
    with app.app_context():
        return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


@pytest.mark.usefixtures("event")
def test_registering_leads_to_a_mail(app: Flask, client: FlaskClient) -> None:
    """A filled-in form makes a registration and a waiting mail, and says where the mail goes."""
    answer = send(client, **ALL_CONSENTS)
    assert (answer.status_code, answer.location) == (303, "/events/netzwerktreffen/registered")
    assert "anna@example.org" in client.get(answer.location).text
    [anna] = people(app)
    assert (anna.name, anna.email, anna.email_key) == ("Anna Schmidt", "anna@example.org", "anna@example.org")
    assert anna.organisation is not None
    assert anna.organisation.name == "MDZ Hannover"
    assert anna.person_id is None
    [mail] = mails(app)
    assert (mail.kind, mail.recipient, mail.about["registration_id"]) == ("ticket", "anna@example.org", anna.id)


def test_no_mail_table_no_registration(app: Flask, event: int) -> None:
    """Registration and mail are one transaction: when the mail cannot be kept, nobody is registered."""
    with app.app_context():
        with write_session(db.session()) as session:
            session.execute(text("DROP TABLE outbox_mails"))
        entry = Entry(name="Anna", email="anna@example.org")
        with pytest.raises(DBAPIError):
            register(entry, event_id=event, now=clock.now())
    assert people(app) == []


@pytest.mark.usefixtures("event")
def test_nothing_is_ticked(client: FlaskClient) -> None:
    """Five boxes, each on its own, none of them ticked; and it is said that refusing has no drawback."""
    page = client.get(PATH, headers={"Accept-Language": "en"}).text
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    assert len(boxes) == 5
    assert not any("checked" in box for box in boxes)
    assert "All of this is voluntary. Without any tick you are registered just the same" in page
    assert "datenschutz@example.org" in page
    assert 'href="/events/netzwerktreffen/privacy"' in page


@pytest.mark.usefixtures("event")
def test_without_any_tick(app: Flask, client: FlaskClient) -> None:
    """Whoever agrees to nothing is registered just the same, and gets the mail."""
    assert send(client).status_code == 303
    [anna] = people(app)
    assert (anna.tracking_consent, anna.shows_name, anna.shares_email) == (None, False, False)
    assert len(mails(app)) == 1
    with app.app_context():
        assert [(record.purpose, record.given) for record in consent_records(anna.id)] == [
            (purpose, False) for purpose in Purpose if purpose is not Purpose.SUGGESTIONS
        ]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.usefixtures("event")
def test_the_words_that_were_shown_are_kept(app: Flask, client: FlaskClient, language: str) -> None:
    """The proof of each answer holds label and explanation as they stood on the page, in the visitor's language."""
    page = client.get(PATH, headers={"Accept-Language": language}).text
    labels = re.findall(r'type="checkbox"[^>]*>\s*<label for="(\w+)">([^<]+)</label>\s*<p[^>]*>([^<]+)</p>', page)
    send(client, language, tracking="y")
    [anna] = people(app)
    assert (anna.locale, anna.tracking_consent is not None) == (language, True)
    with app.app_context():
        kept = {(record.text, record.given) for record in consent_records(anna.id)}
    assert kept == {(f"{label}. {meaning}", name == "tracking") for name, label, meaning in labels}
    assert len(kept) == 5


@pytest.mark.usefixtures("event")
def test_more_than_was_asked_is_ignored(app: Flask, client: FlaskClient) -> None:
    """Fields that the form does not have change nothing."""
    with app.app_context():
        other = make_event(title="Other").id
    send(
        client,
        is_staff="1",
        role="organiser",
        event_id=str(other),
        number="1",
        person_id="1",
        checked_in="1",
        shows_name="1",
        shares_email="1",
        locale="fr",
        uid="mine",
        id="77",
    )
    [anna] = people(app)
    assert (anna.is_staff, anna.person_id, anna.shows_name, anna.shares_email) == (False, None, False, False)
    assert anna.event_id != other
    assert anna.number != 1
    assert anna.locale == "en"
    assert anna.uid != "mine"
    assert anna.id != 77


@pytest.mark.usefixtures("event")
def test_nothing_typed_is_lost(app: Flask, client: FlaskClient) -> None:
    """A form with a mistake comes back with everything that was typed and ticked, and names the mistake."""
    answer = send(client, name="Anna Müller", email="anna@", tracking="y")
    assert answer.status_code == 422
    for kept in ('value="Anna Müller"', 'value="MDZ Hannover"', 'value="anna@"'):
        assert kept in answer.text
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', answer.text)
    assert [("checked" in box) for box in boxes] == [True, False, False, False, False]
    assert "The part after the @ is missing, for example anna@company.de." in answer.text
    assert people(app) == []


def test_organisations_are_suggested_and_stay_free(app: Flask, client: FlaskClient, event: int) -> None:
    """The event's organisations are suggested, those that others typed are not, and any other can be typed."""
    with app.app_context(), write_session(db.session()) as session:
        row = session.get_one(Event, event)
        named = organisation_id_of(session, row.series_id, "MDZ Kaiserslautern")
        row.organisations = [session.get_one(Organisation, named)]
    send(client, organisation="mdz  KAISERSLAUTERN", email="ben@example.org")
    send(client, organisation="Frei & Erfunden")
    page = client.get(PATH).text
    assert re.findall(r'<option value="([^"]+)">', page) == ["MDZ Kaiserslautern"]
    assert [row.organisation.name for row in people(app) if row.organisation] == [
        "MDZ Kaiserslautern",
        "Frei & Erfunden",
    ]


@pytest.mark.usefixtures("event")
def test_known_addresses_are_told_to_nobody(app: Flask, client: FlaskClient) -> None:
    """The second registration with an address is answered like the first one and changes nothing."""

    def answers(visitor: FlaskClient, **fields: str) -> tuple[int, str, str]:
        answer = send(visitor, **fields)
        token = re.compile(r'name="csrf_token" value="[^"]*"')
        return answer.status_code, answer.location, token.sub("", visitor.get(answer.location).text)

    first = answers(client, tracking="y")
    assert answers(app.test_client(), name="Somebody Else", email="ANNA@Example.org", projector="y") == tuple(
        part.replace("anna@example.org", "ANNA@example.org") if isinstance(part, str) else part for part in first
    )
    [anna] = people(app)
    assert (anna.name, anna.shows_name) == ("Anna Schmidt", False)


def test_one_mail_in_ten_minutes(app: Flask, event: int) -> None:
    """Fifty registrations with one address make one mail; ten minutes later the next one is possible."""
    entry, now = Entry(name="Anna", email="anna@example.org"), clock.now()
    with app.app_context():
        verdicts = [register(entry, event_id=event, now=now).verdict for _ in range(50)]
    assert verdicts == [Registering.REGISTERED] + [Registering.ALREADY_REGISTERED] * 49
    assert len(mails(app)) == 1
    with app.app_context():
        register(entry, event_id=event, now=now + timedelta(minutes=10, seconds=1))
    assert [mail.about["occasion"] for mail in mails(app)] == ["registered", "already_registered"]


def test_one_address_at_the_same_moment(app: Flask, event: int) -> None:
    """Eight phones register one address at once: one registration, one mail, and each is answered."""

    def call() -> Registering:
        with app.app_context():
            entry = Entry(name="Anna", email="anna@example.org")
            return register(entry, event_id=event, now=clock.now()).verdict

    verdicts = at_once([call] * 8)
    assert sorted(verdicts) == sorted([Registering.REGISTERED] + [Registering.ALREADY_REGISTERED] * 7)
    assert (len(people(app)), len(mails(app))) == (1, 1)


@pytest.mark.slow
def test_a_hall_behind_one_address(app: Flask, client: FlaskClient, event: int) -> None:
    """Many people register from one network address, one after the other, and all are taken."""
    assert {send(client, email=f"p{number}@example.org").status_code for number in range(60)} == {303}
    assert len(people(app)) == 60
    assert {row.event_id for row in people(app)} == {event}
    assert len({row.number for row in people(app)}) == 60


def test_too_early_and_too_late(app: Flask, client: FlaskClient, event: int) -> None:
    """Before publishing there is no page; after the last day it says that registration is closed, and why."""
    with app.app_context():
        now = clock.now()
        make_event(title="Draft", published=False)
        make_event(title="Over", first_day=today() - timedelta(days=5), days=2)
        over = register(Entry(name="Anna"), event_id=event, now=now + timedelta(days=5))
    assert over.verdict is Registering.NOT_OPEN
    assert client.get("/events/draft/register").status_code == 404
    assert client.post("/events/draft/register", data=ANNA).status_code == 404
    page = client.get("/events/over/register", headers={"Accept-Language": "en"})
    assert (page.status_code, "Registration is closed" in page.text) == (200, True)
    refused = client.post("/events/over/register", data=ANNA, headers={"Accept-Language": "en"})
    assert (refused.status_code, "Nothing was saved" in refused.text) == (409, True)
    assert people(app) == []


def test_the_team_sees_that_it_is_not_open_yet(
    app: Flask, client: FlaskClient, sign_in_account: Callable[[FlaskClient, str], None]
) -> None:
    """An organiser who opens the page of a draft reads when it opens."""
    with app.app_context():
        organiser = make_account("ola@example.org")
        make_event(title="Draft", published=False, organiser=organiser)
    sign_in_account(client, "ola@example.org")
    page = client.get("/events/draft/register", headers={"Accept-Language": "en"})
    assert (page.status_code, "Registration is not open yet" in page.text) == (200, True)
    assert client.post("/events/draft/register", data=ANNA).status_code == 409


@pytest.mark.usefixtures("event")
def test_the_trap_costs_a_person_one_tap(app: Flask, client: FlaskClient) -> None:
    """Whoever fills in the hidden field is asked to send once more; what was typed stays, the trap is empty."""
    page = client.get(PATH).text
    assert re.search(r"<div hidden>.*?name=\"website\"", page, re.DOTALL)
    trapped = send(client, website="https://spam.example")
    assert trapped.status_code == 422
    assert people(app) == []
    assert 'value="Anna Schmidt"' in trapped.text
    assert "spam.example" not in trapped.text
    assert "Please send the form once more" in trapped.text
    assert send(client).status_code == 303


@pytest.mark.usefixtures("event")
def test_a_line_break_adds_no_recipient(
    app: Flask, client: FlaskClient, mailbox: Mailbox, deliver: Callable[[], int]
) -> None:
    """A name with a header in it leads to one mail to one recipient, and stands in one line."""
    send(client, name="Eva\r\nBcc: x@y.de", email="eva@example.org")
    assert [row.name for row in people(app)] == ["Eva Bcc: x@y.de"]
    assert deliver() == 1
    assert [delivery.recipients for delivery in mailbox.deliveries] == [["eva@example.org"]]
    assert mailbox.deliveries[0].message["Bcc"] is None


HOSTILE: dict[str, Any] = {
    "NUL": {"name": "An\x00na", "organisation": "O\x00rg"},
    "script": {"name": "<script>alert(1)</script>", "organisation": '"><img src=x onerror=alert(1)>'},
    "template": {"name": "{{ 7 * 7 }}", "organisation": "%(name)s {0} %s"},
    "right to left": {"name": "Anna \u202egro.elpmaxe", "organisation": "\ufeff\u200b"},
    "only nothing": {"name": "\u200b\u00a0", "expected": 422},
    "long name": {"name": "a" * 201, "expected": 422},
    "long organisation": {"organisation": "ß" * 150, "expected": 422},
    "longer when compared": {"organisation": "\ufdfa" * 100, "expected": 422},
    "web address": {"name": "Buy at https://spam.example", "expected": 422},
    "surrogates": {"name": b"An\xed\xa0\x80na"},
    "long address": {"email": "a" * 64 + "@" + "b" * 190 + ".example", "expected": 422},
    "longer address when compared": {"email": "a@" + ".".join(["ß" * 55] * 4) + ".de", "expected": 422},
    "two addresses": {"email": "anna@example.org, ben@example.org", "expected": 422},
    "header": {"email": "anna@example.org\r\nBcc: x@y.de", "expected": 422},
}


@pytest.mark.each_case_on_both
@pytest.mark.parametrize("fields", list(HOSTILE.values()), ids=list(HOSTILE))
@pytest.mark.usefixtures("event")
def test_hostile_input(app: Flask, client: FlaskClient, fields: dict[str, Any]) -> None:
    """Whatever is typed is cleaned or refused with a sentence; it never breaks anything or runs on a page."""
    expected = fields.get("expected", 303)
    sent = {name: value for name, value in fields.items() if name != "expected"}
    answer = client.post(PATH, data={**ANNA, **sent})
    assert answer.status_code == expected
    assert len(people(app)) == (expected == 303)
    if expected == 422:
        assert "field__error" in answer.text
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.usefixtures("event")
def test_an_address_with_umlauts_after_the_at(
    app: Flask, client: FlaskClient, mailbox: Mailbox, deliver: Callable[[], int]
) -> None:
    """An address at bücher.example registers as it is typed, twice is once, and the mail gets there."""
    send(client, email="Eva@BÜCHER.example")
    send(client, email="eva@xn--bcher-kva.example")
    [eva] = people(app)
    assert (eva.email, eva.email_key) == ("Eva@bücher.example", email_key("eva@bücher.example"))
    deliver()
    assert [delivery.recipients for delivery in mailbox.deliveries] == [["Eva@xn--bcher-kva.example"]]


@pytest.mark.usefixtures("event")
def test_what_happens_with_my_data(app: Flask, client: FlaskClient) -> None:
    """The page behind the link repeats every consent word for word, and names whom to ask."""
    config: Config = app.extensions["eventapp_config"]
    assert config.base_url == "http://localhost"
    page = client.get("/events/netzwerktreffen/privacy", headers={"Accept-Language": "en"}).text
    form = client.get(PATH, headers={"Accept-Language": "en"}).text
    for sentence in ("I take part in contact tracking", "it is saved who met whom and when", "a number stands there"):
        assert sentence in page
        assert sentence in form
    assert "datenschutz@example.org" in page


def test_numbers_never_run_out(app: Flask, event: int) -> None:
    """Where everybody with a number of three digits was erased, the next ones are longer."""
    with app.app_context():
        with write_session(db.session()) as session:
            session.add_all(
                Erasure(registration_id=number, event_id=event, number=number, change_no=0, erased_at=clock.now())
                for number in range(100, 1000)
            )
        register(Entry("Anna"), event_id=event, now=clock.now())
        assert (db.session.scalar(select(Registration.number)) or 0) > 999
