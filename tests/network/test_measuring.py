"""Are an event's measures kept, told to those who may know, and made anew when something changed?"""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp import clock
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network import measuring
from eventapp.network.models import Measurement as MeasurementRow
from eventapp.network.models import MeasuringClaim
from tests.champion.evening import Evening, make_evening
from tests.desk import sign_in

NOW = clock.now()


@pytest.fixture
def evening(app: Flask, client: FlaskClient) -> Evening:
    """Anna met Ben, her colleague Cleo and Dora; Emil met nobody."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk A", Dora="Werk D", Emil="Werk B")
    made.meet(("Anna", "Ben"), ("Anna", "Cleo"), ("Anna", "Dora"))
    sign_in(app, client, made.organiser_id)
    return made


def the_event(evening: Evening) -> Event:
    """As the database has it; within an application context."""
    db.session.expire_all()
    return db.session.get_one(Event, evening.event_id)


def measure(evening: Evening) -> None:
    """Measures and keeps it."""
    with evening.app.app_context():
        event = the_event(evening)
        measuring.keep(event, measuring.measure(event, now=clock.now()))


def test_there_are_no_measures_before_the_first(client: FlaskClient, evening: Evening) -> None:
    """Then nothing is sent, and that is no error."""
    response = client.get(f"/events/{evening.slug}/measures.json")
    assert (response.status_code, response.data) == (204, b"")


def test_measures_are_those_of_the_network(client: FlaskClient, evening: Evening) -> None:
    """A star of three: all paths lead over Anna; circles of so few are what chance makes."""
    measure(evening)
    sent = client.get(f"/events/{evening.slug}/measures.json").json
    assert sent is not None
    anna = evening.number("Anna")
    assert sent["bridging"][str(anna)] == pytest.approx(3 / 6)
    assert sum(sent["bridging"].values()) == pytest.approx(3 / 6)
    assert sent["circles"] == {}
    with evening.app.app_context():
        event = the_event(evening)
        measurement = measuring.latest(event)
        assert measurement is not None
        assert measurement.is_newest
        assert sent["cursor"] == measurement.change_no == event.change_no
        assert sent["measured_at"] == int(measurement.measured_at.timestamp())
        found = measurement.measures
    assert (found.size.people, found.size.contacts, found.groups.isolates) == (5, 3, 1)
    assert (found.organisations.inside, found.organisations.outside) == (1, 2)
    assert found.newcomers is None
    assert [(day.pairs, day.new, day.new_ever) for day in found.days] == [(3, 3, 3)]


def test_measures_grow_old(evening: Evening) -> None:
    """What was measured stays until the next time, and says that it is not the newest."""
    measure(evening)
    evening.meet(("Ben", "Emil"))
    with evening.app.app_context():
        old = measuring.latest(the_event(evening))
        assert old is not None
        assert not old.is_newest
        assert old.measures.size.contacts == 3
    measure(evening)
    with evening.app.app_context():
        new = measuring.latest(the_event(evening))
        assert new is not None
        assert new.is_newest
        assert new.measures.size.contacts == 4


def test_an_event_is_due_once(evening: Evening) -> None:
    """Of all who ask, one gets it; after a pause and a change it is due again."""
    with evening.app.app_context():
        event = measuring.claim_next(now=NOW)
        assert event is not None
        assert event.id == evening.event_id
        assert measuring.claim_next(now=NOW) is None
        measuring.keep(event, measuring.measure(event, now=NOW))
        assert measuring.claim_next(now=NOW + timedelta(hours=1)) is None
    evening.meet(("Ben", "Emil"))
    with evening.app.app_context():
        assert measuring.claim_next(now=NOW + timedelta(seconds=9)) is None
        assert measuring.claim_next(now=NOW + timedelta(seconds=11)) is not None


def test_a_long_measurement_pauses_longer(evening: Evening) -> None:
    """Five seconds of pause for each that measuring took."""
    measure(evening)
    with evening.app.app_context(), write_session(db.session()) as session:
        session.execute(update(MeasurementRow).values(seconds=30.0, measured_at=NOW, change_no=0))
    with evening.app.app_context():
        assert measuring.claim_next(now=NOW + timedelta(seconds=149)) is None
        assert measuring.claim_next(now=NOW + timedelta(seconds=151)) is not None


def test_an_event_without_contacts_is_not_measured(app: Flask) -> None:
    """There is nothing to say of it."""
    make_evening(app, Anna="Werk A", Ben="Werk B")
    with app.app_context():
        assert measuring.claim_next(now=NOW) is None


def test_what_nobody_finished_is_taken_over(evening: Evening) -> None:
    """A process that died with the event in hand, or one that failed, keeps it for a while only."""
    with evening.app.app_context():
        event = measuring.claim_next(now=NOW)
        assert event is not None
        later = NOW + measuring.CLAIM_LASTS
        assert measuring.claim_next(now=later - timedelta(seconds=1)) is None
        assert measuring.claim_next(now=later) is not None
        measuring.give_back(evening.event_id, now=later, is_failure=True)
        assert measuring.claim_next(now=later + timedelta(seconds=59)) is None
        assert measuring.claim_next(now=later + timedelta(seconds=60)) is not None
        measuring.give_back(evening.event_id, now=later, is_failure=False)
        assert measuring.claim_next(now=later) is not None
        assert db.session.query(MeasuringClaim).count() == 1


def test_measures_of_another_form_are_none(evening: Evening) -> None:
    """After an update of the program, old measures are not misread; they are made anew at once."""
    measure(evening)
    with evening.app.app_context(), write_session(db.session()) as session:
        session.execute(update(MeasurementRow).values(form=0, record={"old": 1}))
    with evening.app.app_context():
        assert measuring.latest(the_event(evening)) is None
        assert measuring.claim_next(now=clock.now() + timedelta(seconds=11)) is not None
    measure(evening)
    with evening.app.app_context():
        assert measuring.latest(the_event(evening)) is not None


def test_late_measures_replace_no_newer_ones(evening: Evening) -> None:
    """A process that took very long, and was replaced meanwhile, changes nothing."""
    with evening.app.app_context():
        event = the_event(evening)
        old = measuring.measure(event, now=NOW - timedelta(hours=1))
        measuring.keep(event, measuring.measure(event, now=NOW))
        measuring.keep(event, old)
        kept = measuring.latest(the_event(evening))
        assert kept is not None
        assert kept.measured_at == NOW
