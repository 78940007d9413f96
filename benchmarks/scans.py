"""How many scans does the served app take, and how long does a phone wait?

Eight clients send scans of pairs that are new, over HTTP and kept connections, each the next one when the last is
answered: signed-in attendees of a running event with their CSRF tokens, as the scanner page sends them. A scan counts
when it was answered as a new contact, and is an error when it was not, or when its contact is not in the database
in the end. Rounds alternate with rounds of the reference, a bare Flask endpoint of the same server (granian, the
same processes and threads) that does one INSERT, as durable, into a database of the same kind; rates are medians of
the rounds, times are those of all rounds together, CPU is that of the app's own processes. The network is not
measured meanwhile: that goes by the clock and not by scans, and `live` shows what it costs them.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import create_engine, text

from benchmarks.bare_endpoint import INSERT_PATH, bare_endpoint
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.scan_requests import new_pairs, phones, post_request
from benchmarks.served_event import ServedEvent, served_event
from benchmarks.sides import Side, play_in_turn

NAME = "scans"
CLIENTS = 8
BARS: Mapping[str, Bar] = {
    "rate": Bar(1500, is_floor=True),
    "p99": Bar(25),
    "cpu ratio": Bar(3),
    "errors": Bar(0),
}


@dataclass(frozen=True)
class Size:
    """How much is sent.

    Attributes:
        people: At the event; half of their number squared is how many pairs there are.
        warm_up: Scans before the first round.
        rounds: Of the app, and as many of the reference.
        requests: In each round.
    """

    people: int = 200
    warm_up: int = 600
    rounds: int = 5
    requests: int = 3000


SMALL = Size(people=24, warm_up=16, rounds=1, requests=40)


def measure(options: Options) -> list[Figure]:
    """Compares on SQLite."""
    return compare(NAME, BARS, options)


def compare(
    name: str, bars: Mapping[str, Bar], options: Options, *, database_url: str = "", bare_url: str = ""
) -> list[Figure]:
    """Serves both and sends the rounds.

    Args:
        name: Of the benchmark.
        bars: By the names of its figures.
        options: How much is sent.
        database_url: An empty database for the app; "" for SQLite.
        bare_url: Another one, for the reference.
    """
    size = SMALL if options.is_small else Size()
    with (
        served_event(size.people, workers=options.workers, is_measured=False, database_url=database_url) as event,
        bare_endpoint(options.workers, database_url=bare_url) as bare,
    ):
        port = event.server.port
        needed = size.warm_up + size.rounds * size.requests
        pairs = islice(new_pairs(phones(port, event.guests)), needed)
        scans = Side(event.server, [phone.scan(port, guest) for phone, guest in pairs], "NEW_CONTACT", CLIENTS)
        inserts = Side(bare, [insert_request(bare.port) for _ in range(needed)], "INSERTED", CLIENTS)
        play_in_turn((scans, inserts), warm_up=size.warm_up, rounds=size.rounds, requests=size.requests)
        lost = needed - _contacts(event)
        ours, theirs = scans.figures(), inserts.figures()
    ours["errors"] = max(ours["errors"], lost)
    ours["cpu ratio"], theirs["cpu ratio"] = ours["cpu"] / theirs["cpu"], 1.0
    units = {"rate": "1/s", "p50": "ms", "p99": "ms", "cpu": "ms/scan", "cpu ratio": "", "errors": ""}
    return [
        Figure(name, figure, ours[figure], unit, bars.get(figure), theirs[figure]) for figure, unit in units.items()
    ]


def _contacts(event: ServedEvent) -> int:
    """How many contacts the database really holds."""
    engine = create_engine(event.database_url)
    try:
        with engine.connect() as connection:
            count: int = connection.execute(text("SELECT count(*) FROM contacts")).scalar_one()
            return count
    finally:
        engine.dispose()


def insert_request(port: int) -> str:
    """A request of the reference."""
    body = {"code": "A" * 26, "nonce": str(uuid.uuid4()), "scanned_at": "2026-01-01T12:00:00.000+00:00"}
    return post_request(port, INSERT_PATH, json.dumps(body), {})
