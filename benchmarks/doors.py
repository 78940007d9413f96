"""How many people do the doors of the served app let in, and how long does a queue wait?

Eight clients send codes to the resource for scanners, over HTTP and kept connections, each the next one when the last
is answered; everybody comes for the first time, so that each entry is an arrival, too. An entry is an error when it
was not answered with „in“, or is not in the log in the end. Rounds alternate with rounds of the reference, a bare
Flask endpoint of the same server that does one INSERT (benchmarks.scans).
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, create_engine, insert, select

from benchmarks.bare_endpoint import bare_endpoint
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import CannotRunError
from benchmarks.scan_requests import post_request
from benchmarks.scans import insert_request
from benchmarks.served_event import ServedEvent, served_event
from benchmarks.sides import Side, play_in_turn
from eventapp.checkin.models import AdmissionList, DoorEntry
from eventapp.core.codes import new_secret, secret_hash
from eventapp.doors.models import DeviceList, DoorDevice
from eventapp.events.models import Event
from tests.postgresql import DURABLE, fresh_database, postgresql_server

NAME = "doors"
CLIENTS = 8
PATH = "/api/v1/door/redeem"
_BARS: Mapping[str, Bar] = {"rate": Bar(900, is_floor=True), "p99": Bar(30), "errors": Bar(0)}
_BARS_OF_POSTGRESQL: Mapping[str, Bar] = {**_BARS, "rate": Bar(600, is_floor=True)}


@dataclass(frozen=True)
class Size:
    """How much is sent.

    Attributes:
        warm_up: Entries before the first round.
        rounds: Of the app, and as many of the reference.
        requests: In each round.
    """

    warm_up: int = 300
    rounds: int = 3
    requests: int = 1000

    @property
    def people(self) -> int:
        """As many come."""
        return self.warm_up + self.rounds * self.requests


SMALL = Size(warm_up=8, rounds=2, requests=16)


def measure(options: Options) -> list[Figure]:
    """On SQLite and on PostgreSQL.

    Raises:
        CannotRunError: PostgreSQL is not installed.
    """
    found = _compare("sqlite", _BARS, options)
    try:
        with postgresql_server(DURABLE) as server, fresh_database(server) as url, fresh_database(server) as bare_url:
            return found + _compare("postgresql", _BARS_OF_POSTGRESQL, options, url=url, bare_url=bare_url)
    except RuntimeError as error:
        raise CannotRunError(str(error)) from error


def _compare(
    engine: str, bars: Mapping[str, Bar], options: Options, *, url: str = "", bare_url: str = ""
) -> list[Figure]:
    size = SMALL if options.is_small else Size()
    with (
        served_event(size.people, workers=options.workers, have_arrived=False, database_url=url) as event,
        bare_endpoint(options.workers, database_url=bare_url) as bare,
    ):
        port, bearer = event.server.port, {"Authorization": f"Bearer {_pair(event)}"}
        requests = [post_request(port, PATH, _body(guest.badge_code), bearer) for guest in event.guests]
        doors = Side(event.server, requests, "in", CLIENTS)
        inserts = Side(bare, [insert_request(bare.port) for _ in range(size.people)], "INSERTED", CLIENTS)
        play_in_turn((doors, inserts), warm_up=size.warm_up, rounds=size.rounds, requests=size.requests)
        lost = size.people - _entries(event)
        ours, theirs = doors.figures(), inserts.figures()
    ours["errors"] = max(ours["errors"], lost)
    units = {"rate": "1/s", "p50": "ms", "p99": "ms", "cpu": "ms/entry", "errors": ""}
    return [
        Figure(NAME, f"{figure} {engine}", ours[figure], unit, bars.get(figure), theirs[figure])
        for figure, unit in units.items()
    ]


def _body(code: str) -> str:
    return json.dumps({"code": code, "nonce": str(uuid.uuid4())})


def _pair(event: ServedEvent) -> str:
    """Makes a door of the event; returns its secret."""
    token, now = new_secret(), datetime.now(UTC)
    rules = {"name": "", "room": "", "is_arrival": True, "repeat": "once", "counts_exits": False}
    engine = _engine(event)
    with engine.begin() as connection:
        event_id = connection.scalar(select(Event.id))
        connection.execute(
            insert(AdmissionList).values(event_id=event_id, ends_at_night=False, created_at=now, **rules)
        )
        connection.execute(
            insert(DoorDevice).values(
                event_id=event_id,
                name="Tür 1",
                kind="door",
                created_at=now,
                token_hash=secret_hash(token),
                paired_at=now,
                expires_at=now + timedelta(days=1),
                queue_length=0,
            )
        )
        list_id, device_id = connection.scalar(select(AdmissionList.id)), connection.scalar(select(DoorDevice.id))
        connection.execute(insert(DeviceList).values(event_id=event_id, device_id=device_id, list_id=list_id))
    engine.dispose()
    return token


def _entries(event: ServedEvent) -> int:
    """How many entries the log really holds."""
    engine = _engine(event)
    with engine.connect() as connection:
        found = len(connection.execute(select(DoorEntry.id).where(DoorEntry.verdict == "in")).all())
    engine.dispose()
    return found


def _engine(event: ServedEvent) -> Engine:
    return create_engine(event.database_url)
