"""A ceremony on a laptop: the app really served, and a browser in which the organiser is signed in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from eventapp import clock
from eventapp.accounts.service import issue_sign_in_link, use_link_to_sign_in
from eventapp.champion.service import close, record_result
from tests.champion.evening import Evening
from tests.live.listening import serving

BEAMER = ViewportSize(width=1280, height=720)
OpenCeremony = Callable[..., Page]


def record_evening(evening: Evening) -> None:
    """The result is recorded, and nobody knows it yet."""
    with evening.app.app_context():
        close(evening.event_id, account_id=evening.organiser_id, now=clock.now())
        record_result(evening.event_id, account_id=evening.organiser_id, now=clock.now())


def organiser_cookie(evening: Evening) -> str:
    """The cookie of a browser in which the organiser is signed in."""
    now, app = clock.now(), evening.app
    with app.app_context():
        token = use_link_to_sign_in(issue_sign_in_link(evening.organiser_id, now=now), now=now)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
    return str(signer.dumps({"account": token}))


@pytest.fixture
def open_ceremony(app: Flask, chromium: Browser) -> Iterator[OpenCeremony]:
    """Opens an evening's ceremony in a browser of its own; in the end no page may have complained."""
    app.config["WTF_CSRF_ENABLED"] = True
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def start(evening: Evening, **context: Any) -> Page:
        settings = {"viewport": BEAMER, "locale": "de-DE", "reduced_motion": "reduce", **context}
        contexts.append(chromium.new_context(**settings))
        contexts[-1].add_cookies([{"name": "session", "value": organiser_cookie(evening), "url": address}])
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.clock.install()
        page.goto(f"{address}/events/{evening.slug}/champion/ceremony")
        return page

    with serving(app) as address:
        yield start
        for context in contexts:
            context.close()
    assert [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line] == []
