"""How long does a host wait for the badges of a large event, and what do they cost?

A host opens the address of the A4 sheets of 2,500 badges, on a server that has just started with a single process:
from the request to the last byte of the PDF. The memory is the most that the server's process has held until then.
"""

import time

from benchmarks.browser import Browser
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import CannotRunError
from benchmarks.served_event import SLUG, served_event

NAME = "badges"
_BADGES, _FEW = 2500, 20
_BARS = {"wall": Bar(15), "memory": Bar(250)}


def measure(options: Options) -> list[Figure]:
    """Fetches the sheets once."""
    people = _FEW if options.is_small else _BADGES
    with served_event(people, workers=1, have_arrived=False) as event, Browser(event.server.port) as browser:
        browser.sign_in(event.organiser_link)
        begun = time.perf_counter()
        pdf = browser.open(f"/events/{SLUG}/badges.pdf").read()
        seconds = time.perf_counter() - begun
        memory = event.server.peak_memory_mb()
    if not pdf.startswith(b"%PDF"):
        raise CannotRunError("The server did not send a PDF.")
    return [
        Figure(NAME, "badges", people, ""),
        Figure(NAME, "wall", seconds, "s", _BARS["wall"]),
        Figure(NAME, "file", len(pdf) / 1e6, "MB"),
        Figure(NAME, "memory", memory, "MB", _BARS["memory"]),
    ]
