"""Who on a door's paper is meant by the signs that somebody typed afterwards?

Every row of the paper has its short code, and the beginning that nobody else's has stands out: nearly always four
signs. So few of all beginnings belong to anybody that a mistyped one is nobody's, and not somebody else's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from eventapp.core.codes import SHORT_CODE_LENGTH, BadgeCode, read_code

SHORTEST = 4
"""Signs that have to be typed at least."""
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody typed, understood.

    Attributes:
        people: Their ids, each once, in the order in which they were typed.
        unknown: What is the beginning of nobody's code, as it was typed.
        shared: What is the beginning of several people's codes.
    """

    people: Sequence[int]
    unknown: Sequence[str]
    shared: Sequence[str]


def beginnings(codes: Iterable[str]) -> dict[str, int]:
    """How many signs of each short code no other one begins with; SHORTEST at least.

    Args:
        codes: The short codes of an event, all different.
    """
    in_order = sorted(codes)
    needed = dict.fromkeys(in_order, SHORTEST)
    for one, other in pairwise(in_order):
        apart = next(place for place in range(SHORT_CODE_LENGTH) if one[place] != other[place]) + 1
        needed[one], needed[other] = max(needed[one], apart), max(needed[other], apart)
    return needed


def people_meant(text: str, short: Mapping[str, int], long: Mapping[str, int]) -> Meant:
    """Reads typed codes, or beginnings of them, separated by blanks, commas or lines; scanned badges, too.

    Args:
        text: What was typed.
        short: Whose each short code is.
        long: Whose each code inside of a QR code is.
    """
    typed = [word for word in _BETWEEN.split(text) if word]
    in_order = sorted(short)
    people: dict[int, None] = {}
    unknown: dict[str, None] = {}
    shared: dict[str, None] = {}
    while typed:
        word = typed.pop(0)
        whole = (word + typed[0]).upper() if typed else ""
        if whole in short and len(word) == SHORT_CODE_LENGTH // 2:  # a code with its gap: ABCD EFGH
            typed.pop(0)
            people[short[whole]] = None
            continue
        owners = _owners(word, short, long, in_order)
        if len(owners) == 1:
            people[owners.pop()] = None
        else:
            (shared if owners else unknown)[word] = None
    return Meant([*people], [*unknown], [*shared])


def _owners(word: str, short: Mapping[str, int], long: Mapping[str, int], in_order: Sequence[str]) -> set[int]:
    code = read_code(word)
    if isinstance(code, BadgeCode):
        return {long[code.text]} if code.text in long else set()
    beginning = word.replace("-", "").upper()
    if len(beginning) < SHORTEST:
        return set()
    first = bisect_left(in_order, beginning)
    return {
        short[known] for known in takewhile(lambda known: known.startswith(beginning), islice(in_order, first, None))
    }
