"""Is a design that was chosen what comes out of the printer, and is a changed one noticed?"""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from eventapp.badges.design import Field, FieldKind, design_for
from eventapp.badges.stock import SHEET
from eventapp.clock import now
from eventapp.core.asking import YES, Kind
from eventapp.designs.queries import SavedDesign
from eventapp.designs.service import add_design, remove_design, save_design
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.service import Profile, TopicChanges, change_profile, change_topics
from tests.desk import Desk
from tests.desk import make_desk as desk_of
from tests.factories import make_attendee, make_question

ENGLISH = {"Accept-Language": "en"}
CARD = design_for(SHEET.width, SHEET.height)
WIFI = Field(FieldKind.TEXT, 6, 46, 50, 6, text="Gäste-WLAN")


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """An event with one person, whose host is signed in."""
    desk = desk_of(app, client)
    with app.app_context():
        make_attendee(db.session.get_one(Event, desk.event_id), "Anna Schmidt")
    return desk


def own_design(desk: Desk, *more: Field) -> int:
    """A design of the series, with more fields than usual."""
    with desk.app.app_context():
        event = db.session.get_one(Event, desk.event_id)
        design = type(CARD)(CARD.width, CARD.height, (*CARD.fields[-3:], *more))
        design_id = add_design(event, "Mit WLAN", design, account_id=None, now=now())
        assert design_id is not None
        return design_id


def printed(client: FlaskClient, desk: Desk, **form: str) -> str:
    """The text of the sheet that comes out."""
    values = {"scope": "found", "stock": SHEET.key, "again": "other", "codes": "keep", "back": "none", "start": "1"}
    values |= {"duplex": "long"} | form
    sheet = desk.get(client.post(f"/events/{desk.slug}/badges/print", data=values, headers=ENGLISH).location)
    assert sheet.mimetype == "application/pdf", sheet.text
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.data)).pages)


def page(client: FlaskClient, desk: Desk, query: str = "") -> str:
    """The page of badges."""
    return client.get(f"/events/{desk.slug}/badges{query}", headers=ENGLISH).text


def test_a_design_is_chosen_and_printed(client: FlaskClient, desk: Desk) -> None:
    """The page shows it, the sheet holds its text, and the next print begins with it."""
    design_id = own_design(desk, WIFI)
    assert "Mit WLAN" in page(client, desk)
    assert "Gäste-WLAN" not in page(client, desk)
    assert "Gäste-WLAN" in page(client, desk, f"?stock={SHEET.key}&design=own-{design_id}")
    assert "Gäste-WLAN" in printed(client, desk, design=f"own-{design_id}")
    assert "Gäste-WLAN" in page(client, desk)
    assert "Gäste-WLAN" not in printed(client, desk, design="thread")


def test_a_changed_design_makes_badges_old(client: FlaskClient, desk: Desk) -> None:
    """Whoever changes what is printed wants it printed anew; a design that is gone gives way to the usual one."""
    design_id = own_design(desk, WIFI)
    query = f"?stock={SHEET.key}&design=own-{design_id}&printed=pending"
    printed(client, desk, design=f"own-{design_id}")
    assert "Nobody found" in page(client, desk, query)
    with desk.app.app_context():
        event = db.session.get_one(Event, desk.event_id)
        changed = SavedDesign(design_id, "Mit WLAN", type(CARD)(CARD.width, CARD.height, CARD.fields))
        save_design(event, changed, account_id=None, now=now())
    assert "Nobody found" not in page(client, desk, query)
    with desk.app.app_context():
        remove_design(db.session.get_one(Event, desk.event_id), design_id, account_id=None, now=now())
    assert "Anna" in page(client, desk, query)
    assert "Anna" in printed(client, desk, design=f"own-{design_id}")


def test_topics_and_questions_stand_where_a_design_asks_for_them(client: FlaskClient, desk: Desk) -> None:
    """Topics of those alone who agreed to be found by them; one of the event's questions for everybody."""
    topics = Field(FieldKind.TOPIC, 6, 6, 50, 6)
    question = Field(FieldKind.ICEBREAKER, 6, 14, 50, 6)
    with desk.app.app_context():
        event = db.session.get_one(Event, desk.event_id)
        names = ["Förderung", "KI"]
        changes = TopicChanges(new=names, icebreakers=["Was führt Sie her?"])
        change_topics(event.id, changes, account_id=None, now=now())
        event = db.session.get_one(Event, desk.event_id)
        open_to_it = (Purpose.TRACKING, Purpose.SUGGESTIONS)
        make_attendee(event, "Ben Bauer", offers=names, consents=open_to_it)
        make_attendee(event, "Cleo Klein", offers=names, consents=(Purpose.TRACKING,))
    text = printed(client, desk, design=f"own-{own_design(desk, topics, question)}")
    assert text.count("Förderung, KI") == 1
    assert text.count("Was führt Sie her?") == 3


def test_answers_stand_where_a_design_asks_for_them(client: FlaskClient, desk: Desk) -> None:
    """Those to questions that say so; a changed answer makes a badge old."""
    answers = Field(FieldKind.ANSWER, 6, 6, 50, 6)
    with desk.app.app_context():
        event = db.session.get_one(Event, desk.event_id)
        meal = make_question(event.id, Kind.YES_NO, "Isst mit", is_on_badge=True)
        secret = make_question(event.id, Kind.TEXT, "Was noch?")
        talk = make_question(event.id, Kind.TEXT, "Worüber?", is_on_badge=True, badge_label="Fragt mich nach")
        event = db.session.get_one(Event, desk.event_id)
        ben = make_attendee(event, "Ben Bauer", answers={meal: YES, secret: "Allergie", talk: "KI"})
    design = f"own-{own_design(desk, answers)}"
    text = printed(client, desk, design=design)
    assert text.count("Isst mit · Fragt mich nach KI") == 1
    assert "Allergie" not in text
    query = f"?stock={SHEET.key}&design={design}&printed=pending"
    assert "Nobody found" in page(client, desk, query)
    with desk.app.app_context():
        change_profile(ben.id, Profile(answers={secret: "Keine"}), phone_words="", now=now())
        assert "Nobody found" in page(client, desk, query)
        change_profile(ben.id, Profile(answers={talk: "Robotern"}), phone_words="", now=now())
    assert "Fragt mich nach Robotern" in page(client, desk, query)
