"""How does a contact leave the house, and many as a table?"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from eventapp.contacts.notes import NO_NOTE, Note
from eventapp.core.file_text import harmless


@dataclass(frozen=True, slots=True)
class Card:
    """A contact as it is taken along.

    Attributes:
        name: Of the person met.
        organisation: Theirs, or "".
        email: Only where they share it, else "".
        phone: Only where they share it, else "".
        met_at: When, on the clock of the event's place.
        event: Title of the event.
        note: What the owner of the list keeps.
    """

    name: str
    organisation: str
    email: str
    phone: str
    met_at: datetime
    event: str
    note: Note = NO_NOTE


def table(cards: Iterable[Card], headings: Sequence[str], separator: str) -> bytes:
    """The contacts as CSV, as Excel opens it with a double click: UTF-8 with its mark, in the reader's own form.

    Args:
        cards: The rows.
        headings: Of the nine columns, in the reader's language.
        separator: ";" where a comma divides decimals, as in German; else ",".
    """
    file = StringIO()
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    for card in cards:
        note = card.note
        cells = (
            card.name,
            card.organisation,
            card.email,
            card.phone,
            f"{card.met_at:%Y-%m-%d %H:%M}",
            ", ".join(note.tags),
            note.text,
            note.follow_up,
            note.follow_up_on.isoformat() if note.follow_up_on else "",
        )
        writer.writerow([harmless(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")
