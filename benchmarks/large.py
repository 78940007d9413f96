"""How long does an organiser of a very large event wait for its numbers?

2,500 people and 30,000 contacts are in the database of an app that is served by one process, otherwise as
`python app.py` serves. After each of several starts the first answer is timed, which the process can give only when
it has loaded everything; then the graph as JSON and the page of the standings, as a process that knows the network
answers. All figures are medians.
"""

import statistics
import time
from collections.abc import Mapping
from functools import partial

from benchmarks.browser import Browser
from benchmarks.figures import Bar, Figure
from benchmarks.network import write_network
from benchmarks.options import Options
from benchmarks.served_event import SLUG, served_event

NAME = "large"
GUESTS = 20
PEOPLE, CONTACTS = 2_500, 30_000
_FEW_PEOPLE, _FEW_CONTACTS = 450, 600
_STARTS, _FEW_STARTS = 5, 1
_TIMES, _FEW_TIMES = 15, 2
_COMPRESSED: Mapping[str, str] = {"Accept-Encoding": "gzip"}


def measure(options: Options) -> list[Figure]:
    """Starts the server several times, then asks again and again."""
    people, contacts = (_FEW_PEOPLE, _FEW_CONTACTS) if options.is_small else (PEOPLE, CONTACTS)
    starts, times = (_FEW_STARTS, _FEW_TIMES) if options.is_small else (_STARTS, _TIMES)
    fill = partial(write_network, people=people - GUESTS, contacts=contacts)
    with (
        served_event(GUESTS, workers=1, have_arrived=False, fill=fill) as event,
        Browser(event.server.port) as browser,
    ):
        browser.sign_in(event.organiser_link)
        first = []
        for _start in range(starts):
            event.server.stop()
            event.server.start()
            with browser.connected_anew() as again:
                first.append(_asked(again, "graph.json")[0] / 1000)
        with browser.connected_anew() as again:
            graph = [_asked(again, "graph.json") for _time in range(times)]
            standings = [_asked(again, "standings") for _time in range(times)]
    return [
        Figure(NAME, "first answer of a fresh process", statistics.median(first), "s", Bar(1)),
        Figure(NAME, "graph.json", statistics.median(wait for wait, _size in graph), "ms", Bar(150)),
        Figure(NAME, "graph.json compressed", graph[-1][1] / 1000, "kB", Bar(400)),
        Figure(NAME, "standings page", statistics.median(wait for wait, _size in standings), "ms", Bar(50)),
        Figure(NAME, "standings page, whole", standings[-1][1] / 1000, "kB"),
    ]


def _asked(browser: Browser, name: str) -> tuple[float, int]:
    """Milliseconds of a request, and the bytes of its answer as it travels."""
    begun = time.perf_counter()
    response = browser.open(f"/events/{SLUG}/{name}", _COMPRESSED)
    content = response.read()
    waited = (time.perf_counter() - begun) * 1000
    return waited, len(content)
