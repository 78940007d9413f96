"""Does every place find somebody, nobody's place two, and everybody who waits their turn?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp import background, clock
from eventapp.badges.queries import current_badge
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.service import redeem
from eventapp.contacts.queries import changes_after
from eventapp.core.admission import Admission
from eventapp.core.contact_rules import Rules
from eventapp.core.places import HOLDING, Status
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration import service
from eventapp.registration.models import Registration, TrackingConsent
from eventapp.registration.place_queries import ahead_in_line, place_numbers
from eventapp.registration.service import Entry, PlaceSettings, Placing, Registering, change_places, register
from tests.contacts.phones import Phone, at_once
from tests.factories import make_account, make_attendee, make_event
from tests.registration.placing import DAY, PATH, come, limited, stands


def test_the_last_places_taken_by_fifty_at_once(app: Flask) -> None:
    """Ten get one, the forty others wait, each in a place of their own in the line."""
    with app.app_context():
        event_id = limited(10)

    def one(number: int) -> Callable[[], int]:
        def call() -> int:
            with app.app_context():
                return come(event_id, email=f"p{number}@example.org")

        return call

    everybody = at_once([one(number) for number in range(50)])
    with app.app_context():
        assert place_numbers(event_id).by_status == {Status.PROVISIONAL: 10, Status.WAITING: 40}
        waiting = [db.session.get_one(Registration, id_) for id_ in everybody if stands(id_) is Status.WAITING]
        assert sorted(ahead_in_line(person) for person in waiting) == list(range(40))


MOVES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["come", "settle", "wait"]), st.just(0)),
        st.tuples(st.sampled_from(["cancel", "accept", "ask_again", "erase"]), st.integers(0, 8)),
        st.tuples(st.just("places"), st.integers(1, 4)),
    ),
    min_size=5,
    max_size=14,
)


@pytest.mark.slow
@pytest.mark.one_database
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, offer_hours=st.sampled_from([0, 24]))
def test_in_any_order(app: Flask, moves: list[tuple[str, int]], offer_hours: int) -> None:
    """Nobody gets a place that is not there, nobody waits while one is free, and nobody is overtaken in the line."""
    with app.app_context():
        now, event_id, places, people = clock.now(), limited(2, offer_hours=offer_hours), 2, list[int]()
        organiser_id = make_account().id
        for move, number in moves:
            now += timedelta(minutes=1)
            held = place_numbers(event_id).held
            line = in_line(event_id)
            person = people[number % len(people)] if people else None
            if move == "come":
                people.append(come(event_id, now=now))
            elif move == "wait":
                now += 2 * DAY
                service.settle_all(now)
            elif move == "places":
                places = number
                settings_ = PlaceSettings(places, offer_hours=offer_hours)
                change_places(event_id, settings_, account_id=organiser_id, now=now)
            elif move == "erase" and person is not None:
                service.erase(person, account_id=None, now=now)
                people.remove(person)
            elif move == "cancel" and person is not None:
                service.cancel(person, now=now)
            elif move == "accept" and person is not None:
                service.accept(person, now=now)
            elif move == "ask_again" and person is not None:
                service.ask_again(person, now=now)
            db.session.rollback()
            after, left = place_numbers(event_id), in_line(event_id)
            assert after.held <= max(places, held)
            assert not left or after.held >= places
            assert left[: len(still := [id_ for id_ in line if id_ in left])] == still
            assert standing_consents(event_id) == {id_ for id_ in people if stands(id_).has_place}


def in_line(event_id: int) -> list[int]:
    """Who waits, in order."""
    people = db.session.scalars(
        select(Registration).where(Registration.event_id == event_id, Registration.status == Status.WAITING)
    ).all()
    return [person.id for person in sorted(people, key=ahead_in_line)]


def standing_consents(event_id: int) -> set[int]:
    """Whose consent to contact tracking stands."""
    return set(
        db.session.scalars(select(TrackingConsent.registration_id).where(TrackingConsent.event_id == event_id))
    )


def test_an_address_that_nobody_confirms(app: Flask) -> None:
    """Its place is kept for 48 hours, and gets no second mail; at the door it counts all the same until then."""
    with app.app_context():
        event_id, now = limited(1), clock.now()
        anna, ben = (come(event_id, email=f"{name}@example.org") for name in ("anna", "ben"))
        assert [stands(anna), stands(ben)] == [Status.PROVISIONAL, Status.WAITING]
        service.settle_all(now + 2 * DAY + timedelta(minutes=1))
        assert [stands(anna), stands(ben)] == [Status.LAPSED, Status.OFFERED]
        # The same address once more: its owner reads where they stand, and decides.
        again = register(Entry("Anna", email="anna@example.org"), event_id=event_id, now=now)
        assert again.verdict is Registering.ALREADY_REGISTERED
        assert stands(anna) is Status.LAPSED


def test_the_door(app: Flask) -> None:
    """It says why somebody has no place; whoever is let in all the same has one, with their consent."""
    with app.app_context():
        event_id, now = limited(1), clock.now()
        come(event_id)
        verdicts = {}
        for status, name in ((Status.WAITING, "w"), (Status.CANCELLED, "c"), (Status.DECLINED, "d")):
            person = come(event_id, name)
            with write_session(db.session()) as session:
                session.get_one(Registration, person).status = status
            verdicts[status] = door(event_id, person, now).verdict
            assert door(event_id, person, now, reason="Ehrengast").verdict is Admission.FORCED
            assert stands(person) is Status.CONFIRMED
            assert person in standing_consents(event_id)
        assert verdicts == {
            Status.WAITING: Admission.WAITING_LIST,
            Status.CANCELLED: Admission.CANCELLED,
            Status.DECLINED: Admission.NOT_APPROVED,
        }
        told = come(event_id, "offline")
        answer = door(event_id, told, now, happened_at=now - timedelta(minutes=5))
        assert (answer.verdict, answer.despite) == (Admission.IN, Admission.WAITING_LIST)
        assert stands(told) is Status.CONFIRMED


def door(event_id: int, person: int, now: datetime, **more: Any) -> Any:
    """What the door says to somebody."""
    number = len(more) + person * 10
    return redeem(DoorRequest(event_id, None, None, f"nonce-{number}", now, "Tür", registration_id=person, **more))


def test_who_has_been_there_cannot_cancel(app: Flask) -> None:
    """Neither themselves nor by an organiser: their contacts, and those of others, stay as they were."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event)
        assert service.cancel(anna.id, now=clock.now()) is Placing.NOT_NOW
        assert stands(anna.id) is Status.CONFIRMED


def test_without_a_place_nobody_is_an_attendee(app: Flask) -> None:
    """No scan, by them or of them; not on the graph; back again with everything once they have a place."""
    with app.app_context():
        event = make_event(rules=Rules(require_check_in=False))
        anna, ben = (make_attendee(event, name, checked_in=False) for name in ("Anna", "Ben"))
        assert service.cancel(ben.id, now=clock.now()) is Placing.DONE
        changes = changes_after(event.id, 0)
        assert [person.id for person in changes.people] == [anna.id]
        assert [person.id for person in changes.erased] == [ben.id]
    phones = {who.id: Phone(app, who) for who in (anna, ben)}
    assert phones[anna.id].scan(ben.code).get_json()["verdict"] == "NO_CONSENT"
    own = phones[ben.id]
    assert own.get(f"{PATH}/scan").location == f"{PATH}/me/place"
    assert own.client.get(f"{PATH}/scan/session", headers={"Accept": "application/json"}).status_code == 403
    assert own.get(f"{PATH}/me/profile").status_code == 200
    assert "Anna" not in own.get(f"/B/{anna.code}").text
    assert own.scan(anna.code).status_code == 403
    own.post(f"{PATH}/me/place", wish="ask_again")
    assert phones[anna.id].scan(ben.code).get_json()["verdict"] == "NEW_CONTACT"
    with app.app_context():
        assert {person.id for person in changes_after(event.id, 0).people} == {anna.id, ben.id}
        assert service.cancel(ben.id, now=clock.now()) is Placing.NOT_NOW  # they have met somebody


@pytest.mark.one_database
def test_the_clock_is_looked_at_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the server does every half minute takes back what was not answered."""
    with app.app_context():
        event_id = limited(1)
        anna = come(event_id, email="anna@example.org")
        later = clock.now() + 3 * DAY
        monkeypatch.setattr(clock, "now", lambda: later)
        background.enqueue_due(app)
        assert stands(anna) is Status.LAPSED
        assert all(person.status not in HOLDING for person in db.session.scalars(select(Registration)))
        assert db.session.get_one(Event, event_id).places == 1


@pytest.mark.each_case_on_both
def test_who_has_met_somebody_keeps_an_unconfirmed_place(app: Flask) -> None:
    """They are here, whether or not they ever open the mail: their contacts stand, and nobody else is held up."""
    with app.app_context():
        event = make_event(rules=Rules(require_check_in=False))
        event_id, anna = event.id, make_attendee(event, checked_in=False)
        settings_ = PlaceSettings(3)
        change_places(event_id, settings_, account_id=make_account().id, now=clock.now())
        ben = come(event_id, email="ben@example.org")
        assert stands(ben) is Status.PROVISIONAL
        code = current_badge(ben).code
    assert Phone(app, anna).scan(code).get_json()["verdict"] == "NEW_CONTACT"
    with app.app_context():
        assert service.settle_all(clock.now() + 3 * DAY) == 1
        assert stands(ben) is Status.CONFIRMED
        assert ben in standing_consents(event_id)
