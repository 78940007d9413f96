"""Which leaf stands where? Contacts become leaves, organisations side by side, those who met each other near."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, pi

import numpy as np
from numpy.typing import NDArray

from eventapp.champion.trophy.order import TrophyOrder

MOST_LEAVES = 180
"""More would touch each other; then a leaf stands for several contacts."""
_LEAVES_ON_RINGS = (56, 104, 146, MOST_LEAVES)
"""How many leaves one ring takes, how many two take …"""
RING_RADII = ((1.0,), (1.0, 0.72), (1.0, 0.75, 0.5), (1.0, 0.77, 0.54, 0.31))
"""Of the rings, the outermost first, as shares of the cup's radius."""
_GAP = 0.9
"""Between two organisations, in leaves."""
_ARCHES_PER_LEAF = 3


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf of the trophy.

    Attributes:
        angle: Around the axis, in radians.
        ring: From 0, the outermost.
        group: Which organisation, from 0.
        rise: How high it stands within its group, 0 … 1: the middle ones are the highest.
        contacts: How many contacts it stands for.
    """

    angle: float
    ring: int
    group: int
    rise: float
    contacts: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All leaves, and which of them are linked.

    Attributes:
        leaves: In their order around the axis.
        rings: How many rings there are.
        groups: How many organisations; people without one are one group.
        arches: The links that are shown, as places in `leaves`.
        links: How many links there are between leaves, shown or not.
    """

    leaves: tuple[Leaf, ...]
    rings: int
    groups: int
    arches: tuple[tuple[int, int], ...]
    links: int


def arrange(order: TrophyOrder) -> Arrangement:
    """Finds the places of all leaves; the same order always gives the same places."""
    bunches = _bunches(order)
    where = {contact: place for place, (_group, contacts) in enumerate(bunches) for contact in contacts}
    linked = Counter(
        (min(where[a], where[b]), max(where[a], where[b])) for a, b in order.links if where[a] != where[b]
    )
    groups = [group for group, _contacts in bunches]
    sequence = _sequence(groups, linked)
    rings = next(number for number, most in enumerate(_LEAVES_ON_RINGS, 1) if len(bunches) <= most)
    leaves = _leaves([bunches[place] for place in sequence], rings)
    seat = {place: number for number, place in enumerate(sequence)}
    seated = {tuple(sorted((seat[a], seat[b]))): weight for (a, b), weight in linked.items()}
    return Arrangement(tuple(leaves), rings, len(set(groups)), tuple(_shown(leaves, seated)), len(seated))


def _bunches(order: TrophyOrder) -> list[tuple[int, tuple[int, ...]]]:
    """The leaves as (organisation, contacts): one contact each, or where room lacks several of an organisation."""
    members: dict[int, list[int]] = defaultdict(list)
    for contact, organisation in enumerate(order.organisations):
        members[organisation].append(contact)
    sizes = range(1, 1 + max(map(len, members.values()), default=0))
    fitting = (size for size in sizes if sum(ceil(len(each) / size) for each in members.values()) <= MOST_LEAVES)
    size = next(fitting, None)
    if size is None and members:  # not even one leaf for each organisation: then organisations share leaves
        everybody = [contact for _number, contacts in sorted(members.items()) for contact in contacts]
        return [(0, tuple(part)) for part in _parts(everybody, MOST_LEAVES)]
    return [
        (organisation, tuple(part))
        for organisation, contacts in sorted(members.items())
        for part in _parts(contacts, ceil(len(contacts) / (size or 1)))
    ]


def _parts(contacts: Sequence[int], count: int) -> list[Sequence[int]]:
    """So many parts of nearly the same size."""
    ends = [len(contacts) * part // count for part in range(count + 1)]
    return [contacts[start:end] for start, end in pairwise(ends)]


def _sequence(groups: Sequence[int], linked: Counter[tuple[int, int]]) -> list[int]:
    """Leaves in their order around the axis: groups together, linked ones near."""
    if not groups:
        return []
    turn = _turns(len(groups), linked)
    direction = np.exp(1j * turn)
    middle = {group: float(np.angle(sum(direction[[g == group for g in groups]]) + 1e-12)) for group in set(groups)}

    def place(leaf: int) -> tuple[float, int, float, int]:
        group = groups[leaf]
        aside = float(np.angle(direction[leaf] * np.exp(-1j * middle[group])))
        return round(middle[group], 6), group, round(aside, 6), leaf

    return sorted(range(len(groups)), key=place)


def _turns(count: int, linked: Counter[tuple[int, int]]) -> NDArray[np.float64]:
    """An angle for each leaf, near those of the leaves it is linked with: two smooth waves over the network."""
    weights = np.full((count, count), 1e-3)
    for (a, b), weight in linked.items():
        weights[a, b] = weights[b, a] = weight
    np.fill_diagonal(weights, 0)
    scale = 1 / np.sqrt(weights.sum(axis=1) + 1e-9)
    values, vectors = np.linalg.eigh(np.eye(count) - scale[:, None] * weights * scale[None, :])
    waves = np.argsort(values, kind="stable")[1:3]
    if len(waves) < 2:  # noqa: PLR2004 a circle needs two coordinates
        return np.arange(count, dtype=float)
    x, y = (vectors[:, wave] * np.sign(vectors[np.argmax(np.abs(vectors[:, wave])), wave]) for wave in waves)
    return np.asarray(np.arctan2(y, x), dtype=float)


def _leaves(bunches: Sequence[tuple[int, tuple[int, ...]]], rings: int) -> list[Leaf]:
    groups = [group for group, _contacts in bunches]
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    sizes = Counter(groups)
    gap = _GAP if len(numbers) > 1 else 0.0
    around = len(bunches) + gap * len(numbers)
    seats = _seats(len(bunches), RING_RADII[rings - 1])
    leaves, turn, first = [], 0.0, 0
    for place, (group, contacts) in enumerate(bunches):
        if place and groups[place - 1] != group:
            turn, first = turn + gap, place
        rise = _rise(place - first, sizes[group], is_alone=len(numbers) == 1)
        leaves.append(Leaf(2 * pi * turn / around - pi / 2, seats[place], numbers[group], rise, len(contacts)))
        turn += 1
    return leaves


def _rise(place: int, size: int, *, is_alone: bool) -> float:
    """How high a leaf stands among so many of its organisation, so that each organisation looks like a petal."""
    if is_alone:  # then petals of about eight
        return 0.5 - 0.5 * cos(2 * pi * place * max(1, round(size / 8)) / size)
    across = (2 * place + 1) / size - 1  # -1 … 1
    return float(1 - abs(across) ** 1.7) * min(1.0, 0.3 + size / 10)


def _seats(count: int, radii: Sequence[float]) -> list[int]:
    """The ring of each leaf, so that each ring is filled evenly, in proportion to its length."""
    taken = [0.5] * len(radii)
    seats = []
    for _leaf in range(count):
        ring = min(range(len(radii)), key=lambda ring: taken[ring] / radii[ring])
        taken[ring] += 1
        seats.append(ring)
    return seats


def _shown(leaves: Sequence[Leaf], linked: dict[tuple[int, ...], int]) -> list[tuple[int, int]]:
    """The links that become arches: the shortest ones, a few for each leaf, so that the cup stays open."""

    def span(pair: tuple[int, ...]) -> float:
        turn = abs(leaves[pair[0]].angle - leaves[pair[1]].angle) % (2 * pi)
        return min(turn, 2 * pi - turn) + 0.15 * abs(leaves[pair[0]].ring - leaves[pair[1]].ring)

    taken: Counter[int] = Counter()
    shown = []
    for a, b in sorted(linked, key=lambda pair: (round(span(pair), 6), pair)):
        if taken[a] < _ARCHES_PER_LEAF and taken[b] < _ARCHES_PER_LEAF:
            taken.update((a, b))
            shown.append((a, b))
    return shown
