"""Does a badge held to a phone become a verdict, in every light, and does nothing else leave the phone?"""

from itertools import islice
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from benchmarks.pictures import Condition, pictures
from eventapp.core.codes import badge_address
from tests.contacts.scanner_browser import (
    PhoneMaker,
    browsers,
    expect_verdict,
    fake_camera,
    part,
    phone,
    scanner_server,
    site,
    type_code,
)
from tests.contacts.scanner_site import BADGE_BASE, ScannerSite, answer, status
from tests.qr_video import View, frame, write_video

__all__ = ["browsers", "phone", "scanner_server", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser

ANNA = "ABCDEFGHJKMNPQRSTUVWXYZ234"
BERND = "ZYXWVUTSRQPNMKJHGFEDCBA987"
ANNAS_BADGE = badge_address(BADGE_BASE, ANNA)
BERNDS_BADGE = badge_address(BADGE_BASE, BERND)
FOREIGN_BADGE = "https://prize-draw.example/b/" + ANNA
SHORT_CODE = "ABCD2345"

VIEWS = {
    "held straight": View(),
    "rotated by 35 degrees": View(rotation=35, width=260),
    "upside down": View(rotation=180),
    "tilted by 40 degrees": View(tilt=40, width=300),
    "in the dark": View(light=0.15),
    "far away": View(width=150),
    "far, turned, tilted, blurred and dark": View(rotation=-25, tilt=30, width=230, blur=1.2, light=0.25),
}


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Name the file that the fake camera plays."""
    return tmp_path / "camera.mjpeg"


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_badge_held_to_the_camera_becomes_a_verdict(
    site: ScannerSite, phone: PhoneMaker, video: Path, view: View
) -> None:
    """A badge is read in one second of video, sent once with a nonce and a time, and answered with the name."""
    write_video(video, [(ANNAS_BADGE, 30)], view)
    page = phone(*fake_camera(video)).open(f"{site.address}/scan")
    expect_verdict(page, "new", "New contact", "Anna Schmidt", "MDZ Hannover", "Contact 12.")
    page.wait_for_timeout(1500)
    assert site.codes == [ANNA]
    assert set(site.received[0]) == {"code", "nonce", "scanned_at", "sent_at"}


@pytest.mark.parametrize(
    "condition",
    [
        Condition("tilted, at arm's length", distance=40, tilt=45),
        Condition("tilted, in the dark", distance=30, tilt=45, light=0.2, grain=6),
    ],
    ids=lambda condition: condition.name,
)
def test_what_one_look_misses_another_one_reads(
    site: ScannerSite, phone: PhoneMaker, video: Path, condition: Condition
) -> None:
    """A small badge that is tilted, and one in the dark: the decoder finds neither in the whole picture."""
    frames = pictures(ANNAS_BADGE, condition, Random(1))  # noqa: S311 no secret
    video.write_bytes(b"".join(islice(frames, 8)))
    page = phone(*fake_camera(video)).open(f"{site.address}/scan")
    expect_verdict(page, "new", "Anna Schmidt")


def test_one_badge_after_another_without_a_tap(site: ScannerSite, phone: PhoneMaker, video: Path) -> None:
    """The camera stays on: two badges in a row are two scans, and both stand in the list, the last one first."""
    write_video(video, [(ANNAS_BADGE, 40), (None, 10), (BERNDS_BADGE, 40), (None, 10)])
    page = phone(*fake_camera(video)).open(f"{site.address}/scan")
    expect(part(page, "recent-list").locator("li")).to_have_count(2)
    assert sorted(site.codes) == sorted([ANNA, BERND])
    expect(page.locator("[data-scanner]")).to_have_attribute("data-camera", "running")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568)])
def test_what_the_two_can_talk_about_leaves_room_for_the_camera(
    site: ScannerSite, phone: PhoneMaker, video: Path, width: int, height: int
) -> None:
    """At one glance: who it is, that it is new, what to begin with, and the camera's picture for the next badge."""
    talk = {
        "topics": [f"Bietet, was Sie suchen: Thema {number}, mit vielen Worten gesagt" for number in range(3)],
        "icebreaker": "Was hat sich bei Ihnen im letzten Jahr am meisten verändert?",
    }
    for name in ("Anna Schmidt", "Bernd Öztürk"):
        person = {"name": name, "organisation": "Digitalzentrum Kaiserslautern"}
        site.replies.append(status(200, {**answer(), **talk, "person": person}))
    write_video(video, [(ANNAS_BADGE, 40), (BERNDS_BADGE, 40)])
    page = phone(*fake_camera(video)).open("about:blank")
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site.address}/scan")
    for name in ("Anna Schmidt", "Bernd Öztürk"):
        expect_verdict(page, "new", name, "Contact 12.")
        page.evaluate("scrollTo(0, 0)")
        for seen in ("view", "verdict-title", "verdict-name", "verdict-text"):
            expect(part(page, seen)).to_be_in_viewport(ratio=1)
        expect(part(page, "verdict-topics").locator("li").first).to_be_in_viewport(ratio=1)
    assert {*site.codes} == {ANNA, BERND}


def test_badge_shown_again_later_is_a_scan_again(site: ScannerSite, phone: PhoneMaker, video: Path) -> None:
    """Out of sight for over three seconds, a badge counts as shown again and is known by then."""
    write_video(video, [(ANNAS_BADGE, 20), (None, 110)])
    page = phone(*fake_camera(video)).open(f"{site.address}/scan")
    expect_verdict(page, "known", "You have met before")
    assert site.codes[:2] == [ANNA, ANNA]
    assert site.received[0]["nonce"] != site.received[1]["nonce"]


def test_foreign_code_is_named_and_never_requested(site: ScannerSite, phone: PhoneMaker, video: Path) -> None:
    """A QR code of somebody else is shown as plain text; no request leaves, neither to its host nor to us."""
    write_video(video, [(FOREIGN_BADGE, 30)])
    device = phone(*fake_camera(video), "--host-resolver-rules=MAP prize-draw.example 127.0.0.1")
    page = device.open(f"{site.address}/scan")
    expect_verdict(page, "hint", "Not a badge of this event", "https://prize-draw.example/b/")
    page.wait_for_timeout(500)
    assert {urlsplit(address).netloc for address in device.requested} == {urlsplit(site.address).netloc}
    assert site.received == []
    assert part(page, "verdict").locator("a").count() == 0


def test_first_start_takes_one_tap(site: ScannerSite, phone: PhoneMaker, video: Path) -> None:
    """Before the camera was ever allowed, the page waits for a tap and then reads."""
    write_video(video, [(ANNAS_BADGE, 30)])
    # The fake person has allowed everything beforehand, so this page is told that nothing was asked yet.
    page = phone(*fake_camera(video)).open(
        f"{site.address}/scan", script="navigator.permissions.query = async () => ({ state: 'prompt' });"
    )
    page.wait_for_timeout(500)
    assert site.received == []
    page.get_by_role("button", name="Start the camera").click()
    expect_verdict(page, "new", "Anna Schmidt")
    expect(part(page, "start")).to_be_hidden()


def test_denied_camera_leaves_other_ways(site: ScannerSite, phone: PhoneMaker) -> None:
    """Who denies the camera is told how to allow it, may try again, and can type the code."""
    page = phone(*fake_camera(asks=True), is_whole=True).open(f"{site.address}/scan")
    page.get_by_role("button", name="Start the camera").click()
    expect(part(page, "notice")).to_contain_text("The camera is blocked for this page.")
    expect(part(page, "start")).to_be_visible()
    type_code(page, "abcd-2345")
    expect_verdict(page, "new", "Anna Schmidt")
    assert site.codes == [SHORT_CODE]


def test_computer_without_a_camera_says_so(site: ScannerSite, phone: PhoneMaker) -> None:
    """No camera at all is another sentence than a denied one."""
    page = phone("--use-fake-ui-for-media-stream").open(f"{site.address}/scan")
    page.wait_for_timeout(200)
    if part(page, "start").is_visible():
        part(page, "start").click()
    expect(part(page, "notice")).to_contain_text("No camera was found.")


def test_photo_stands_in_for_the_camera_on_plain_http(site: ScannerSite, phone: PhoneMaker, tmp_path: Path) -> None:
    """An insecure page has no camera and no randomUUID; a photo of the badge is read and sent all the same."""
    frame(ANNAS_BADGE, View(rotation=20, tilt=20)).resize((4032, 3024)).save(tmp_path / "badge.jpg")
    frame(None, View()).save(tmp_path / "hall.jpg")
    (tmp_path / "notes.jpg").write_text("no picture")
    device = phone("--host-resolver-rules=MAP hall.test 127.0.0.1")
    page = device.open(f"{site.address.replace('localhost', 'hall.test')}/scan")
    assert page.evaluate("[isSecureContext, typeof navigator.mediaDevices]") == [False, "undefined"]
    expect(part(page, "notice")).to_contain_text("The camera needs a secure address (https).")
    expect(part(page, "start")).to_be_hidden()

    part(page, "photo").set_input_files(tmp_path / "notes.jpg")
    expect_verdict(page, "hint", "This file is not a picture")
    part(page, "photo").set_input_files(tmp_path / "hall.jpg")
    expect_verdict(page, "hint", "No QR code found in the photo")
    part(page, "photo").set_input_files(tmp_path / "badge.jpg")
    expect_verdict(page, "new", "Anna Schmidt")
    assert site.codes == [ANNA]
    assert len(site.received[0]["nonce"]) == 36


def test_camera_is_off_while_the_page_is_hidden(site: ScannerSite, phone: PhoneMaker, video: Path) -> None:
    """Another tab in front switches the camera off, coming back switches it on again."""
    write_video(video, [(ANNAS_BADGE, 30)])
    page = phone(*fake_camera(video)).open(f"{site.address}/scan")
    scanner = page.locator("[data-scanner]")
    expect(scanner).to_have_attribute("data-camera", "running")
    change = """(hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(change, True)
    expect(scanner).to_have_attribute("data-camera", "idle")
    assert page.evaluate("document.querySelector('video').srcObject") is None
    page.evaluate(change, False)
    expect(scanner).to_have_attribute("data-camera", "running")


def test_camera_that_goes_away_can_be_started_again(site: ScannerSite, phone: PhoneMaker, video: Path) -> None:
    """A camera that ends by itself is reported, and the button comes back and works."""
    write_video(video, [(ANNAS_BADGE, 30)])
    page = phone(*fake_camera(video)).open(f"{site.address}/scan")
    expect(page.locator("[data-scanner]")).to_have_attribute("data-camera", "running")
    page.evaluate("document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
    expect(part(page, "notice")).to_contain_text("The camera does not answer.")
    part(page, "start").click()
    expect(page.locator("[data-scanner]")).to_have_attribute("data-camera", "running")


def test_choice_of_camera_is_remembered(site: ScannerSite, phone: PhoneMaker) -> None:
    """With two cameras one can choose, and the next visit starts with the same one."""
    page = phone(*fake_camera(count=2), is_whole=True).open(f"{site.address}/scan")
    choice = part(page, "cameras")
    expect(choice.locator("option")).to_have_count(2)
    first = choice.input_value()
    other = next(
        value for value in choice.locator("option").evaluate_all("all => all.map(o => o.value)") if value != first
    )
    choice.select_option(other)
    expect(page.locator("[data-scanner]")).to_have_attribute("data-camera", "running")
    page.reload()
    expect(part(page, "cameras")).to_have_value(other)


def test_lamp_is_offered_where_the_camera_has_one(site: ScannerSite, phone: PhoneMaker) -> None:
    """The button asks the camera for its lamp and shows the state; without a lamp there is no button."""
    device = phone(*fake_camera())
    page = device.open(f"{site.address}/scan")
    expect(page.locator("[data-scanner]")).to_have_attribute("data-camera", "running")
    expect(part(page, "torch")).to_be_hidden()
    # Chromium's fake camera has no lamp, so this one gets it from here.
    page = device.open(
        f"{site.address}/scan",
        script="""
        MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
        MediaStreamTrack.prototype.applyConstraints = async (wanted) => { window.lamp = wanted.advanced[0].torch; };
        """,
    )
    part(page, "torch").click()
    expect(part(page, "torch")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.lamp") is True
    part(page, "torch").click()
    expect(part(page, "torch")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.lamp") is False


def test_reader_that_could_not_be_loaded_is_tried_again(site: ScannerSite, phone: PhoneMaker, video: Path) -> None:
    """Bad network at the start costs a tap, not a reload: the decoder is fetched again."""
    write_video(video, [(ANNAS_BADGE, 30)])
    page = phone(*fake_camera(video)).open("about:blank")
    page.route("**/*.wasm", lambda route: route.abort())
    page.goto(f"{site.address}/scan")
    expect(part(page, "notice")).to_contain_text("The QR reader could not be loaded.")
    page.unroute("**/*.wasm")
    part(page, "start").click()
    expect_verdict(page, "new", "Anna Schmidt")
