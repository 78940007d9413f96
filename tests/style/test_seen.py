"""What does a real browser make of the look? Axe, narrow and wide windows, large text, both themes, the keyboard."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from eventapp import create_app
from tests.browser import overflow, violations_everywhere
from tests.conftest import make_settings

pytestmark = pytest.mark.browser

PAGES = ["/style", "/style/error", "/style/projector"]
WIDTHS = [320, 390, 1280, 1920]
SMALLEST_TARGET = 44


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app with the style page."""
    app = create_app(make_settings(tmp_path_factory.mktemp("instance")), {"TESTING": True, "DEBUG": True})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone's window in German, without motion."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 900}, color_scheme="light", reduced_motion="reduce", locale="de-DE"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page: Page, site: str, path: str) -> None:
    """No violation of WCAG 2.2 AA and none of axe's best practices, in both themes."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(site + path)
    assert complaints == []
    assert violations_everywhere(page, (1280, 900), (390, 900)) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_out_of_the_window(page: Page, site: str, path: str) -> None:
    """From a small phone to a projector, with long names and text twice as large, the page never scrolls sideways."""
    page.goto(site + path)
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == 0, (width, size)


def test_a_thumb_hits_every_control(page: Page, site: str) -> None:
    """On a phone buttons, fields, folds and menu entries are at least 44 pixels high."""
    page.goto(site + "/style")
    small = page.evaluate(
        """least => [...document.querySelectorAll('.button, .input, summary, .choice, .thread a, .pages a')]
            .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect().height])
            .filter(([, height]) => height > 0 && height < least)""",
        SMALLEST_TARGET,
    )
    assert small == []


def test_keyboard_sees_where_it_is(page: Page, site: str) -> None:
    """Every stop of the tab key on the first screens shows a ring at least two pixels thick, the skip link first."""
    page.goto(site + "/style")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(20):
        assert page.evaluate(
            """() => { const style = getComputedStyle(document.activeElement);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 }"""
        )
        page.keyboard.press("Tab")


def test_the_own_typeface_is_loaded_once(page: Page, site: str) -> None:
    """The preloaded font is the one that the style sheet asks for, and it is really used."""
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
    page.goto(site + "/style/error")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")
    assert len(fonts) == len(set(fonts)) == 1
