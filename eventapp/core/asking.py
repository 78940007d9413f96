"""Is this an answer to that question, and in which form is it kept?

An answer is kept as one text: what was typed; a number with a point, such as `1.5`; a day such as `2026-11-22`; `yes`
or `no`; the key of what was chosen, or several of them with commas between. Empty: not answered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

from eventapp.core.text import clean_line, clean_text

MOST_QUESTIONS, MOST_OPTIONS = 20, 20
"""Of an event, and of a question: all of them are read on a phone."""
LONGEST_TEXT, LONGEST_PARAGRAPH = 200, 2000
FIRST_YEAR, LAST_YEAR = 1900, 2200
YES, NO = "yes", "no"
_BETWEEN = ","
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}(?:[.,][0-9]{1,2})?")
"""Three digits behind a point would be thousands to some and thousandths to others."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Kind(StrEnum):
    """What is answered."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    DAY = "day"


WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES})
FITS_ON_BADGE = frozenset({Kind.TEXT, Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is checked against.

    Attributes:
        kind: What is asked for.
        options: The keys of what can be chosen, in order.
    """

    kind: Kind
    options: Sequence[str] = ()


class Flaw(Enum):
    """Why something is no answer. No text itself, so that nobody takes it for one."""

    SEVERAL = 1
    """One was asked for."""
    TOO_LONG = 2
    NO_OPTION = 3
    """It cannot be chosen, or not any more."""
    NO_NUMBER = 4
    NO_DAY = 5


def read_answer(asked: Asked, sent: Sequence[str]) -> str | Flaw:
    """What is kept of an answer.

    Args:
        asked: The question.
        sent: What a browser sent for it, whatever that is; nothing at all is no answer.

    Returns:
        The answer, empty for none, or what is wrong with it. Nothing raises.
    """
    if asked.kind is Kind.CHOICES:
        chosen = set(sent) - {""}
        return Flaw.NO_OPTION if chosen - set(asked.options) else _joined(asked, chosen)
    if len(sent) > 1:
        return Flaw.SEVERAL
    text = sent[0] if sent else ""
    if asked.kind in {Kind.TEXT, Kind.PARAGRAPH}:
        return _text(asked.kind, text)
    if asked.kind in {Kind.CHOICE, Kind.YES_NO}:
        options = (YES, NO) if asked.kind is Kind.YES_NO else asked.options
        return text if text in {"", *options} else Flaw.NO_OPTION
    line = clean_line(text[:LONGEST_TEXT])
    if not line:
        return ""
    return _number(line) if asked.kind is Kind.NUMBER else _day(line)


def chosen_in(answer: str) -> list[str]:
    """The keys of what was chosen."""
    return answer.split(_BETWEEN) if answer else []


def without(asked: Asked, answer: str) -> str:
    """What is left of an answer when only these can be chosen any more."""
    return _joined(asked, set(chosen_in(answer)))


def _joined(asked: Asked, chosen: set[str]) -> str:
    return _BETWEEN.join(key for key in asked.options if key in chosen)


def _text(kind: Kind, text: str) -> str | Flaw:
    longest = LONGEST_TEXT if kind is Kind.TEXT else LONGEST_PARAGRAPH
    cleaned = clean_line(text) if kind is Kind.TEXT else clean_text(text)
    return cleaned if len(cleaned) <= longest else Flaw.TOO_LONG


def _number(line: str) -> str | Flaw:
    if not _NUMBER.fullmatch(line):
        return Flaw.NO_NUMBER
    number = Decimal(line.replace(",", "."))
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _day(line: str) -> str | Flaw:
    if not _DAY.fullmatch(line):
        return Flaw.NO_DAY
    try:
        day = date.fromisoformat(line)
    except ValueError:
        return Flaw.NO_DAY
    return line if FIRST_YEAR <= day.year <= LAST_YEAR else Flaw.NO_DAY
