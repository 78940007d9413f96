"""Can this be a telephone number, and how is it written down?"""

import re
import unicodedata

from eventapp.core.text import clean_line

LONGEST_NUMBER = 40
FEWEST_DIGITS, MOST_DIGITS = 5, 15
"""Without prefix a number can be short; none has more than 15 digits (ITU-T E.164)."""
_NUMBER = re.compile(r"\+?[0-9]+( [0-9]+)*")
_TRUNK_ZERO = re.compile(r"(?<=\d)\s*\(0\)\s*")
_SEPARATORS = re.compile("[\\s().·/\N{NON-BREAKING HYPHEN}\N{EN DASH}-]+")


def tidy_phone(text: str) -> str | None:
    """A telephone number in groups of digits, with „+“ where a country stands before it; None when it cannot be one.

    Groups stay as they were typed: each country has its own. Which country is meant is not guessed: a number without
    prefix is for those who dial it from the same one.

    Args:
        text: As typed: „+49 (0)631/205-75 01“ gives „+49 631 205 75 01“, „0049 631 20575“ gives „+49 631 20575“.
    """
    plain = "".join(
        str(digit) if (digit := unicodedata.digit(character, None)) is not None else character
        for character in unicodedata.normalize("NFKC", clean_line(text))
    )
    if plain.startswith(("+", "00")):
        plain = _TRUNK_ZERO.sub(" ", plain)
    plain = _SEPARATORS.sub(" ", plain).strip().replace("+ ", "+")
    if plain.startswith("00"):
        plain = "+" + plain[2:].lstrip()
    digits = sum(character.isdigit() for character in plain)
    if not _NUMBER.fullmatch(plain) or not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        return None
    return plain
