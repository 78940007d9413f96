"""May a borrowed phone let in somebody who has not registered, at once or told afterwards?"""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.checkin.models import DoorEntry
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.queries import consent_records
from tests.checkin.doors import make_list
from tests.desk import Desk, contents
from tests.door_phone.conftest import Paired, change_device, pair_device
from tests.door_phone.test_phone_routes import HOUR, phone_of
from tests.factories import over_for

pytestmark = pytest.mark.one_database


def send(phone: FlaskClient, paired: Paired, **more: str) -> TestResponse:
    """The page's script sends what the helper typed and ticked."""
    return phone.post(f"{paired.path}/walk-in", json={"nonce": "nonce-0001", "name": "Gerda Neu", **more})


def end_event(desk: Desk) -> None:
    """Its last day ended an hour ago."""
    with desk.app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(over_for(HOUR)))


def person(desk: Desk) -> dict[str, Any]:
    """The one person registered: what they entered and agreed to, and where it was heard."""
    [gerda] = db.session.scalars(select(Registration).where(Registration.event_id == desk.event_id))
    proofs = [(row.purpose, row.given, row.spoken_at, row.heard_by_id) for row in consent_records(gerda.id)]
    entered = {"name": gerda.name, "organisation": gerda.organisation and gerda.organisation.name}
    return {**entered, "email": gerda.email, "proofs": proofs, "created_at": gerda.created_at}


def test_whoever_is_new_is_registered_and_in(desk: Desk) -> None:
    """With what was said aloud, and at which door; sent twice, they are in once; no address is kept."""
    paired = pair_device(desk)
    phone = phone_of(desk, paired)
    sent = {"organisation": "IHK", "tracking": "y", "projector": "", "email": "gerda@example.org"}
    for _again in range(2):
        answer = send(phone, paired, **sent)
        assert answer.status_code == 200
        said = answer.get_json()
        assert (said["verdict"], said["person"]) == ("in", {"name": "Gerda Neu", "organisation": "IHK"})
    with desk.app.app_context():
        gerda = person(desk)
        assert (gerda["name"], gerda["organisation"], gerda["email"]) == ("Gerda Neu", "IHK", None)
        assert gerda["proofs"] == [
            (Purpose.TRACKING, True, "Tür 1", None),
            (Purpose.PROJECTOR, False, "Tür 1", None),
        ]
        assert db.session.scalar(select(func.count()).select_from(DoorEntry)) == 1


def test_whoever_is_called_alike_is_asked_for_first(desk: Desk) -> None:
    """Also without scripts: the form comes back as it was typed, and sent once more it counts."""
    desk.attendee("Gerda Neu")
    with desk.app.app_context():
        paired = pair_device(desk, "Tür 1", make_list(desk))
    phone, typed = phone_of(desk, paired), {"nonce": "nonce-0001", "name": "gerda neu", "organisation": "IHK"}
    before = contents(desk.app)
    assert send(phone, paired, name="Gerda Neu").get_json()["verdict"] == "similar"
    asked = phone.post(f"{paired.path}/walk-in", data=typed)
    assert asked.status_code == 409
    for held in ("Ist es diese Person?", 'value="gerda neu"', 'value="IHK"', 'name="is_new" value="y"'):
        assert held in asked.text
    assert contents(desk.app) == before
    settled = phone.post(f"{paired.path}/walk-in", data={**typed, "is_new": "y"})
    assert (settled.status_code, "Willkommen" in settled.text) == (200, True)


def test_what_happened_is_not_refused(desk: Desk) -> None:
    """The list was closed, the event is over by now: whom a phone without network let in is registered as of then."""
    now = clock.now()
    with desk.app.app_context():
        paired = pair_device(desk, "Tür 1", make_list(desk, closed_at=now - 3 * HOUR))
    change_device(desk, paired, paired_at=now - 9 * HOUR, expires_at=now - HOUR)
    end_event(desk)
    told = {"happened": "y", "sent_at": now.isoformat(), "device_time": (now - 2 * HOUR).isoformat()}
    answer = send(phone_of(desk, paired), paired, **told).get_json()
    assert (answer["verdict"], answer["despite"]) == ("in", "closed")
    with desk.app.app_context():
        assert abs(now - 2 * HOUR - person(desk)["created_at"]) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("sent", "closed", "over", "status", "verdict"),
    [
        ({"name": " "}, False, False, 422, None),
        ({"name": "Buy at https://spam.example"}, False, False, 422, None),
        ({"name": "x" * 201}, False, False, 422, None),
        ({"nonce": "short"}, False, False, 400, None),
        ({"code": "A" * 26}, False, False, 400, None),
        ({"list": "999999"}, False, False, 404, None),
        ({}, True, False, 409, "closed"),
        ({}, False, True, 409, "not_open"),
    ],
)
def test_nobody_is_registered(  # noqa: PLR0913 a line of the table
    desk: Desk, sent: dict[str, str], status: int, verdict: str | None, *, closed: bool, over: bool
) -> None:
    """Each with a reason, and nothing is written."""
    with desk.app.app_context():
        paired = pair_device(desk, "Tür 1", make_list(desk, closed_at=clock.now() if closed else None))
    if over:
        end_event(desk)
    before = contents(desk.app)
    answer = send(phone_of(desk, paired), paired, **sent)
    assert (answer.status_code, answer.get_json().get("verdict")) == (status, verdict)
    assert contents(desk.app) == before
