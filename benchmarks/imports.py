"""How long does an organiser wait for a list of 2,500 people to be taken in?

On a server with a single process: the workbook is sent, the page with what would happen to each row is fetched, and
the yes is said, with a ticket for everybody in the outbox; then the same file is sent once more, of which nothing is
new. Counted is what the server takes, from the first byte sent to the last one received; looking takes longer.
"""

import re
import time
from io import BytesIO

from openpyxl import Workbook

from benchmarks.browser import Browser
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import CannotRunError
from benchmarks.served_event import ORGANISATIONS, SLUG, served_event

NAME = "imports"
_PEOPLE, _FEW = 2500, 20
_BAR = Bar(5)
_PAGE = f"/events/{SLUG}/registrations/import"
_DIGEST = re.compile(rb'name="seen" value="(\w+)"')
_FIGURE = re.compile(rb"<dd >(\d+)</dd>")


def measure(options: Options) -> list[Figure]:
    """Imports one list twice."""
    people = _FEW if options.is_small else _PEOPLE
    content = _list(people)
    with served_event(1, workers=1, have_arrived=False) as event, Browser(event.server.port) as browser:
        browser.sign_in(event.organiser_link)
        token = browser.csrf_token(_PAGE)
        begun = time.perf_counter()
        address, page = _look(browser, token, content)
        seen = time.perf_counter()
        browser.post_form(address, csrf_token=token, seen=_digest(page), mail_tickets="y")
        done = browser.open(address).read()
        seconds = time.perf_counter() - begun
        again = time.perf_counter()
        _, same = _look(browser, token, content)
        again = time.perf_counter() - again
        memory = event.server.peak_memory_mb()
    if _figures(done) != [people, 0, 0, 0] or _figures(same) != [0, 0, people, 0]:
        raise CannotRunError("The server did not import the list.")
    return [
        Figure(NAME, "people", people, ""),
        Figure(NAME, "wall", seconds, "s", _BAR),
        Figure(NAME, "looked at", seen - begun, "s"),
        Figure(NAME, "looked at again", again, "s"),
        Figure(NAME, "memory", memory, "MB"),
    ]


def _look(browser: Browser, token: str, content: bytes) -> tuple[str, bytes]:
    """Sends the list; where it would be said yes to, and that page."""
    address = browser.post_file(_PAGE, content, csrf_token=token)
    return address, browser.open(address).read()


def _digest(page: bytes) -> str:
    found = _DIGEST.search(page)
    if found is None:
        raise CannotRunError("The server would import nothing.")
    return found[1].decode()


def _figures(page: bytes) -> list[int]:
    """New, changed, same and refused rows."""
    return [int(figure) for figure in _FIGURE.findall(page)]


def _list(people: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Vorname", "Nachname", "Organisation", "E-Mail", "Telefon", "Sprache"])
    for number in range(people):
        organisation = f"Digitalzentrum {number % (ORGANISATIONS * 10)}"
        address = f"gast{number}@example.org"
        sheet.append(["Ännchen", f"Gast {number}", organisation, address, f"+49 631 {100_000 + number}", "de"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
