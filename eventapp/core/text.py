"""What do we keep of a text that somebody typed?"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_ZERO_WIDTH_JOINER = "\u200d"
"""Joins emoji sequences and letters of some scripts; every other format character goes."""


def clean_line(text: str) -> str:
    """One line of typed text in its plain form.

    Unicode NFC, without control characters, surrogates, private use, direction overrides and zero-width
    characters; runs of white space become one space.

    Args:
        text: Anything, of any length.
    """
    if text.isprintable() and "  " not in text:  # as nearly all: nothing but spaces at its ends can go
        return unicodedata.normalize("NFC", text).strip()
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character == _ZERO_WIDTH_JOINER
        or character.isspace()
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return _SPACES.sub(" ", "".join(kept)).strip()


def clean_text(text: str) -> str:
    """A typed text of several lines in its plain form: each as by `clean_line`, at most one empty one in a row."""
    lines = "\n".join(clean_line(line) for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", lines).strip("\n")


def comparison_key(text: str) -> str:
    """The form in which two spellings of one name are compared: compatible, case folded, single spaces."""
    return unicodedata.normalize("NFKC", clean_line(text).casefold())


def search_key(text: str) -> str:
    """The form in which a name is searched: letters without accents, ß as ss, ä as a, case folded."""
    folded = unicodedata.normalize("NFKD", clean_line(text).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))
