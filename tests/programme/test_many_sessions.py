"""Does a programme of many sessions stay as quick to read as one of few?"""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.core.places import Status
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.programme.models import Booking, ProgrammeSession
from eventapp.programme.queries import ahead_in_line, sessions_of
from eventapp.registration.models import Registration
from tests.contacts.phones import statements
from tests.factories import make_account, make_attendee, make_event, today
from tests.pages import sign_in

pytestmark = [pytest.mark.one_database, pytest.mark.slow]


def add_sessions(event_id: int, number: int, people: list[int]) -> None:
    """Sessions of one place each, which the first person has; the others wait in their order, all since now."""
    begins, now = clock.now() + timedelta(days=10), clock.now()
    with write_session(db.session()) as session:
        for each in range(number):
            texts = {"title": f"Session {each}", "title_en": "", "about": "", "about_en": "", "speakers": ""}
            starts_at = begins + timedelta(minutes=each)
            made = ProgrammeSession(
                event_id=event_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=1),
                room=f"Raum {each % 3}",
                is_bookable=True,
                capacity=1,
                has_waiting_list=True,
                created_at=now,
                **texts,
            )
            session.add(made)
            session.flush()
            for place, person in enumerate(people):
                stands = Status.WAITING if place else Status.CONFIRMED
                session.add(
                    Booking(event_id=event_id, session_id=made.id, registration_id=person, status=stands, since=now)
                )


def test_the_number_of_statements_does_not_grow_with_the_programme(app: Flask, client: FlaskClient) -> None:
    """Each page asks the database as often for 40 sessions, for all of which somebody waits, as for 3."""
    with app.app_context():
        account = make_account()
        event = make_event(organiser=account, first_day=today() + timedelta(days=10))
        path, event_id = f"/events/{event.slug}", event.id
        sign_in(client, account)
        first, ben, anna = (make_attendee(event, name, checked_in=False) for name in ("Erste", "Ben", "Anna"))
        uid = db.session.get_one(Registration, anna.id).uid
    phone = app.test_client()
    with phone.session_transaction() as kept:
        kept["attendees"] = {path.rpartition("/")[2]: anna.token}
    pages = [
        (client, f"{path}/programme"),
        (client, f"{path}/registrations/{uid}/sessions"),
        (client, f"{path}/registrations/{uid}/history"),
        (phone, f"{path}/me/programme"),
        (phone, path),
        (app.test_client(), f"{path}/register"),
    ]
    asked: list[dict[str, int]] = []
    for number in (3, 37):
        with app.app_context():
            add_sessions(event_id, number, [first.id, ben.id, anna.id])
        asked.append({})
        for who, page in pages:
            with statements(app) as collected:
                assert who.get(page).status_code == 200
            asked[-1][page] = len(collected)
    assert asked[0] == asked[1]
    with app.app_context():
        ids = [each.id for each in sessions_of(event_id)]
        assert [ahead_in_line(person.id) for person in (first, ben, anna)] == [{}, {}, dict.fromkeys(ids, 1)]
