"""Lists and doors for tests: somebody goes through one, and what is kept of it."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from eventapp import clock
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.models import AdmissionList, DoorEntry, Presence
from eventapp.checkin.service import DoorAnswer, redeem
from eventapp.core.admission import Direction
from eventapp.core.codes import read_code
from eventapp.database import write_session
from eventapp.extensions import db
from tests.desk import Desk
from tests.factories import MadeAttendee

NOW = clock.now()
_RULES = {"name": "Werkstatt", "is_arrival": False, "room": "", "repeat": "once"}
_SWITCHES = {"counts_exits": False, "ends_at_night": False}


def make_list(desk: Desk, **rules: Any) -> int:
    """A list of the desk's event; call it inside of the app's context."""
    values = {**_RULES, **_SWITCHES, "event_id": desk.event_id, "created_at": NOW, **rules}
    with write_session(db.session()) as session:
        made: int | None = session.scalar(insert(AdmissionList).values(**values).returning(AdmissionList.id))
    assert made is not None
    return made


def request_of(desk: Desk, person: MadeAttendee | str, list_id: int | None, **more: Any) -> DoorRequest:
    """Somebody holds a badge to the door „Tür 1“."""
    code = read_code(person if isinstance(person, str) else person.code)
    plain = DoorRequest(desk.event_id, list_id, code, secrets.token_hex(8), NOW, "Tür 1", account_id=desk.host_id)
    return replace(plain, **more)


def enter(desk: Desk, person: MadeAttendee | str, list_id: int | None, **more: Any) -> DoorAnswer:
    """Somebody wants in."""
    answer = redeem(request_of(desk, person, list_id, **more))
    assert answer is not None
    return answer


def leave(desk: Desk, person: MadeAttendee, list_id: int, **more: Any) -> DoorAnswer:
    """Somebody wants out."""
    return enter(desk, person, list_id, direction=Direction.EXIT, **more)


def told(desk: Desk, person: MadeAttendee, list_id: int, at: datetime, **more: Any) -> DoorAnswer:
    """A door tells afterwards that somebody went in at a moment."""
    return enter(desk, person, list_id, happened_at=at, **more)


def log() -> list[tuple[str, str, str]]:
    """Verdict, what was overruled, and door of every entry, in the order in which they came."""
    rows = db.session.execute(select(DoorEntry.verdict, DoorEntry.despite, DoorEntry.door).order_by(DoorEntry.id))
    return [(verdict, despite, door) for verdict, despite, door in rows]


def inside(list_id: int) -> set[int]:
    """Who is in by a list."""
    return set(
        db.session.scalars(select(Presence.registration_id).where(Presence.list_id == list_id, Presence.is_in))
    )
