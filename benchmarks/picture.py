"""How soon does the contact graph of a very large event stand on the screen, and does it stay smooth while it grows?

2,500 people and 30,000 contacts are in the database of an app that is served as `python app.py` serves it. Headless
Chromium without a graphics processor opens the organisers' page: the first picture is the first frame in which
anything is painted, from calling the page. Then ten contacts arrive in each second, for ten seconds, once while
organisations are shown and once with all people; the longest frame is the longest wait between two of the browser's
frames. At last the server is stopped and started, and the open page has to find its stream again.
"""

import statistics
import time
from functools import partial

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from benchmarks.browser import Browser as Client
from benchmarks.figures import Bar, Figure
from benchmarks.large import CONTACTS, GUESTS, PEOPLE
from benchmarks.network import write_network
from benchmarks.options import Options
from benchmarks.processes import HOST, CannotRunError
from benchmarks.served_event import SLUG, ServedEvent, served_event
from tests.browser import launch

NAME = "picture"
_BARS = {"first picture": Bar(2), "longest frame": Bar(200)}
_FEW_PEOPLE, _FEW_CONTACTS = 450, 600
_TIMES, _FEW_TIMES = 7, 1
_SECONDS, _FEW_SECONDS = 10, 1
_WAITS = 60_000
"""Milliseconds for anything in a browser."""
_PAINTED = """() => performance.getEntriesByName("eventapp-picture")[0].startTime / 1000"""
_GROWING = """async (seconds) => {
    const { page } = await import(document.querySelector('script[src*="graph/page.js"]').src);
    const { graph, stream } = page;
    const people = graph.people;
    let [id, longest, before] = [1e9, 0, performance.now()];
    const until = before + 1000 * seconds;
    const timer = setInterval(() => {
        const [a, b] = [people[(7 * id) % people.length], people[(13 * id + 1) % people.length]];
        const contact = [id++, a.number, b.number, Math.floor(Date.now() / 1000), 1];
        stream.changed({ cursor: graph.cursor, people: [], contacts: [contact], removed: [] });
    }, 100);
    await new Promise((done) => requestAnimationFrame(function look(now) {
        longest = Math.max(longest, now - before);
        before = now;
        if (now < until) requestAnimationFrame(look);
        else done();
    }));
    clearInterval(timer);
    return longest;
}"""


def measure(options: Options) -> list[Figure]:
    """Opens the page, lets the network grow, and restarts the server."""
    people, contacts = (_FEW_PEOPLE, _FEW_CONTACTS) if options.is_small else (PEOPLE, CONTACTS)
    times, seconds = (_FEW_TIMES, _FEW_SECONDS) if options.is_small else (_TIMES, _SECONDS)
    fill = partial(write_network, people=people - GUESTS, contacts=contacts)
    with served_event(GUESTS, workers=options.workers, have_arrived=False, fill=fill) as event:
        return measured(event, times=times, seconds=seconds)


def measured(event: ServedEvent, *, times: int, seconds: float) -> list[Figure]:
    """The figures of one served event.

    Args:
        event: With its network.
        times: How often the page is opened.
        seconds: How long the network grows.
    """
    with Client(event.server.port) as client:
        client.sign_in(event.organiser_link)
        cookie = client.cookie
    address = f"http://{HOST}:{event.server.port}"
    try:
        with sync_playwright() as driver, launch(driver) as browser:
            context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="de-DE")
            context.set_default_timeout(_WAITS)
            pairs = (pair.partition("=") for pair in cookie.split("; "))
            context.add_cookies([{"name": name, "value": value, "url": address} for name, _equals, value in pairs])
            openings = [_opened(context, f"{address}/events/{SLUG}/graph") for _time in range(times + 1)][1:]
            page = context.pages[-1]
            organisations = _longest(page, seconds)
            switched = _people(page)
            everybody = _longest(page, seconds)
            back = _back(page, event)
    except Error as error:
        raise CannotRunError(f"The browser failed: {error.message.splitlines()[0]}") from error
    return [
        Figure(NAME, "first picture", statistics.median(openings), "s", _BARS["first picture"]),
        Figure(NAME, "slowest picture", max(openings), "s"),
        Figure(NAME, "longest frame, organisations", organisations, "ms", _BARS["longest frame"]),
        Figure(NAME, "people at rest", switched, "s"),
        Figure(NAME, "longest frame, people", everybody, "ms", _BARS["longest frame"]),
        Figure(NAME, "back after a restart", back, "s", Bar(10)),
    ]


def _opened(context: BrowserContext, address: str) -> float:
    """Seconds from calling the page to its first picture; the page stays open, those before it are closed."""
    for page in context.pages:
        page.close()
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.locator("#graph-stage[data-painted]").wait_for()
    seconds: float = page.evaluate(_PAINTED)
    return seconds


def _longest(page: Page, seconds: float) -> float:
    """Milliseconds of the longest frame while the network grows."""
    longest: float = page.evaluate(_GROWING, seconds)
    return longest


def _people(page: Page) -> float:
    """Seconds from asking for people until all of them are at rest."""
    begun = time.perf_counter()
    page.locator("button[data-action=people]").click()
    page.locator("#graph[data-settled=true]").wait_for()
    return time.perf_counter() - begun


def _back(page: Page, event: ServedEvent) -> float:
    """Seconds from telling the server to stop until the page has its stream again."""
    status = page.locator("#graph-status")
    begun = time.perf_counter()
    event.server.stop()
    status.and_(page.locator("[data-state=reconnecting]")).wait_for()
    event.server.start()
    status.and_(page.locator("[data-state=live]")).wait_for()
    return time.perf_counter() - begun
