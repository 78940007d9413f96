"""Whom does somebody mean who mistyped a name? Letters left out, doubled, swapped or wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from eventapp.core.name_search import folded

LEAST_LETTERS = 4
"""Shorter words are taken as they are: with one letter wrong, three letters are anybody."""
TWO_FROM = 7
"""From so many letters on, two may be wrong."""
_LOST_PAIRS = 3
"""Pairs of neighbouring letters that one mistake can destroy: two swapped letters stand in three."""


def forgiven(typed: str) -> int:
    """How many mistakes a word may have."""
    if len(typed) < LEAST_LETTERS:
        return 0
    return 2 if len(typed) >= TWO_FROM else 1


def is_close(typed: str, word: str, most: int) -> bool:
    """Whether a word begins with what was typed, but for some mistakes.

    A mistake is a letter left out, added or wrong, or two neighbours swapped.

    Args:
        typed: The beginning of a word.
        word: A whole one.
        most: How many mistakes are forgiven.
    """
    return min(row[-1] for row in _mistakes(typed, word[: len(typed) + most])) <= most


def is_typo(text: str, corrected: str) -> bool:
    """Whether a text was only put right: no more mistakes than in a search are forgiven.

    Case, accents, blanks and hyphens are none.
    """
    letters, wanted = ("".join(filter(str.isalnum, folded(each))) for each in (text, corrected))
    *_, last = _mistakes(letters, wanted)
    return last[-1] <= forgiven(letters)


def _mistakes(typed: str, word: str) -> Iterator[list[int]]:
    """How many mistakes make each beginning of a word, the empty one first, of each beginning of what was typed."""
    before_last: list[int] = []
    last = list(range(len(typed) + 1))
    yield last
    for place, letter in enumerate(word, 1):
        row = [place]
        for number, wanted in enumerate(typed, 1):
            cost = min(last[number] + 1, row[-1] + 1, last[number - 1] + (letter != wanted))
            if place > 1 and number > 1 and letter == typed[number - 2] and word[place - 2] == wanted:
                cost = min(cost, before_last[number - 2] + 1)
            row.append(cost)
        before_last, last = last, row
        yield row


def may_be_one(name: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names may be one person's: alike but for some mistakes, in any order, one with a name more.

    Args:
        name: Folded words (core.name_search.search_words).
        other: Those of another name.
    """
    fewer, left = sorted((list(name), list(other)), key=len)
    if not fewer or (len(fewer) == 1 and len(left) > 1):
        return False  # „Anna“ is not yet „Anna Schmidt“
    for word in fewer:
        like = next((each for each in left if _are_alike(word, each)), None)
        if like is None:
            return False
        left.remove(like)
    return True


def _are_alike(word: str, other: str) -> bool:
    return all(is_close(one, each, forgiven(one)) for one, each in ((word, other), (other, word)))


class CloseNames:
    """The words of many names, ready to be asked again and again."""

    def __init__(self, words: Iterable[str]) -> None:
        """Takes folded words (core.name_search.folded)."""
        self._by_pair: defaultdict[str, list[str]] = defaultdict(list)
        for word in set(words):
            for pair in _pairs(word):
                self._by_pair[pair].append(word)

    def close_to(self, typed: str) -> frozenset[str]:
        """The words that somebody may have meant who typed the beginning of one."""
        most = forgiven(typed)
        if not most:
            return frozenset()
        pairs = _pairs(typed)
        shared = Counter(word for pair in pairs for word in self._by_pair.get(pair, ()))
        least = max(1, len(pairs) - _LOST_PAIRS * most)
        return frozenset(word for word, count in shared.items() if count >= least and is_close(typed, word, most))


def _pairs(word: str) -> set[str]:
    """Neighbouring letters, the first one with the beginning."""
    begun = f"^{word}"
    return {begun[place : place + 2] for place in range(len(begun) - 1)}
