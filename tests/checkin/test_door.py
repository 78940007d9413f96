"""Does the door work in a real browser: with a hand scanner, with the keyboard alone, with a phone's camera?"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eventapp.core.codes import badge_address
from tests.browser import violations_everywhere
from tests.conftest import BASE_URL
from tests.desk import Desk, contents
from tests.desk_pages import PHONE, OpenPage
from tests.qr_video import write_video

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]


def expect_answer(page: Page, kind: str, *words: str) -> None:
    """Waits until the door answers in this colour and with these words."""
    answer = page.locator('[data-part="verdict"]')
    expect(answer).to_have_class(re.compile(rf"verdict--{kind}\b"))
    for word in words:
        expect(answer).to_contain_text(word)


def test_a_hand_scanner_lets_one_after_another_in(desk: Desk, open_page: OpenPage) -> None:
    """It types and sends Return; nothing is clicked, also where a German keyboard garbles what it types."""
    anna, berta = desk.attendee("Anna Schmidt"), desk.attendee("Berta Maier")
    page = open_page()
    page.keyboard.type(badge_address(BASE_URL, anna.code))
    page.keyboard.press("Enter")
    expect_answer(page, "new", "Willkommen", "Anna Schmidt")
    garbled = badge_address(BASE_URL, berta.code).translate(str.maketrans(":/-zyZY", "Ö-ßyzYZ"))
    page.keyboard.type(garbled)
    page.keyboard.press("Enter")
    expect_answer(page, "new", "Willkommen", "Berta Maier")
    page.keyboard.type("jemand" + badge_address(BASE_URL, anna.code))  # behind what stood there
    page.keyboard.press("Enter")
    expect_answer(page, "hint", "Schon da seit", "Anna Schmidt")
    expect(page.locator(".door-count")).to_contain_text("2 von 2 da")
    page.keyboard.type("A" * 26)
    page.keyboard.press("Enter")
    expect_answer(page, "refused", "Unbekanntes")
    assert len(contents(desk.app)["check_ins"]) == 2


def test_the_keyboard_alone_is_enough(desk: Desk, open_page: OpenPage) -> None:
    """Name, Return, Return: the person is in; the next name is typed at once; a mistake is taken back."""
    desk.attendee("Jörg Müller"), desk.attendee("Ute Schwarze"), desk.attendee("Anna Schmidt")
    page = open_page()
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


def test_a_phones_camera_reads_a_badge(desk: Desk, open_page: OpenPage, tmp_path: Path) -> None:
    """A badge held to the camera is answered in green with the name, and counted once."""
    anna = desk.attendee("Anna Schmidt")
    video = tmp_path / "camera.mjpeg"
    write_video(video, [(badge_address(BASE_URL, anna.code), 30)])
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    page = open_page("/door/scan", *camera, f"--use-file-for-fake-video-capture={video}", **PHONE)
    start = page.get_by_role("button", name="Kamera starten")
    page.wait_for_timeout(300)
    if start.is_visible():
        start.click()
    expect_answer(page, "new", "Willkommen", "Anna Schmidt")
    assert len(contents(desk.app)["check_ins"]) == 1


def test_without_the_network_nobody_is_taken_for_checked_in(desk: Desk, open_page: OpenPage) -> None:
    """The answer is red and says so, the button is there again, and with the network it works."""
    desk.attendee("Anna Schmidt")
    page = open_page(**PHONE)
    button = page.get_by_role("button", name="Anna Schmidt einchecken")
    page.context.set_offline(True)
    button.click()
    expect_answer(page, "refused", "Nicht gespeichert")
    expect(button).to_be_enabled()
    page.context.set_offline(False)
    button.click()
    expect_answer(page, "new", "Willkommen", "Anna Schmidt")


def test_axe_finds_nothing(desk: Desk, open_page: OpenPage) -> None:
    """Neither on the list, its answers and the scanner, nor on the badge pages; nothing is wider than the window."""
    anna = desk.attendee("Maximiliane-Theodora von Hohenlohe-Waldenburg", organisation="Mittelstand-Digital Zentrum")
    desk.attendee("Rocket \U0001f680 Man", checked_in=True)
    page = open_page(**PHONE)
    page.get_by_role("button", name="Maximiliane-Theodora").click()
    expect_answer(page, "new", "Willkommen")
    windows = (390, 844), (1280, 800)
    found = violations_everywhere(page, *windows)
    for path in ("/door/scan", "/badges?q=max", f"/registrations/{desk.uid(anna)}/badge"):
        page.goto(page.url.partition("/events/")[0] + desk.path + path)
        found += violations_everywhere(page, *windows)
    assert found == []


SOUNDS = """window.sounds = []; window.buzzes = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
        sounds.push(this.frequency.value);
        return start.apply(this, at);
    };
    navigator.vibrate = (pattern) => buzzes.push(pattern);"""


def scan(page: Page, code: str) -> None:
    """A hand scanner types a badge."""
    page.keyboard.type(badge_address(BASE_URL, code))
    page.keyboard.press("Enter")


def test_sound_and_vibration_can_be_switched_off_and_stay_so(desk: Desk, open_page: OpenPage) -> None:
    """Each answer sounds and buzzes in its own way; a switch silences one of the two, also after a reload."""
    anna, berta = desk.attendee("Anna Schmidt"), desk.attendee("Berta Maier")
    page = open_page(script=SOUNDS)
    scan(page, anna.code)
    expect_answer(page, "new", "Anna Schmidt")
    page.wait_for_function("sounds.length === 2 && buzzes.length === 1")
    went_up, buzz = page.evaluate("[sounds, buzzes]")
    scan(page, anna.code)
    expect_answer(page, "hint", "Anna Schmidt")
    page.wait_for_function("sounds.length === 4 && buzzes.length === 2")
    assert page.evaluate("[sounds.slice(2), buzzes.slice(1)]") != [went_up, buzz]
    page.get_by_role("button", name="Ton").click()
    page.reload()
    expect(page.get_by_role("button", name="Ton")).to_have_attribute("aria-pressed", "false")
    scan(page, berta.code)
    expect_answer(page, "new", "Berta Maier")
    assert page.evaluate("[sounds.length, buzzes.length]") == [0, 1]
    page.get_by_role("button", name="Vibration").click()
    scan(page, berta.code)
    expect_answer(page, "hint", "Berta Maier")
    assert page.evaluate("[sounds.length, buzzes.length]") == [0, 1]


def test_a_hand_scanner_types_wherever_the_page_happens_to_be(desk: Desk, open_page: OpenPage) -> None:
    """After a click beside everything, on a switch, a box, in an open menu: the badge is read, nothing pressed."""
    names = ["Anna Schmidt", "Berta Maier", "Carla Seidel", "Dora Lang"]
    people = [desk.attendee(name) for name in names]
    page = open_page()
    page.get_by_text("Etikettendrucker an diesem Platz", exact=True).click()
    places = ["h1", '[data-signal="sound"]', "#label-at-once", "summary"]
    for place, name, person in zip(places, names, people, strict=True):
        page.locator(place).last.click()
        scan(page, person.code)
        expect_answer(page, "new", name)
    expect(page.get_by_role("button", name="Ton")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#door-q")).to_have_value("")
