"""How many people can register in a second, when the mail for each is in the outbox and the places run out?

Eight clients send the form of the public page over HTTP, each the next one when the last is answered, from one
network address and to a different mailbox each time. There are places for four fifths of them. A registration is an
error when it was not taken, has no mail in the outbox, or got a place that was not there. Rounds alternate with
rounds of the reference, a bare Flask endpoint of the same server that does one INSERT (benchmarks.scans). In the end
an organiser opens the list of everybody.
"""

import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from sqlalchemy import create_engine, func, select, update

from benchmarks.bare_endpoint import bare_endpoint
from benchmarks.browser import Browser
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.scan_requests import post_request
from benchmarks.scans import insert_request
from benchmarks.served_event import ORGANISATIONS, SLUG, ServedEvent, served_event
from benchmarks.sides import Side, play_in_turn
from eventapp.core.places import Status
from eventapp.events.models import Event
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import Registration

NAME = "registrations"
CLIENTS = 8
_PATH = f"/events/{SLUG}/register"
_SEE_OTHER = 303
_BARS: Mapping[str, Bar] = {"rate": Bar(200, is_floor=True), "errors": Bar(0), "list page": Bar(100)}


class Answered(Protocol):
    """What came of a request."""

    @property
    def status(self) -> int:
        """Of HTTP."""

    @property
    def body(self) -> str:
        """As text."""


@dataclass(frozen=True)
class Size:
    """How much is sent.

    Attributes:
        warm_up: Registrations before the first round.
        rounds: Of the app, and as many of the reference.
        requests: In each round.
        looks: How often the list is opened.
    """

    warm_up: int = 100
    rounds: int = 3
    requests: int = 800
    looks: int = 15

    @property
    def people(self) -> int:
        """As many register."""
        return self.warm_up + self.rounds * self.requests

    @property
    def places(self) -> int:
        """As many find a place."""
        return self.people * 4 // 5


SMALL = Size(warm_up=4, rounds=1, requests=8, looks=2)


class Forms(Side):
    """The side that sends the page's form, and is led to the page that says so."""

    @property
    def refused(self) -> int:
        """Registrations that were not taken."""
        return refused(self.answers)


def refused(answers: Iterable[Answered]) -> int:
    """How many forms were not taken."""
    return sum(answer.status != _SEE_OTHER or "registered" not in answer.body for answer in answers)


def measure(options: Options) -> list[Figure]:
    """Registrations beside the reference, and then the list of all of them."""
    size = SMALL if options.is_small else Size()
    with (
        served_event(1, workers=options.workers, have_arrived=False) as event,
        bare_endpoint(options.workers) as bare,
    ):
        _limit(event, size.places)
        forms = Forms(event.server, registration_forms(event.server.port, size.people), "", CLIENTS)
        inserts = Side(bare, [insert_request(bare.port) for _ in range(size.people)], "INSERTED", CLIENTS)
        play_in_turn((forms, inserts), warm_up=size.warm_up, rounds=size.rounds, requests=size.requests)
        ours, theirs = forms.figures(), inserts.figures()
        ours["errors"] = max(ours["errors"], _wrong(event, size))
        page = _list_page(event, size.looks)
    units = {"rate": "1/s", "p50": "ms", "p99": "ms", "cpu": "ms/registration", "errors": ""}
    return [
        *(
            Figure(NAME, figure, ours[figure], unit, _BARS.get(figure), theirs[figure])
            for figure, unit in units.items()
        ),
        Figure(NAME, "list page", page, "ms", _BARS["list page"]),
    ]


def _limit(event: ServedEvent, places: int) -> None:
    """As an organiser sets it; the one who is there already has a place, too."""
    engine = create_engine(event.database_url)
    with engine.begin() as connection:
        connection.execute(update(Event).values(places=places + 1))
    engine.dispose()


def registration_forms(port: int, people: int) -> Sequence[str]:
    """The requests by which everybody registers."""
    with Browser(port) as browser:
        token = browser.csrf_token(_PATH)
        headers = {
            "Cookie": browser.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "text/html",
        }
    fields = {"csrf_token": token, "tracking": "y", "share_email": "y"}
    found = []
    for number in range(people):
        who = {"name": f"Ännchen Gast {number}", "email": f"gast{number}@example.org"}
        body = urlencode({**fields, **who, "organisation": f"Digitalzentrum {number % ORGANISATIONS}"})
        found.append(post_request(port, _PATH, body, headers))
    return found


def _wrong(event: ServedEvent, size: Size) -> int:
    """By how many the registrations, the places held and the mails are not as many as they should be."""
    engine = create_engine(event.database_url)
    with engine.connect() as connection:
        counted = select(Registration.status, func.count()).group_by(Registration.status)
        found = {status: count for status, count in connection.execute(counted)}  # noqa: C416 a row is no pair
        mails = connection.scalar(select(func.count()).select_from(OutboxMail)) or 0
    engine.dispose()
    expected = {Status.PROVISIONAL: size.places, Status.WAITING: size.people - size.places}
    return sum(abs(found.get(status, 0) - count) for status, count in expected.items()) + abs(mails - size.people)


def _list_page(event: ServedEvent, looks: int) -> float:
    """Milliseconds until an organiser has the first page of the list, in the middle of some times."""
    path, times = f"/events/{SLUG}/registrations", []
    with Browser(event.server.port) as browser:
        browser.sign_in(event.organiser_link)
        for _look in range(looks):
            begun = time.perf_counter()
            browser.open(path).read()
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)
