"""How does a contact leave the house, and many as a table?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventapp.contacts.notes import NO_NOTE, Note
from eventapp.spreadsheets import csv_table


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
    return csv_table(headings, map(_cells, cards), separator)


def _cells(card: Card) -> Sequence[str]:
    note = card.note
    return (
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
