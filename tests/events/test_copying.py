"""Does a new event begin with what was prepared for an earlier one, and with nothing of what happened there?"""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp import clock
from eventapp.core.asking import Kind
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.programme.models import ProgrammeSession
from eventapp.programme.planning import SessionEntry, add_session, cancel_session
from eventapp.registration.models import Registration
from eventapp.registration.service import PlaceSettings, change_places
from tests.factories import make_account, make_attendee, make_event, make_question
from tests.pages import sign_in

pytestmark = pytest.mark.one_database


def test_next_year_as_this_year(app: Flask, client: FlaskClient) -> None:
    """By the page: rules, places, questions, topics and the programme come along, sessions by the clocks."""
    summer, winter = datetime(2098, 6, 10, tzinfo=UTC), datetime(2099, 1, 13, tzinfo=UTC)
    with app.app_context():
        ola = make_account("ola@example.org")
        event = make_event(organiser=ola, topics=("KI",), icebreakers=("Warum hier?",), first_day=summer.date())
        event_id, slug = event.id, event.slug
        foreign = make_event(title="Fremdes", organiser=make_account("otto@example.org")).slug
        sign_in(client, ola)
        make_question(event_id, Kind.TEXT, "Wie reisen Sie an?")
        make_attendee(event, "Anna")
        places = PlaceSettings(80, requires_approval=True, closes_at=summer - timedelta(days=1))
        change_places(event_id, places, account_id=ola.id, now=clock.now())
        for title, day, hour in (("Morgens", 0, 7), ("Abgesagt", 0, 9), ("Am zweiten Tag", 1, 22)):
            starts = summer + timedelta(days=day, hours=hour)
            entry = SessionEntry(title, starts, starts + timedelta(hours=1), capacity=12)
            session_id = add_session(event_id, entry, account_id=ola.id, now=clock.now())
            if title == "Abgesagt":
                cancel_session(session_id or 0, account_id=ola.id, now=clock.now())
    assert f"/events/new?like={slug}" in client.get(f"/events/{slug}/settings").text
    form = client.get(f"/events/new?like={slug}").text
    assert 'value="Netzwerktreffen"' in form
    assert "Nach dem Vorbild von Netzwerktreffen" in form
    sent = {
        "title": "Netzwerktreffen 2099",
        "place": "Kassel",
        "time_zone": "Europe/Berlin",
        "first_day": winter.date().isoformat(),
        "day_count": "1",
        "address": "sie",
        "confirmation": "objection",
        "series": "1",
        "grace_minutes": "10",
        "review_minutes": "15",
    }
    assert client.post(f"/events/new?like={slug}", data=sent | {"title": ""}).status_code == 422
    for not_mine in (foreign, "nirgends"):
        assert client.get(f"/events/new?like={not_mine}").status_code == 404
        assert client.post(f"/events/new?like={not_mine}", data=sent).status_code == 404
    assert client.post(f"/events/new?like={slug}", data=sent).location == "/events/netzwerktreffen-2099/overview"
    with app.app_context():
        made = db.session.scalars(select(Event).where(Event.slug == "netzwerktreffen-2099")).one()
        assert (made.places, made.requires_approval, made.registration_closes_at) == (80, True, None)
        assert (made.icebreakers, [topic.name for topic in made.topics]) == (["Warum hier?"], ["KI"])
        assert [question.wording for question in made.questions] == ["Wie reisen Sie an?"]
        assert made.published_at is None
        here = select(func.count()).select_from(Registration).where(Registration.event_id == made.id)
        assert db.session.scalar(here) == 0
        sessions = db.session.scalars(select(ProgrammeSession).where(ProgrammeSession.event_id == made.id)).all()
        # nine o'clock in summer is nine o'clock in winter; the second day is none of the new event
        assert [(each.title, each.starts_at, each.capacity) for each in sessions] == [
            ("Morgens", winter + timedelta(hours=8), 12)
        ]
