"""A phone for the scanner's tests: Debian's Chromium with a camera made of a file, and pages that are watched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, ViewportSize, expect

from tests.browser import launch
from tests.contacts.scanner_site import ScannerSite, serving

PHONE = ViewportSize(width=390, height=844)
ALLOWED = "--use-fake-ui-for-media-stream"


@dataclass
class Phone:
    """One browser and what its pages asked for.

    Attributes:
        has_camera: whether its owner has allowed pages to use the camera.
        requested: address of every request that left any page, whether it was answered or not.
        complaints: errors of scripts and breaches of the content security policy.
    """

    browser: Browser
    has_camera: bool = False
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str, *, script: str = "", **context: Any) -> Page:
        """Open a page in a context of its own; `script` runs before the page's own ones."""
        opened = self.browser.new_context(viewport=PHONE, **context)
        if self.has_camera:
            opened.grant_permissions(["camera"])
        if script:
            opened.add_init_script(script)
        page = opened.new_page()
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._listen(message.text))
        page.goto(address)
        return page

    def _listen(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.complaints.append(text)


class Browsers:
    """Chromium, once for each set of arguments."""

    def __init__(self, driver: Playwright) -> None:
        """Start nothing yet."""
        self._driver = driver
        self._started: dict[tuple[str, ...], Browser] = {}

    def get(self, arguments: tuple[str, ...], *, is_whole: bool) -> Browser:
        """Start a browser with these arguments, or give the one that runs."""
        if arguments not in self._started:
            self._started[arguments] = launch(self._driver, *arguments, is_whole=is_whole)
        return self._started[arguments]

    def close(self, having: str = "") -> None:
        """Close those that have an argument with this text; without one, all."""
        for arguments in [each for each in self._started if not having or any(having in one for one in each)]:
            self._started.pop(arguments).close()


PhoneMaker = Callable[..., Phone]


def part(page: Page, name: str) -> Locator:
    """Find a part of the scanner."""
    return page.locator(f'[data-part="{name}"]')


def expect_verdict(page: Page, kind: str, *words: str) -> None:
    """Wait until the panel shows a verdict of this kind that says these words."""
    verdict = part(page, "verdict")
    expect(verdict).to_have_class(f"scanner__verdict verdict verdict--{kind}")
    for word in words:
        expect(verdict).to_contain_text(word)


def type_code(page: Page, code: str) -> None:
    """Type a short code and press Return, as a hand scanner does too."""
    part(page, "code").fill(code)
    part(page, "code").press("Enter")


def fake_camera(video: Path | None = None, *, asks: bool = False, count: int = 1) -> list[str]:
    """Name Chromium's arguments for a camera that plays a video, and for a person who allows it at once."""
    arguments = [f"--use-fake-device-for-media-stream=device-count={count}"]
    if video:
        arguments.append(f"--use-file-for-fake-video-capture={video}")
    if not asks:
        arguments.append(ALLOWED)
    return arguments


@pytest.fixture(scope="module")
def scanner_server() -> Iterator[ScannerSite]:
    """Serve the scanner's site for one module."""
    with serving() as site:
        yield site


@pytest.fixture
def site(scanner_server: ScannerSite) -> ScannerSite:
    """Give the site without memory of earlier tests."""
    scanner_server.reset()
    return scanner_server


@pytest.fixture(scope="module")
def browsers(playwright_driver: Playwright) -> Iterator[Browsers]:
    """Keep the browsers of one module: most tests can share one, each in a context of its own."""
    started = Browsers(playwright_driver)
    yield started
    started.close()


@pytest.fixture
def phone(browsers: Browsers) -> Iterator[PhoneMaker]:
    """Start a browser with further arguments; at the end no page may have complained."""
    phones: list[Phone] = []

    def start(*arguments: str, is_whole: bool = False) -> Phone:
        phones.append(Phone(browsers.get(arguments, is_whole=is_whole), ALLOWED in arguments))
        return phones[-1]

    yield start
    for used in phones:
        for context in used.browser.contexts:
            context.close()
    browsers.close("--use-file-for-fake-video-capture")  # a video is one test's own
    assert [complaint for used in phones for complaint in used.complaints] == []
