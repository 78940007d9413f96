"""Pages of a desk in a real browser, in which its host is signed in."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

from eventapp import clock
from eventapp.accounts.service import issue_sign_in_link
from tests.browser import launch
from tests.desk import Desk

LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

OpenPage = Callable[..., Page]


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The running app, with its forms guarded as in real life."""
    desk.app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(desk: Desk, address: str, playwright_driver: Playwright) -> Iterator[OpenPage]:
    """Opens a page of the desk; no page may have complained."""
    complaints: list[str] = []
    started: list[Browser] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Policy" in line.text else None)

    def open_page(path: str = "/door", *arguments: str, script: str = "", **context: Any) -> Page:
        options: dict[str, Any] = {**LAPTOP, **context}
        started.append(launch(playwright_driver, *arguments))
        opened = started[-1].new_context(locale="de-DE", reduced_motion="reduce", **options)
        opened.on("page", listen)
        opened.set_default_timeout(15_000)
        if script:
            opened.add_init_script(script)
        page = opened.new_page()
        with desk.app.app_context():
            token = issue_sign_in_link(desk.host_id, now=clock.now())
        page.goto(f"{address}/sign-in/{token}")
        page.locator("main button").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto(f"{address}{desk.path}{path}")
        return page

    yield open_page
    for browser in started:
        browser.close()
    assert complaints == []
