"""Does everybody get all that is kept about them, and nothing about others that they do not know already?"""

import json
import re

import pytest
from flask import Flask

from eventapp import clock
from eventapp.core.asking import Kind
from eventapp.extensions import Base, db
from eventapp.history import own_data
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.service import PlaceSettings, change_places
from tests.contacts.phones import Phone
from tests.factories import make_account, make_attendee, make_event, make_question, scan
from tests.registration.placing import come, limited

pytestmark = pytest.mark.one_database

WITHOUT = {
    "colleagues": "entered_by says who entered them; whom they entered is those people's own",
    "contact_notes": "with the contact",
    "contacts": "as the list of contacts shows them",
    "presences": "follows from the entries at doors",
    "refused_suggestions": "whom the person refused: it stands on their own page",
    "walk_ins": "names the form with which they were registered",
}
"""Tables about registrations that are not read as they stand, and why."""


def test_no_table_is_forgotten(app: Flask) -> None:
    """Whatever refers to a registration is in the export, or stands above with its reason."""
    with app.app_context():
        statements = own_data._statements(1).values()  # noqa: SLF001 what the export is made of
        read = {name for statement in statements for name in re.findall(r"(?:FROM|JOIN) (\w+)", str(statement))}
        people = {"registrations.id", "tracking_consents.registration_id"}
        about_people = {
            table.name
            for table in Base.metadata.sorted_tables
            if any(key.target_fullname in people for key in table.foreign_keys)
        }
    assert about_people - read == set(WITHOUT)


def test_what_stands_in_it(app: Flask) -> None:
    """What the person entered, agreed to and met; addresses of others only where they share them; no secrets."""
    with app.app_context():
        event = make_event(topics=("KI",))
        question = make_question(event.id, Kind.TEXT, "Wie reisen Sie an?")
        anna = make_attendee(
            event,
            "Anna Schmidt",
            email="anna@example.org",
            consents=tuple(Purpose),
            phone="+49 30 1",
            offers=("KI",),
            answers={question: "Mit dem Rad"},
        )
        ben = make_attendee(event, "Ben Öztürk", email="ben@example.org", consents=(Purpose.TRACKING,))
        make_attendee(event, "Cem Arslan", email="cem@example.org")
        scan(anna, ben)
        token = anna.token
    answer = Phone(app, anna).get(f"/events/{anna.slug}/me/data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(answer.data)
    assert data["registration"]["email"] == "anna@example.org"
    assert data["answers"] == [{"wording": "Wie reisen Sie an?", "value": "Mit dem Rad"}]
    assert data["topics"] == [{"side": "offers", "name": "KI"}]
    assert {row["purpose"] for row in data["consents"]} == set(Purpose)
    assert [(row["name"], row["email"]) for row in data["contacts"]] == [("Ben Öztürk", None)]
    assert [row["verdict"] for row in data["scans"]] == ["new_contact"]
    assert len(data["arrivals"]) == len(data["badge_codes"]) == 1
    text = answer.text
    assert "cem@example.org" not in text
    assert "ben@example.org" not in text
    assert token not in text


def test_without_a_place(app: Flask) -> None:
    """Whoever waits has data here, too."""
    with app.app_context():
        event_id = limited(1)
        change_places(event_id, PlaceSettings(1), account_id=make_account().id, now=clock.now())
        come(event_id)
        waits = db.session.get_one(Registration, come(event_id, "Willi Wartet"))
        assert own_data.own_data(waits)["registration"]["status"] == "waiting"
