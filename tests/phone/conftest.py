"""An event behind a network, and phones that keep what they have when they are switched off."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from eventapp.live import hub
from tests.browser import ARGUMENTS, SHELL
from tests.contacts.scanner_browser import PHONE, part
from tests.factories import MadeAttendee, make_attendee, make_event
from tests.phone.lossy import Network, network_before

PhoneOf = Callable[[MadeAttendee], "Handset"]
PATIENCE = 20  # seconds, for what happens in a moment where nothing else is to be done
KEEPS = """async (page) => {
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    return Boolean(worker && await caches.match(page, { ignoreVary: true }));
}"""


class Handset:
    """A phone: a browser with a folder of its own, in which an attendee is signed in."""

    def __init__(self, driver: Playwright, folder: Path, network: Network) -> None:
        """Is switched off; nobody is signed in."""
        self._driver, self._folder, self._network = driver, folder, network
        self.context: BrowserContext | None = None
        self.complaints: list[str] = []
        """Errors of scripts and breaches of the content security policy."""

    def switch_on(self) -> BrowserContext:
        """Starts the browser with all that it kept."""
        self.context = self._driver.chromium.launch_persistent_context(
            self._folder, executable_path=SHELL, args=[*ARGUMENTS], viewport=PHONE, locale="en"
        )
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("console", lambda message: self._listen(message.text))
        return self.context

    def switch_off(self) -> None:
        """Closes the browser."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def lose_tab(self, page: Page) -> None:
        """The tab dies, and the service worker too, as when the phone needs the memory: no script runs any more."""
        dead = _renderers(self._folder)
        with page.expect_event("crash"):
            for process in dead:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        # A browser has spare processes, and would open the next tab, for ever, in one that it thinks is alive.
        deadline = time.monotonic() + PATIENCE
        while not self._running().isdisjoint(dead):
            assert time.monotonic() < deadline, "the browser does not notice that its processes have ended"
            time.sleep(0.01)
        page.close()

    def _running(self) -> set[int]:
        """The processes that the browser thinks are running."""
        assert self.context is not None
        assert self.context.browser is not None
        session = self.context.browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        session.detach()
        return {process["id"] for process in processes}

    def _listen(self, text: str) -> None:
        if "Content Security Policy" in text or "preload" in text:
            self.complaints.append(text)

    def sign_in(self, attendee: MadeAttendee) -> None:
        """Signs somebody in, as the personal link does: the cookie outlives the browser."""
        app = self._network.app
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
        cookie = signer.dumps({"attendees": {attendee.slug: attendee.token}, "_permanent": True})
        assert self.context is not None
        self.context.add_cookies(
            [{"name": "session", "value": cookie, "url": self._network.address, "expires": time.time() + 86_400}]
        )

    def open(self, path: str) -> Page:
        """Opens a page in a new tab."""
        assert self.context is not None
        page = self.context.new_page()
        page.goto(self._network.address + path)
        return page

    def open_scanner(self, attendee: MadeAttendee) -> Page:
        """Opens the scan page, and waits until it works and the phone has kept it."""
        page = self.open(f"/events/{attendee.slug}/scan")
        expect(part(page, "waiting-count")).not_to_be_empty(timeout=PATIENCE * 1000)
        deadline = time.monotonic() + PATIENCE
        while not page.evaluate(KEEPS, f"/events/{attendee.slug}/scan/shell"):
            assert time.monotonic() < deadline, "the phone keeps no page"
            page.wait_for_timeout(50)
        return page


def _renderers(folder: Path) -> list[int]:
    """The processes that run pages of the browser whose folder it is."""
    parents: dict[int, int] = {}
    commands: dict[int, str] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            commands[int(process.name)] = (process / "cmdline").read_text("utf-8").replace("\0", " ")
            parents[int(process.name)] = int((process / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
    family = [process for process, command in commands.items() if f"--user-data-dir={folder}" in command]
    for member in family:
        family += [process for process, parent in parents.items() if parent == member and process not in family]
    return [process for process in family if "--type=renderer" in commands[process]]


@pytest.fixture
def network(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """The app with every defence on, behind a network."""
    app.config["WTF_CSRF_ENABLED"] = True
    monkeypatch.setattr(hub, "PING_EVERY", 0.5)  # so that it hears soon when a phone is gone
    with network_before(app) as between:
        yield between


@pytest.fixture
def handset(playwright_driver: Playwright, network: Network, tmp_path: Path) -> Iterator[Handset]:
    """A phone that is switched on."""
    phone = Handset(playwright_driver, tmp_path / "phone", network)
    phone.switch_on()
    yield phone
    phone.switch_off()
    assert phone.complaints == []


@pytest.fixture
def people(app: Flask) -> list[MadeAttendee]:
    """Anna and six others."""
    names = ["Anna Schmidt", "Ben Öztürk", "Carla Seidel", "David Kim", "Emil Weber", "Fee Lang", "Gerd Ost"]
    with app.app_context():
        event = make_event()
        return [make_attendee(event, name) for name in names]


def kept_scans(page: Page) -> list[dict[str, str]]:
    """What waits in the browser's database, whoever scanned it."""
    script = """(patience) => new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("the browser's database does not answer")), patience);
        const opening = indexedDB.open("eventapp-scans");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
            const db = opening.result;
            if (!db.objectStoreNames.contains("scans")) { db.close(); resolve([]); return; }
            const reading = db.transaction("scans").objectStore("scans").getAll();
            reading.onerror = () => reject(reading.error);
            reading.onsuccess = () => { db.close(); resolve(reading.result); };
        };
    })"""
    return cast("list[dict[str, str]]", page.evaluate(script, PATIENCE * 1000))
