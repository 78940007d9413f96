"""Are networks measured beside the server, by one process however many there are, whatever stops in between?"""

import logging

import pytest
from flask import Flask
from sqlalchemy import text, update

from eventapp import clock
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.measurer import Measurer
from eventapp.network import measuring
from eventapp.network.models import MeasuringClaim
from tests.champion.evening import Evening, make_evening
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.measured]


@pytest.fixture
def evening(app: Flask) -> Evening:
    """Two people who have met, and one who has not."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk A")
    made.meet(("Anna", "Ben"))
    return made


def kept(evening: Evening) -> measuring.Measurement | None:
    """What is kept of the event."""
    with evening.app.app_context():
        return measuring.latest(db.session.get_one(Event, evening.event_id))


def claims(app: Flask) -> int:
    """How many events somebody measures, or will measure again later."""
    with app.app_context():
        return db.session.query(MeasuringClaim).count()


def test_a_network_is_measured_once(app: Flask, evening: Evening) -> None:
    """Of two server processes one starts it; then there is nothing to do until somebody meets."""
    one, other = Measurer(app), Measurer(app)
    assert one.step()
    assert not other.step()
    until(lambda: not one.step(), "the measures")
    measurement = kept(evening)
    assert measurement is not None
    assert measurement.is_newest
    assert (measurement.measures.size.people, measurement.measures.size.contacts) == (3, 1)
    assert measurement.measures.groups.isolates == 1
    assert (claims(app), one.step(), other.step()) == (0, False, False)


@pytest.mark.one_database  # on both, who claims is shown above
def test_what_fails_is_said_and_tried_again_later(
    app: Flask, evening: Evening, caplog: pytest.LogCaptureFixture
) -> None:
    """A process that finds no tables ends with an error; the event stays due."""
    measurer = Measurer(app)
    assert measurer.step()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE tracking_consents RENAME TO taken_away"))
    until(lambda: not measurer.step(), "the failure")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "could not be measured" in caplog.text
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE taken_away RENAME TO tracking_consents"))
    with app.app_context():
        assert measuring.claim_next(now=clock.now()) is None
        assert measuring.claim_next(now=clock.now() + measuring.RETRY_AFTER) is not None
    assert kept(evening) is None


@pytest.mark.one_database  # on both, who claims is shown above
def test_a_process_that_hangs_is_ended(app: Flask, evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets no more time than its claim lasts."""
    monkeypatch.setattr(measuring, "CLAIM_LASTS", measuring.CLAIM_LASTS * 0)
    measurer = Measurer(app)
    assert measurer.step()
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(MeasuringClaim).values(until=clock.now() + measuring.RETRY_AFTER))
    assert not measurer.step()
    assert kept(evening) is None


@pytest.mark.one_database  # on both, who claims is shown above
def test_a_server_that_stops_leaves_the_event_to_others(app: Flask, evening: Evening) -> None:
    """The next one begins at once."""
    one, other = Measurer(app), Measurer(app)
    assert one.step()
    one.stop()
    assert other.step()
    until(lambda: not other.step(), "the measures")
    assert kept(evening) is not None
