"""Which names of organisations probably mean the same one? Only a guess: whoever knows them decides."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from eventapp.core.name_search import folded

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_REGISTERED_ASSOCIATION = re.compile(r"\be\.?\s?v\b\.?")
_LEGAL_FORMS = ("ag", "co", "ev", "gbr", "ggmbh", "gmbh", "inc", "kg", "kgaa", "llc", "ltd", "mbh", "ohg", "se", "ug")
_ARTICLES = ("das", "dem", "den", "der", "des", "die", "the")
_LITTLE_WORDS = ("am", "an", "and", "for", "fur", "im", "in", "of", "und", "vom", "von", "zu", "zum", "zur")
_SAYS_NOTHING = frozenset((*_LEGAL_FORMS, *_ARTICLES, *_LITTLE_WORDS))
"""Words, in their folded form, without which a name is still the same."""
_LEAST_LETTERS = 5
"""A word with fewer letters is another word when one of them differs: IHK and HWK."""
_MOST_WORDS, _MOST_LETTERS = 12, 80
"""A longer name is compared as it is written: its initials and mistakes would be thousands of forms."""


def likely_same(names: Mapping[int, str]) -> list[tuple[int, int]]:
    """Pairs of names that probably mean one organisation, in the order of the names.

    They do when they differ in case, accents, hyphens or legal form only, when one shortens words of the other to
    their initials („MDZ Kaiserslautern“, „Mittelstand-Digital Zentrum Kaiserslautern“), or when a letter is wrong,
    missing or too much in a longer word.

    Args:
        names: Names by whatever names them; the pairs are of these.
    """
    words = {id_: _words(name) for id_, name in names.items()}
    plain = {id_: "".join(those) for id_, those in words.items()}
    spelled_like: dict[str, set[int]] = defaultdict(set)
    mistyped_like: dict[str, set[int]] = defaultdict(set)
    for id_, those in words.items():
        spelled_like[plain[id_]].add(id_)
        for form in {plain[id_], *_without_a_letter(those)}:
            mistyped_like[form].add(id_)
    pairs = {pair for ids in mistyped_like.values() for pair in combinations(sorted(ids), 2)}
    for id_, those in words.items():
        for form in _shortened(those):
            pairs |= {(min(id_, other), max(id_, other)) for other in spelled_like.get(form, set()) - {id_}}
    order = {id_: (folded(name), id_) for id_, name in names.items()}
    return sorted((_in_order(pair, order) for pair in pairs), key=lambda pair: (order[pair[0]], order[pair[1]]))


def _in_order(pair: tuple[int, int], order: Mapping[int, tuple[str, int]]) -> tuple[int, int]:
    """The two in the order of their names."""
    one, other = pair
    return (one, other) if order[one] <= order[other] else (other, one)


def _words(name: str) -> list[str]:
    """The words of a name that say something; all of them when none does."""
    plain = _REGISTERED_ASSOCIATION.sub(" ev ", folded(name))
    words = [word for word in _BETWEEN_WORDS.split(plain) if word]
    return [word for word in words if word not in _SAYS_NOTHING] or words


def _shortened(words: list[str]) -> Iterator[str]:
    """The name with each run of at least two words as their initials."""
    if len(words) > _MOST_WORDS:
        return
    for start, end in combinations(range(len(words) + 1), 2):
        if end - start > 1:
            initials = "".join(word[0] for word in words[start:end])
            yield "".join((*words[:start], initials, *words[end:]))


def _without_a_letter(words: list[str]) -> Iterator[str]:
    """The name without one letter of a longer word, for each such letter; digits stay: „Werk 12“ is not „Werk 13“."""
    if sum(map(len, words)) > _MOST_LETTERS:
        return
    for place, word in enumerate(words):
        if len(word) >= _LEAST_LETTERS and word.isalpha():
            for letter in range(len(word)):
                yield "".join((*words[:place], word[:letter] + word[letter + 1 :], *words[place + 1 :]))
