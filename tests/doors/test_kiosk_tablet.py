"""A tablet as a kiosk, in a real browser: a ticket held to the camera, one label, and nobody left on the screen."""

import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Playwright, expect
from pypdf import PdfReader
from werkzeug.serving import make_server

from eventapp.core.codes import badge_address
from tests.browser import launch, overflow, violations
from tests.contacts.scanner_browser import fake_camera
from tests.desk import Desk, contents, make_desk
from tests.doors.kiosks import PIN, pairing_code
from tests.qr_video import View, write_video
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]
STUCK = "window.print = () => { window.asked = (window.asked ?? 0) + 1; };"


@pytest.fixture
def desk(app: Flask) -> Desk:
    """An event whose visitors come."""
    app.config["WTF_CSRF_ENABLED"] = True
    return make_desk(app, app.test_client())


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Where the app is served."""
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sound(page: Page) -> tuple[list[str], int]:
    """What axe finds, and how much wider the page is than a small phone."""
    found = violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    wider = overflow(page)
    page.set_viewport_size({"width": 820, "height": 1180})
    return found, wider


def test_a_ticket_held_to_the_camera(desk: Desk, address: str, playwright_driver: Playwright, tmp_path: Path) -> None:
    """Tilted and dim as it is: whose it is, a slip corrected, one label alone on its page, and back to the start."""
    anna = desk.attendee("Anna Schmit", organisation="TU Clausthal")
    ticket = badge_address("http://localhost", anna.code)
    write_video(
        tmp_path / "camera.mjpeg", [(None, 30), (ticket, 60), (None, 300)], View(rotation=8, tilt=20, light=0.4)
    )
    with desk.app.app_context():
        secret = pairing_code(desk)
    browser = launch(playwright_driver, *fake_camera(tmp_path / "camera.mjpeg"))
    page = browser.new_page(
        viewport={"width": 820, "height": 1180}, locale="de-DE", reduced_motion="reduce", permissions=["camera"]
    )
    page.add_init_script(STUCK)
    page.goto(f"{address}/door/pair/{secret}")
    page.get_by_role("button", name="Zum Kiosk machen").click()
    expect(page.get_by_role("heading", name="Anna Schmit")).to_be_visible()
    page.add_init_script("delete Navigator.prototype.mediaDevices")  # the video begins anew with each page
    page.get_by_text("Tippfehler berichtigen").click()
    assert sound(page) == ([], 0)
    page.get_by_role("textbox", name="Name").fill("Anna Schmidt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Willkommen, Anna Schmidt!")).to_be_visible()
    until(lambda: page.evaluate("window.asked") == 1, "the label")
    [sheet] = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    assert "Anna" in sheet.extract_text()
    assert "Willkommen" not in sheet.extract_text()
    expect(page.get_by_role("heading", name="Willkommen!")).to_be_visible()
    for _ in range(3):  # as far back as there is a page: the start, or the pairing code, which works no more
        page.go_back()
        assert "Anna" not in page.content()
    page.goto(f"{address}{desk.path}/kiosk")
    assert sound(page) == ([], 0)
    assert [len(contents(desk.app)[table]) for table in ("door_entries", "badge_prints")] == [1, 1]
    page.get_by_role("link", name="Kiosk beenden").click()
    assert sound(page) == ([], 0)
    page.get_by_label("PIN").fill(PIN)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{desk.path}$"))
    browser.close()
