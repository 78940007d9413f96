"""Is the demo event like a real one, and the same each time?"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp.contacts.models import Contact, Scan
from eventapp.core.demo_evening import NEW_SHARE_PER_DAY, ORGANISATIONS, PAIRS_PER_DAY, PEOPLE, demo_evening
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import Registration
from tests.conftest import DATABASES, fresh_settings, open_app

pytestmark = pytest.mark.one_database


def standings(app: Flask) -> Any:
    """The demo's standings."""
    return json.loads(app.test_cli_runner().invoke(args=["standings", "demo", "--json"]).output)


def test_new_contacts_fall_from_day_to_day_as_at_real_events() -> None:
    """All pairs of the first day are new, 70 % of the second, 55 % of the third; most meet in breaks."""
    evening = demo_evening(1)
    met: set[frozenset[int]] = set()
    shares = []
    for day in range(3):
        today = [meeting for meeting in evening.meetings if meeting.after // timedelta(days=1) == day]
        pairs = {frozenset((meeting.scanner, meeting.scanned)) for meeting in today}
        assert len(pairs) == len(today) == PAIRS_PER_DAY[day]
        shares.append(round(len(pairs - met) / len(pairs), 2))
        met |= pairs
    assert shares == [round(share, 2) for share in NEW_SHARE_PER_DAY]
    hours = Counter(meeting.after // timedelta(hours=1) % 24 for meeting in evening.meetings)
    assert sum(hours[hour] for hour in (9, 10, 11, 12, 13, 15, 17, 18, 19, 20)) > 0.8 * len(evening.meetings)


def test_another_seed_is_another_evening() -> None:
    """The same seed gives the same people and meetings."""
    assert demo_evening(7) == demo_evening(7)
    assert demo_evening(7).meetings != demo_evening(8).meetings


@pytest.fixture(scope="module", params=DATABASES)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, list[str]]]:
    """An app in which the demo was made once, which takes seconds, and the lines that told so."""
    with (
        fresh_settings(request, tmp_path_factory.mktemp("demo") / "instance") as settings,
        open_app(settings) as app,
    ):
        yield app, run_demo(app)


def run_demo(app: Flask) -> list[str]:
    """What the command prints: four lines, each with a link."""
    result = app.test_cli_runner().invoke(args=["demo", "--seed", "5"])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


@pytest.mark.measured
@pytest.mark.slow
def test_demo_makes_an_event_with_links_and_leaves_it_when_it_is_there(made: tuple[Flask, list[str]]) -> None:
    """29 organisations, 113 people, four lines with links; a second run leaves everything and gives new links."""
    app, lines = made
    assert [line.split(" ")[0] for line in lines] == ["Organiser:", "Attendee", "Attendee", "Attendee"]
    assert all("http://localhost/" in line for line in lines)
    before = standings(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == PEOPLE
        assert len(db.session.scalars(select(Event)).one().organisations) == ORGANISATIONS
        assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0, "nobody real gets mail"
        scans, contacts = (db.session.scalar(select(func.count()).select_from(table)) for table in (Scan, Contact))
        assert (scans or 0) > (contacts or 0) > 800
    assert run_demo(app)[0] != lines[0]
    assert standings(app) == before


@pytest.mark.slow
def test_the_demos_links_open(made: tuple[Flask, list[str]]) -> None:
    """The organiser's and an attendee's link show a page with a button."""
    app, _lines = made
    for line in run_demo(app)[:2]:
        address = line.rsplit(" ", 1)[1]
        assert app.test_client().get(address).status_code == 200


@pytest.mark.slow
def test_the_demos_attendees_are_told_whom_to_meet(made: tuple[Flask, list[str]]) -> None:
    """Each of the three links leads to a page with three suggestions, as most of the people agreed to them."""
    app, _lines = made
    for line in run_demo(app)[1:]:
        browser = app.test_client()
        page = browser.post(line.rsplit(" ", 1)[1], follow_redirects=True).text
        assert page.count("person--suggested") == 3
    with app.app_context():
        people = db.session.scalars(select(Registration)).all()
        assert len(people) / 2 < sum(person.is_suggested for person in people) < len(people)
        assert any(person.shares_phone for person in people)
        assert all(person.phone for person in people if person.shares_phone)
        assert len(db.session.scalars(select(Event)).one().icebreakers) >= 5
