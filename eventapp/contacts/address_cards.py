"""How do contacts get into an address book?"""

from collections.abc import Iterable

from icalendar import Component
from icalendar.prop import vN, vOrg, vText

from eventapp.badges.design.wording import split_name
from eventapp.contacts.exports import Card


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
