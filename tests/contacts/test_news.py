"""What does the other phone say about who scanned its owner, and when does it fall silent?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp import clock
from eventapp.contacts.models import Contact
from eventapp.contacts.news import MOST_NEWS, NEWS_WINDOW, news_of
from eventapp.contacts.own_contacts import decide_consent, reject_contact
from eventapp.core.contact_rules import Confirmation, Rules, Way
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.contacts.meetings import pair
from tests.contacts.phones import Phone, statements
from tests.contacts.topics import give_icebreakers, give_topics
from tests.factories import (
    MadeAttendee,
    close_and_record,
    make_attendee,
    make_event,
    scan,
)

JSON = {"Accept": "application/json"}


def news(phone: Phone) -> str:
    """What the phone would show."""
    answer = phone.get(phone.path("/contacts/news"))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def event_of(attendee: MadeAttendee) -> Event:
    """The event of an attendee."""
    return db.session.get_one(Event, attendee.event_id)


def contact_id(app: Flask) -> int:
    """The first contact."""
    with app.app_context():
        return db.session.scalars(select(Contact.id).order_by(Contact.id)).first() or 0


def send(phone: Phone, app: Flask, action: str, **fields: str) -> tuple[int, object]:
    """Presses a button of the notice, as its script does."""
    path = phone.path(f"/contacts/{contact_id(app)}/{action}")
    answer = phone.client.post(path, data=fields, headers=JSON)
    return answer.status_code, answer.get_json()


def test_the_scanned_person_reads_who_it_was(app: Flask) -> None:
    """With the number of their own contact, what both share and the same question; the scanner has no notice."""
    with app.app_context():
        anna, ben = pair()
        give_topics(anna, seeks=["KI"])
        give_topics(ben, offers=["KI"])
        give_icebreakers(anna.event_id, ["Was läuft gut?"])
        scan(ben, make_attendee(event_of(anna), "Cleo"))
        scan(anna, ben)
    his = news(Phone(app, ben, language="de"))
    for words in (
        "Anna Schmidt (",
        "hat Sie gescannt.",
        "Kontakt 2, neu. Er zählt.",
        "Sucht, was Sie bieten: KI",
        "Was läuft gut?",
        "Wir kannten uns schon",
        "Das war kein Gespräch",
    ):
        assert words in his
    assert "Bestätigen" not in his
    assert "data-news-item" not in news(Phone(app, anna))


def test_objecting_and_thinking_again(app: Flask) -> None:
    """Each button says what it did; undo is there until the notice grows old."""
    with app.app_context():
        anna, ben = pair()
        scan(anna, ben)
    his = Phone(app, ben)
    assert send(his, app, "reject") == (200, {"changing": "changed"})
    assert send(his, app, "reject") == (200, {"changing": "unchanged"})
    assert "Noted: that was no conversation." in news(his)
    assert f"/contacts/{contact_id(app)}/restore" in news(his)
    assert send(his, app, "restore") == (200, {"changing": "changed"})
    assert send(his, app, "known-before", known="yes") == (200, {"changing": "changed"})
    assert "the two knew each other before" in news(his)
    assert send(his, app, "known-before", known="no") == (200, {"changing": "changed"})
    assert "Contact 1, new. It counts." in news(his)
    with his.client.session_transaction() as session:
        assert "_flashes" not in session


def test_mutual_confirmation_by_one_tap(app: Flask) -> None:
    """The notice asks for a yes; afterwards it counts, and asks no more."""
    with app.app_context():
        anna, ben = pair(rules=Rules(confirmation=Confirmation.MUTUAL))
        scan(anna, ben)
    his = Phone(app, ben)
    assert f"/contacts/{contact_id(app)}/confirm" in news(his)
    assert send(his, app, "confirm") == (200, {"changing": "changed"})
    assert f"/contacts/{contact_id(app)}/confirm" not in news(his)
    assert "It counts." in news(his)


def _withdrawn(anna: MadeAttendee, _ben: MadeAttendee) -> None:
    decide_consent(anna.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())


def _own_withdrawn(_anna: MadeAttendee, ben: MadeAttendee) -> None:
    decide_consent(ben.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())


def _rejected(anna: MadeAttendee, _ben: MadeAttendee) -> None:
    contact = db.session.scalars(select(Contact.id)).one()
    reject_contact(contact, registration_id=anna.id, now=clock.now())


def _grown_old(_anna: MadeAttendee, _ben: MadeAttendee) -> None:
    with write_session(db.session()) as session:
        session.execute(update(Contact).values(made_at=clock.now() - NEWS_WINDOW - timedelta(seconds=1)))


def _by_station(_anna: MadeAttendee, _ben: MadeAttendee) -> None:
    with write_session(db.session()) as session:
        session.execute(update(Contact).values(way=Way.STATION))


@pytest.mark.parametrize("change", [_withdrawn, _own_withdrawn, _rejected, _grown_old, _by_station])
def test_nothing_of_anybody_who_is_gone(app: Flask, change: Callable[[MadeAttendee, MadeAttendee], None]) -> None:
    """Who withdrew or took it back is not named; old news are none; at a station nobody scanned anybody."""
    with app.app_context():
        anna, ben = pair()
        scan(anna, ben)
    his = Phone(app, ben)
    assert "Anna Schmidt" in news(his)
    with app.app_context():
        change(anna, ben)
    assert "Anna Schmidt" not in news(his)


def test_after_signing_out_there_is_no_news(app: Flask) -> None:
    """Neither in this browser nor by a copy of its cookie."""
    with app.app_context():
        anna, ben = pair()
        scan(anna, ben)
    his, copy = Phone(app, ben), Phone(app, ben)
    his.post(his.path("/me/sign-out"))
    for phone in (his, copy):
        assert phone.get(phone.path("/contacts/news")).status_code == 401


def test_once_closed_nothing_can_be_pressed(app: Flask) -> None:
    """The notice stays without buttons; a page that still has them is told."""
    with app.app_context():
        anna, ben = pair()
        scan(anna, ben)
        close_and_record(anna.event_id, account_id=None, now=clock.now())
    his = Phone(app, ben)
    assert "<form" not in news(his)
    assert send(his, app, "reject")[0] == 409


def test_only_the_latest_are_news(app: Flask) -> None:
    """The latest first; the others stand in the list of contacts."""
    with app.app_context():
        event = make_event()
        ben, *others = (make_attendee(event, f"Person {letter}") for letter in "BCDEFG")
        for other in others:
            scan(other, ben)
        told = news_of(ben.id, now=clock.now())
    assert [each.name for each in told] == ["Person G", "Person F", "Person E"]
    assert [each.number for each in told] == [5, 4, 3]
    assert len(told) == MOST_NEWS


def test_what_has_not_changed_costs_two_reads(app: Flask) -> None:
    """Sign-in and news; 304 without a body. Whatever changes, in whatever language, is told."""
    with app.app_context():
        anna, ben = pair()
        scan(anna, ben)
    his = Phone(app, ben)
    first = his.get(his.path("/contacts/news"))

    def again(language: str = "en") -> int:
        headers = {"If-None-Match": first.headers["ETag"], "Accept-Language": language}
        return his.client.get(his.path("/contacts/news"), headers=headers).status_code

    with statements(app) as asked:
        assert again() == 304
    assert len(asked) == 2
    assert again("de") == 200
    send(his, app, "known-before", known="yes")
    assert again() == 200


def test_the_contact_of_others_can_not_be_pressed(app: Flask) -> None:
    """The script's request gets the same 404 as the form's."""
    with app.app_context():
        anna, ben = pair()
        cleo = make_attendee(event_of(anna), "Cleo")
        scan(anna, ben)
    assert send(Phone(app, cleo), app, "reject")[0] == 404
