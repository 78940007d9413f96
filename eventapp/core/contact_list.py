"""What does a recorded contact list say: who met whom, when first, and who belongs to which organisation?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

_SEPARATOR = re.compile(r"[ \t,]+")
_SECONDS = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")
LONGEST_ID = 100
LONGEST_ORGANISATION = 200
LONGEST_SPAN = 366 * 24 * 3600
"""Seconds between the first and the last row; a list that is longer mixes events or units."""


@dataclass(frozen=True)
class BadLine:
    """Where a file cannot be understood, and why."""

    number: int
    problem: str


@dataclass(frozen=True)
class ContactList:
    """A recorded list, ready to be played.

    Attributes:
        rows: How many rows were read.
        first_meetings: (seconds since the earliest row, scanner, scanned) of each pair when it first occurs, in
            the order of time; rows of the same second in the order of the file.
        duration: Seconds from the earliest to the latest row.
        people: All ids in the order of their first row.
    """

    rows: int = 0
    first_meetings: tuple[tuple[float, str, str], ...] = ()
    duration: float = 0.0
    people: tuple[str, ...] = field(default_factory=tuple)


def read_contact_list(content: bytes) -> ContactList | BadLine:
    """Reads lines `t i j`: seconds and two ids, separated by spaces, tabs or commas; rows in any order.

    `#` begins a comment; empty lines, a byte order mark and Windows line ends are fine.

    Args:
        content: The file.
    """
    rows: list[tuple[Decimal, str, str]] = []
    lowest = highest = Decimal(0)
    for number, line in _lines(content):
        if isinstance(line, BadLine):
            return line
        fields = _SEPARATOR.split(line)
        problem = _problem(fields)
        if problem:
            return BadLine(number, problem)
        seconds = Decimal(fields[0])
        lowest, highest = (seconds, seconds) if not rows else (min(lowest, seconds), max(highest, seconds))
        if highest - lowest > LONGEST_SPAN:
            return BadLine(number, "it lies more than a year away from other rows")
        rows.append((seconds, fields[1], fields[2]))
    rows_in_time = sorted(rows, key=lambda row: row[0])  # stable: rows of one second keep the file's order
    first: dict[tuple[str, str], tuple[float, str, str]] = {}
    for seconds, scanner, scanned in rows_in_time:
        pair = (scanner, scanned) if scanner < scanned else (scanned, scanner)
        first.setdefault(pair, (float(seconds - lowest), scanner, scanned))
    people = tuple(dict.fromkeys(person for _, i, j in rows for person in (i, j)))
    return ContactList(len(rows), tuple(first.values()), float(highest - lowest), people)


def read_organisations(content: bytes) -> dict[str, str] | BadLine:
    """Reads lines `id organisation`; the organisation is the rest of the line.

    Args:
        content: The file.
    """
    organisations: dict[str, str] = {}
    for number, line in _lines(content):
        if isinstance(line, BadLine):
            return line
        person, _, organisation = _SEPARATOR.sub(" ", line, count=1).partition(" ")
        organisation = organisation.strip()
        if not organisation:
            return BadLine(number, "an id and an organisation are expected, separated by a space, tab or comma")
        if len(person) > LONGEST_ID or len(organisation) > LONGEST_ORGANISATION:
            return BadLine(
                number, f"an id has at most {LONGEST_ID} characters, an organisation {LONGEST_ORGANISATION}"
            )
        if organisations.setdefault(person, organisation) != organisation:
            return BadLine(number, f"{person} has another organisation already ({organisations[person]})")
    return organisations


def _lines(content: bytes) -> Iterator[tuple[int, str | BadLine]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        yield number, BadLine(number, "it is not text in UTF-8")
        return
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        kept = re.split(r"(?:^|(?<=[ \t,]))#", line, maxsplit=1)[0].strip(" \t,")
        if kept:
            yield number, kept


def _problem(fields: list[str]) -> str:
    if len(fields) != 3:  # noqa: PLR2004 t, i, j
        return f"three values are expected (seconds, id, id), not {len(fields)}"
    seconds, first, second = fields
    if not _SECONDS.fullmatch(seconds):
        return f"the first value must be a number of seconds, not {seconds[:40]!r}"
    if first == second:
        return f"{first[:40]} cannot meet themselves"
    if max(len(first), len(second)) > LONGEST_ID:
        return f"an id has at most {LONGEST_ID} characters"
    return ""
