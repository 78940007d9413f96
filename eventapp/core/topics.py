"""What do two people have for each other, of the topics that they offer and seek?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True, slots=True)
class Interests:
    """The topics that somebody offers and seeks, by their ids."""

    offers: frozenset[int] = frozenset()
    seeks: frozenset[int] = frozenset()


class Fit(IntEnum):
    """How one side of another person's topic fits me, and what that is worth."""

    IN_COMMON = 1
    """Both offer it, or both seek it: a reason to talk, too."""
    THEY_SEEK = 2
    """They seek what I offer."""
    THEY_OFFER = 3
    """They offer what I seek: the reason to go there."""


def fits(mine: Interests, theirs: Interests) -> Iterator[tuple[int, Fit]]:
    """The other person's topics that fit me, each with how; a topic that they offer and seek comes twice."""
    for topic in theirs.offers:
        if topic in mine.seeks:
            yield topic, Fit.THEY_OFFER
        elif topic in mine.offers:
            yield topic, Fit.IN_COMMON
    for topic in theirs.seeks:
        if topic in mine.offers:
            yield topic, Fit.THEY_SEEK
        elif topic in mine.seeks:
            yield topic, Fit.IN_COMMON


def best_fits(mine: Interests, theirs: Interests) -> dict[int, Fit]:
    """The topics that two people share, each once, where it weighs most."""
    best: dict[int, Fit] = {}
    for topic, fit in fits(mine, theirs):
        best[topic] = max(fit, best.get(topic, fit))
    return best
