"""A tablet on a high table, as a test client, and the people who come to it."""

import secrets
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts.models import Account
from eventapp.core.contact_rules import Rules
from eventapp.extensions import db
from eventapp.stations.models import ContactStation
from eventapp.stations.service import make_station
from tests.factories import MadeAttendee, make_account, make_attendee, make_event
from tests.pages import sign_in

EVENT = "/events/netzwerktreffen"
ENGLISH = {"Accept-Language": "en"}


@dataclass(frozen=True)
class Foyer:
    """An event with an organiser who is signed in, two people, and a pairing code that waits.

    Attributes:
        secret: Of the pairing code.
    """

    app: Flask
    organiser: FlaskClient
    event_id: int
    account_id: int
    anna: MadeAttendee
    ben: MadeAttendee
    secret: str

    def pair(self) -> FlaskClient:
        """A tablet that has become the station."""
        tablet = self.app.test_client()
        response = tablet.post(f"/station/pair/{self.secret}")
        assert response.location == f"{EVENT}/station"
        return tablet

    def station(self) -> ContactStation:
        """The only station of the event; call it inside an app context."""
        return db.session.scalars(select(ContactStation).where(ContactStation.event_id == self.event_id)).one()


def make_foyer(app: Flask, rules: Rules | None = None) -> Foyer:
    """Anna and Ben at an event with a station called „Bar“."""
    organiser = app.test_client()
    with app.app_context():
        account: Account = make_account()
        event = make_event(organiser=account, rules=rules)
        event_id, account_id = event.id, account.id
        anna = make_attendee(event, "Anna Schmidt", organisation="MDZ Hannover")
        ben = make_attendee(event, "Ben Öztürk", organisation="Werk 1")
        secret = make_station(event_id, name="Bar", account_id=account_id, now=clock.now())
        assert secret is not None
        sign_in(organiser, account)
    return Foyer(app, organiser, event_id, account_id, anna, ben, secret)


def hold(
    tablet: FlaskClient, first: str, second: str, nonce: str = "", slug: str = "netzwerktreffen"
) -> TestResponse:
    """Holds two badges to a tablet, one after the other."""
    body = {"first": first, "second": second, "nonce": nonce or secrets.token_hex(8)}
    return tablet.post(f"/events/{slug}/station", json=body, headers=ENGLISH)
