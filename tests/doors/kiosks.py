"""A kiosk for tests: an event with a tablet at which visitors let themselves in."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.doors.models import Kind
from eventapp.doors.service import NewDevice, make_device, pair
from tests.checkin.doors import make_list
from tests.desk import Desk, make_desk

PIN = "2468"
LABEL = "brother-dk-11202"


@dataclass
class Kiosk:
    """A tablet, and the desk whose visitors stand before it."""

    desk: Desk
    token: str
    tablet: FlaskClient

    @property
    def path(self) -> str:
        """Where its pages stand."""
        return f"{self.desk.path}/kiosk"

    def page(self) -> str:
        """What the screen shows."""
        answer = self.tablet.get(self.path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        return answer.text

    def show(self, code: str) -> TestResponse:
        """Somebody holds a code to it."""
        return self.tablet.post(self.path, data={"code": code})

    def press(self, button: str, **fields: str) -> TestResponse:
        """Somebody presses a button of the page that is shown, with what stands in its fields."""
        texts = re.findall(r'<input[^>]* id="(name|organisation)"[^>]* value="([^"]*)"', self.page())
        return self.tablet.post(f"{self.path}/{button}", data={**dict(texts), **fields})


def pairing_code(desk: Desk, **rules: Any) -> str:
    """The secret of the address that makes a tablet the kiosk "Foyer" of a desk's event; within the app's context."""
    new = NewDevice("Foyer", [make_list(desk, **rules)], Kind.KIOSK, PIN, LABEL)
    secret = make_device(desk.event_id, new, account_id=desk.host_id, now=clock.now())
    assert secret is not None
    return secret


def make_kiosk(app: Flask, **rules: Any) -> Kiosk:
    """An event with a kiosk."""
    desk, tablet = make_desk(app, app.test_client()), app.test_client()
    with app.app_context():
        paired = pair(pairing_code(desk, **rules), now=clock.now())
    assert paired is not None
    with tablet.session_transaction() as session:
        session["door"] = paired.token
    return Kiosk(desk, paired.token, tablet)
