"""Whose name can get onto the wall by the contact graph?"""

import json

from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role, sign_in
from eventapp.contacts.own_contacts import decide_consent
from eventapp.events.queries import event_by_slug
from eventapp.network import wire_format
from eventapp.registration.models import Purpose
from tests.factories import CONSENT_TEXT, PASSWORD, MadeAttendee, make_account, make_attendee, make_event, scan

SHOWN, HIDDEN = "Anna Leinwand", "Berta Verborgen"


def evening(app: Flask) -> tuple[str, MadeAttendee]:
    """Two people who met, of whom one agreed to the projector; the address of the event, and the other one."""
    with app.app_context():
        account = make_account("ola@example.org")
        event = make_event(organiser=account)
        grant_role(account.id, Role.ORGANISER, event_id=event.id)
        shown = make_attendee(event, SHOWN, consents=(Purpose.TRACKING, Purpose.PROJECTOR))
        hidden = make_attendee(event, HIDDEN)
        scan(shown, hidden)
        return event.slug, hidden


def test_the_picture_and_its_table_name_only_who_agreed(app: Flask, client: FlaskClient) -> None:
    """Neither the page nor what its script fetches holds the name of anybody else: a number stands there."""
    slug, _ = evening(app)
    with app.app_context():
        token = sign_in("ola@example.org", PASSWORD, now=clock.now()).token
    with client.session_transaction() as session:
        session["account"] = token
    page = client.get(f"/events/{slug}/graph", headers={"Accept-Language": "de"}).text
    data = client.get(f"/events/{slug}/graph.json").text
    assert SHOWN in page
    assert SHOWN in data
    assert HIDDEN not in page
    assert HIDDEN not in data
    (number,) = [row[0] for row in json.loads(data)["people"] if not row[1]]
    assert f"Teilnehmer/in {number}" in page


def test_a_change_of_mind_reaches_open_screens(app: Flask) -> None:
    """Whoever withdraws the consent is sent again without the name; whoever gives it, with it."""
    slug, hidden = evening(app)
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        cursor = json.loads(wire_format.whole(event))["cursor"]
        for given, name in ((True, HIDDEN), (False, "")):
            decide_consent(hidden.id, Purpose.PROJECTOR, CONSENT_TEXT, given=given, now=clock.now())
            change = wire_format.changes_since(event, cursor)
            assert [row[1] for row in change["people"] if row[1] != SHOWN] == [name]
            cursor = change["cursor"]
