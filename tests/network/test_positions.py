"""Do all screens get the same picture, from one that leads?"""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.network import positions
from eventapp.network.positions import LEADS_FOR, Positions
from tests.champion.evening import Evening, make_evening
from tests.desk import sign_in

FIRST, SECOND = "a" * 24, "b" * 24
HERE, THERE = "417,10,-20 88,0,5", "417,11,-21 88,1,6"


@pytest.fixture
def evening(app: Flask) -> Evening:
    """An event with two people."""
    return make_evening(app, Anna="Werk A", Ben="Werk B")


def ask(
    evening: Evening, screen: str, *, version: int = 0, places: str = "", now: datetime | None = None
) -> Positions:
    """A screen's request."""
    with evening.app.app_context():
        return positions.share(evening.event_id, screen, version=version, places=places, now=now or clock.now())


def test_the_first_screen_leads_and_the_second_follows(evening: Evening) -> None:
    """What the first one sends, the second one gets, and gets again only when it has changed."""
    assert ask(evening, FIRST, places=HERE) == Positions(leads=True, version=1, places=None)
    assert ask(evening, SECOND, places=THERE) == Positions(leads=False, version=1, places=HERE)
    assert ask(evening, SECOND, version=1) == Positions(leads=False, version=1, places=None)
    assert ask(evening, FIRST, version=1, places=THERE) == Positions(leads=True, version=2, places=None)
    assert ask(evening, SECOND, version=1) == Positions(leads=False, version=2, places=THERE)


def test_when_the_leader_falls_silent_the_next_one_goes_on_from_there(evening: Evening) -> None:
    """The new leader gets what the old one sent last; places of its own, of an older picture, are not taken."""
    now = clock.now()
    ask(evening, FIRST, places=HERE, now=now)
    ask(evening, FIRST, version=1, places=THERE, now=now)
    assert not ask(evening, SECOND, version=1, now=now + LEADS_FOR - timedelta(seconds=1)).leads
    later = now + LEADS_FOR + timedelta(seconds=1)
    assert ask(evening, SECOND, version=1, places=HERE, now=later) == Positions(leads=True, version=2, places=THERE)
    assert not ask(evening, FIRST, version=2, places=HERE, now=later).leads


def test_a_screen_that_opens_gets_the_picture_with_the_graph(
    app: Flask, client: FlaskClient, evening: Evening
) -> None:
    """Before anybody has sent anything there is none, afterwards the latest."""
    sign_in(app, client, evening.organiser_id)
    graph = client.get(f"/events/{evening.slug}/graph.json").json
    assert graph is not None
    assert graph["positions"] == {"version": 0, "places": ""}
    address = f"/events/{evening.slug}/graph/positions"
    answer = client.post(address, json={"screen": FIRST, "version": "0", "places": HERE})
    assert answer.json == {"leads": True, "version": 1, "places": None}
    graph = client.get(f"/events/{evening.slug}/graph.json").json
    assert graph is not None
    assert graph["positions"] == {"version": 1, "places": HERE}


def test_places_of_ten_thousand_people_are_taken(app: Flask, client: FlaskClient, evening: Evening) -> None:
    """They fit into a request, and come back as they were sent."""
    sign_in(app, client, evening.organiser_id)
    many = " ".join(f"{1_000_000 + number},-{number},{number}" for number in range(10_000))
    message = {"screen": FIRST, "version": "0", "places": many}
    assert client.post(f"/events/{evening.slug}/graph/positions", json=message).status_code == 200
    with app.app_context():
        assert positions.kept(evening.event_id).places == many


@pytest.mark.each_case_on_both
@pytest.mark.parametrize(
    "message",
    [
        {"screen": "", "places": HERE},
        {"screen": "<b>" + FIRST, "places": HERE},
        {"screen": FIRST, "places": "417,NaN,0"},
        {"screen": FIRST, "places": "417,1,2,3"},
        {"screen": FIRST, "places": "417,1 88,1,2"},
        {"screen": FIRST, "places": "٤,1,2"},
        {"screen": FIRST, "version": "-1"},
        {"screen": FIRST, "version": str(2**40)},
    ],
)
def test_nonsense_is_refused(app: Flask, client: FlaskClient, evening: Evening, message: dict[str, str]) -> None:
    """A screen that says something else than numbers gets a 400, and nothing is kept."""
    sign_in(app, client, evening.organiser_id)
    assert client.post(f"/events/{evening.slug}/graph/positions", json=message).status_code == 400
    with app.app_context():
        assert positions.kept(evening.event_id).version == 0


def test_each_event_has_a_picture_of_its_own(app: Flask, evening: Evening) -> None:
    """What one event's screen sends is not seen at another."""
    other = make_evening(app, Eva="Werk C")
    ask(evening, FIRST, places=HERE)
    with app.app_context():
        assert positions.kept(other.event_id).places == ""
