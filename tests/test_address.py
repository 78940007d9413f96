"""Does an event speak to its attendees with „Sie“ or „du“, as its organisers chose, and to nobody else informally?"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext
from sqlalchemy import select, update

import hatch_build
from eventapp import clock
from eventapp.badges.mails import compose_ticket
from eventapp.core.codes import new_secret
from eventapp.database import write_session
from eventapp.events.models import Address, Event
from eventapp.extensions import db
from eventapp.language import address_reader, current
from eventapp.mail.models import OutboxMail
from eventapp.registration.service import Entry, Occasion, issue_personal_link, mail_tickets_again, register
from tests.checkout import ROOT
from tests.conftest import SignIn
from tests.contacts.phones import Phone
from tests.factories import MadeAttendee, make_account, make_attendee, make_event
from tests.pages import sign_in

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

FORMAL = re.compile(r"\b(Sie|Ihnen|Ihre?[mnrs]?)\b")
"""Capital letters: whoever is spoken of, and not to, is in the middle of a sentence in the attendees' texts."""
INFORMAL = re.compile(r"\b(du|dir|dich|deine?[mnrs]?)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
SOURCES = [("eventapp/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
FOR_THE_TEAM = re.compile(
    r"""
    eventapp/(accounts|champion|checkin|cli|designs|doors|history|live|mailings|network|prints|projector|report|review|style|test_mode)/
    | eventapp/badges/(logo_routes|role_forms|role_routes|stock_forms|stock_routes|words)\.py
    | eventapp/certificates/(routes|forms)\.py
    | eventapp/events/(guards|mails|routes|forms|team_routes|programme_forms|words)\.py
    | templates/(accounts|badges|checkin|designs|doors|history|mailings|network|projector|report|review|style)/
    | templates/test_mode/
    | templates/mail/(rush|sign_in_link|team_invitation)/
    | templates/prints/(?!own_)
    | templates/champion/(?!own_)
    | templates/certificates/(certificates|printed)\.html
    | templates/events/(_event_form|_invitation|home|invitation\w*|new_\w+|overview\w*|settings|team|welcome)\.html
    | templates/contacts/badge_at_door\.html
    | eventapp/registration/(import_forms|import_routes|organisation_routes|place_forms|place_routes)\.py
    | eventapp/registration/(question|selection)_\w+\.py
    | eventapp/programme/(person_routes|routes|session_forms)\.py
    | templates/programme/(_words|cancel|person|programme|session\w*)\.html
    | templates/registration/(erase|import\w*|invitation_codes|merge|organisations)\.html
    | templates/registration/(_?places|question\w*|registrations|selection)\.html
    """,
    re.VERBOSE,
)
"""Sources that no attendee of an event reads; everything else needs both forms, new files too."""


@cache
def catalogue(folder: str) -> Catalog:
    """A German catalogue."""
    with (ROOT / f"eventapp/translations/{folder}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file)


@cache
def sources() -> Mapping[str, set[str]]:
    """Which files say each sentence."""
    found: dict[str, set[str]] = {}
    keywords = dict.fromkeys(("_", "_l", "gettext"), None) | {"ngettext": (1, 2)}
    for folder in ("eventapp", "templates"):
        for file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=[(pattern.partition("/")[2], method) for pattern, method in SOURCES if folder in pattern],
            keywords=keywords,
            directory_filter=lambda _folder: True,  # or it would leave out _macros
        ):
            found.setdefault(message if isinstance(message, str) else message[0], set()).add(f"{folder}/{file}")
    return found


def is_for_attendees(sentence: str) -> bool:
    """Whether an attendee may read it."""
    return any(not FOR_THE_TEAM.match(file) for file in sources().get(sentence, ()))


def german(folder: str) -> Iterator[tuple[str, str]]:
    """The sentences of a catalogue with their German; of plurals all forms in one."""
    for message in catalogue(folder):
        if message.id:
            sentence = message.id if isinstance(message.id, str) else message.id[0]
            forms = [message.string] if isinstance(message.string, str) else message.string or ()
            yield sentence, " ".join(forms)


def test_every_formal_sentence_for_attendees_has_an_informal_form() -> None:
    """A sentence with Sie, Ihr or Ihnen that an attendee may read is said with du in the second catalogue."""
    assert len(sources()) > 500
    assert "templates/_macros/scanner.html" in set().union(*sources().values())
    informal = dict(german("informal/de@informal"))
    formal = {sentence: text for sentence, text in german("de") if FORMAL.search(text) and is_for_attendees(sentence)}
    assert len(formal) > 50
    assert {sentence: text for sentence, text in formal.items() if sentence not in informal} == {}


def test_the_informal_catalogue_holds_nothing_else() -> None:
    """Each of its sentences is still said to attendees, differs from the formal one and has the same parts."""
    formal = dict(german("de"))
    for sentence, text in german("informal/de@informal"):
        assert sentence in formal, f"orphaned: {sentence}"
        assert is_for_attendees(sentence), f"not for attendees: {sentence}"
        assert text != formal[sentence], f"said alike: {sentence}"
        assert not FORMAL.search(text), f"formal: {text}"
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(formal[sentence])), sentence


def test_both_catalogues_are_compiled(tmp_path: Path) -> None:
    """The build finds every catalogue, however deep it lies."""
    for folder in ("de", "informal/de@informal"):
        source = tmp_path / f"eventapp/translations/{folder}/LC_MESSAGES/messages.po"
        source.parent.mkdir(parents=True)
        source.write_text('msgid "One"\nmsgstr "Eins"\n')
    hatch_build.compile_translations(tmp_path)
    assert len(list(tmp_path.rglob("messages.mo"))) == 2


def visible(page: str) -> str:
    """The words of a page, those for scripts and screen readers too."""
    main = re.sub(r"<header.*?</header>|<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    attributes = " ".join(re.findall(r'(?:data-text-[\w-]+|aria-label|placeholder)="([^"]*)"', main))
    return unescape(re.sub(r"<[^>]+>", " ", main) + attributes)


def attendee_of(title: str, address: Address, email: str) -> MadeAttendee:
    """Somebody registered at an event that addresses its attendees in this way."""
    event = make_event(title=title)
    with write_session(db.session()) as session:
        session.execute(update(Event).where(Event.id == event.id).values(address=address))
    return make_attendee(event, email=email)


@pytest.fixture
def informal(app: Flask) -> MadeAttendee:
    """An attendee of an event that says du."""
    with app.app_context():
        return attendee_of("Duzen", Address.DU, "anna@example.org")


def pages(app: Flask, attendee: MadeAttendee, language: str) -> dict[str, str]:
    """The words of every kind of page that an attendee, or somebody who may become one, meets at the event."""
    with app.app_context():
        link = issue_personal_link(attendee.id, by_mail=True, now=clock.now())
    event, phone, stranger = f"/events/{attendee.slug}", Phone(app, attendee, language=language), app.test_client()
    header = {"Accept-Language": language}
    answers = {
        path: stranger.get(path, headers=header)
        for path in (
            event,
            *(f"{event}/{page}" for page in ("register", "registered", "privacy", "link-again", "link-sent", "me")),
            f"/p/{link}",
            f"/B/{attendee.code}",
        )
    }
    answers |= {path: phone.get(path) for path in (f"{event}/me", f"{event}/scan", f"{event}/contacts")}
    answers["me, signed out"] = stranger.get(f"{event}/me", headers=header)
    answers["mistakes"] = stranger.post(f"{event}/register", data={"email": "x", "name": ""}, headers=header)
    answers["nonsense"] = phone.post(f"{event}/consents", purpose="nonsense")
    answers["own badge"] = phone.post(f"{event}/scan", code=attendee.code, nonce="nonce-0001")
    answers["leaving"] = phone.post(f"{event}/consents", purpose="tracking", given="no")
    phone.post(f"{event}/me/sign-out")
    answers["left"] = phone.get(event)
    assert {answer.status_code for answer in answers.values()} == {200, 400, 401, 422}
    return {name: visible(answer.get_data(as_text=True)) for name, answer in answers.items()}


def test_an_informal_event_says_du_on_every_page(app: Flask, informal: MadeAttendee) -> None:
    """No page of the event says Sie to an attendee, and those that address somebody say du."""
    found = pages(app, informal, "de")
    assert {name: FORMAL.findall(words) for name, words in found.items() if FORMAL.search(words)} == {}
    said = [name for name, words in found.items() if INFORMAL.search(words)]
    assert {f"/events/{informal.slug}/{page}" for page in ("register", "privacy", "scan")} <= set(said)
    assert {"mistakes", "me, signed out", "left"} <= set(said)


def test_a_formal_event_says_sie(app: Flask) -> None:
    """That is how an event begins; nobody is said du to by chance."""
    with app.app_context():
        formal = attendee_of("Siezen", Address.SIE, "anna@example.org")
    found = pages(app, formal, "de")
    assert {name: INFORMAL.findall(words) for name, words in found.items() if INFORMAL.search(words)} == {}
    assert FORMAL.search(found[f"/events/{formal.slug}/register"])


def test_english_knows_no_difference(app: Flask, informal: MadeAttendee) -> None:
    """English pages of an informal event are English, and the pages say in which language they are."""
    for words in pages(app, informal, "en").values():
        assert not INFORMAL.search(words)
    for language in ("de", "en"):
        page = app.test_client().get(f"/events/{informal.slug}", headers={"Accept-Language": language})
        assert f'<html lang="{language}"' in page.text


def test_each_event_has_its_own_form(app: Flask, informal: MadeAttendee, sign_in_attendee: SignIn) -> None:
    """One phone at two events hears du at one and Sie at the other, in any order."""
    with app.app_context():
        formal = attendee_of("Siezen", Address.SIE, "anna@example.org")
    client = app.test_client()
    for attendee in (informal, formal):
        sign_in_attendee(client, attendee)
    for _ in range(2):
        assert "Du bist nicht mehr angemeldet" in client.get(f"/events/{informal.slug}/scan").text
        assert "Sie sind nicht mehr angemeldet" in client.get(f"/events/{formal.slug}/scan").text


def test_the_form_holds_from_then_on(app: Flask) -> None:
    """Also when something was said before the event was known."""
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert gettext("You are signed out.") == "Sie sind abgemeldet."
        address_reader(Address.DU)
        assert gettext("You are signed out.") == "Du bist abgemeldet."
        assert gettext("My contacts") == "Meine Kontakte"
        assert current() == "de"


def test_the_team_is_addressed_formally(app: Flask, client: FlaskClient) -> None:
    """The pages of organisers and hosts say Sie at an informal event too, and so does what belongs to no event."""
    with app.app_context():
        organiser = make_account()
        event = make_event(organiser=organiser)
        with write_session(db.session()) as session:
            session.execute(update(Event).values(address=Address.DU))
        sign_in(client, organiser)
        badge = make_attendee(event).code
    slug = "/events/netzwerktreffen"
    for path in (f"{slug}/overview", f"{slug}/settings", f"{slug}/door", f"{slug}/badges", f"{slug}/champion", "/"):
        words = visible(client.get(path).text)
        assert not INFORMAL.search(words.replace("Persönlich: du", "")), path
    assert "Sie sind nicht mehr angemeldet" in client.get(f"{slug}/door").text
    assert not INFORMAL.search(visible(client.get(f"/B/{badge}").text))
    assert "Sie" in visible(app.test_client().get(f"/p/{new_secret()}").text)


@pytest.mark.parametrize("occasion", list(Occasion))
def test_mails_say_du(app: Flask, occasion: Occasion) -> None:
    """The ticket mail of an informal event says du, in subject, text and HTML, on every occasion."""
    with app.app_context():
        event = make_event()
        with write_session(db.session()) as session:
            session.execute(update(Event).values(address=Address.DU))
        outcome = register(Entry("Anna", email="anna@example.org"), event_id=event.id, now=clock.now())
        assert outcome.registration_id is not None
        mail_tickets_again(event.id, [outcome.registration_id], now=clock.now())
        with write_session(db.session()) as session:
            mail = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).first()
            assert mail is not None
            mail.about = {**mail.about, "occasion": occasion}
        composed = compose_ticket(mail, clock.now())
    assert composed is not None
    assert composed.subject == "Dein Ticket: Netzwerktreffen"
    for text in (composed.text, visible(composed.html)):
        assert FORMAL.findall(text) == []
        assert "Hallo Anna," in text
        assert "Zeig am Empfang" in text
