"""How does the network become a workbook for Excel and LibreOffice?"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from io import BytesIO
from typing import Any

import networkx as nx
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from eventapp.core.file_text import harmless
from eventapp.core.graph import contacts_table, people_table
from eventapp.core.measures import organisation_contacts
from eventapp.network.file_words import FileWords


def workbook(graph: nx.Graph, words: FileWords, zone: tzinfo) -> bytes:
    """Three sheets: people, contacts, and how many contacts there are between each two organisations.

    Args:
        graph: As `core.graph.labelled` makes it.
        words: What is written above.
        zone: Of the event; the moments are those of its wall clock, since a sheet knows no time zones.
    """
    book = Workbook(write_only=True)
    people, contacts = people_table(graph), contacts_table(graph)
    next(people), next(contacts)
    labels, words_of = dict(graph.nodes(data="label")), {True: words.yes, False: words.no}
    _sheet(book, words.people, words.people_columns, people)
    _sheet(
        book,
        words.contacts,
        words.contacts_columns,
        (
            (
                first,
                labels[first],
                second,
                labels[second],
                _wall_clock(made_at, zone),
                words_of[counts],
            )
            for first, second, made_at, counts in contacts
        ),
    )
    pairs = sorted(organisation_contacts(graph).items(), key=lambda item: (-item[1], item[0]))
    _sheet(book, words.organisations, words.organisations_columns, ((*pair, number) for pair, number in pairs))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(18, len(name) + 2)
    heading = []
    for name in columns:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(bold=True)
        heading.append(cell)
    sheet.append(heading)
    for row in rows:
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])


def _text(sheet: Any, text: str) -> WriteOnlyCell:
    """A cell that stays text whatever it looks like, also when it is edited or saved as CSV."""
    cell = WriteOnlyCell(sheet, harmless(text))
    cell.data_type = "s"
    return cell


def _wall_clock(moment: str, zone: tzinfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone).replace(tzinfo=None, microsecond=0)
