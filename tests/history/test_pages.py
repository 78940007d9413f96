"""Does the history tell what happened, when, by whom, and nothing that is nobody's business?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.audit import record
from eventapp.badges.service import replace_badge
from eventapp.badges.stock import SHEET
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.service import redeem, undo_check_in
from eventapp.checkin.walk_ins import WalkInRequest, walk_in
from eventapp.contacts.due_mails import FOLLOW_UP
from eventapp.core.people_list import ListedPerson
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.history.routes import ON_A_PAGE
from eventapp.mail.service import enqueue
from eventapp.mailings.models import Audience
from eventapp.mailings.service import Draft, send, write
from eventapp.prints.orders import PrintOrder
from eventapp.prints.service import place
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.service import (
    Correction,
    Corrector,
    Decision,
    Entry,
    PlaceSettings,
    Spoken,
    cancel,
    change_places,
    confirm_import,
    correct,
    decide,
    erase,
    find_import,
    keep_import,
    plan,
    record_consent,
    register,
)
from tests.contacts.phones import statements
from tests.factories import make_account, make_attendee, make_event, scan
from tests.pages import sign_in
from tests.prints.orders import PRESS

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

PATH = "/events/netzwerktreffen"
ENGLISH = {"Accept-Language": "en"}
THEMSELVES, COMMAND = "the person themselves", "a command on the server"


@dataclass(frozen=True)
class Hall:
    """An event, and its organiser Ola Nowak, whose browser the client is."""

    event_id: int
    ola: int


@pytest.fixture
def hall(app: Flask, client: FlaskClient) -> Hall:
    """An event as it is made."""
    with app.app_context():
        account = make_account()
        event = make_event(organiser=account)
        sign_in(client, account)
        return Hall(event.id, account.id)


def lines(client: FlaskClient, path: str) -> list[tuple[str, str]]:
    """What a page of the history says: what happened, and by whom."""
    answer = client.get(PATH + path, headers=ENGLISH)
    assert answer.status_code == 200
    line = r'<p class="history__what">(.*?)</p>(?:\s*<p class="small soft">(.*?)</p>)?'
    parts = re.findall(line, answer.text, re.DOTALL)
    return [(plain(what), plain(more)) for what, more in parts]


def plain(html: str) -> str:
    """The words of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def moments() -> Iterator[datetime]:
    """One second after the other."""
    now = clock.now()
    return (now + timedelta(seconds=number) for number in range(1, 60))


def come(event_id: int, name: str, *, now: datetime) -> int:
    """Somebody registers; their id."""
    id_ = register(Entry(name), event_id=event_id, now=now).registration_id
    assert id_ is not None
    return id_


def history_of(registration_id: int) -> str:
    """Where somebody's history stands."""
    return f"/registrations/{db.session.get_one(Registration, registration_id).uid}/history"


def test_the_log_in_words(app: Flask, client: FlaskClient, hall: Hall) -> None:
    """The latest first, about whom and by whom; of an erased person nothing but that there was one."""
    event_id, now = hall.event_id, moments()
    with app.app_context():
        anna, ben = (come(event_id, name, now=next(now)) for name in ("Anna <Schmidt>", "Ben Fern"))
        correct(ben, Correction("Ben Ferner", ""), Corrector(hall.ola), event_id=event_id, now=next(now))
        cancel(anna, now=next(now))
        erase(ben, account_id=hall.ola, now=next(now))
        about: dict[str, str | int | None] = {"contacts": 2, "reason": "Nur <geübt>"}
        with write_session(db.session()) as session:
            record(session, "contacts.voided", now=next(now), event_id=event_id, account_id=hall.ola, **about)
            record(session, "moon.landed", now=next(now), event_id=event_id, account_id=hall.ola)
        other = make_event(title="Andere")
        cancel(come(other.id, "Gina Fremd", now=next(now)), now=next(now))
        annas = history_of(anna)
    assert lines(client, "/history") == [
        ("Something else: moon.landed", "Ola Nowak"),
        ("Contacts voided", "Ola Nowak · 2 contacts · “Nur <geübt>”"),
        ("Registration deleted", "Ola Nowak"),
        ("Place cancelled: Anna <Schmidt>", THEMSELVES),
        ("Registration corrected: a deleted registration", "Ola Nowak · Name"),
        ("Event published", COMMAND),
        ("Event created", "Ola Nowak"),
    ]
    page = client.get(f"{PATH}/history", headers=ENGLISH).text
    assert f'<a href="{PATH}{annas}">Anna &lt;Schmidt&gt;</a>' in page
    assert "Ben" not in page
    assert [what for what, _by in lines(client, "/history?kind=contacts")] == ["Contacts voided"]
    assert lines(client, "/history?kind=nonsense&page=99") == lines(client, "/history")


def test_long_logs_have_pages_and_ask_no_more(app: Flask, client: FlaskClient, hall: Hall) -> None:
    """As many statements for a full page about many people as for an entry."""
    asked = []
    for number in (1, ON_A_PAGE):
        with app.app_context():
            people = [come(hall.event_id, f"Person {each}", now=clock.now()) for each in range(min(number, 3))]
            who = {"event_id": hall.event_id, "account_id": hall.ola}
            with write_session(db.session()) as session:
                for each in range(number):
                    registration_id = people[each % len(people)]
                    record(session, "personal_link.shown", now=clock.now(), **who, registration_id=registration_id)
        with statements(app) as collected:
            found = lines(client, "/history")
        asked.append(len(collected))
    assert len(found) == ON_A_PAGE
    assert asked[0] == asked[1] < 10
    assert lines(client, "/history?page=2")[-1] == ("Event created", "Ola Nowak")


def test_one_persons_whole_history(app: Flask, client: FlaskClient, hall: Hall) -> None:
    """In order, with by whom: registered, agreed, mailed, corrected, printed, at the door; not whom they met."""
    event_id, ola, now = hall.event_id, hall.ola, moments()
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        dora = make_attendee(event, "Dora Fuchs", email="dora@example.org", checked_in=False)
        for given in (True, False):
            with write_session(db.session()) as session:
                person, at = session.get_one(Registration, dora.id), next(now)
                for purpose in (Purpose.PROJECTOR, Purpose.EMAIL):
                    record_consent(session, person, purpose, "Ja oder nein", given=given, now=at)
        with write_session(db.session()) as session:
            person, at, spoken = session.get_one(Registration, dora.id), next(now), Spoken("Tür 1", ola)
            record_consent(session, person, Purpose.SEARCH, "Nein", given=False, now=at, spoken=spoken)
            about = {"registration_id": dora.id, "contact_id": 1}
            to = "d@example.org"
            enqueue(session, FOLLOW_UP, recipient=to, locale="de", now=at, about=about, event_id=event_id)
        mailing = write(Draft(Audience.ATTENDEES, "Saal 2", "Oben"), event_id=event_id, account_id=ola, now=at)
        send(mailing.id, account_id=ola, now=next(now))
        correct(dora.id, Correction("Dora Fuchs", "IHK"), Corrector(ola), event_id=event_id, now=next(now))
        place([dora.id], PrintOrder(SHEET), PRESS, event_id=event_id, account_id=ola, now=next(now))
        met = scan(make_attendee(event, "Emil Getroffen"), dora, now=next(now))
        assert met.contact_number == 1
        replace_badge(dora.id, event_id, account_id=ola, now=next(now))
        for nonce in ("nonce-0001", "nonce-0002"):
            redeem(DoorRequest(event_id, None, None, nonce, next(now), "Tür 2", registration_id=dora.id))
        undo_check_in(dora.id, event_id=event_id, account_id=ola, now=next(now))
        path = history_of(dora.id)
    assert lines(client, path) == [
        ("Registered", THEMSELVES),
        ("Agreed: Contact tracking", THEMSELVES),
        ("Ticket by mail", "waits"),
        ("Agreed: Name on projector, E-mail for contacts", THEMSELVES),
        ("Withdrew the consent: Name on projector, E-mail for contacts", THEMSELVES),
        ("Did not agree: Search by name", "said aloud: Tür 1 · Ola Nowak"),
        ("Mailing: Saal 2", "waits"),
        ("Registration corrected", "Ola Nowak · Organisation"),
        ("Badge printed", "Ola Nowak · First print"),
        ("Badge replaced, with a new code", "Ola Nowak"),
        ("Let in", "Tür 2 · Entrance · taken back"),
        ("Not let in: was in already", "Tür 2 · Entrance"),
        ("Check-in taken back", "Ola Nowak"),
    ]
    assert "Emil" not in client.get(PATH + path).text


def test_how_somebody_came_and_got_a_place(app: Flask, client: FlaskClient, hall: Hall) -> None:
    """From a list, at a door, and from the waiting list when somebody cancelled: by itself."""
    event_id, ola, now = hall.event_id, hall.ola, moments()
    with app.app_context():
        uid = keep_import(
            [ListedPerson(2, "Lia Liste")], {"Name": "name"}, event_id=event_id, account_id=ola, now=next(now)
        )
        listed = find_import(uid, event_id=event_id, account_id=ola, now=next(now))
        assert listed is not None
        seen = plan(listed, now=clock.now()).digest
        confirm_import(uid, seen=seen, mails_tickets=False, event_id=event_id, account_id=ola, now=next(now))
        walk_in(WalkInRequest(Entry("Tom Tür"), DoorRequest(event_id, None, None, "nonce-0001", next(now), "Tür 2")))
        settings = PlaceSettings(3, offer_hours=0)
        change_places(event_id, settings, account_id=ola, now=next(now))
        first, second = (come(event_id, name, now=next(now)) for name in ("Eva Erst", "Willi Wartet"))
        decide(event_id, [first], Decision.CANCEL, account_id=ola, now=next(now))
        ids = {row.name: row.id for row in db.session.query(Registration)}
        of_list, of_door, of_second = (history_of(id_) for id_ in (ids["Lia Liste"], ids["Tom Tür"], second))
    assert lines(client, of_list) == [("Registered from a list", "Ola Nowak")]
    assert lines(client, of_door)[:1] == [("Registered at the door", "Tür 2")]
    assert lines(client, of_second) == [
        ("Registered", THEMSELVES),
        ("Moved up from the waiting list", "by itself · has a place"),
    ]
    [moved, cancelled, *_others] = lines(client, "/history?kind=people")
    assert moved == ("Moved up from the waiting list: Willi Wartet", "by itself · has a place")
    assert cancelled == ("Place cancelled: Eva Erst", "Ola Nowak")
