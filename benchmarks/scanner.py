"""How soon does a phone read a badge, what does it load for that, and what can it read?

Headless Chromium opens the scan page of an attendee on an app that is served as `python app.py` serves it. Its camera
plays a video of a badge. Weight is what comes over the network at the very first visit, with nothing kept, compressed
and without headers; the baseline is the decoder (zxing-wasm), which is counted apart, as are the typeface that all
pages share and what the service worker fetches afterwards. Opening is the time from calling the page to sending the
first scan, with a warm cache; the baseline is a page that does nothing but read the same camera with the decoder's
defaults. How often badges are read: see decoding.py.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, BrowserContext, Error, Request, ViewportSize, sync_playwright

from benchmarks.bare_scanner import bare_scanner
from benchmarks.decoding import CONDITIONS, Effort, begin, rates
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.pictures import Condition, pictures
from benchmarks.processes import HOST, CannotRunError
from benchmarks.scan_requests import SCAN_PATH, phones
from benchmarks.served_event import SLUG, served_event
from eventapp.core.codes import badge_address
from tests.browser import launch

NAME = "scanner"
_BARS = {"weight": Bar(60), "opening": Bar(1.5)}
_DECODER, _TYPEFACE = "/vendor/zxing-wasm/", "/vendor/fonts/"
_PHONE = ViewportSize(width=390, height=844)
_OPENINGS, _FEW_OPENINGS = 7, 1
_FRAMES = 8
"""Of the video; a hand that trembles."""
_WAITS = 30_000
"""Milliseconds for anything in a browser."""
_FEW = Effort((CONDITIONS[0],), badges=1, frames=1)
_SENT = """(patience) => new Promise((done, give_up) => {
    setTimeout(give_up, patience, new Error("no badge was read"));
    new PerformanceObserver((list) => {
        const scan = list.getEntries().find((one) => one.initiatorType === "fetch" && one.name.endsWith("/scan"));
        if (scan) done(scan.startTime / 1000);
    }).observe({ type: "resource", buffered: true });
})"""
_DECODED = """async (patience) => {
    while (!globalThis.decodedAt) {
        if (performance.now() > patience) throw new Error("no badge was read");
        await new Promise((next) => setTimeout(next, 10));
    }
    return globalThis.decodedAt / 1000;
}"""
_KEPT = """async (shell) => {
    await navigator.serviceWorker.ready;
    while (!(await caches.match(shell, { ignoreVary: true }))) await new Promise((next) => setTimeout(next, 50));
}"""


@dataclass
class Traffic:
    """What came to a browser over the network.

    Attributes:
        sizes: Bytes of bodies as they were sent, by address.
    """

    sizes: dict[str, int] = field(default_factory=dict)

    def note(self, request: Request) -> None:
        """Listener for requests that are done; what the service worker fetches for itself is none of the page's."""
        if request.service_worker is None:
            size = max(0, request.sizes()["responseBodySize"])  # below it for what the browser had already
            self.sizes[request.url] = self.sizes.get(request.url, 0) + size

    def kilobytes(self, *folders: str) -> float:
        """Of the addresses that have one of these texts in them."""
        return sum(size for address, size in self.sizes.items() if any(text in address for text in folders)) / 1000


def measure(options: Options) -> list[Figure]:
    """Opens the scanner and shows it badges."""
    openings, effort = (_FEW_OPENINGS, _FEW) if options.is_small else (_OPENINGS, Effort())
    with (
        served_event(2, workers=options.workers) as event,
        bare_scanner() as bare,
        TemporaryDirectory(prefix="eventapp-benchmark-") as folder,
    ):
        port = event.server.port
        address = f"http://{HOST}:{port}"
        badge = badge_address(address, event.guests[1].badge_code)
        cookie = phones(port, event.guests[:1])[0].cookie
        with _phone(Path(folder) / "camera.mjpeg", badge) as browser:
            context = browser.new_context(viewport=_PHONE, locale="de-DE", permissions=["camera"])
            context.set_default_timeout(_WAITS)
            name, _equals, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": address}])
            traffic = _first_visit(context, address)
            times = [
                (_opened(context, address + SCAN_PATH, _SENT), _opened(context, bare, _DECODED))
                for _number in range(openings + 1)
            ][1:]
            ours, theirs = (statistics.median(side) for side in zip(*times, strict=True))
            page = context.new_page()
            page.goto(address + SCAN_PATH)
            modules = page.locator('script[src*="/static/"]').first.get_attribute("src") or ""
            begin(page, modules.partition("/js/")[0])
            read = rates(page, NAME, badge, effort)
    decoder, typeface = traffic.kilobytes(_DECODER), traffic.kilobytes(_TYPEFACE)
    rest = traffic.kilobytes("") - decoder
    return [
        Figure(NAME, "weight", rest - typeface, "kB", _BARS["weight"], decoder),
        Figure(NAME, "weight with typeface", rest, "kB", None, decoder),
        Figure(NAME, "opening", ours, "s", _BARS["opening"], theirs),
        Figure(NAME, "slowest opening", max(scanner for scanner, _bare in times), "s"),
        *read,
    ]


@contextmanager
def _phone(video: Path, badge: str) -> Iterator[Browser]:
    """Starts a browser with a camera before which somebody holds a badge."""
    frames = pictures(badge, Condition("in the hand"), Random(1))  # noqa: S311 no secret
    video.write_bytes(b"".join(islice(frames, _FRAMES)))
    camera = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={video}")
    try:
        with sync_playwright() as driver, launch(driver, *camera, "--use-fake-ui-for-media-stream") as browser:
            yield browser
    except Error as error:
        raise CannotRunError(f"The browser failed: {error.message.splitlines()[0]}") from error


def _first_visit(context: BrowserContext, address: str) -> Traffic:
    """Opens the scan page in a browser that has kept nothing, and waits until all has come and the page is kept."""
    traffic = Traffic()
    context.on("requestfinished", traffic.note)
    page = context.new_page()
    page.goto(address + SCAN_PATH)
    page.evaluate(_SENT, _WAITS)
    page.evaluate(_KEPT, f"/events/{SLUG}/scan/shell")
    page.close()
    context.remove_listener("requestfinished", traffic.note)
    return traffic


def _opened(context: BrowserContext, address: str, until: str) -> float:
    """Seconds from calling a page until it has read a badge."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    seconds: float = page.evaluate(until, _WAITS)
    page.close()
    return seconds
