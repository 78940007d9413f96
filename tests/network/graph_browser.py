"""A browser for the tests of the graph page: pages that are watched, and readers for what the canvases show."""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.network.graph_site import GraphSite, serving

Place = tuple[float, float]
OpenPage = Callable[..., Page]
STILL_FOR = 4
"""Looks, a tenth of a second apart, without a change: then the picture rests."""


@pytest.fixture(scope="module")
def graph_server() -> Iterator[GraphSite]:
    """Serve the graph page's site for one module."""
    with serving() as site:
        yield site


@pytest.fixture
def site(graph_server: GraphSite) -> GraphSite:
    """Give the site without memory of earlier tests."""
    graph_server.reset()
    return graph_server


@pytest.fixture
def open_page(chromium: Browser, site: GraphSite) -> Iterator[OpenPage]:
    """Open the graph page in a context of its own; at the end no page may have complained."""
    contexts = []
    complaints: list[str] = []

    def listen(kind: str, text: str) -> None:
        if kind == "error" and "/live" not in text and "503" not in text:
            complaints.append(text)

    def start(**context: Any) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **context}
        contexts.append(chromium.new_context(**settings))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: listen(message.type, message.text))
        page.goto(site.address)
        expect(page.locator("#graph")).to_have_attribute("data-settled", "true", timeout=60_000)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def places(page: Page) -> dict[int, Place]:
    """Where the layout has put everybody with a contact, when it last came to rest."""
    kept = page.evaluate("import('/static/js/graph/page.js').then(({ page }) => page.shared.latest)")
    rows = [row.split(",") for row in kept.split()]
    return {int(number): (int(x), int(y)) for number, x, y in rows}


def coloured(page: Page, sheet: str) -> int:
    """How many pixels of a sheet (people, edges, lights) have any colour."""
    return int(
        page.evaluate(
            """name => [...document.querySelectorAll(`.graph__sheet--${name}`)]
                .filter(sheet => getComputedStyle(sheet).visibility === "visible")
                .map(sheet => sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data)
                .reduce((sum, data) => sum + data.filter((value, i) => i % 4 === 3 && value > 0).length, 0)""",
            sheet,
        )
    )


def at_rest(page: Page, sheet: str, *, like: str = "", other_than: str = "") -> str:
    """The picture of a sheet when it has stopped changing, however long this machine takes.

    Args:
        page: The page.
        sheet: people, edges, lights or bars.
        like: The picture that is expected; waited for up to ten seconds.
        other_than: A picture that must have gone first; waited for up to ten seconds.
    """
    last, same = fingerprint(page, sheet), 0
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (same < STILL_FOR or last == other_than or like not in {"", last}):
        page.wait_for_timeout(100)
        now = fingerprint(page, sheet)
        same = same + 1 if now == last else 0
        last = now
    return last


def fingerprint(page: Page, sheet: str) -> str:
    """The exact picture of a sheet."""
    return str(
        page.evaluate("name => document.querySelector(`.graph__sheet--${name}`).toDataURL()", sheet),
    )


def figure(page: Page, name: str) -> str:
    """A number above the picture."""
    return page.locator(f"[data-figure={name}]").inner_text()


def distance(a: Place, b: Place) -> float:
    """How far two people stand apart."""
    return math.dist(a, b)


def middle(points: list[Place]) -> Place:
    """The middle of a circle of people."""
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
