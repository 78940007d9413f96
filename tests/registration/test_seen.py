"""Can everybody use the way in? A real browser goes through it, in both themes, narrow and wide; axe looks on."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from eventapp import background
from tests.browser import overflow, violations_everywhere
from tests.factories import make_event

pytestmark = pytest.mark.browser

EVENT = "/events/netzwerktreffen"


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of a running app with a published event."""
    with app.app_context():
        make_event()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def check(page: Page) -> None:
    """Nothing that axe finds, nothing wider than the window; in English nothing is too wide either."""
    if page.locator("html").get_attribute("lang") == "de":
        assert violations_everywhere(page, (390, 800), (1280, 800), (320, 800)) == []
        return
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0


@pytest.fixture(params=["de-DE", "en-GB"])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window in some language."""
    context = chromium.new_context(locale=request.param, bypass_csp=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_the_way_in(app: Flask, page: Page, site: str) -> None:
    """Wrong entries, then right ones, the mail, the link on the phone, the own badge: every page passes."""
    page.goto(f"{site}{EVENT}/register")
    check(page)
    page.locator("#email").fill("anna@")
    page.locator("label[for=tracking]").click()
    page.locator("main button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#tracking")).to_be_checked()
    expect(page.locator("#projector")).not_to_be_checked()
    check(page)
    page.locator("#name").fill("Anna Schmidt")
    page.locator("#email").fill("anna@example.org")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/registered")
    check(page)
    assert background.deliver_due(app) == 1
    [mail] = (Path(app.instance_path) / "outbox").glob("*.txt")
    path = re.search(r"/p/\w+", mail.read_text("utf-8"))
    assert path is not None
    for other in ("/privacy", "/link-again", "/link-sent", "/me"):
        page.goto(f"{site}{EVENT}{other}")
        check(page)
    page.goto(f"{site}/p/wrong")
    check(page)
    page.goto(f"{site}{path[0]}")
    check(page)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/me")
    expect(page.locator("main")).to_contain_text("Anna Schmidt")
