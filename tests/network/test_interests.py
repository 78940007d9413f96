"""Which topics does the picture colour people by?"""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.champion.evening import Evening, make_evening
from tests.contacts.topics import give_topics
from tests.desk import sign_in
from tests.factories import make_attendee


@pytest.fixture
def evening(app: Flask) -> Evening:
    """Anna and Ben offer and seek topics; Sascha, who takes no part in contact tracking, seeks one too."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk C")
    with app.app_context():
        sascha = make_attendee(db.session.get_one(Event, made.event_id), "Sascha Still", consents=())
        give_topics(made.people["Anna"], offers=["KI & <Recht>"], seeks=["KI & <Recht>", "Robotik"])
        give_topics(made.people["Ben"], seeks=["Robotik"])
        give_topics(sascha, seeks=["Funk"])
    return made


def test_topics_come_with_the_most_frequent_first(app: Flask, client: FlaskClient, evening: Evening) -> None:
    """Whether somebody offers or seeks a topic makes no difference; who takes no part is not in it."""
    sign_in(app, client, evening.organiser_id)
    with app.app_context():
        numbers = {person.name: person.number for person in db.session.scalars(select(Registration))}
    assert client.get(f"/events/{evening.slug}/topics.json").json == {
        "topics": ["Robotik", "KI & <Recht>"],
        "people": {str(numbers["Anna Probe"]): [0, 1], str(numbers["Ben Probe"]): [0]},
    }


def test_an_event_without_topics_has_none(app: Flask, client: FlaskClient) -> None:
    """Then the picture does not offer this colour."""
    other = make_evening(app, Eva="Werk D")
    sign_in(app, client, other.organiser_id)
    assert client.get(f"/events/{other.slug}/topics.json").json == {"topics": [], "people": {}}
