"""An event with a borrowed phone, for tests of doors."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.doors.service import NewDevice, make_device, pair
from tests.checkin.doors import make_list
from tests.desk import Desk, make_desk
from tests.factories import MadeAttendee

REDEEM, ROSTER, SEEN = (f"/api/v1/door/{name}" for name in ("redeem", "roster", "seen"))


@dataclass
class Phone:
    """A phone that is a door of the desk's event, by one list.

    Attributes:
        desk: The event, and its host.
        list_id: By which list it lets people in.
        token: Its secret.
        client: Its browser, without any cookie.
    """

    desk: Desk
    list_id: int
    token: str
    client: FlaskClient

    @property
    def bearer(self) -> dict[str, str]:
        """The header by which the phone is known."""
        return {"Authorization": f"Bearer {self.token}"}

    def redeem(self, person: MadeAttendee | str, **more: Any) -> TestResponse:
        """Sends a code."""
        code = person if isinstance(person, str) else person.code
        body = {"code": code, "nonce": secrets.token_hex(8), **more}
        return self.client.post(REDEEM, json=body, headers=self.bearer)

    def verdict(self, person: MadeAttendee | str, **more: Any) -> str:
        """What came of it."""
        answer = self.redeem(person, **more)
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        return str(answer.json["verdict"])


def make_phone(app: Flask, *, name: str = "Tür 2", **rules: Any) -> Phone:
    """An event with a list and a paired phone."""
    desk = make_desk(app, app.test_client())
    with app.app_context():
        list_id = make_list(desk, **rules)
        secret = make_device(desk.event_id, NewDevice(name, [list_id]), account_id=desk.host_id, now=clock.now())
        assert secret is not None
        paired = pair(secret, now=clock.now())
    assert paired is not None
    return Phone(desk, list_id, paired.token, app.test_client())
