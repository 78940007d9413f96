"""What comes of two who do the same at the same moment? Each time both succeed, and it is there once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from eventapp import clock
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.models import WalkIn
from eventapp.checkin.walk_ins import WalkingIn, WalkInRequest, walk_in
from eventapp.core.admission import Admission
from eventapp.database import write_session
from eventapp.events.models import Organisation
from eventapp.events.service import organisation_id_of
from eventapp.extensions import Base, db
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import Person, Registration
from eventapp.registration.service import Entry, Registering, issue_personal_link, register, use_personal_link
from tests.contacts.phones import at_once
from tests.factories import make_attendee, make_event
from tests.waiting import LONGEST

T = TypeVar("T")
ENTRY = {"name": "Anna Schmidt", "email": "anna@example.org", "organisation": "MDZ Hannover"}


def overtaken(app: Flask, first: Callable[[Session], object], second: Callable[[], T]) -> T:
    """Lets `second` run into rows that `first` has written and not yet committed; its result once they are."""

    def run() -> T:
        with app.app_context():
            return second()

    with ThreadPoolExecutor(1) as thread, app.app_context():
        with write_session(db.session()) as session:
            first(session)
            session.flush()
            running = thread.submit(run)
            time.sleep(0.3)
            assert not running.done()  # it waits for the rows
        return running.result(timeout=LONGEST)


def number_of(app: Flask, table: type[Base]) -> int:
    """How many rows a table has."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_new_organisation_at_two_events_at_once(app: Flask) -> None:
    """Two events of a series get the same new organisation at the same moment: both have it, and there is one."""
    with app.app_context():
        first = make_event(title="Frühling")
        series_id, second_id = first.series_id, make_event(title="Herbst", series_id=first.series_id).id
    outcome = overtaken(
        app,
        lambda session: organisation_id_of(session, series_id, "MDZ Hannover"),
        lambda: register(Entry(name="Anna", organisation="mdz  hannover"), event_id=second_id, now=clock.now()),
    )
    assert outcome.verdict is Registering.REGISTERED
    assert number_of(app, Organisation) == 1
    with app.app_context():
        [organisation] = db.session.scalars(select(Organisation))
        assert db.session.scalars(select(Registration.organisation_id)).all() == [organisation.id]


def test_a_person_confirmed_at_two_events_at_once(app: Flask) -> None:
    """The links of two events of a series are opened at the same moment: one human, known from both."""
    with app.app_context():
        first = make_event(title="Frühling")
        series_id = first.series_id
        anna = make_attendee(make_event(title="Herbst", series_id=series_id), email="anna@example.org")
        link = issue_personal_link(anna.id, by_mail=True, now=clock.now())
        with write_session(db.session()) as session:
            session.execute(update(Registration).values(person_id=None))
            session.execute(delete(Person))
    signed_in = overtaken(
        app,
        lambda session: session.add(Person(series_id=series_id, email_key="anna@example.org")),
        lambda: use_personal_link(link, now=clock.now()),
    )
    assert signed_in is not None
    with app.app_context():
        [person] = db.session.scalars(select(Person))
        assert db.session.get_one(Registration, anna.id).person_id == person.id


def test_a_form_sent_twice_at_once(app: Flask) -> None:
    """A double tap on „Anmelden“ makes one registration and one mail, and both answers look alike."""
    with app.app_context():
        make_event()

    def send() -> tuple[int, str | None]:
        answer = app.test_client().post("/events/netzwerktreffen/register", data=ENTRY)
        return answer.status_code, answer.location

    assert at_once([send] * 6) == [(303, "/events/netzwerktreffen/registered")] * 6
    assert number_of(app, Registration) == 1
    assert number_of(app, OutboxMail) == 1


def test_a_walk_in_s_form_sent_twice_at_once(app: Flask) -> None:
    """A double tap at the desk registers one person, and the second answer lets that one in."""
    with app.app_context():
        event = make_event()
        gerda = make_attendee(event, "Gerda Neu", checked_in=False).id
        form = WalkIn(event_id=event.id, registration_id=gerda, nonce="form-0001", made_at=clock.now())
        passing = DoorRequest(event.id, None, None, form.nonce, clock.now(), "Ola Nowak")
    request = WalkInRequest(Entry(name="Gerda Neu"), passing, is_new=True)
    outcome = overtaken(app, lambda session: session.add(form), lambda: walk_in(request))
    assert outcome.verdict is WalkingIn.REPEATED
    assert outcome.answer is not None
    assert outcome.answer.verdict is Admission.IN
    assert outcome.token == ""
    assert number_of(app, Registration) == 1
