"""How many scans does the served app take, and how long does a phone wait?

Eight clients send scans of pairs that are new, over HTTP and kept connections, each the next one when the last is
answered: signed-in attendees of a running event with their CSRF tokens, as the scanner page sends them. A scan counts
when it was answered as a new contact, and is an error when it was not, or when its contact is not in the database
in the end. Rounds alternate with rounds of the reference, a bare Flask endpoint of the same server (granian, the
same processes and threads) that does one INSERT with the same pragmas; rates are medians of the rounds, times are
those of all rounds together.
"""

import json
import sqlite3
import uuid
from dataclasses import dataclass
from itertools import islice

from benchmarks.bare_endpoint import INSERT_PATH, bare_endpoint
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.scan_requests import new_pairs, phones, post_request
from benchmarks.served_event import ServedEvent, served_event
from benchmarks.sides import Side, play_in_turn

NAME = "scans"
CLIENTS = 8
_BARS = {"rate": Bar(600, is_floor=True), "p99": Bar(60), "errors": Bar(0)}


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


SMALL = Size(people=24, warm_up=16, rounds=2, requests=40)


def measure(options: Options) -> list[Figure]:
    """Serves both and sends the rounds."""
    size = SMALL if options.is_small else Size()
    with served_event(size.people) as event, bare_endpoint() as bare:
        port = event.server.port
        needed = size.warm_up + size.rounds * size.requests
        pairs = islice(new_pairs(phones(port, event.guests)), needed)
        scans = Side(event.server, [phone.scan(port, guest) for phone, guest in pairs], "NEW_CONTACT", CLIENTS)
        inserts = Side(bare, [_insert_request(bare.port) for _ in range(needed)], "INSERTED", CLIENTS)
        play_in_turn((scans, inserts), warm_up=size.warm_up, rounds=size.rounds, requests=size.requests)
        lost = needed - _contacts(event)
        ours, theirs = scans.figures(), inserts.figures()
    ours["errors"] = max(ours["errors"], lost)
    units = {"rate": "1/s", "p50": "ms", "p99": "ms", "cpu": "ms/scan", "errors": ""}
    return [Figure(NAME, name, ours[name], unit, _BARS.get(name), theirs[name]) for name, unit in units.items()]


def _contacts(event: ServedEvent) -> int:
    """How many contacts the database really holds."""
    connection = sqlite3.connect(event.database)
    try:
        count: int = connection.execute("SELECT count(*) FROM contacts").fetchone()[0]
    finally:
        connection.close()
    return count


def _insert_request(port: int) -> str:
    body = {"code": "A" * 26, "nonce": str(uuid.uuid4()), "scanned_at": "2026-01-01T12:00:00.000+00:00"}
    return post_request(port, INSERT_PATH, json.dumps(body), {})
