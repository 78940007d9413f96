"""Two people in front of a tablet: does it all go together in a real browser?"""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Playwright, ViewportSize, expect
from werkzeug.serving import make_server

from eventapp.core.codes import badge_address
from tests.browser import launch, overflow, violations
from tests.contacts.phones import contacts
from tests.contacts.scanner_browser import fake_camera
from tests.qr_video import write_video
from tests.stations.tablet import EVENT, Foyer

pytestmark = pytest.mark.browser

TABLET = ViewportSize(width=820, height=1180)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the app is served, with every defence on."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tablet(foyer: Foyer, address: str, playwright_driver: Playwright, tmp_path: Path) -> Iterator[Page]:
    """A tablet with a camera to which Anna and then Ben hold their badges; in the end no page may have complained."""
    complaints: list[str] = []
    scenes = [
        (None, 30),
        (badge_address("http://localhost", foyer.anna.code), 60),
        (None, 20),
        (badge_address("http://localhost", foyer.ben.code), 60),
        (None, 400),
    ]
    write_video(tmp_path / "camera.mjpeg", scenes)
    browser = launch(playwright_driver, *fake_camera(tmp_path / "camera.mjpeg"))
    page = browser.new_page(viewport=TABLET, locale="de-DE", reduced_motion="reduce", permissions=["camera"])
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/station/pair/{foyer.secret}")
    yield page
    browser.close()
    assert complaints == []


def test_two_badges_held_to_the_camera(foyer: Foyer, tablet: Page) -> None:
    """Paired with one tap; first badge, second badge, both names, and after six seconds nothing of anybody."""
    assert violations(tablet) == []
    tablet.get_by_role("button", name="Zur Station machen").click()
    expect(tablet).to_have_url(re.compile(f"{EVENT}/station$"))
    answer = tablet.locator('[data-part="answer"]')
    expect(answer).to_contain_text("Jetzt das zweite Namensschild")
    for words in ("Ein neuer Kontakt", "Anna Schmidt", "Ben Öztürk", "Er zählt."):
        expect(answer).to_contain_text(words)
    assert violations(tablet) == []
    assert overflow(tablet) == 0
    expect(tablet.get_by_text("Anna Schmidt")).to_be_hidden()
    expect(answer).to_contain_text("Erstes Namensschild vor die Kamera halten")
    assert "Anna" not in tablet.content()
    assert len(contacts(foyer.app)) == 1


def test_a_hand_scanner_types(foyer: Foyer, tablet: Page) -> None:
    """Wherever the focus is: an address and Return for each badge; the same badge twice is a hint."""
    tablet.add_init_script("delete Navigator.prototype.mediaDevices")  # no camera reads anything here
    tablet.get_by_role("button", name="Zur Station machen").click()
    answer = tablet.locator('[data-part="answer"]')
    expect(answer).to_contain_text("Erstes Namensschild vor die Kamera halten")
    tablet.set_viewport_size({"width": 768, "height": 800})
    tablet.locator("h1").click()
    tablet.keyboard.type(badge_address("http://localhost", foyer.ben.code) + "\n")
    expect(answer).to_contain_text("Jetzt das zweite Namensschild")
    tablet.keyboard.type(badge_address("http://localhost", foyer.ben.code) + "\n")
    expect(answer).to_contain_text("Zweimal dasselbe Namensschild")
    assert contacts(foyer.app) == []
    tablet.keyboard.type(foyer.anna.short_code + "\n")
    expect(answer).to_contain_text("Ein neuer Kontakt")
    expect(answer).to_be_in_viewport(ratio=1)  # the field that takes what is typed lies below the camera's picture
    [contact] = contacts(foyer.app)
    assert contact.scanner_id == foyer.ben.id


def test_the_first_badge_is_forgotten(tablet: Page) -> None:
    """Fifteen seconds after the first badge, the next one is a first one again."""
    tablet.get_by_role("button", name="Zur Station machen").click()
    expect(tablet).to_have_url(re.compile(f"{EVENT}/station$"))
    taken = tablet.evaluate(
        """async () => {
            const script = document.querySelector('script[src*="js/stations/page.js"]');
            const { Pair } = await import(script.src.replace("page.js", "pair.js"));
            const pair = new Pair();
            return [pair.take("A", 0), pair.take("A", 14_999), pair.forget(14_999), pair.forget(15_000),
                pair.take("B", 15_001), pair.take("C", 30_000), pair.take("D", 30_001), pair.take("E", 45_002)];
        }"""
    )
    both = {"first": "B", "second": "C"}
    assert taken == ["first", "same", False, True, "first", both, "first", "first"]
