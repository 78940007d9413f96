"""Has everybody at a table met everybody there, exactly once: in any order, at the same moment, and after leaving?"""

from functools import partial
from itertools import combinations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.contacts.models import Contact
from eventapp.contacts.own_contacts import decide_consent
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.rounds import queries, seats
from eventapp.rounds.models import Round, TableSeat
from eventapp.rounds.seats import Joining
from tests.contacts.phones import at_once
from tests.rounds.lounge import PEOPLE, TABLES, Lounge, make_lounge, pairs
from tests.rounds.lounge import seats as seats_taken


def test_leaving_contact_tracking_leaves_no_trace(lounge: Lounge) -> None:
    """The seats of whoever withdraws the consent go with their contacts, and who comes later does not meet them."""
    anna, ben, cleo, *_ = lounge.people
    with lounge.app.app_context():
        lounge.start()
        lounge.sit(anna), lounge.sit(ben)
        decide_consent(anna.id, Purpose.TRACKING, "Nein", given=False, now=lounge.now)
        assert {person for _, _, person in seats_taken()} == {ben.id}
        lounge.sit(cleo)
        running = queries.running_round(lounge.event_id, now=lounge.now)
        assert running is not None
        assert [row.name for row in queries.circle(running.id, lounge.tables[0][0], without=cleo.id)] == [PEOPLE[1]]
    assert pairs(lounge.app) == [(ben.id, cleo.id)]


def test_two_sit_down_at_the_same_moment(lounge: Lounge) -> None:
    """All five at once, each from two devices: everybody has met everybody exactly once, and nobody sees an error."""
    with lounge.app.app_context():
        lounge.start()

    def sit(number: int) -> Joining:
        with lounge.app.app_context():
            return lounge.sit(lounge.people[number % len(PEOPLE)])

    joined = at_once([partial(sit, number) for number in range(2 * len(PEOPLE))])
    assert sorted(joined) == [Joining.ALREADY_HERE] * len(PEOPLE) + [Joining.JOINED] * len(PEOPLE)
    everybody = combinations((person.id for person in lounge.people), 2)
    assert sorted(pairs(lounge.app)) == sorted(everybody)


def test_two_tables_at_the_same_moment(lounge: Lounge) -> None:
    """Whoever sits down at both tables at once from two devices sits at one."""
    with lounge.app.app_context():
        lounge.start()

    def sit(number: int) -> Joining:
        with lounge.app.app_context():
            return lounge.sit(lounge.people[number // 2], number % 2)

    joined = at_once([partial(sit, number) for number in range(2 * len(PEOPLE))])
    assert sorted(joined) == [Joining.ELSEWHERE] * len(PEOPLE) + [Joining.JOINED] * len(PEOPLE)


def test_the_database_has_one_seat_for_a_person_in_a_round(lounge: Lounge) -> None:
    """Even code that forgets to ask cannot seat somebody at two tables, nor somebody without consent."""
    anna, ben, *_ = lounge.people
    with lounge.app.app_context():
        lounge.start()
        lounge.sit(anna)
        decide_consent(ben.id, Purpose.TRACKING, "Nein", given=False, now=lounge.now)
        [(round_id, _, _)] = seats_taken()
        for person in (anna, ben):
            row = {"event_id": lounge.event_id, "round_id": round_id, "table_id": lounge.tables[1][0]}
            with pytest.raises(IntegrityError), write_session(db.session()) as session:
                session.execute(insert(TableSeat).values(**row, registration_id=person.id, taken_at=lounge.now))


@pytest.mark.slow
def test_any_order_of_joins(app: Flask) -> None:
    """Whoever shared a table in a round has met, exactly once, and nobody else; at full tables and over rounds."""
    lounge = make_lounge(app)
    places = st.tuples(st.integers(0, len(PEOPLE) - 1), st.integers(0, len(TABLES) - 1))
    evenings = st.lists(st.lists(places, max_size=12), min_size=1, max_size=3)

    @hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
    @given(evenings)
    def check(evening: list[list[tuple[int, int]]]) -> None:
        met: set[frozenset[int]] = set()
        for joins in evening:
            circles: list[list[int]] = [[] for _ in TABLES]
            lounge.start()
            for number, table in joins:
                person, circle = lounge.people[number], circles[table]
                if person.id in circle:
                    expected = Joining.ALREADY_HERE
                elif any(person.id in circle for circle in circles):
                    expected = Joining.ELSEWHERE
                elif len(circle) >= seats.MOST_SEATS:
                    expected = Joining.FULL
                else:
                    expected = Joining.JOINED
                    met |= {frozenset((person.id, other)) for other in circle}
                    circle.append(person.id)
                lounge.wait(seconds=1)
                assert lounge.sit(person, table) is expected
            lounge.wait(minutes=10)
        found = [frozenset((row.low_id, row.high_id)) for row in db.session.scalars(db.select(Contact))]
        assert len(found) == len(met)
        assert set(found) == met
        assert sum(past.contacts for past in queries.history(lounge.event_id)) == len(met)
        _clear(lounge)

    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(seats, "MOST_SEATS", 3)
        check()


def _clear(lounge: Lounge) -> None:
    with write_session(db.session()) as session:
        for table in (Contact, TableSeat, Round):
            session.execute(delete(table))
    lounge.now = clock.now()
