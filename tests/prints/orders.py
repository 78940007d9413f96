"""Printings of tests, ordered as the pages do."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from eventapp import clock
from eventapp.badges.queries import Holder
from eventapp.badges.stock import SHEET
from eventapp.prints.models import PrintJob, State
from eventapp.prints.orders import PrintOrder
from eventapp.prints.queries import job_by_key
from eventapp.prints.service import Placed, Press, place
from tests.desk import Desk


def drawn(holder: Holder) -> str:
    """What stands on a badge of a test: the name and the code."""
    words = sha256(f"{holder.name} {holder.code}".encode()).hexdigest()
    return f"{words[:12]}size{words[:16]}"


PRESS = Press(fingerprint=drawn, refused=lambda holder: "no such letter" if holder.name == "Bad" else "")


def order(desk: Desk, *people: int, now: datetime | None = None, **choices: Any) -> Placed:
    """Orders badges; call it inside an app context."""
    return place(
        people,
        PrintOrder(SHEET, **choices),
        PRESS,
        event_id=desk.event_id,
        account_id=desk.host_id,
        now=now or clock.now(),
    )


def crowd(desk: Desk, size: int) -> list[int]:
    """So many people, by registration id."""
    return [desk.attendee(f"Person {number:03}").id for number in range(size)]


def job_of(desk: Desk, placed: Placed) -> PrintJob:
    """The printing of an order; call it inside an app context."""
    job = job_by_key(desk.event_id, placed.key)
    assert job is not None
    return job


def state_of(desk: Desk, placed: Placed) -> State:
    """How far it is."""
    with desk.app.app_context():
        return State(job_of(desk, placed).state)
