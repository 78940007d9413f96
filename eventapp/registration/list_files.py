"""What stands in an uploaded list of people, whichever program wrote it, and whatever somebody hid in it?

Nothing is taken on trust: not the name of the file, not what it says of its size, not that it ends. A file that is
larger, longer or stranger than a list of people is refused before it is read whole.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from eventapp.core.people_list import HEADING_WITHIN, Heading, ListedPerson, field_of, find_heading, read_person
from eventapp.registration.workbook_cells import (
    MOST_ROWS,
    HostileError,
    NoWorkbookError,
    TooLongError,
    WorkbookError,
    first_sheet,
)

MOST_BYTES = 5_000_000
MOST_PEOPLE = 5000
MOST_COLUMNS = 100
_SEPARATORS = ";,\t|"
_BEGINNING = 65_536
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OTHER_KINDS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF")
_ERRORS = frozenset({"#N/A", "#NV", "#REF!", "#BEZUG!", "#NAME?", "#VALUE!", "#WERT!", "#DIV/0!", "#NULL!", "#NUM!"})


class Flaw(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    """More than MOST_PEOPLE rows."""
    TOO_WIDE = "too_wide"
    OLD_EXCEL = "old_excel"
    """A workbook as Excel wrote it until 2003, or one with a password."""
    OTHER_KIND = "other_kind"
    DAMAGED = "damaged"
    HOSTILE = "hostile"
    """It unpacks to far more than a list, or holds what no spreadsheet program writes."""
    NOT_TEXT = "not_text"
    NUL = "nul"
    QUOTES = "quotes"
    NO_NAMES = "no_names"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class FileFlaw:
    """Why a file is not taken, and where.

    Attributes:
        flaw: Why.
        row: In which row, from 1; 0 where it is no matter of a row.
        headings: What stands in the first row, where no column of names was found.
    """

    flaw: Flaw
    row: int = 0
    headings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PeopleList:
    """What an uploaded list holds."""

    heading: Heading
    people: Sequence[ListedPerson]


Row = tuple[int, list[str]]


class _FlawError(Exception):
    """Ends reading, wherever it is."""

    def __init__(self, flaw: Flaw, row: int = 0) -> None:
        super().__init__(flaw)
        self.found = FileFlaw(flaw, row)


def read_list(content: bytes) -> PeopleList | FileFlaw:
    """Reads an uploaded list: CSV in any usual form, or the first sheet of a workbook (XLSX).

    Args:
        content: The file, whatever it is.

    Returns:
        What it holds, or why it is not taken. Nothing raises.
    """
    try:
        return _read(content)
    except _FlawError as error:
        return error.found


def _read(content: bytes) -> PeopleList | FileFlaw:
    if not content.strip():
        return FileFlaw(Flaw.EMPTY)
    if len(content) > MOST_BYTES:
        return FileFlaw(Flaw.TOO_LARGE)
    rows = _filled(_rows_of_workbook(content) if content.startswith(_ZIP) else _rows_of_text(content))
    first = list(islice(rows, HEADING_WITHIN))
    if not first:
        return FileFlaw(Flaw.EMPTY)
    heading = find_heading(first)
    if heading is None:
        return FileFlaw(Flaw.NO_NAMES, headings=[cell for cell in first[0][1] if cell.strip()])
    people = [read_person(heading, *row) for row in first if row[0] > heading.row]
    for row in rows:
        if len(people) >= MOST_PEOPLE:
            return FileFlaw(Flaw.TOO_LONG)
        people.append(read_person(heading, *row))
    return PeopleList(heading, people) if people else FileFlaw(Flaw.NOBODY)


def is_error(cell: str) -> bool:
    """Whether a spreadsheet shows this in place of a value that it could not compute."""
    return cell in _ERRORS


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows in which something stands."""
    for number, cells in rows:
        if number > MOST_ROWS:
            raise _FlawError(Flaw.TOO_LONG)
        if len(cells) > MOST_COLUMNS and any(map(str.strip, cells[MOST_COLUMNS:])):
            raise _FlawError(Flaw.TOO_WIDE, number)
        if any(map(str.strip, cells)):
            yield number, cells


def _rows_of_text(content: bytes) -> Iterator[Row]:
    if content.startswith(_OLE):
        raise _FlawError(Flaw.OLD_EXCEL)
    if content.startswith(_OTHER_KINDS):
        raise _FlawError(Flaw.OTHER_KIND)
    text = _decoded(content)
    if "\0" in text:
        raise _FlawError(Flaw.NUL, text.count("\n", 0, text.index("\0")) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
    except csv.Error:
        raise _FlawError(Flaw.QUOTES, number + 1) from None


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _FlawError(Flaw.NOT_TEXT)


def _separator(text: str) -> str:
    """By which sign the columns are told apart: that by which most headings are known, or most columns found."""

    def worth(separator: str) -> tuple[int, int]:
        lines = io.StringIO(text[:_BEGINNING], newline="")
        try:
            rows = list(islice(csv.reader(lines, delimiter=separator), HEADING_WITHIN))
        except csv.Error:  # one cell longer than any
            rows = []
        return max(
            (
                (sum(field_of(cell[:MOST_COLUMNS]) is not None for cell in row[:MOST_COLUMNS]), len(row))
                for row in rows
            ),
            default=(0, 0),
        )

    return max(_SEPARATORS, key=worth)


def _rows_of_workbook(content: bytes) -> Iterator[Row]:
    most = MOST_PEOPLE + HEADING_WITHIN
    try:
        yield from first_sheet(content, most_rows=most, most_columns=MOST_COLUMNS)
    except WorkbookError as error:
        raise _FlawError(_FLAWS.get(type(error), Flaw.DAMAGED)) from None


_FLAWS: Mapping[type[WorkbookError], Flaw] = {
    HostileError: Flaw.HOSTILE,
    TooLongError: Flaw.TOO_LONG,
    NoWorkbookError: Flaw.OTHER_KIND,
}
