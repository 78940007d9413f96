"""Whom does somebody mean by what they typed, and after whom does a name come in a list?"""

from collections.abc import Sequence
from functools import lru_cache

from eventapp.core.text import search_key

# Letters that Unicode does not take apart into a plain letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ı": "i", "ħ": "h"}  # noqa: RUF001
)
_SPELLED_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
"""Müller, Mueller and Muller are one name to somebody at a desk."""


@lru_cache(maxsize=32_768)
def folded(text: str) -> str:
    """The form in which names are compared and sorted: plain small letters, umlauts with or without their e.

    Kept for the names that come again and again: folding the 2,500 of a large event takes a tenth of a second.

    Args:
        text: A name, or a part of one.
    """
    letters = search_key(text).translate(_PLAIN_LETTERS)
    for written, meant in _SPELLED_OUT:
        letters = letters.replace(written, meant)
    return letters


def search_words(search: str) -> Sequence[str]:
    """The words of a search; none when nothing was typed that could be found."""
    return folded(search).split()


def matches(words: Sequence[str], name: str, organisation: str) -> bool:
    """Whether every word stands somewhere in a person's name or organisation; no words mean everybody."""
    if not words:
        return True
    text = folded(f"{name} {organisation}")
    return all(word in text for word in words)
