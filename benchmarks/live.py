"""How long after a scan does its edge reach an open live page?

An organiser's page has read the graph and holds its stream of Server-Sent Events open, while 20 scans of new pairs
arrive in each second, sent as in the benchmark of scans. Measured from the moment at which a phone sends its scan to
the moment at which the page's connection has read the event with this contact; drawing it is left out.
"""

import json
import statistics
import threading
import time
from collections.abc import Sequence
from http.client import HTTPResponse
from itertools import islice

from benchmarks.browser import Browser
from benchmarks.clients import Client
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import CannotRunError
from benchmarks.scan_requests import Phone, new_pairs, phones
from benchmarks.served_event import SLUG, Guest, served_event

NAME = "live"
SCANS_PER_SECOND = 20
_BARS = {"p99": Bar(500), "missing": Bar(0)}
_PEOPLE, _SCANS = 60, 600
_FEW_PEOPLE, _FEW_SCANS = 8, 10
_WAITS_AFTER_LAST = 5.0
"""Seconds; an edge that comes later is missing."""
Pair = frozenset[int]


def measure(options: Options) -> list[Figure]:
    """Watches the stream while scans arrive."""
    people, scans = (_FEW_PEOPLE, _FEW_SCANS) if options.is_small else (_PEOPLE, _SCANS)
    with served_event(people) as event, Browser(event.server.port) as page:
        port = event.server.port
        pairs = list(islice(new_pairs(phones(port, event.guests)), scans))
        page.sign_in(event.organiser_link)
        graph = json.loads(page.open(f"/events/{SLUG}/graph.json").read())
        stream = page.open(f"/events/{SLUG}/live?after={graph['cursor']}&rules={graph['rules']}")
        sender = _Sender(port, pairs)
        sender.start()
        seen = _watch(stream, sender)
        sender.join()
    delays = sorted((seen[pair] - sent) * 1000 for pair, sent in sender.sent.items() if pair in seen)
    if len(delays) < scans // 2:
        raise CannotRunError(f"Of {scans} scans only {len(delays)} came out of the live stream.")
    times = statistics.quantiles(delays, n=100, method="inclusive")
    rate = (scans - 1) / (max(sender.sent.values()) - min(sender.sent.values()))
    return [
        Figure(NAME, "rate", rate, "1/s"),
        Figure(NAME, "p50", times[49], "ms"),
        Figure(NAME, "p99", times[98], "ms", _BARS["p99"]),
        Figure(NAME, "missing", scans - len(delays), "", _BARS["missing"]),
    ]


class _Sender(threading.Thread):
    """Sends one scan after the other at an even pace."""

    def __init__(self, port: int, pairs: Sequence[tuple[Phone, Guest]]) -> None:
        super().__init__(daemon=True)
        self.sent: dict[Pair, float] = {}
        """When the scan of each pair was sent."""
        self.all: set[Pair] = {_pair(phone.owner, guest) for phone, guest in pairs}
        self._port, self._pairs = port, pairs

    def run(self) -> None:
        """Sends them all."""
        with Client(self._port) as client:
            begun = time.perf_counter()
            for number, (phone, guest) in enumerate(self._pairs):
                request = phone.scan(self._port, guest)
                time.sleep(max(0.0, begun + number / SCANS_PER_SECOND - time.perf_counter()))
                self.sent[_pair(phone.owner, guest)] = time.perf_counter()
                client.ask(request.encode())


def _watch(stream: HTTPResponse, sender: _Sender) -> dict[Pair, float]:
    """When each pair's contact came out of the stream."""
    seen: dict[Pair, float] = {}
    give_up_at = None
    while sender.all - seen.keys():
        line = stream.readline()
        now = time.perf_counter()
        if line.startswith(b"data:"):
            for _id, first, second, *_rest in json.loads(line[5:]).get("contacts", ()):
                seen.setdefault(frozenset((first, second)), now)
        if not sender.is_alive():
            give_up_at = give_up_at or now + _WAITS_AFTER_LAST
        if not line or (give_up_at is not None and now > give_up_at):
            break
    return seen


def _pair(first: Guest, second: Guest) -> Pair:
    return frozenset((first.number, second.number))
