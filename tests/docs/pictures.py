"""Makes docs/pictures anew from the demo event: `python -m tests.docs.pictures`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from benchmarks.processes import free_port
from eventapp import clock, config, create_app, migration
from eventapp.badges.queries import current_codes
from eventapp.cli.demo import SEED, SLUG, ensure_demo
from eventapp.core.codes import badge_address
from eventapp.core.demo_evening import demo_evening
from eventapp.events.queries import event_by_slug
from eventapp.extensions import db
from eventapp.registration.queries import registrations
from eventapp.registration.service import issue_personal_link
from tests.browser import launch
from tests.checkout import ROOT
from tests.contacts.scanner_browser import fake_camera
from tests.qr_video import View, write_video

FOLDER = ROOT / "docs/pictures"
START_SECONDS = 30.0
SETTLES_WITHIN = 120_000
"""Milliseconds that the layout of the graph may take to come to rest, on a busy machine too."""
QUALITY = 62
"""Of a picture: letters stay sharp, and thousands of thin lines need little room."""


@dataclass(frozen=True)
class Scene:
    """The demo event on a server.

    Attributes:
        address: Of the server.
        organiser: A link that signs the organiser in.
        scanner: A personal link of somebody.
        badge: What the QR code says of somebody whom this person has not met yet.
        holder: Name and organisation of that somebody.
    """

    address: str
    organiser: str
    scanner: str
    badge: str
    holder: tuple[str, str]


def make(driver: Playwright, folder: Path) -> None:
    """Writes all pictures into a folder."""
    with tempfile.TemporaryDirectory() as scratch, _served(Path(scratch)) as scene:
        video = Path(scratch) / "badge.mjpeg"
        write_video(video, [(scene.badge, 240)], View(rotation=-7, tilt=12, width=200, holder=scene.holder))
        browser = launch(driver, *fake_camera(video))
        try:
            _take_graph(browser, scene, folder)
            _take_verdict(browser, scene, folder)
        finally:
            browser.close()


def _take_graph(browser: Browser, scene: Scene, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, device_scale_factor=2, locale="en-GB")
    page = _opened(context, scene.organiser)
    page.goto(f"{scene.address}/events/{SLUG}/graph")
    page.locator("#graph[data-settled=true]").wait_for(timeout=SETTLES_WITHIN)
    page.locator("#graph-status").scroll_into_view_if_needed()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        _save(page, folder / f"graph-{scheme}.webp")
    context.close()


def _take_verdict(browser: Browser, scene: Scene, folder: Path) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 740},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="en-GB",
        permissions=["camera"],
    )
    page = _opened(context, scene.scanner)
    page.goto(f"{scene.address}/events/{SLUG}/scan")
    page.locator(".verdict--new").wait_for()
    page.wait_for_timeout(1000)  # the thread between the two is drawn
    _save(page, folder / "verdict.webp")
    context.close()


def _opened(context: BrowserContext, link: str) -> Page:
    page = context.new_page()
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    return page


def _save(page: Page, file: Path) -> None:
    Image.open(BytesIO(page.screenshot())).convert("RGB").save(file, quality=QUALITY, method=6)


@contextmanager
def _served(instance: Path) -> Iterator[Scene]:
    environ = {"EVENTAPP_INSTANCE": str(instance), "EVENTAPP_PORT": str(free_port()), "EVENTAPP_WORKERS": "1"}
    scene = _prepare(config.load(environ))
    server = subprocess.Popen(
        [sys.executable, "-m", "eventapp"],
        env={**os.environ, "EVENTAPP_BASE_URL": "", "DATABASE_URL": "", **environ},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{scene.address}/healthz")
        yield scene
    finally:
        server.terminate()
        server.wait()


def _prepare(settings: config.Config) -> Scene:
    app = create_app(settings)
    migration.bring_up_to_date(app)
    with app.app_context():
        organiser = ensure_demo()[0].rsplit(" ", 1)[1]
        event = event_by_slug(SLUG)
        assert event is not None
        people = {row.name: row.id for row in registrations(event.id)}
        evening = demo_evening(SEED)
        person, other = (evening.people[index] for index in evening.unmet[0])
        scanner, scanned = people[person.name], people[other.name]
        token = issue_personal_link(scanner, by_mail=False, now=clock.now())
        badge = badge_address(settings.base_url, current_codes([scanned])[scanned].code)
        db.session.remove()
        db.engine.dispose()
    return Scene(
        settings.base_url, organiser, f"{settings.base_url}/p/{token}", badge, (other.name, other.organisation)
    )


def _wait_for(address: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            urlopen(address, timeout=5).close()
        except URLError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
        else:
            return


if __name__ == "__main__":
    with sync_playwright() as driver:
        make(driver, FOLDER)
