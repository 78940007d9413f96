"""Does somebody who is erased leave nothing behind, and does everybody else keep what is theirs?"""

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from eventapp import clock, tables
from eventapp.accounts.models import Account, AuditEntry
from eventapp.badges.service import replace_badge
from eventapp.checkin.service import check_in, undo_check_in
from eventapp.contacts.models import Contact, ContactReview, Scan
from eventapp.contacts.notes import Entry as NoteEntry
from eventapp.contacts.notes import save_note
from eventapp.contacts.people_search import search_people
from eventapp.contacts.queries import own_contacts
from eventapp.contacts.suggestions import decline
from eventapp.core.contact_rules import Verdict
from eventapp.database import write_session
from eventapp.events.changes import next_change_no
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail, deliver_one
from eventapp.registration.models import Erasure, Person, Purpose, Registration
from eventapp.registration.service import (
    Entry,
    Erasing,
    Registering,
    erase,
    issue_personal_link,
    mail_tickets_again,
    register,
    use_personal_link,
)
from eventapp.review.service import Decision, decide
from eventapp.rounds.queries import tables as meeting_tables
from eventapp.rounds.seats import join_table
from eventapp.rounds.service import make_tables, start_round
from tests.contacts.phones import Phone, at_once
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, scan
from tests.pages import database_contents, sign_in
from tests.waiting import LONGEST

NAME, MAIL, PHONE = "Anna Unverwechselbar", "anna.unverwechselbar@example.org", "+49 30 5550117"
FIRM = "Unverwechselbar Beratung"
TRACES = ("nverwechselbar", "5550117", "Segelboot", "Zaubertrick")
"""What only Anna brought, or others wrote about her."""
EVERYTHING = tuple(Purpose)


@dataclass(frozen=True)
class Evening:
    """Anna, who left something everywhere; Ben and Cleo, who met her and each other."""

    event_id: int
    slug: str
    organiser_id: int
    anna: MadeAttendee
    ben: MadeAttendee
    cleo: MadeAttendee
    number: int
    uid: str


@pytest.fixture
def evening(app: Flask) -> Evening:
    """An evening at which Anna does all that can be done."""
    with app.app_context():
        organiser = make_account()
        organiser_id = organiser.id
        event = make_event(organiser=organiser, topics=("KI",))
        anna, ben, cleo = (
            make_attendee(
                event, name, organisation=firm, email=mail, consents=EVERYTHING, phone=phone, offers=("KI",)
            )
            for name, firm, mail, phone in (
                (NAME, FIRM, MAIL, PHONE),
                ("Ben Öztürk", "IHK", "ben@example.org", ""),
                ("Cleo Young", "", "cleo@example.org", ""),
            )
        )
        _live_through(event.id, organiser_id, anna, ben, cleo)
        row = db.session.get_one(Registration, anna.id)
        return Evening(event.id, event.slug, organiser_id, anna, ben, cleo, row.number, row.uid)


def _live_through(
    event_id: int, organiser_id: int, anna: MadeAttendee, ben: MadeAttendee, cleo: MadeAttendee
) -> None:
    now = clock.now()
    scan(anna, ben)
    scan(ben, cleo)
    scan(cleo, anna)
    met = {(row.low_id, row.high_id): row.id for row in db.session.scalars(select(Contact))}
    save_note(met[anna.id, ben.id], NoteEntry(text="Hat ein Segelboot"), registration_id=ben.id, now=now)
    save_note(met[anna.id, cleo.id], NoteEntry(tags="Zaubertrick"), registration_id=anna.id, now=now)
    decide(
        event_id, [met[anna.id, ben.id]], Decision.VOIDED, reason="Im Saal gehört", account_id=organiser_id, now=now
    )
    make_tables(event_id, ["Tisch"], now=now)
    start_round(event_id, minutes=10, account_id=organiser_id, now=now)
    [table] = meeting_tables(event_id)
    table_id = table.id
    for person in (anna, cleo):
        join_table(table_id, event_id=event_id, registration_id=person.id, now=now)
    search_people("Cleo", registration_id=anna.id, now=now)
    uids = {row.id: row.uid for row in db.session.scalars(select(Registration))}
    decline(anna.id, uids[cleo.id], now=now)
    decline(ben.id, uids[anna.id], now=now)
    replace_badge(anna.id, event_id, account_id=organiser_id, now=now)
    undo_check_in(anna.id, event_id=event_id, account_id=organiser_id, now=now)
    check_in(anna.id, event_id=event_id, nonce="door-0001", account_id=organiser_id, now=now)
    mail_tickets_again(event_id, [anna.id], now=now)


def references(app: Flask, registration_id: int) -> dict[str, int]:
    """How many rows of each table name a registration, by whatever way a foreign key leads to it."""
    found: dict[str, int] = {}
    with app.app_context():
        for table in tables.metadata.sorted_tables:
            for key in table.foreign_keys:
                if key.column.name in {"id", "registration_id"} and key.column.table.name in {
                    "registrations",
                    "tracking_consents",
                }:
                    count = select(func.count()).select_from(table).where(key.parent == registration_id)
                    if rows := db.session.scalar(count):
                        found[f"{table.name}.{key.parent.name}"] = rows
    return found


def traces(app: Flask) -> list[str]:
    """What of Anna stands anywhere in the database, and in SQLite's file after it was tidied."""
    stored = repr(database_contents(app))
    found = [trace for trace in TRACES if trace in stored]
    with app.app_context():
        engine = db.engine
        if engine.dialect.name != "sqlite":
            return found
        path = Path(str(engine.url.database))
        db.session.remove()
        engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    return found + [f"{trace} in the file" for trace in TRACES if trace.encode() in files]


def erased(app: Flask, evening: Evening, account_id: int | None = None) -> Erasing:
    """Anna goes."""
    with app.app_context():
        return erase(evening.anna.id, account_id=account_id, now=clock.now())


def test_nothing_is_left(app: Flask, evening: Evening) -> None:
    """No row names Anna any more, and nothing that she brought or that others wrote about her stands anywhere."""
    before = references(app, evening.anna.id)
    assert len(before) > 12, before
    assert len(traces(app)) >= 4
    assert erased(app, evening) is Erasing.ERASED
    assert references(app, evening.anna.id) == {}
    assert traces(app) == []
    with app.app_context():  # which name a contact without a foreign key
        assert db.session.scalar(select(func.count()).select_from(ContactReview)) == 0
    assert erased(app, evening) is Erasing.GONE


def test_others_keep_what_is_theirs(app: Flask, evening: Evening) -> None:
    """Their contact with each other, their badges, links, consents and places at the table stay row by row."""
    others = [evening.ben.id, evening.cleo.id]
    before = {other: references(app, other) for other in others}
    assert erased(app, evening) is Erasing.ERASED
    for other in others:
        after, less = references(app, other), before[other]
        assert {table for table in less if less[table] != after.get(table, 0)} <= {
            "contacts.low_id",
            "contacts.high_id",
            "contact_notes.owner_id",
            "scans.scanner_id",
            "scans.target_id",
            "refused_suggestions.registration_id",
            "refused_suggestions.refused_id",
        }
    with app.app_context():
        assert [contact.name for contact in own_contacts(evening.ben.id)] == ["Cleo Young"]
        assert [contact.name for contact in own_contacts(evening.cleo.id)] == ["Ben Öztürk"]


def test_the_log_says_that_it_happened_and_not_to_whom(app: Flask, evening: Evening) -> None:
    """One entry, by the organiser who did it; none of the entries holds a name."""
    assert erased(app, evening, evening.organiser_id) is Erasing.ERASED
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.erased")).all()
        assert [(row.event_id, row.account_id, row.about) for row in entries] == [
            (evening.event_id, evening.organiser_id, {"registration_id": evening.anna.id})
        ]
        everything = repr([row.about for row in db.session.scalars(select(AuditEntry))])
        assert not [trace for trace in TRACES if trace in everything]


def test_neither_number_nor_id_is_given_again(app: Flask, evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen result and the log go on naming them, and must never mean somebody else."""
    with app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        last = make_attendee(event, "Zoe Letzte")
        number = db.session.get_one(Registration, last.id).number
        erase(last.id, account_id=None, now=clock.now())
        drawn = iter([number - 100, number - 100, 123])
        monkeypatch.setattr(secrets, "randbelow", lambda _count: next(drawn))
        new = register(Entry(name="Yann Neu"), event_id=evening.event_id, now=clock.now()).registration_id
        assert new is not None
        assert new > last.id
        assert db.session.get_one(Registration, new).number == 223
        assert db.session.scalars(select(Erasure.number)).all() == [number]


def test_the_same_person_may_come_again(app: Flask, evening: Evening) -> None:
    """With the same address, at once, as somebody new: another number, and no contact of before."""
    assert erased(app, evening) is Erasing.ERASED
    with app.app_context():
        again = register(Entry(name=NAME, email=MAIL), event_id=evening.event_id, now=clock.now())
        assert again.verdict is Registering.REGISTERED
        assert again.registration_id is not None
        assert db.session.get_one(Registration, again.registration_id).number != evening.number
        assert list(own_contacts(again.registration_id)) == []
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.recipient == MAIL)).all()
        assert [mail.about["registration_id"] for mail in mails] == [again.registration_id]


def test_the_human_goes_with_their_last_registration(app: Flask) -> None:
    """As long as one event of the series knows them, earlier meetings there count as such."""
    with app.app_context():
        spring = make_event(title="Frühling")
        series_id = spring.series_id
        autumn = make_event(title="Herbst", series_id=series_id)
        one, other = (make_attendee(event, NAME, email=MAIL) for event in (spring, autumn))
        [human] = db.session.scalars(select(Person.id))
        assert erase(one.id, account_id=None, now=clock.now()) is Erasing.ERASED
        assert db.session.get_one(Registration, other.id).person_id == human
        assert erase(other.id, account_id=None, now=clock.now()) is Erasing.ERASED
        assert db.session.scalars(select(Person.id)).all() == []


def test_an_organisation_goes_with_its_last_person(app: Flask, evening: Evening) -> None:
    """Its name may be a person's. One that others are of, or that an event suggests, stays."""
    with app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        colleague = make_attendee(event, "Dora Fuchs", organisation=FIRM)
        assert erase(colleague.id, account_id=None, now=clock.now()) is Erasing.ERASED
        [firm] = db.session.scalars(select(Organisation).where(Organisation.name == FIRM))
        with write_session(db.session()) as session:
            session.get_one(Event, evening.event_id).organisations = [firm]
        assert erase(evening.anna.id, account_id=None, now=clock.now()) is Erasing.ERASED
        assert [row.name for row in db.session.get_one(Event, evening.event_id).organisations] == [FIRM]


def test_a_mail_under_way_ends_with_its_reader(app: Flask, evening: Evening) -> None:
    """Nothing more is sent to Anna, and a mail that is just being sent to her harms nobody."""
    sent: list[str] = []

    class Post:
        def send(self, mail: ComposedMail) -> None:
            sent.append(mail.recipient)

        def close(self) -> None:
            """Nothing is open."""

    def compose(mail: OutboxMail, _now: object) -> ComposedMail:
        if mail.about["registration_id"] == evening.anna.id:
            with ThreadPoolExecutor(1) as thread:
                thread.submit(erased, app, evening).result()
        return ComposedMail(mail.recipient, "Betreff", "Text")

    with app.app_context():
        waiting = db.session.scalars(select(OutboxMail.recipient)).all()
        assert waiting.count(MAIL) == 2
        db.session.rollback()
        while deliver_one({"ticket": compose}, Post(), now=clock.now()):
            pass
        assert sorted(sent) == [MAIL, "ben@example.org", "cleo@example.org"]
        assert sorted(db.session.scalars(select(OutboxMail.recipient))) == ["ben@example.org", "cleo@example.org"]


@pytest.fixture
def organiser(app: Flask, client: FlaskClient, evening: Evening) -> FlaskClient:
    """The organiser's browser."""
    with app.app_context():
        sign_in(client, db.session.get_one(Account, evening.organiser_id))
    return client


def test_on_ones_own_page(app: Flask, evening: Evening) -> None:
    """One link, one page that says what goes, one button; afterwards every way in is closed."""
    phone, other_phone = Phone(app, evening.anna), Phone(app, evening.anna)
    with app.app_context():
        link = issue_personal_link(evening.anna.id, by_mail=True, now=clock.now())
    page = phone.path("/me/delete")
    assert f'href="{page}"' in phone.get(phone.path("/me")).text
    assert "What goes at once" in phone.get(page).text
    assert phone.post(page).status_code == 400
    assert phone.post(page, confirmed="no").status_code == 400
    assert phone.get(phone.path("/me")).status_code == 200
    answer = phone.post(page, confirmed="yes")
    assert (answer.status_code, answer.location) == (303, f"/events/{evening.slug}")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Your registration is deleted" in phone.get(f"/events/{evening.slug}").text
    for browser in (phone, other_phone):
        assert browser.get(phone.path("/me")).status_code == 401
    assert app.test_client().post(f"/p/{link}").status_code == 410
    assert Phone(app, evening.ben).scan(evening.anna.code).get_json()["verdict"] == "UNKNOWN_BADGE"
    assert NAME not in Phone(app, evening.ben).get(f"/events/{evening.slug}/contacts").text
    with app.app_context():
        assert use_personal_link(link, now=clock.now()) is None


def test_on_request_of_the_person(organiser: FlaskClient, evening: Evening) -> None:
    """An organiser finds the registration in the list, reads what goes, and deletes it; then it is in no list."""
    english = {"Accept-Language": "en"}
    listed = f"/events/{evening.slug}/registrations"
    page = f"{listed}/{evening.uid}/delete"
    history = f"{listed}/{evening.uid}/history"
    assert f'href="{history}"' in organiser.get(listed).text
    assert f'href="{page}"' in organiser.get(history).text
    shown = organiser.get(page, headers=english).text
    assert NAME in shown
    assert f"Attendee {evening.number}" in shown
    assert organiser.post(page, data={"confirmed": ""}).status_code == 400
    answer = organiser.post(page, data={"confirmed": "yes"}, headers=english)
    assert (answer.status_code, answer.location) == (303, listed)
    assert organiser.get(page).status_code == organiser.post(page, data={"confirmed": "yes"}).status_code == 404
    for path in ("registrations", "door", "badges", "graph", "standings", "review", "graph.json"):
        seen = organiser.get(f"/events/{evening.slug}/{path}")
        assert seen.status_code == 200
        assert NAME not in seen.text, path
        assert "Ben" in seen.text or path in {"review", "badges"}, path


Act = Callable[[], object]


def acts_around(app: Flask, evening: Evening) -> Iterator[Act]:
    """What others, and Anna's own phones, do at the moment at which she is erased."""
    for scanner, target in ((evening.ben, evening.anna), (evening.cleo, evening.anna), (evening.anna, evening.ben)):
        yield lambda scanner=scanner, target=target: Phone(app, scanner).scan(target.code).status_code  # type: ignore[misc]
    for path in ("/me", "/contacts", "/contacts/news", "/me/delete"):
        yield lambda path=path: Phone(app, evening.anna).get(f"/events/{evening.slug}{path}").status_code  # type: ignore[misc]
    deleted = f"/events/{evening.slug}/me/delete"
    for _twice in range(2):
        yield lambda: Phone(app, evening.anna).post(deleted, confirmed="yes").status_code


@pytest.mark.slow
def test_at_the_moment_at_which_others_scan(app: Flask, evening: Evening) -> None:
    """Nobody waits for somebody who waits for them, nobody gets an error of ours, and nothing is left."""
    with app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        crowd = [make_attendee(event, f"Gast {number}") for number in range(6)]
    acts = list(acts_around(app, evening))
    acts += [lambda guest=guest: Phone(app, guest).scan(evening.anna.code).status_code for guest in crowd]  # type: ignore[misc]
    statuses = at_once(acts)
    assert [status for status in statuses if int(str(status)) >= 500] == []
    assert erased(app, evening) is Erasing.GONE
    assert references(app, evening.anna.id) == {}
    assert traces(app) == []


def test_a_scan_that_is_under_way_is_waited_for(app: Flask, evening: Evening) -> None:
    """It holds Anna and asks for the event's turn: an erasure with the turn that asks for Anna would never end."""
    with ThreadPoolExecutor(1) as thread:
        with app.app_context(), write_session(db.session()) as session:
            values = {"event_id": evening.event_id, "scanner_id": evening.ben.id, "target_id": evening.anna.id}
            session.execute(
                insert(Scan).values(
                    **values, nonce="scan-0001", verdict=Verdict.NEW_CONTACT, reason="", received_at=clock.now()
                )
            )
            erasing = thread.submit(erased, app, evening)
            time.sleep(0.3)
            assert not erasing.done()  # it waits for the scan
            next_change_no(session, evening.event_id)
        assert erasing.result(timeout=LONGEST) is Erasing.ERASED
    assert references(app, evening.anna.id) == {}
