"""One Chromium for all browser tests, and what axe and the window say about a page."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

CHROMIUM = os.environ.get("EVENTAPP_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# The same engine without a window that nobody sees takes half the time of the processor; but it has no camera.
SHELL = os.environ.get("EVENTAPP_CHROMIUM") or shutil.which("chromium-headless-shell") or CHROMIUM
ARGUMENTS = ("--no-sandbox", "--disable-gpu")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_AT_REST = """async () => {
    for (let finite; !finite || finite.length; await Promise.allSettled(finite.map((each) => each.finished))) {
        await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
        finite = document.getAnimations().filter(
            (each) => each.playState !== "finished" && each.effect.getComputedTiming().endTime < 10_000);
    }
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright, once for the whole run: two of its drivers in one thread stop each other."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, shared: each test opens contexts of its own in it, and closes them."""
    browser = launch(playwright_driver)
    yield browser
    browser.close()


def launch(driver: Playwright, *arguments: str) -> Browser:
    """Starts a Chromium, for a test that cannot share one; with a camera, if further arguments name one."""
    has_camera = any("fake-device" in argument for argument in arguments)
    return driver.chromium.launch(executable_path=CHROMIUM if has_camera else SHELL, args=[*ARGUMENTS, *arguments])


def violations(page: Page, *only: str) -> list[str]:
    """What axe finds wrong on a page, as sentences.

    Args:
        page: The page as it stands; colours that are changing have changed first.
        only: Names of rules; WCAG 2.2 AA and axe's best practices without any.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(_AT_REST)
    run_only = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
    run = "runOnly => axe.run(document, {runOnly, resultTypes: ['violations']})"
    found: list[dict[str, Any]] = page.evaluate(run, run_only)["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page, laid out for its present window, is wider than that."""
    page.evaluate(_AT_REST)
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
