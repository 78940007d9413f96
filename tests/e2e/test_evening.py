"""Does the whole evening go, from the empty folder to the crowned champion, with nothing but browsers and mails?"""

import io
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser import launch
from tests.contacts.scanner_browser import expect_verdict, fake_camera
from tests.factories import today
from tests.qr_video import write_video
from tests.served import Served, serving

pytestmark = pytest.mark.browser

PASSWORD = "eine ganz lange Nacht im Foyer"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that begins with an empty folder; its mails become files."""
    with serving(tmp_path_factory.mktemp("evening") / "instance") as served:
        yield served


@pytest.fixture
def open_in(house: Served) -> Iterator[Open]:
    """Opens a page in a browser of its own cookies; in the end no page may have complained or asked elsewhere."""
    complaints: list[str] = []
    contexts = []

    def start(browser: Browser, path: str, **context: Any) -> Page:
        contexts.append(
            browser.new_context(**{"locale": "de-DE", "viewport": {"width": 1280, "height": 900}, **context})
        )
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: _expect_own(request.url, house.address, complaints))
        page.goto(path if path.startswith("http") else house.address + path)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def _expect_own(address: str, own: str, complaints: list[str]) -> None:
    if not address.startswith((own, "data:", "blob:")):
        complaints.append(f"asked {address}")


def set_up(page: Page) -> str:
    """The organiser's account, a series with an event, published; returns the address of the event's page."""
    page.get_by_label("Name").fill("Ola Nowak")
    page.get_by_label("E-Mail").fill("ola@example.org")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Konto anlegen").click()
    page.get_by_role("link", name="Neue Veranstaltung").click()
    page.locator("#title").fill("Abend der Netze")
    page.locator("#place").fill("Kaiserslautern")
    page.locator("#new_series").fill("Netzwerktreffen")
    page.locator("#first_day").fill(today().isoformat())
    page.locator("#organisations").fill("MDZ Hannover\nWerk 1")
    page.locator("#privacy_contact").fill("datenschutz@example.org")
    page.get_by_role("button", name="Veranstaltung anlegen").click()
    page.get_by_role("button", name="Veranstaltung veröffentlichen").click()
    expect(page.get_by_role("button", name="Veranstaltung veröffentlichen")).to_have_count(0)
    return page.url.removesuffix("/overview")


def register(page: Page, name: str, organisation: str, email: str, *, on_the_projector: bool) -> None:
    """Somebody fills in the public form."""
    page.locator("#name").fill(name)
    page.locator("#organisation").fill(organisation)
    page.locator("#email").fill(email)
    page.locator("#tracking").check()
    if on_the_projector:
        page.locator("#projector").check()
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/registered")


def link_in_mail(house: Served, recipient: str) -> str:
    """The personal link in the mail that the server has sent, as the recipient finds it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for mail in (house.instance / "outbox").glob("*.txt"):
            text = mail.read_text("utf-8")
            if recipient in text and (link := re.search(r"https?://\S+/p/\w+", text)):
                return link[0]
        time.sleep(0.2)
    raise TimeoutError(f"no mail to {recipient}")


def come_in(page: Page) -> None:
    """The button behind the personal link."""
    page.locator("main form button").click()
    page.wait_for_url("**/me")


def badge_on(page: Page) -> str:
    """What the QR code on a phone's screen says, read by a decoder that is not ours."""
    picture = Image.open(io.BytesIO(page.locator("svg.qr").screenshot()))
    [code] = zxingcpp.read_barcodes(picture)
    return str(code.text)


def test_the_whole_evening(  # the evening is one story
    house: Served, chromium: Browser, playwright_driver: Playwright, open_in: Open, tmp_path: Path
) -> None:
    """An organiser sets up, two people register and meet by camera, the edge appears at once, one is crowned."""
    desk = open_in(chromium, house.printed(r"(http\S+/setup/\w+)"))
    event = set_up(desk)
    phones: dict[str, Page] = {}
    for name, organisation, email in (
        ("Anna Schmidt", "MDZ Hannover", "anna@example.org"),
        ("Ben Öztürk", "Werk 1", "ben@example.org"),
    ):
        register(open_in(chromium, f"{event}/register"), name, organisation, email, on_the_projector=name[0] == "A")
        phones[name] = open_in(chromium, link_in_mail(house, email), **PHONE)
        come_in(phones[name])
        expect(phones[name].locator("main")).to_contain_text(name)
        desk.goto(f"{event}/door")
        desk.get_by_role("button", name=f"{name} einchecken").click()
        expect(desk.locator("main")).to_contain_text("Willkommen")

    screen = open_in(chromium, f"{event}/graph", storage_state=desk.context.storage_state())
    expect(screen.locator("#graph-status")).to_have_text("Live")
    expect(screen.locator("[data-figure=contacts]")).to_have_text("0")
    expect(screen.locator("#graph-empty")).to_be_visible()

    video = tmp_path / "badge.mjpeg"
    write_video(video, [(None, 20), (badge_on(phones["Ben Öztürk"]), 40)])
    camera = launch(playwright_driver, *fake_camera(video))
    scan_and_watch(
        open_in(
            camera, "/", **PHONE, permissions=["camera"], storage_state=phones["Anna Schmidt"].context.storage_state()
        ),
        event,
        screen,
    )
    camera.close()

    row = screen.locator("#graph-table tbody tr", has_text="Anna Schmidt")
    expect(row.locator("[data-cell=contacts]")).to_have_text("1")
    expect(row.locator("[data-cell=counted]")).to_have_text("1")
    phones["Ben Öztürk"].goto(f"{event}/contacts")
    expect(phones["Ben Öztürk"].locator("main")).to_contain_text("Anna Schmidt")

    crown(desk, open_in(chromium, f"{event}/champion/stage", storage_state=desk.context.storage_state()), event)


def scan_and_watch(phone: Page, event: str, screen: Page) -> None:
    """Anna holds her phone to Ben's badge, and the organiser's screen has it."""
    phone.goto(f"{event}/scan")
    start = phone.get_by_role("button", name="Kamera starten")
    try:
        expect(start).to_be_visible(timeout=1_500)
        start.tap()
    except AssertionError:
        pass  # the camera started by itself
    expect_verdict(phone, "new", "Ben Öztürk", "Werk 1")
    expect(screen.locator("[data-figure=contacts]")).to_have_text("1")
    expect(screen.locator("#graph-empty")).to_be_hidden()


def crown(desk: Page, stage: Page, event: str) -> None:
    """Contact tracking is closed, the result read, the champion crowned; the stage follows without being touched."""
    expect(stage.locator("h1")).to_have_text("Wer wird Vernetzungschampion?")
    desk.goto(f"{event}/champion")
    desk.get_by_role("button", name="Sofort schließen").click()
    expect(stage.locator("h1")).to_have_text("Die Zeit ist um. Die letzten Kontakte kommen an")
    desk.get_by_role("button", name="Ohne Warten festhalten").click()
    expect(desk.locator("main")).to_contain_text("Sie teilen sich den Titel")
    expect(stage.locator("h1")).to_have_text("Das Ergebnis wird geprüft")
    desk.get_by_role("button", name="Auf der Bühne küren").click()
    expect(stage.locator("h1")).to_contain_text("Anna Schmidt")
    expect(stage.locator("h1")).to_contain_text(re.compile(r"Teilnehmer/in \d+"))
    assert "Öztürk" not in stage.content()
