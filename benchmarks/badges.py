"""How long does a host wait for the badges of a large event, and what do they cost?

First the sheet alone, each time in a fresh process: 2,500 badges with QR codes, four on A4, both sides; then 500 and
10,000 of them, whose memory has to be the same; and one badge. Then a host presses the button that prints the badges
of 2,500 people, on a server that has just started with a single process, until the last byte of the PDF has come.
Meanwhile somebody else opens the public page of the event again and again.
"""

import json
import statistics
import subprocess
import sys
import time
from typing import Any

from benchmarks.badge_sheet import PAPER
from benchmarks.browser import Browser
from benchmarks.certificates import Visitor
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import ROOT, CannotRunError
from benchmarks.served_event import SLUG, served_event

NAME = "badges"
_BADGES, _FEW = 2500, 20
_MEMORY_OF = (500, 10_000)
_GIVES_UP = 300.0
_LOOK_AGAIN = 0.1
_PAGES = f"/events/{SLUG}/badges"
_CHOSEN = {
    "scope": "found",
    "order": "family_name",
    "stock": PAPER,
    "start": "1",
    "back": "mirror",
    "duplex": "long",
    "again": "other",
    "codes": "keep",
}


def measure(options: Options) -> list[Figure]:
    """The sheet alone, and the way of a host to it."""
    count = _FEW if options.is_small else _BADGES
    few, many = (_FEW, 2 * _FEW) if options.is_small else _MEMORY_OF
    sheet = _drawn(count)
    growth = _drawn(many)["memory"] - _drawn(few)["memory"]
    return [
        Figure(NAME, "badges", count, ""),
        Figure(NAME, "sheet", sheet["seconds"], "s", Bar(5)),
        Figure(NAME, "sheet, file", sheet["size"] / 1e6, "MB", Bar(10)),
        Figure(NAME, "sheet, memory", sheet["memory"], "MB", Bar(150)),
        Figure(NAME, f"memory, {few} to {many} more", growth, "MB", Bar(10)),
        Figure(NAME, "one badge", sheet["one"] * 1000, "ms", Bar(60)),
        *_printed(count),
    ]


def _drawn(count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.badge_sheet", str(count)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 our own
    if run.returncode:
        raise CannotRunError(f"The badges were not drawn: {run.stderr.strip().splitlines()[-1]}")
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _printed(people: int) -> list[Figure]:
    """Prints all badges of an event once, over HTTP."""
    with served_event(people, workers=1, have_arrived=False) as event, Browser(event.server.port) as browser:
        browser.sign_in(event.organiser_link)
        token = browser.csrf_token(_PAGES)
        with Visitor(event.server.port) as visitor:
            begun = time.perf_counter()
            path = browser.post_form(f"{_PAGES}/print", csrf_token=token, **_CHOSEN)
            _wait_until_ready(browser, path.removesuffix(".pdf"), begun + _GIVES_UP)
            pdf = browser.open(f"{path.removesuffix('.pdf')}.pdf").read()
            seconds = time.perf_counter() - begun
        memory = event.server.peak_memory_mb()
    if not pdf.startswith(b"%PDF"):
        raise CannotRunError("The server did not send a PDF.")
    return [
        Figure(NAME, "printed", seconds, "s", Bar(30)),
        Figure(NAME, "printed, file", len(pdf) / 1e6, "MB", Bar(10)),
        Figure(NAME, "printed, memory of the server", memory, "MB", Bar(250)),
        Figure(NAME, "page meanwhile", statistics.median(visitor.waits) * 1000, "ms"),
        Figure(NAME, "slowest page meanwhile", max(visitor.waits) * 1000, "ms"),
    ]


def _wait_until_ready(browser: Browser, path: str, gives_up_at: float) -> None:
    """Looks again and again how far a printing is; a small one is ready at once."""
    while time.perf_counter() < gives_up_at:
        far = json.loads(browser.open(f"{path}/progress").read())
        if not far["is_under_way"]:
            return
        time.sleep(_LOOK_AGAIN)
    raise CannotRunError("The badges were not ready in time.")
