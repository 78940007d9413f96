"""How are people counted by organisation so that nobody can be told apart?"""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST = 3
"""Smaller groups are put together: of one person or two, others would know who they are."""
MOST = 12
"""Organisations that are named, as many as there are colours for them (static/css/tokens.css)."""


@dataclass(frozen=True, slots=True)
class Share:
    """An organisation with its people, or all the others together.

    Attributes:
        organisation: Its id; None for the others, among whom are those of no organisation.
        people: How many.
        colour: From 1, the largest first; 0 for the others.
    """

    organisation: int | None
    people: int
    colour: int


def shares(people: Mapping[int | None, int]) -> list[Share]:
    """The largest organisations, and the others together, who are so many that nobody is told apart, either.

    Args:
        people: How many people each organisation has; under None those of no organisation.

    Returns:
        Nothing where there are fewer people than FEWEST.
    """
    total = sum(people.values())
    sizes = {organisation: size for organisation, size in people.items() if organisation is not None}
    largest = sorted(sizes, key=lambda organisation: (-sizes[organisation], organisation))
    named = [organisation for organisation in largest if sizes[organisation] >= FEWEST][:MOST]
    while named and 0 < _others(total, sizes, named) < FEWEST:
        named.pop()
    found = [Share(organisation, sizes[organisation], place) for place, organisation in enumerate(named, start=1)]
    others = _others(total, sizes, named)
    return [*found, Share(None, others, 0)] if others >= FEWEST else found


def _others(total: int, sizes: Mapping[int, int], named: list[int]) -> int:
    return total - sum(sizes[organisation] for organisation in named)
