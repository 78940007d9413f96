"""Does a list become registrations exactly as it was shown: once, all of it or nothing, and without a consent?"""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.background import enqueue_due
from eventapp.badges.models import BadgeCode
from eventapp.core.places import Status
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import ConsentRecord, Purpose, Registration, RegistrationImport
from eventapp.registration.service import Entry, Profile, change_profile, register
from tests.desk import contents
from tests.factories import make_account, make_event

PATH = "/events/netzwerktreffen/registrations/import"
ENGLISH = {"Accept-Language": "en"}
LIST = """Vorname;Name;Firma;E-Mail;Telefon;Sprache;Ort
Anna;Schmidt;Mittelstand-Digital Zentrum Hannover;ANNA@example.org;;;Bonn
Ben;Öztürk;MDZ Hannover;ben@example.org;0049 30 123456;en;
Fee;Neu;mdz  hannover;fee@example.org;;;
Gerd;\u202eNeu\u200b;;;;;
Hans;www.example.org;;;;;
Ida;Lang;IHK;ida@;;;
Jo;{long};;;;;
Kai;Tel;;;12;;
Ben;Zweimal;;Ben@Example.org;;;
""".replace("{long}", "x" * 300)
NONE = "\N{EN DASH}"
SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def event_id(app: Flask) -> int:
    """An event with an organiser and two people; one of them let their contacts see the e-mail address."""
    with app.app_context():
        event_id = make_event(organiser=make_account("ola@example.org")).id
        anna = Entry("Anna Schmidt", "MDZ Hannover", "anna@example.org", {Purpose.EMAIL: "yes"})
        for entry in (anna, Entry("Ben Ötztürk", "MDZ Hannover", "ben@example.org")):
            register(entry, event_id=event_id, now=clock.now())
        with write_session(db.session()) as session:
            session.execute(update(OutboxMail).values(sent_at=clock.now()))
        return event_id


@pytest.fixture
def organiser(client: FlaskClient, event_id: int, sign_in_account: SignIn) -> FlaskClient:
    """The organiser's browser."""
    assert event_id
    sign_in_account(client, "ola@example.org")
    return client


def upload(client: FlaskClient, content: str | bytes) -> TestResponse:
    """Sends a file."""
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    return client.post(PATH, data={"file": (file, "liste.csv")}, headers=ENGLISH)


def looked_at(client: FlaskClient, content: str) -> tuple[str, str]:
    """Sends a file; the address of what it would do, and that page."""
    answer = upload(client, content)
    assert answer.status_code == 303, answer.text
    return answer.location, client.get(answer.location, headers=ENGLISH).text


def confirm(client: FlaskClient, address: str, page: str, **more: str) -> TestResponse:
    """Says yes to what a page shows."""
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    return client.post(address, data={"seen": seen, **more}, headers=ENGLISH)


def figures(page: str) -> list[str]:
    """New, changed, same, refused."""
    return re.findall(r"<dd >(\d+)</dd>", page)


def rows(page: str) -> dict[str, str]:
    """What the tables say, by the number of the row."""
    found = re.findall(r'<td class="num">(\d+)</td>\s*<th scope="row">(.*?)</tr>', page, re.DOTALL)
    return {number: " ".join(re.sub("<.*?>", " ", text).split()) for number, text in found}


def test_a_list_is_looked_at_taken_in_and_the_same_from_then_on(
    app: Flask, organiser: FlaskClient, event_id: int
) -> None:
    """Every row says what would happen; then it has, without mail and consent; the second time nothing does."""
    before = contents(app)
    address, page = looked_at(organiser, LIST)
    assert figures(page) == ["2", "2", "0", "5"]
    shown = rows(page)
    assert shown["2"] == "Anna Schmidt Organisation: MDZ Hannover → Mittelstand-Digital Zentrum Hannover"
    assert shown["3"] == (
        "Ben Öztürk Name: Ben Ötztürk → Ben Öztürk Telephone number: +49 30 123456 Language: de → en"
    )
    assert (shown["4"], shown["5"]) == ("Fee Neu mdz hannover fee@example.org", f"Gerd Neu {NONE} {NONE}")
    assert shown["6"].endswith("Name: Please enter your name only, without a web address.")
    assert "E-mail address: The part after the @ is missing" in shown["7"]
    assert re.fullmatch("Jo x{21}… Name: That is too long. At most 200 characters fit here.", shown["8"])
    assert "Telephone number: This does not look like a telephone number." in shown["9"]
    assert shown["10"] == "Ben Zweimal Row 3 is about the same person. Please leave one of the two out."
    assert re.search(r"Mittelstand-Digital Zentrum Hannover</th>.*?<td>MDZ Hannover</td>", page, re.DOTALL)
    assert "Not read: Ort" in page
    assert changed_tables(before, contents(app)) == {"registration_imports"}
    before = contents(app)
    assert confirm(organiser, address, page).location == address
    assert figures(organiser.get(address).text) == ["2", "2", "0", "5"]
    assert changed_tables(before, contents(app)) == {
        *("registrations", "organisations", "badge_codes", "audit_entries", "registration_imports", "events")
    }
    with app.app_context():
        people = db.session.scalars(select(Registration).order_by(Registration.id)).unique().all()
        assert [person.name for person in people] == ["Anna Schmidt", "Ben Öztürk", "Fee Neu", "Gerd Neu"]
        assert {person.organisation.name for person in people if person.organisation} == {
            "Mittelstand-Digital Zentrum Hannover",
            "MDZ Hannover",
        }
        assert people[0].shares_email
        assert (people[1].phone, people[1].locale, people[2].email) == ("+49 30 123456", "en", "fee@example.org")
        assert {person.status for person in people} == {Status.CONFIRMED}
        assert len({person.change_no for person in people}) == len({person.number for person in people}) == 4
        assert len(db.session.scalars(select(BadgeCode)).all()) == 4
        assert {row.registration_id for row in db.session.scalars(select(ConsentRecord))} == {people[0].id}
        [entry] = [entry for entry in entries(event_id) if entry.action == "registrations.imported"]
        about = {key: entry.about[key] for key in ("new", "changed", "same", "refused", "mailed")}
        assert about == {"new": 2, "changed": 2, "same": 0, "refused": 5, "mailed": 0}
        [kept] = db.session.scalars(select(RegistrationImport))
        assert kept.people == []
    again, page = looked_at(organiser, LIST)
    assert figures(page) == ["0", "0", "4", "5"]
    assert "There is nothing to import" in page
    assert rows(organiser.get(f"{again}?show=same", headers=ENGLISH).text).keys() == {"2", "3", "4", "5"}


def test_a_number_that_somebody_entered_is_theirs(app: Flask, organiser: FlaskClient, event_id: int) -> None:
    """The organisers exchange one that they brought, until the person puts another one in its place."""
    assert event_id
    looks = []
    for phone, entered in (("030 11111", "030 11111"), ("030 22222", "030 33333"), ("030 44444", "")):
        address, page = looked_at(organiser, f"Name;E-Mail;Telefon\nBen Ötztürk;ben@example.org;{phone}\n")
        looks.append(rows(page)["2"])
        if 'name="seen"' in page:
            confirm(organiser, address, page)
        with app.app_context():
            [ben] = db.session.scalars(select(Registration.id).where(Registration.email_key == "ben@example.org"))
            change_profile(ben, Profile(entered), phone_words="", now=clock.now())
    assert looks == [
        "Ben Ötztürk Telephone number: 030 11111",
        "Ben Ötztürk Telephone number: 030 11111 → 030 22222",
        (
            "Ben Ötztürk This person has entered a telephone number; only they can change it. "
            "Please leave that cell empty."
        ),
    ]


def changed_tables(
    before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]
) -> set[str]:
    """Which tables hold something else now."""
    return {name for name in before if sorted(map(repr, before[name])) != sorted(map(repr, after[name]))}


def test_a_yes_holds_for_what_was_seen_and_once(app: Flask, organiser: FlaskClient, event_id: int) -> None:
    """What changed meanwhile is shown first; a second yes does nothing; tickets go out only if asked for."""
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(places=3))
    address, page = looked_at(organiser, "Name,Mail\nCleo,cleo@example.org\nDora,dora@example.org\nEmil,\n")
    assert figures(page) == ["3", "0", "0", "0"]
    assert "2 people more would have one" in page
    assert not re.search(r'name="mail_tickets"[^>]*checked', page)
    with app.app_context():
        register(Entry("Cleo", email="cleo@example.org"), event_id=event_id, now=clock.now())
    answer = confirm(organiser, address, page, mail_tickets="y")
    assert (answer.status_code, figures(answer.text)) == (409, ["2", "0", "1", "0"])
    assert "Meanwhile something has changed" in answer.text
    for _ in range(2):
        assert confirm(organiser, address, answer.text, mail_tickets="y").status_code == 303
    assert "1 ticket is on its way." in organiser.get(address, headers=ENGLISH).text
    with app.app_context():
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.sent_at.is_(None))).all()
        assert sorted((mail.recipient, mail.about["occasion"]) for mail in mails) == [
            ("cleo@example.org", "registered"),
            ("dora@example.org", "entered"),
        ]
        assert len(db.session.scalars(select(Registration)).unique().all()) == 5


def test_a_list_waits_an_hour_and_for_nobody_else(
    app: Flask, organiser: FlaskClient, event_id: int, sign_in_account: SignIn
) -> None:
    """Then nothing is left of it; a newer list takes its place; an event that is over takes none."""
    first, page = looked_at(organiser, "Name\nCleo")
    second, _page = looked_at(organiser, "Name\nDora")
    assert organiser.get(first).status_code == confirm(organiser, first, page).status_code == 404
    with app.app_context():
        other_id = make_account("otto@example.org").id
        grant_role(other_id, Role.ORGANISER, event_id=event_id)
    sign_in_account(other := app.test_client(), "otto@example.org")
    assert (other.get(PATH).status_code, other.get(second).status_code) == (200, 404)
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(RegistrationImport).values(expires_at=clock.now()))
    assert organiser.get(second).status_code == 404
    enqueue_due(app)
    with app.app_context():
        assert db.session.scalars(select(RegistrationImport)).all() == []
    third, page = looked_at(organiser, "Name\nCleo")
    with app.app_context(), write_session(db.session()) as session:
        over = {"tracking_opens_at": clock.now() - timedelta(2), "tracking_closes_at": clock.now() - timedelta(1)}
        session.execute(update(Event).values(over))
    assert confirm(organiser, third, page).status_code == upload(organiser, "Name\nCleo").status_code == 409
    assert 'type="file"' not in organiser.get(PATH).text


def test_files_that_are_no_list(organiser: FlaskClient) -> None:
    """Each is told what is wrong and what would help; what is too large is not even read."""
    told = {
        b"": "There is nothing in this file.",
        b"Vorname,Ort\nAnna,Bonn": "There is no column with names.",
        b"%PDF-1.7": "This is no list that can be read.",
        b"Name\nA\x00": "In row 2 stands a sign that no list has",
        b"Name\n" + b"Anna\n" * 5001: "more than 5000 rows",
    }
    for content, sentence in told.items():
        answer = upload(organiser, content)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    assert "Please choose a file first." in organiser.post(PATH, headers=ENGLISH).text
    large = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="l"\r\n\r\n' + b"Anna\n" * 1_100_000 + b"--x--"
    )
    for path, sentence in ((PATH, "larger than 5 MB"), ("/events/netzwerktreffen/settings/topics", "too large")):
        answer = organiser.post(path, data=large, content_type="multipart/form-data; boundary=x", headers=ENGLISH)
        assert (answer.status_code, sentence in answer.text) == (413, True)
