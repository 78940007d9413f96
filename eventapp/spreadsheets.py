"""How does a table become a file that Excel and LibreOffice open, and in which nothing is ever computed?"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from eventapp.core.file_text import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NARROWEST = 18


class Phone(str):
    """A telephone number of core.phone_numbers: in a workbook it is read as it is dialled, in a cell for texts."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        title: Its name.
        columns: What stands above the columns.
        rows: Texts, numbers, and moments of a wall clock: a sheet knows no time zones.
    """

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[str]], separator: str) -> bytes:
    """A table as CSV, as Excel opens it with a double click: UTF-8 with its mark.

    Args:
        columns: What stands above the columns.
        rows: Texts.
        separator: ";" where a comma divides decimals, as in German; else ",".
    """
    file = StringIO()
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless(cell) for cell in cells] for cells in rows)
    return file.getvalue().encode("utf-8-sig")


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Sheets as a workbook, each with its headings in bold, which stay when the rest is scrolled."""
    from openpyxl import Workbook  # noqa: PLC0415 half a second that few starts need

    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _add(book: Any, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 as above
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    def text(value: str) -> Any:
        """A cell that stays text whatever it looks like, also when it is edited or saved as CSV."""
        is_phone = isinstance(value, Phone)
        cell = WriteOnlyCell(page, value if is_phone else harmless(value))
        cell.data_type = "s"
        if is_phone:
            cell.number_format = "@"
        return cell

    page = book.create_sheet(sheet.title)
    page.freeze_panes = "A2"
    for place, name in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = max(_NARROWEST, len(name) + 2)
    heading = [text(name) for name in sheet.columns]
    for cell in heading:
        cell.font = Font(bold=True)
    page.append(heading)
    for row in sheet.rows:
        page.append([text(value) if isinstance(value, str) else value for value in row])
