"""Can everybody use every page? Axe looks at all: each role, filled and empty, light and dark, phone and desktop."""

import re
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from eventapp.accounts.models import Account, Role
from eventapp.accounts.service import grant_role
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.browser import AXE, overflow, violations
from tests.conftest import make_settings
from tests.factories import make_attendee, make_event, scan
from tests.ground_rules.access import ACCESS, Answer
from tests.ground_rules.conftest import filled_sqlite
from tests.ground_rules.hall import OVER, OWN, Hall, Visitor
from tests.ground_rules.house import House, open_house

__all__ = ["filled_sqlite"]  # a fixture; pytest finds it by its name

pytestmark = pytest.mark.browser

EMPTY = "leer"
"""An event that nobody has registered for."""
CONTRAST = "color-contrast"
ON_A_PHONE = (CONTRAST, "target-size", "scrollable-region-focusable")
REFUSED = (Answer.SIGN_IN, Answer.LINK_NEEDED, Answer.FORBIDDEN)
NARROWEST = 320
WINDOWS = [(1280, "light", ()), (NARROWEST, "dark", ON_A_PHONE)]
"""Width, theme, and the rules that can find something new there; none: all of them."""
OPEN_ALL = "() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })"
WIDEST = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth && !element.closest(".table-frame *"))
    .map((element) => element.outerHTML.slice(0, 60)).slice(0, 5)"""
"""What sticks out of the window."""
VISITORS = (
    Visitor.ANONYMOUS,
    Visitor.ATTENDEE,
    Visitor.HOST,
    Visitor.ORGANISER,
    Visitor.STATION,
    Visitor.GATE,
    Visitor.KIOSK,
)
TRACKING = (Purpose.TRACKING,)
NO_PAGES = {
    "checkin.people",  # a part of the door's page
    "checkin.to_the_door",  # leads to the door's page
    "door_api.people",  # for scanners with a token
    "exports.card",  # files to be saved
    "exports.cards",
    "exports.follow_up",
    "exports.follow_ups",
    "exports.sheet",
    "exports.spreadsheet",
    "factor.code",  # between two steps of signing in; elsewhere it leads on
    "live.changes",  # never end
    "live.doors",
    "live.person",
    "own_data.everything",  # a file to be saved
    "news.news",  # a part of the attendees' pages
    "projector.live",
    "projector.shell",  # the same as projector.screen
    "result_export.record",
}
FORMS = {
    "account.link_by_mail",
    "accounts.setup",
    "accounts.sign_in",
    "events.new_event",
    "events.new_series",
    "invitations.codes",
    "invitations.colleagues",
    "programme.new",
    "team.team",
    "registration.link_again",
    "registration.register",
}
"""Pages whose form, sent empty, comes back with its errors."""


@dataclass(frozen=True)
class Visit:
    """Who opens which page."""

    endpoint: str
    visitor: Visitor
    path: str


@dataclass
class Tour:
    """A served house, a browser, and what its pages complained about."""

    house: House
    address: str
    browser: Browser

    def context(self, visitor: Visitor | Mapping[str, object]) -> BrowserContext:
        """A browser in which somebody is signed in, as their cookie says."""
        session = self.house.hall.sessions[visitor] if isinstance(visitor, Visitor) else visitor
        signer = self.house.app.session_interface.get_signing_serializer(self.house.app)  # type: ignore[attr-defined] # Flask's own
        context = self.browser.new_context(locale="de-DE", reduced_motion="reduce")
        context.add_init_script(path=AXE)
        if session:
            context.add_cookies([{"name": "session", "value": signer.dumps(session), "url": self.address}])
        return context

    @contextmanager
    def eyes(self, visitor: Visitor | Mapping[str, object]) -> Iterator["Eyes"]:
        """Somebody who walks from page to page, in one tab."""
        with closing(self.context(visitor)) as context:
            yield Eyes(self.address, context.new_page())


class Eyes:
    """A tab of a browser, and everything that is wrong with the pages that are opened in it."""

    def __init__(self, address: str, page: Page) -> None:
        """Notes what the tab says and asks for, from page to page."""
        self.address = address
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda line: self.said.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def look(self, path: str, *, empty_form: bool = False) -> list[str]:
        """Everything that is wrong with a page, and with what it answers to an empty form."""
        self.said.clear()
        self.asked.clear()
        self._show(*WINDOWS[0][:2])
        self._open(path)
        found = self._look()
        if empty_form:
            self.page.locator("main form:has(.field) button").last.click()
            self.page.locator(".error-summary").wait_for()
            found += self._look()
        # A page that is refused (no personal link, empty form) says so by its status, which the browser logs.
        found += [
            line
            for line in self.said
            if "Failed to load resource: the server responded with a status of 4" not in line
        ]
        found += [f"asked {url}" for url in self.asked if not url.startswith((self.address, "data:", "blob:"))]
        return [f"{path}: {each}" for each in found]

    def _open(self, path: str) -> None:
        try:
            self.page.goto(self.address + path)
        except Error as error:  # the download that a page begins by itself after a second took our turn
            if "ERR_ABORTED" not in error.message:
                raise
            self.page.goto(self.address + path)

    def _show(self, width: int, theme: str) -> None:
        self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        if self.page.viewport_size != (window := ViewportSize(width=width, height=900)):
            self.page.set_viewport_size(window)

    def _look(self) -> list[str]:
        self.page.evaluate(OPEN_ALL)
        found = []
        for width, theme, rules in WINDOWS:
            self._show(width, theme)
            found += [f"{width} {theme} {each}" for each in violations(self.page, *rules)]
        if (pixels := overflow(self.page)) > 0:
            found.append(f"{pixels} pixels wider than {NARROWEST}: {self.page.evaluate(WIDEST)}")
        return found


@pytest.fixture(scope="module")
def house(filled_sqlite: tuple[Path, Hall], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A filled installation in which the style page is open, with an event besides that nobody has registered for."""
    database, hall = filled_sqlite
    instance = tmp_path_factory.mktemp("accessibility") / "instance"
    instance.mkdir()
    shutil.copyfile(database, instance / "eventapp.sqlite3")
    with open_house(make_settings(instance), hall, DEBUG=True, WTF_CSRF_ENABLED=True) as house:
        with house.app.app_context():
            own = hall.places[OWN]
            organiser = db.session.get_one(Account, own.organiser_id)
            empty = make_event(title=EMPTY, organiser=organiser)
            assert empty.slug == EMPTY
            grant_role(own.host_id, Role.HOST, event_id=empty.id)
            rehearsal = make_event(title="Probe", organiser=organiser, is_rehearsal=True)
            scan(make_attendee(rehearsal, "Anna"), make_attendee(rehearsal, "Ben"))
        yield house


@pytest.fixture(scope="module")
def tour(house: House, chromium: Browser) -> Iterator[Tour]:
    """The house, served."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined] # a stream that is open ends with its page
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Tour(house, f"http://localhost:{server.server_port}", chromium)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def answers(house: House) -> list[tuple[Visit, TestResponse]]:
    """What every visitor gets who sees a page, or something else that is no page; found by asking for everything.

    Those who are refused (tests/ground_rules/test_permissions.py asks) see the pages that the last test looks at.
    """
    found = []
    for visitor in VISITORS:
        client = house.client(visitor)
        for visit in addresses(house, visitor):
            if ACCESS[visit.endpoint].audience[visitor] in REFUSED:
                continue
            answer = client.get(visit.path, buffered=True)
            if answer.status_code == HTTPStatus.OK:
                found.append((visit, answer))
    return found


@pytest.fixture(scope="module")
def visits(answers: list[tuple[Visit, TestResponse]]) -> list[Visit]:
    """Every page in every form that it takes: the fullest one, and each that is made of something else besides."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    found = []
    for visit, answer in sorted(answers, key=lambda each: len(each[1].data), reverse=True):
        if answer.mimetype == "text/html" and not (parts := _parts(answer.text)) <= seen[visit.endpoint]:
            seen[visit.endpoint] |= parts
            found.append(visit)
    return found


def _parts(page: str) -> set[str]:
    """Of which elements, with which classes, the page's own part is made, and how its headings follow each other."""
    main = page.partition("<main")[2].partition("</main>")[0]
    elements = {tag + classes for tag, classes in re.findall(r'<(\w+)(?:[^>]*? class="([^"]*)")?', main)}
    return elements | set(map("".join, pairwise(re.findall(r"<h(\d)", main))))


def addresses(house: House, visitor: Visitor) -> Iterator[Visit]:
    """The address of everything that can be asked for, whether this visitor may see it or not."""
    places = house.hall.places
    for rule in house.rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in NO_PAGES:
            continue
        for slug in (OWN, OVER) if "slug" in rule.arguments else (OWN,):
            yield Visit(rule.endpoint, visitor, house.path(rule, places[slug], visitor))
        if rule.arguments == {"slug"}:
            yield Visit(rule.endpoint, visitor, house.path(rule, places[OWN], visitor).replace(OWN, EMPTY))


def test_every_page_is_visited(house: House, answers: list[tuple[Visit, TestResponse]]) -> None:
    """A new page is looked at without being listed here; one that nobody of these sees is noticed."""
    everything = {visit.endpoint for visit in addresses(house, Visitor.ORGANISER)}
    assert {visit.endpoint for visit, _answer in answers} == everything
    assert everything >= FORMS


@pytest.mark.parametrize("visitor", VISITORS)
def test_axe_finds_nothing(tour: Tour, visits: list[Visit], visitor: Visitor) -> None:
    """No violation of WCAG 2.2 AA or good practice, nothing wider than a phone, no error, no foreign request."""
    found: list[str] = []
    with tour.eyes(visitor) as eyes:
        sent: set[str] = set()
        for visit in visits:
            if visit.visitor is visitor:
                found += eyes.look(visit.path, empty_form=visit.endpoint in FORMS - sent)
                sent.add(visit.endpoint)
    assert found == []


def test_axe_finds_nothing_where_there_is_nothing(tour: Tour) -> None:
    """Refusals, and the pages of those who have met nobody yet or take no part."""
    with tour.house.app.app_context():
        event = make_event(title="Neu")
        slug = event.slug
        tokens = [make_attendee(event, name, consents=to).token for name, to in (("Cleo", TRACKING), ("Sascha", ()))]
    own = f"/events/{slug}"
    found: list[str] = []
    for session, paths in (
        ({}, ("/nothing", f"{own}/me", "/p/wrong", "/sign-in/wrong")),
        *(({"attendees": {slug: token}}, (f"{own}/me", f"{own}/contacts", f"{own}/scan")) for token in tokens),
    ):
        with tour.eyes(session) as eyes:
            for path in paths:
                found += eyes.look(path)
    assert found == []
