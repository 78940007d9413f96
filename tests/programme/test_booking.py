"""Does a session's waiting list work as the event's, whoever asks, gives back, or loses their place?"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.checkin.lists import ListSettings, make_list
from eventapp.core.places import Status
from eventapp.core.timetable import first_clash
from eventapp.doors.board import board
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.programme import queries
from eventapp.programme.booking import Finding, book, give_back
from eventapp.programme.days import ask_days, choose_days
from eventapp.programme.deciding import give_place, take_out
from eventapp.programme.models import Booking, ChosenDay, ProgrammeSession
from eventapp.programme.planning import Cancelling, SessionEntry, cancel_session, change_session
from eventapp.registration.service import Decision, ask_again, cancel, decide, erase
from tests.contacts.phones import at_once
from tests.factories import make_account
from tests.programme.planned import HOUR, booked, session, stands
from tests.registration.placing import come, limited

pytestmark = pytest.mark.one_database
CONFIRMED, WAITING, REQUESTED, CANCELLED = Status.CONFIRMED, Status.WAITING, Status.REQUESTED, Status.CANCELLED


def test_the_last_places_taken_by_twelve_at_once(app: Flask) -> None:
    """Three get them, nine wait, nobody is lost; and those who wait move up in their order, unasked and told."""
    with app.app_context():
        event_id = limited(None)
        ki = session(event_id, capacity=3)
        people = [come(event_id, f"Gast {number}", email=f"{number}@example.org") for number in range(12)]

    def one(person: int) -> Callable[[], Finding]:
        def run() -> Finding:
            with app.app_context():
                return booked(person, ki)

        return run

    assert Counter(at_once([one(person) for person in people])) == {Finding.BOOKED: 3, Finding.WAITING: 9}
    with app.app_context():
        queue = [each.person.id for each in queries.bookers(ki)]
        assert give_back(queue[0], ki, now=clock.now()).finding is Finding.GIVEN_BACK
        assert [stands(person, ki) for person in (queue[0], queue[3], queue[4])] == [CANCELLED, CONFIRMED, WAITING]
        assert booked(queue[0], ki) is Finding.WAITING  # at the end of the line
        assert [each.person.id for each in queries.bookers(ki)][-1] == queue[0]
        told = select(OutboxMail.recipient).where(OutboxMail.about["occasion"].as_string() == "moved_up")
        assert db.session.scalars(told).all() == [f"{people.index(queue[3])}@example.org"]


def test_whoever_loses_their_place_at_the_event_frees_those_in_sessions(app: Flask) -> None:
    """By cancelling and by being erased; whoever returns asks anew."""
    with app.app_context():
        event_id = limited(None)
        ki = session(event_id, capacity=1)
        anna, ben, cem = (come(event_id, name) for name in ("Anna", "Ben", "Cem"))
        for person in (anna, ben, cem):
            booked(person, ki)
        cancel(anna, now=clock.now())
        assert [stands(person, ki) for person in (anna, ben, cem)] == [CANCELLED, CONFIRMED, WAITING]
        ask_again(anna, now=clock.now())
        assert stands(anna, ki) is CANCELLED
        erase(ben, account_id=None, now=clock.now())
        assert stands(cem, ki) is CONFIRMED
        assert db.session.scalars(select(Booking.registration_id).order_by(Booking.registration_id)).all() == [
            anna,
            cem,
        ]


def test_wishes_of_those_without_a_place_wait_for_it(app: Flask) -> None:
    """They hold nobody's place, and take effect once there is one; by then it may be full."""
    with app.app_context():
        event_id = limited(1)
        ki, law = (
            session(event_id, capacity=1),
            session(event_id, "Recht", after=12, capacity=1, has_waiting_list=False),
        )
        anna, ben, cem = (come(event_id, name) for name in ("Anna", "Ben", "Cem"))
        assert [booked(ben, ki), booked(cem, ki), booked(cem, law)] == [Finding.KEPT] * 3
        assert [booked(anna, ki), booked(anna, law)] == [Finding.BOOKED] * 2
        decide(event_id, [cem], Decision.GIVE, account_id=make_account().id, now=clock.now())
        assert [stands(cem, ki), stands(cem, law)] == [WAITING, Status.DECLINED]
        assert [stands(ben, ki), booked(cem, law)] == [REQUESTED, Finding.FULL]
        cancel(anna, now=clock.now())  # Ben is offered the place at the event, and has none yet
        assert [stands(cem, ki), stands(ben, ki)] == [CONFIRMED, REQUESTED]


def test_nobody_is_at_two_sessions_at_once(app: Flask) -> None:
    """Also not on a waiting list, from which they would move up; what begins as the other ends is no clash."""
    with app.app_context():
        event_id = limited(None)
        anna = come(event_id, "Anna")
        long, inside, after = (
            session(event_id, "Lang", after=9, hours=3),
            session(event_id, "Darin", after=10),
            session(event_id, "Danach", after=12),
        )
        assert booked(anna, long) is Finding.BOOKED
        clash = book(anna, inside, now=clock.now())
        assert (clash.finding, clash.clashes_with) == (Finding.CLASHES, long)
        assert booked(anna, after) is Finding.BOOKED
        rows = [db.session.get_one(ProgrammeSession, id_) for id_ in (after, inside, long)]
        assert first_clash(rows) == (rows[2], rows[1])
        assert first_clash([rows[0], rows[2]]) is None
        begun = db.session.get_one(ProgrammeSession, long).starts_at
        db.session.rollback()
        assert give_back(anna, long, now=begun).finding is Finding.OVER
        assert book(come(event_id, "Ben"), long, now=begun).finding is Finding.OVER


def test_organisers_decide_change_and_cancel(app: Flask) -> None:
    """A larger room takes in who waits; whoever comes is told of what matters, and only of that."""
    with app.app_context():
        account = make_account().id
        event_id = limited(None)
        ki = session(event_id, capacity=1)
        anna, ben, cem = (come(event_id, name, email=f"{name}@example.org") for name in ("anna", "ben", "cem"))
        for person in (anna, ben, cem):
            booked(person, ki)
        now = clock.now()
        assert give_place(cem, ki, account_id=account, now=now)
        assert not give_place(cem, ki, account_id=account, now=now)
        assert [stands(ben, ki), stands(cem, ki)] == [WAITING, CONFIRMED]
        assert take_out(cem, ki, account_id=account, now=now)
        assert take_out(anna, ki, account_id=account, now=now)
        assert stands(ben, ki) is CONFIRMED
        begins = db.session.get_one(ProgrammeSession, ki).starts_at
        db.session.rollback()
        same = SessionEntry("KI", begins, begins + HOUR, about="Neu erzählt", capacity=5)
        assert change_session(ki, same, account_id=account, now=now)
        assert change_session(ki, SessionEntry("KI", begins + HOUR, begins + 2 * HOUR), account_id=account, now=now)
        assert cancel_session(ki, account_id=account, now=now) is Cancelling.CANCELLED
        assert cancel_session(ki, account_id=account, now=now) is Cancelling.NOT_NOW
        assert cancel_session(session(event_id), account_id=account, now=now) is Cancelling.REMOVED
        assert booked(ben, ki) is Finding.OVER
        told = select(OutboxMail.recipient, OutboxMail.about["occasion"].as_string()).order_by(OutboxMail.id)
        kinds = [tuple(row) for row in db.session.execute(told.where(OutboxMail.kind == "programme"))]
    assert [kind for kind in kinds if kind[1] != "own"] == [
        ("cem@example.org", "placed"),
        ("cem@example.org", "taken_out"),
        ("anna@example.org", "taken_out"),
        ("ben@example.org", "moved_up"),
        ("ben@example.org", "moved"),
        ("ben@example.org", "cancelled"),
    ]
    assert sorted(kind for kind in kinds if kind[1] == "own") == [
        (f"{name}@example.org", "own") for name in ("anna", "ben", "cem")
    ]


def test_a_day_less_of_the_event_takes_it_out_of_choices(app: Flask) -> None:
    """Who had chosen that day only is expected on each; booking a session brings its day along."""
    with app.app_context():
        event_id = limited(None)
        anna = come(event_id, "Anna")
        ki = session(event_id)
        first, second = [day.date for day in db.session.get_one(Event, event_id).days]
        db.session.rollback()
        assert choose_days(anna, [second]) == "chosen"
        assert choose_days(anna, [first - timedelta(days=1)]) == "none"
        booked(anna, ki)
        assert list(queries.chosen_days(anna)) == [first, second]
        db.session.rollback()
        assert choose_days(anna, [second]) == "booked"
        erase(anna, account_id=None, now=clock.now())
        assert not db.session.scalars(select(ChosenDay)).all()


def test_how_many_are_expected_on_which_day(app: Flask) -> None:
    """Who said so, and who said nothing; not who has no place. The board of a door counts by it."""
    with app.app_context():
        event_id = limited(3)
        account = make_account().id
        anna, ben, _silent, waiting = (come(event_id, name) for name in ("Anna", "Ben", "Cem", "Dora"))
        event = db.session.get_one(Event, event_id)
        first, second = [day.date for day in event.days]
        db.session.rollback()
        for person, days in ((anna, [first]), (ben, [first, second]), (waiting, [second])):
            assert choose_days(person, days) == "chosen"
        make_list(event_id, ListSettings("Zweiter Tag", day=second), account_id=account, now=clock.now())
        event = db.session.get_one(Event, event_id)
        assert queries.expected_by_day(event) == {first: 3, second: 2}

        def on_board() -> list[int | None]:
            return [each.expected for each in board(event, None, None, now=clock.now()).lists]

        assert on_board() == [3, 3]
        db.session.rollback()
        ask_days(event_id, asks=True, account_id=account, now=clock.now())
        db.session.refresh(event)
        assert on_board() == [3, 2]
