"""What the tests of certificates share: an event at which Anna has met everybody, and its organiser."""

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.certificates.models import Certificate, Kind
from eventapp.certificates.service import Chosen, make_all, save_choice
from eventapp.champion import service
from eventapp.champion.service import close, correct, crown, reopen
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.champion.evening import Evening, make_evening
from tests.desk import sign_in


@pytest.fixture
def evening(app: Flask, client: FlaskClient) -> Evening:
    """Anna met Ben and Cleo; the organiser is signed in."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk C")
    made.meet(("Anna", "Ben"), ("Cleo", "Anna"), at=1)
    sign_in(app, client, made.organiser_id)
    return made


def choose(evening: Evening, *kinds: Kind, least_events: int = 3) -> None:
    """Lets attendees fetch certificates of these kinds."""
    with evening.app.app_context():
        chosen = Chosen(kinds, {}, "Ola Nowak", "Leitung", least_events)
        save_choice(evening.event_id, chosen, account_id=evening.organiser_id, now=clock.now())


def make(evening: Evening, kind: Kind) -> int:
    """The organiser prints the certificates of a kind."""
    with evening.app.app_context():
        return make_all(evening.event_id, kind, account_id=evening.organiser_id, now=clock.now())


def record_result(evening: Evening) -> None:
    """The result is recorded, and not announced yet."""
    with evening.app.app_context():
        close(evening.event_id, account_id=evening.organiser_id, now=clock.now())
        service.record_result(evening.event_id, account_id=evening.organiser_id, now=clock.now())


def announce(evening: Evening) -> None:
    """The recorded result is announced."""
    with evening.app.app_context():
        crown(evening.event_id, account_id=evening.organiser_id, now=clock.now())


def correct_result(evening: Evening) -> None:
    """A result that was wrong is recorded anew."""
    with evening.app.app_context():
        correct(evening.event_id, reason="Ein Fehler", account_id=evening.organiser_id, now=clock.now())


def open_again(evening: Evening) -> None:
    """People scan again."""
    with evening.app.app_context():
        reopen(evening.event_id, reason="Zu früh", account_id=evening.organiser_id, now=clock.now())


def change_event(evening: Evening, **values: object) -> None:
    """Moves the event in time, or hides it."""
    with evening.app.app_context(), write_session(db.session()) as session:
        event = session.get_one(Event, evening.event_id)
        for name, value in values.items():
            setattr(event, name, value)


def end_event(evening: Evening) -> None:
    """Lets the time for contacts have passed."""
    change_event(evening, tracking_closes_at=clock.now())


def certificates(evening: Evening) -> Sequence[Certificate]:
    """All certificates that were made."""
    with evening.app.app_context():
        return list(db.session.scalars(db.select(Certificate).order_by(Certificate.id)))
