"""What would chance alone make of a network: shuffled networks, and how a value stands beside them."""

import math
from collections.abc import Callable, Sequence
from itertools import starmap
from random import Random
from statistics import mean, stdev

from eventapp.core.measures.values import Compared

Edges = list[tuple[int, int]]
"""Contacts of people who are numbered from 0."""

FEW, MANY = 4, 20
MANY_UP_TO = 2_000
"""Contacts up to which there are MANY shuffled networks; in larger ones they differ less from each other."""
_QUANTILES = {FEW: 3.182446305, MANY: 2.093024054}
"""97.5 % quantile of Student's t by how many shuffles there are, of one degree of freedom less."""
SWAPS = 3
"""Swaps tried for each contact. Each takes part in six on average; one in 400 in none."""


def shuffles_for(contacts: int) -> int:
    """How many shuffled networks there are for one of so many contacts."""
    return MANY if contacts <= MANY_UP_TO else FEW


def compared(value: float, by_chance: Sequence[float]) -> Compared:
    """A value beside those of FEW or MANY shuffled networks."""
    middle, count = mean(by_chance), len(by_chance)
    margin = _QUANTILES[count] * stdev(by_chance, middle) * math.sqrt(1 + 1 / count)
    return Compared(value, middle, middle - margin, middle + margin, count)


def same_degrees(edges: Edges, people: int, random: Random) -> Edges:
    """A network in which everybody has as many contacts as before, but with whom is left to chance.

    Double edge swaps: the contacts ab and cd become ad and cb, unless that made a contact with oneself or one that is
    there already. A swap that cannot be is a step that stays where it is, so that in the long run all such networks
    are equally likely (Fosdick et al. 2018).
    """
    ends = [pair if random.random() < 0.5 else pair[::-1] for pair in edges]  # noqa: PLR2004 a coin
    first, second = [pair[0] for pair in ends], [pair[1] for pair in ends]
    known = set(starmap(_code(people), edges))
    draw, count = random.random, len(edges)
    for _ in range(SWAPS * count):
        one, other = int(draw() * count), int(draw() * count * 2)
        a, b = first[one], second[one]
        if other < count:
            c, d = first[other], second[other]
        else:  # the other way round, in half of the cases
            other -= count
            d, c = first[other], second[other]
        if a in (c, d) or b in (c, d):
            continue
        ad = a * people + d if a < d else d * people + a
        cb = c * people + b if c < b else b * people + c
        if ad in known or cb in known:
            continue
        known.remove(a * people + b if a < b else b * people + a)
        known.remove(c * people + d if c < d else d * people + c)
        known.add(ad)
        known.add(cb)
        second[one], first[other], second[other] = d, c, b
    return list(zip(first, second, strict=True))


def _code(people: int) -> Callable[[int, int], int]:
    """One number for a pair, whichever comes first: sets of numbers are quicker than sets of pairs."""
    return lambda a, b: a * people + b if a < b else b * people + a


def shuffled_labels(labels: Sequence[int], random: Random) -> list[int]:
    """The same labels, on other people."""
    mixed = list(labels)
    random.shuffle(mixed)
    return mixed
