"""One Chromium for all browser tests, and what axe and the window say about a page."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

CHROMIUM = os.environ.get("EVENTAPP_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# The same engine without a window that nobody sees, which alone takes more time than most tests. It has a camera, but
# asks nobody whether a page may use it, and names it anew on each page.
SHELL = os.environ.get("EVENTAPP_CHROMIUM") or shutil.which("chromium-headless-shell") or CHROMIUM
ARGUMENTS = ("--no-sandbox", "--disable-gpu")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# Machines that run tests are busy: a page may take its time, and only a failure waits so long.
expect.set_options(timeout=30_000)
_AT_REST = """async () => {
    for (let finite; !finite || finite.length; await Promise.allSettled(finite.map((each) => each.finished))) {
        await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
        finite = document.getAnimations().filter(
            (each) => each.playState !== "finished" && each.effect.getComputedTiming().endTime < 10_000);
    }
}"""
CONTRAST = "color-contrast"
OF_WIDTH = ("target-size", "scrollable-region-focusable")
"""Rules that can find something new in another window."""
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


def launch(driver: Playwright, *arguments: str, is_whole: bool = False) -> Browser:
    """Starts a Chromium, for a test that cannot share one; with a camera, if further arguments name one."""
    return driver.chromium.launch(executable_path=CHROMIUM if is_whole else SHELL, args=[*ARGUMENTS, *arguments])


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


def in_dark_and_light(page: Page, theme: str) -> None:
    """Asks for a theme, as the device of whoever looks does."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")


def violations_everywhere(
    page: Page, *windows: tuple[int, int], put_on: Callable[[Page, str], None] = in_dark_and_light
) -> list[str]:
    """What is wrong with a page in several windows, in light and dark: each rule where it can find something new.

    All rules look in the first window, by light; by the others those of which the answer depends on the width.
    Contrast, the one that depends on the theme, is looked at by dark in the last window.

    Args:
        page: The page as it stands; it is shown in the first window again afterwards, by light.
        windows: Widths and heights.
        put_on: Changes the theme.
    """
    found: list[str] = []
    for theme, each in [("light", window) for window in windows] + [("dark", windows[-1])]:
        put_on(page, theme)
        page.set_viewport_size(ViewportSize(width=each[0], height=each[1]))
        rules = (CONTRAST,) if theme == "dark" else () if each == windows[0] else OF_WIDTH
        found += [f"{each} {theme}: {wrong}" for wrong in violations(page, *rules)]
        if (pixels := overflow(page)) > 0:
            found.append(f"{each} {theme}: {pixels} pixels too wide")
    put_on(page, "light")
    page.set_viewport_size(ViewportSize(width=windows[0][0], height=windows[0][1]))
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page, laid out for its present window, is wider than that."""
    page.evaluate(_AT_REST)
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
