"""How long does an organiser wait for the certificates of a large event, and what do they cost?

The organiser presses the button that makes the certificates of attendance of 2,500 people who have arrived, and
fetches all files, on a server that has just started with a single process: from pressing the button to the last byte
of the last file. Meanwhile somebody else opens the public page of the event again and again. The memory is the most
that the server's process has held; the files are set by a process beside it.
"""

import statistics
import threading
import time
from typing import Self

from benchmarks.browser import Browser
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import CannotRunError
from benchmarks.served_event import SLUG, served_event
from eventapp.certificates.press import LARGEST

NAME = "certificates"
_PEOPLE, _FEW = 2500, 20
_PAUSE = 0.05
_BARS = {"wall": Bar(30), "memory": Bar(250)}
_PAGES = f"/events/{SLUG}/certificates"


def measure(options: Options) -> list[Figure]:
    """Prints all certificates once."""
    people = _FEW if options.is_small else _PEOPLE
    with served_event(people, workers=1) as event, Browser(event.server.port) as browser:
        browser.sign_in(event.organiser_link)
        token = browser.csrf_token(_PAGES)
        with Visitor(event.server.port) as visitor:
            begun = time.perf_counter()
            browser.post_form(f"{_PAGES}/print", csrf_token=token, kind="attendance", language="de")
            made = time.perf_counter() - begun
            files = [
                browser.open(f"{_PAGES}.pdf?kind=attendance&language=de&part={number}").read()
                for number in range(1, -(-people // LARGEST) + 1)
            ]
            seconds = time.perf_counter() - begun
        memory = event.server.peak_memory_mb()
    if not all(file.startswith(b"%PDF") for file in files):
        raise CannotRunError("The server did not send a PDF.")
    return [
        Figure(NAME, "certificates", people, ""),
        Figure(NAME, "wall", seconds, "s", _BARS["wall"]),
        Figure(NAME, "made", made, "s"),
        Figure(NAME, "files", len(files), ""),
        Figure(NAME, "size", sum(map(len, files)) / 1e6, "MB"),
        Figure(NAME, "memory", memory, "MB", _BARS["memory"]),
        Figure(NAME, "page meanwhile", statistics.median(visitor.waits) * 1000, "ms"),
        Figure(NAME, "slowest page meanwhile", max(visitor.waits) * 1000, "ms"),
    ]


class Visitor:
    """Opens the public page of the event again and again, in a thread of their own."""

    def __init__(self, port: int) -> None:
        """Of the server on this machine."""
        self.waits: list[float] = []
        self._browser = Browser(port)
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        """Begins to look."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Looks no more."""
        self._is_done.set()
        self._thread.join()

    def _look(self) -> None:
        with self._browser:
            while not self._is_done.wait(_PAUSE) or not self.waits:
                begun = time.perf_counter()
                self._browser.open(f"/events/{SLUG}").read()
                self.waits.append(time.perf_counter() - begun)
