"""Pages of a desk in a real browser, in which its host is signed in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

from eventapp import clock
from eventapp.accounts.service import issue_sign_in_link, use_link_to_sign_in
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
def open_page(desk: Desk, address: str, playwright_driver: Playwright, chromium: Browser) -> Iterator[OpenPage]:
    """Opens a page of the desk, in a browser of its own if it has further arguments; no page may have complained."""
    complaints: list[str] = []
    closing = ExitStack()

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Policy" in line.text else None)

    def open_page(path: str = "/door", *arguments: str, script: str = "", **context: Any) -> Page:
        options: dict[str, Any] = {**LAPTOP, **context}
        browser = chromium
        if arguments:
            browser = launch(playwright_driver, *arguments)
            closing.callback(browser.close)
        opened = browser.new_context(locale="de-DE", reduced_motion="reduce", **options)
        closing.callback(opened.close)
        opened.add_cookies([{"name": "session", "value": _cookie(desk), "url": address}])
        opened.on("page", listen)
        if script:
            opened.add_init_script(script)
        page = opened.new_page()
        page.goto(f"{address}{desk.path}{path}")
        return page

    with closing:
        yield open_page
    assert complaints == []


def _cookie(desk: Desk) -> str:
    """The cookie of a browser in which the host is signed in."""
    now, app = clock.now(), desk.app
    with app.app_context():
        token = use_link_to_sign_in(issue_sign_in_link(desk.host_id, now=now), now=now)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
    return str(signer.dumps({"account": token}))
