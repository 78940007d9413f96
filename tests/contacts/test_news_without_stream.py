"""A phone without a stream, or with a network that comes and goes: is its owner told all the same, at little cost?"""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Response, expect

from eventapp.live import hub
from tests.contacts.test_journey import OpenPhone, address, open_phone
from tests.factories import make_attendee, make_event, scan
from tests.live.conftest import end_streams

__all__ = ["address", "open_phone"]  # fixtures; pytest finds them by their names
pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _no_stream_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Ends the streams before the pages and the database go."""
    for name in ("app", "open_phone"):
        request.getfixturevalue(name)
    yield
    end_streams()


def test_without_a_stream_the_phone_asks_every_few_seconds(
    app: Flask,
    address: str,
    open_phone: OpenPhone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All streams are taken: what has not changed costs a 304, and the notice comes with the next question."""
    monkeypatch.setattr(hub, "MOST_PHONES", 0)
    with app.app_context():
        event = make_event()
        anna, ben = make_attendee(event, "Anna Schmidt"), make_attendee(event, "Ben Öztürk")
    page = open_phone(ben, "/").context.new_page()  # the browser logs the 503, as it should
    answers: list[Response] = []
    refused: list[int] = []
    page.on("response", lambda answer: answers.append(answer) if answer.url.endswith("/contacts/news") else None)
    page.on("response", lambda answer: refused.append(answer.status) if "/contacts/live" in answer.url else None)
    path = f"/events/{ben.slug}/me"
    with page.expect_response(lambda answer: answer.status == 304, timeout=20_000) as unchanged:
        page.goto(address + path)
    assert unchanged.value.request.headers["if-none-match"] == answers[0].headers["etag"]
    assert set(refused) == {503}
    with app.app_context():
        scan(anna, ben)
    expect(page.get_by_role("article", name="Anna Schmidt")).to_be_visible()
    assert answers[-1].status == 200


def test_a_network_that_comes_and_goes_is_not_asked_each_time(app: Flask, open_phone: OpenPhone) -> None:
    """Ten times within three seconds: one question at once, and one at the end, which counts."""
    with app.app_context():
        event = make_event()
        ben = make_attendee(event, "Ben Öztürk")
    page = open_phone(ben, "/")
    page.clock.install()
    page.goto(f"{page.url.rstrip('/')}/events/{ben.slug}/me")
    deadline = time.monotonic() + 60
    while not hub.hub._streams and time.monotonic() < deadline:  # noqa: SLF001 the page has opened its stream
        page.wait_for_timeout(20)
    page.wait_for_load_state("networkidle")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/contacts/news") else None)
    for _time in range(10):
        with page.expect_response("**/healthz"):
            page.evaluate("() => { dispatchEvent(new Event('online')); return fetch('/healthz'); }")
        page.clock.run_for(200)
    assert len(asked) == 1
    with page.expect_request("**/contacts/news"):
        page.clock.run_for(1_500)
    assert len(asked) == 2
