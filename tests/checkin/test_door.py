"""Does the door work in a real browser: with a hand scanner, with the keyboard alone, with a phone's camera?"""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from werkzeug.serving import make_server

from eventapp import clock
from eventapp.accounts.service import issue_sign_in_link
from eventapp.core.codes import badge_address
from tests.browser import launch, violations
from tests.conftest import BASE_URL
from tests.desk import Desk, contents
from tests.qr_video import write_video

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]

LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

OpenDoor = Callable[..., Page]


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
def open_door(desk: Desk, address: str, playwright_driver: Playwright) -> Iterator[OpenDoor]:
    """Opens a page of the desk in a browser in which its host is signed in; no page may have complained."""
    complaints: list[str] = []
    started: list[Browser] = []

    def open_page(path: str = "/door", *arguments: str, **context: Any) -> Page:
        options: dict[str, Any] = {**LAPTOP, **context}
        started.append(launch(playwright_driver, *arguments))
        page = started[-1].new_context(locale="de-DE", reduced_motion="reduce", **options).new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Policy" in line.text else None)
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


def expect_answer(page: Page, kind: str, *words: str) -> None:
    """Waits until the door answers in this colour and with these words."""
    answer = page.locator('[data-part="verdict"]')
    expect(answer).to_have_class(re.compile(rf"verdict--{kind}\b"))
    for word in words:
        expect(answer).to_contain_text(word)


def test_a_hand_scanner_lets_one_after_another_in(desk: Desk, open_door: OpenDoor) -> None:
    """It types and sends Return; nothing is clicked, also where a German keyboard garbles what it types."""
    anna, berta = desk.attendee("Anna Schmidt"), desk.attendee("Berta Maier")
    page = open_door()
    page.keyboard.type(badge_address(BASE_URL, anna.code))
    page.keyboard.press("Enter")
    expect_answer(page, "new", "Willkommen", "Anna Schmidt")
    garbled = badge_address(BASE_URL, berta.code).translate(str.maketrans(":/-zyZY", "Ö-ßyzYZ"))
    page.keyboard.type(garbled)
    page.keyboard.press("Enter")
    expect_answer(page, "new", "Willkommen", "Berta Maier")
    page.keyboard.type(badge_address(BASE_URL, anna.code))
    page.keyboard.press("Enter")
    expect_answer(page, "hint", "Schon da seit", "Anna Schmidt")
    expect(page.locator(".door-count")).to_contain_text("2 von 2 da")
    page.keyboard.type("A" * 26)
    page.keyboard.press("Enter")
    expect_answer(page, "refused", "Unbekanntes")
    assert len(contents(desk.app)["check_ins"]) == 2


def test_the_keyboard_alone_is_enough(desk: Desk, open_door: OpenDoor) -> None:
    """Name, Return, Return: the person is in; the next name is typed at once; a mistake is taken back."""
    desk.attendee("Jörg Müller"), desk.attendee("Ute Schwarze"), desk.attendee("Anna Schmidt")
    page = open_door()
    page.keyboard.type("mueller")
    expect(page.locator(".door-people .person")).to_have_count(1)
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Jörg Müller einchecken")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect_answer(page, "new", "Willkommen", "Jörg Müller")
    expect(page.locator("#door-q")).to_be_focused()
    page.get_by_role("button", name="Einchecken von Jörg Müller rückgängig machen").press("Enter")
    expect_answer(page, "known", "Einchecken zurückgenommen", "Jörg Müller")
    # Eight letters of the codes' alphabet: searched as a name, since no badge has that code.
    page.locator("#door-q").fill("schwarze")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ute Schwarze einchecken")).to_be_focused()
    expect(page.locator(".door-people .person")).to_have_count(1)
    assert [row for row in contents(desk.app)["check_ins"] if row[-1] is None] == []


def test_a_phones_camera_reads_a_badge(desk: Desk, open_door: OpenDoor, tmp_path: Path) -> None:
    """A badge held to the camera is answered in green with the name, and counted once."""
    anna = desk.attendee("Anna Schmidt")
    video = tmp_path / "camera.mjpeg"
    write_video(video, [(badge_address(BASE_URL, anna.code), 30)])
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    page = open_door("/door/scan", *camera, f"--use-file-for-fake-video-capture={video}", **PHONE)
    start = page.get_by_role("button", name="Kamera starten")
    page.wait_for_timeout(300)
    if start.is_visible():
        start.click()
    expect_answer(page, "new", "Willkommen", "Anna Schmidt")
    assert len(contents(desk.app)["check_ins"]) == 1


def test_without_the_network_nobody_is_taken_for_checked_in(desk: Desk, open_door: OpenDoor) -> None:
    """The answer is red and says so, the button is there again, and with the network it works."""
    desk.attendee("Anna Schmidt")
    page = open_door(**PHONE)
    button = page.get_by_role("button", name="Anna Schmidt einchecken")
    page.context.set_offline(True)
    button.click()
    expect_answer(page, "refused", "Nicht gespeichert")
    expect(button).to_be_enabled()
    page.context.set_offline(False)
    button.click()
    expect_answer(page, "new", "Willkommen", "Anna Schmidt")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_axe_finds_nothing(desk: Desk, open_door: OpenDoor, theme: str, size: dict[str, Any]) -> None:
    """Neither on the list, its answers and the scanner, nor on the badge pages; nothing is wider than the window."""
    anna = desk.attendee("Maximiliane-Theodora von Hohenlohe-Waldenburg", organisation="Mittelstand-Digital Zentrum")
    desk.attendee("Rocket \U0001f680 Man", checked_in=True)
    page = open_door(color_scheme=theme, **size)
    page.get_by_role("button", name="Maximiliane-Theodora").click()
    expect_answer(page, "new", "Willkommen")
    found = violations(page)
    for path in ("/door/scan", "/badges?q=max", f"/registrations/{desk.uid(anna)}/badge"):
        page.goto(page.url.partition("/events/")[0] + desk.path + path)
        found += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert found == []
