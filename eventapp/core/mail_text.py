"""What does a text with placeholders say to one person?"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Placeholder(StrEnum):
    """What an organiser can write in braces; each has a German and an English name."""

    NAME = "name"
    EVENT = "event"
    DAYS = "days"
    PLACE = "place"
    LINK = "link"


WORDS = {
    "name": Placeholder.NAME,
    "veranstaltung": Placeholder.EVENT,
    "event": Placeholder.EVENT,
    "termin": Placeholder.DAYS,
    "days": Placeholder.DAYS,
    "ort": Placeholder.PLACE,
    "place": Placeholder.PLACE,
    "link": Placeholder.LINK,
}
"""By what is written in the braces, in either language, in small letters."""
_IN_BRACES = re.compile(r"\{([^{}\n]*)\}")


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and means nothing, as it was written."""
    return [found for found in _IN_BRACES.findall(text) if found.strip().casefold() not in WORDS]


def filled(text: str, values: Mapping[Placeholder, str]) -> str:
    """The text for one person; what a value holds is never read as a placeholder itself.

    Args:
        text: With placeholders; unknown ones stay as they are.
        values: What stands for each.
    """

    def value(found: re.Match[str]) -> str:
        placeholder = WORDS.get(found[1].strip().casefold())
        return found[0] if placeholder is None else values[placeholder]

    return _IN_BRACES.sub(value, text)


def in_short(subject: str, event: str) -> str:
    """A subject as the team reads it: with the event's title, and dots for all that is filled in besides."""
    return filled(subject, {**dict.fromkeys(Placeholder, "…"), Placeholder.EVENT: event})
