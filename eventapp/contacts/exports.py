"""How do contacts leave the house: as cards for an address book, and as a table?"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from icalendar import Component
from icalendar.prop import vN, vOrg, vText

from eventapp.badges.sheet.composing import split_name
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


class _AddressCard(Component):
    """A card, version 3.0: the one that every phone reads."""

    name = "VCARD"


def address_cards(cards: Iterable[Card], met: str) -> bytes:
    """The contacts for an address book, one card after the other.

    The owner's note stays out: cards are passed on.

    Args:
        cards: Whom to write.
        met: Says where and when they met, in words with {event} and {day}.
    """
    return b"".join(_address_card(card, met) for card in cards)


def _address_card(card: Card, met: str) -> bytes:
    given, family = split_name(card.name)
    entry = _AddressCard()
    entry.add("VERSION", vText("3.0"))
    entry.add("FN", vText(card.name))
    entry.add("N", vN((family, given, "", "", "")))
    if card.organisation:
        entry.add("ORG", vOrg((card.organisation,)))
    if card.email:
        entry.add("EMAIL", vText(card.email), parameters={"TYPE": "INTERNET"})
    if card.phone:
        entry.add("TEL", vText(card.phone))
    entry.add("NOTE", vText(met.format(event=card.event, day=card.met_at.date().isoformat())))
    return bytes(entry.to_ical(sorted=False))


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
