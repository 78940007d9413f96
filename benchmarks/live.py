"""Do 200 open live pages hear of each scan at once, without costing phones, memory or a restart too much?

A large event (2,500 people, 30,000 contacts) is served as `python app.py` serves, and 50 scans of new pairs arrive in
each second, in rounds that alternate: nobody watches; 200 pages of organisers hold their stream of Server-Sent Events
open; nobody watches, but the network is measured, again and again, by the process that the server starts for it. A
scan's time is from the moment at which a phone sends it to its answer; an edge's from the same moment to the one at
which a page's connection has read the event with this contact (drawing it is left out). Baselines are the rounds in
which nobody watches.

Then 1,000 pages are held while nothing happens, and must all hear of one more scan. At last the server is stopped and
started with 200 pages open, in the midst of scans: the pages come back as ours do, and none may lack an edge.
"""

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.browser import Browser
from benchmarks.figures import Bar, Figure, percentiles
from benchmarks.network import write_network
from benchmarks.options import Options
from benchmarks.pages import Pages, Pair
from benchmarks.processes import ROOT
from benchmarks.scan_requests import new_pairs, phones
from benchmarks.served_event import SLUG, ServedEvent, served_event
from benchmarks.steady import Sent, send_steadily

NAME = "live"
SCANS_PER_SECOND = 50
_ALONE, _WATCHED, _MEASURED = "nobody watches", "pages open", "while measured"
_UNTIL = "2999-01-01 00:00:00.000000"
_NO_TURN = "INSERT OR REPLACE INTO measuring_claims (event_id, until) SELECT id, ? FROM events"


@dataclass(frozen=True)
class Size:
    """How much is there, and how much happens.

    Attributes:
        guests: Who scan each other.
        people: Who are there besides.
        contacts: Among these.
        pages: That are open while scans arrive.
        idle_pages: That are open while nothing happens,
        idle_seconds: for so long.
        rounds: Of each kind.
        scans: In each round.
        warm_up: Scans before each round that are not counted.
        restart_scans: Before and after a restart.
        waits_for_edges: Seconds after the last scan; an edge that comes later is missing.
        waits_for_pages: Seconds after a restart; a page that comes back later is lost.
    """

    guests: int = 120
    people: int = 2_380
    contacts: int = 30_000
    pages: int = 200
    idle_pages: int = 1_000
    idle_seconds: float = 20
    rounds: int = 4
    scans: int = 400
    warm_up: int = 50
    restart_scans: int = 100
    waits_for_edges: float = 5
    waits_for_pages: float = 30


SMALL = Size(
    guests=24,
    people=60,
    contacts=90,
    pages=4,
    idle_pages=8,
    idle_seconds=0.2,
    rounds=1,
    scans=20,
    warm_up=5,
    restart_scans=10,
    waits_for_edges=120,  # what is small shows that nothing is lost, however much else the machine does
    waits_for_pages=120,
)


def measure(options: Options) -> list[Figure]:
    """Plays the rounds, holds idle pages, and restarts the server."""
    size = SMALL if options.is_small else Size()

    def fill(database: Path) -> None:
        write_network(database, people=size.people, contacts=size.contacts)
        _take_every_turn(database)

    with (
        served_event(size.guests, workers=options.workers, fill=fill) as event,
        Browser(event.server.port) as organiser,
    ):
        organiser.sign_in(event.organiser_link)
        hall = _Hall(event, organiser, size)
        rounds: dict[str, Callable[[], AbstractContextManager[object]]] = {
            _ALONE: nullcontext,
            _WATCHED: hall.watched,
            _MEASURED: partial(_measuring, event),
        }
        for _round in range(size.rounds):
            for name, going_on in rounds.items():
                hall.scan(size.warm_up)
                with going_on():
                    hall.times[name] += [sent.milliseconds for sent in hall.scan(size.scans)]
        idle, restart = hall.idle(), hall.restart()
    return [*_scan_figures(hall), *_edge_figures(hall), *idle, *restart]


@dataclass
class _Hall:
    """The event, its phones, and what came of the rounds so far."""

    event: ServedEvent
    organiser: Browser
    size: Size
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    edges: list[float] = field(default_factory=list)
    missing: int = 0
    errors: int = 0

    def __post_init__(self) -> None:
        """Opens the scanner on every phone."""
        self._port = self.event.server.port
        self._pairs = new_pairs(phones(self._port, self.event.guests))
        self._sent: dict[Pair, float] = {}

    def scan(self, count: int) -> list[Sent]:
        """Sends scans of new pairs at an even pace."""
        pairs = list(islice(self._pairs, count))
        requests = [phone.scan(self._port, guest) for phone, guest in pairs]
        sent = send_steadily(self._port, requests, per_second=SCANS_PER_SECOND)
        self.errors += sum('"NEW_CONTACT"' not in each.body for each in sent)
        due = {
            frozenset((phone.owner.number, guest.number)): each.due_at
            for (phone, guest), each in zip(pairs, sent, strict=True)
        }
        self._sent |= due
        return sent

    def pages(self) -> Pages:
        """What opens pages that know the graph as it is now."""
        with self.organiser.connected_anew() as organiser:
            graph = json.loads(organiser.open(f"/events/{SLUG}/graph.json").read())
        self._sent.clear()
        return Pages(
            self._port, f"/events/{SLUG}/live?rules={graph['rules']}", self.organiser.cookie, graph["cursor"]
        )

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Pages are open, and hear of what happens meanwhile."""
        with self.pages() as pages:
            pages.open(self.size.pages)
            yield
            heard = self._heard(pages)
        self.edges += [moment - due_at for due_at, moments in heard for moment in moments]
        self.missing += self._missing(heard)

    def idle(self) -> list[Figure]:
        """Memory of a page, and what many of them cost while nothing happens."""
        size, server = self.size, self.event.server
        with self.pages() as pages:
            pages.open(size.pages)
            before = server.memory_kb()
            pages.open(size.idle_pages - size.pages)
            memory = (server.memory_kb() - before) / (size.idle_pages - size.pages)
            used, begun = server.cpu_seconds(), time.perf_counter()
            held = pages.hold(size.idle_seconds).streams
            cpu = (server.cpu_seconds() - used) / (time.perf_counter() - begun)
            self.scan(1)
            heard = self._heard(pages)
        times = [(moment - due_at) * 1000 for due_at, moments in heard for moment in moments]
        return [
            Figure(NAME, "memory of a page", memory, "kB", Bar(150)),
            Figure(NAME, "idle pages held", held, "", Bar(size.idle_pages, is_floor=True)),
            Figure(NAME, "idle pages that hear of a scan", len(times), "", Bar(size.idle_pages, is_floor=True)),
            Figure(NAME, "slowest of them", max(times, default=0.0), "ms"),
            Figure(NAME, "cpu of idle pages", cpu * 100, "% of one"),
        ]

    def restart(self) -> list[Figure]:
        """How soon all pages are back, and whether they have heard of everything."""
        size, server = self.size, self.event.server
        with self.pages() as pages:
            pages.open(size.pages)
            self.scan(size.restart_scans)
            stopped_at = time.perf_counter()
            server.stop()
            server.start()
            listens_at = time.perf_counter()
            self.scan(size.restart_scans)
            state = pages.wait_for_streams(size.pages, size.waits_for_pages)
            back = state.last_back_at - stopped_at if state.streams == size.pages else float("inf")
            heard = self._heard(pages)
        return [
            Figure(NAME, "restart", listens_at - stopped_at, "s"),
            Figure(NAME, "all pages back", back, "s", Bar(10)),
            Figure(NAME, "missing after restart", self._missing(heard), "", Bar(0)),
        ]

    def _heard(self, pages: Pages) -> list[tuple[float, list[float]]]:
        """When each scan since the pages were opened was sent, and when they heard of it."""
        heard = pages.wait_for_contacts(len(self._sent), self.size.waits_for_edges).heard
        return [(due_at, heard.get(pair, [])) for pair, due_at in self._sent.items()]

    def _missing(self, heard: Sequence[tuple[float, list[float]]]) -> int:
        return sum(self.size.pages - len(moments) for _due_at, moments in heard)


def _scan_figures(hall: _Hall) -> list[Figure]:
    """Scans with and without what goes on besides."""
    figures = []
    alone = percentiles(hall.times[_ALONE])
    for name in (_WATCHED, _MEASURED):
        half, most = percentiles(hall.times[name])
        figures += [
            Figure(NAME, f"scan p50, {name}", half, "ms", baseline=alone[0]),
            Figure(NAME, f"scan p99, {name}", most, "ms", baseline=alone[1]),
            Figure(NAME, f"scan p99 ratio, {name}", most / alone[1], "", Bar(2), 1),
        ]
    return [*figures, Figure(NAME, "errors", hall.errors, "", Bar(0))]


def _edge_figures(hall: _Hall) -> list[Figure]:
    half, most = percentiles([edge * 1000 for edge in hall.edges])
    return [
        Figure(NAME, "edge p50", half, "ms"),
        Figure(NAME, "edge p99", most, "ms", Bar(250)),
        Figure(NAME, "missing", hall.missing, "", Bar(0)),
    ]


@contextmanager
def _measuring(event: ServedEvent) -> Iterator[None]:
    """The network is measured without a pause, by the command that the server starts for it."""
    is_over = threading.Event()

    def run() -> None:
        command = [sys.executable, "-m", "flask", "--app", "eventapp", "measures", SLUG, "--keep"]
        while not is_over.is_set():
            subprocess.run(command, cwd=ROOT, env=event.server.environ, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 our own
            _take_every_turn(event.database)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _take_every_turn(database: Path) -> None:
    """Keeps the server from measuring at moments of its own; the rounds do that."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute(_NO_TURN, (_UNTIL,)).close()
