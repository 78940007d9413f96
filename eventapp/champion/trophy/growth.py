"""Which solids make up strands, stalks, leaves and arches, so that a printer needs no supports?

Everything that rises from the foot is a loft: level sections one above the other, joined corner by corner, and closed
by a point below and above. Each of its triangles contains a line from one section to the next, and a plane leans no
further than any rising line in it. So when none of these lines leans further than `FLATTEST`, no overhang does:
`_loft` refuses others. The point below lies inside of what is already there, so that nothing begins in the air.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, pi, radians, sin, tan

import manifold3d as m3
import numpy as np

from eventapp.champion.trophy.arrangement import Arrangement, Leaf
from eventapp.champion.trophy.shape import STEEPEST, THINNEST, Floats, Shape, across, lean

FLATTEST = 46.0
"""How far any overhang leans from the vertical, in degrees."""
_POINT = radians(38)
"""How far the sides of the lower point lean."""
_BEGINNING, _BEGINS_BELOW = 0.6, 6.0
"""Of an arch's radius, where it begins inside of a leaning stalk, and how far below its spring."""
_BROAD_SIDES, _SIDES, _TUBE_SIDES = 28, 8, 8
"""Corners of a section: of broad leaves, of slim ones, of arches. With multiples of four, a rib has a corner."""
_STALK_PIECES, _LEG_PIECES = 12, 5
_OUTLINE = (
    (0.12, 0.3, 1.0),
    (0.24, 0.6, 1.0),
    (0.36, 0.85, 1.0),
    (0.48, 1.0, 1.0),
    (0.6, 0.95, 1.0),
    (0.72, 0.75, 1.0),
    (0.84, 0.43, 0.74),
    (0.93, 0.17, 0.42),
)
"""A leaf, from its stalk to its tip: (share of its length, of its half width, of its thickness)."""
_BLADE, _RIB = 1.25, 0.7
"""Half the thickness of a blade, and how far its rib stands out of it, in millimetres."""
_WIDEST, _BROAD = 16.0, 4.0
_SHORTEST, _LONGEST = 16.0, 64.0
_SLIMNESS = 4.4
_SPRING, _SPREAD = 0.62, 5.0
"""Where arches begin, from the stem (0) to the rim (1), and within how many millimetres of that."""
_GOLDEN, _APART = 0.6180339887, 0.05
_ABOVE_RIM = 6.0
"""How far arches may rise above the rim, in millimetres at the usual height."""
_FEWEST_STRANDS, _MOST_STRANDS = 5, 30
_RING_STEP, _RISE = 7.0, 20.0
"""How much higher the leaves of the next inner ring stand, and the middle ones of an organisation."""


def grow(shape: Shape, arrangement: Arrangement) -> tuple[list[m3.Manifold], int]:
    """All that rises from the foot, in overlapping parts, and how many arches are among it."""
    parts = list(_strands(shape, arrangement.groups))
    on_ring = Counter(leaf.ring for leaf in arrangement.leaves)
    rises = [_rise(shape, arrangement, leaf) for leaf in arrangement.leaves]
    for leaf, rise in zip(arrangement.leaves, rises, strict=True):
        parts.append(_leaf(shape, leaf, shape.height + rise - max(rises), on_ring[leaf.ring]))
    leaves = arrangement.leaves
    arches = [_arch(shape, leaves[a], leaves[b], number) for number, (a, b) in enumerate(arrangement.arches)]
    standing = [arch for arch in arches if arch]
    return [*parts, *(leg for arch in standing for leg in arch)], len(standing)


def _loft(sections: Sequence[Floats], tip: Floats) -> m3.Manifold:
    """Level sections of equally many corners, anticlockwise from above, joined to one solid.

    Raises:
        ValueError: A side leans further than `FLATTEST`.
    """
    first, sides = sections[0], len(sections[0])
    middle = first.mean(axis=0)
    under = middle - (0, 0, np.hypot(*(first - middle)[:, :2].T).max() / tan(_POINT))
    lines = np.concatenate([high - low for low, high in pairwise(sections)])
    if np.degrees(np.arctan2(np.hypot(lines[:, 0], lines[:, 1]), lines[:, 2])).max() > FLATTEST:
        raise ValueError("a side leans too far to be printed without supports")
    side = np.arange(sides)
    after = (side + 1) % sides
    triangles = [np.stack([np.full(sides, 0), after + 1, side + 1], axis=1)]
    for level in range(len(sections) - 1):
        low, high = 1 + level * sides, 1 + (level + 1) * sides
        triangles += [
            np.stack([low + side, low + after, high + after], axis=1),
            np.stack([low + side, high + after, high + side], axis=1),
        ]
    top = 1 + (len(sections) - 1) * sides
    triangles.append(np.stack([top + side, top + after, np.full(sides, top + sides)], axis=1))
    corners = np.concatenate([under[None], *sections, tip[None]])
    return m3.Manifold(m3.Mesh64(corners, np.concatenate(triangles).astype(np.uint64)))


def _tube(points: Sequence[Floats], radii: Sequence[float], turned: float = 0.0) -> m3.Manifold:
    """A loft of level discs along points, their corners turned round the middle."""
    turns = turned + np.arange(_TUBE_SIDES) * 2 * pi / _TUBE_SIDES
    disc = np.stack([np.cos(turns), np.sin(turns), np.zeros(_TUBE_SIDES)], axis=1)
    sections = [point + radius * disc for point, radius in zip(points, radii, strict=True)]
    return _loft(sections, points[-1] + (0, 0, radii[-1]))


def _strands(shape: Shape, groups: int) -> Iterator[m3.Manifold]:
    """The strands that wind round the stem: one for each organisation, or several where there are few."""
    count = min(groups * -(-_FEWEST_STRANDS // groups), _MOST_STRANDS) if groups else 0
    for number in range(count):
        points = []
        for z in np.linspace(shape.foot - 1.5, shape.stem + 1, _STALK_PIECES):
            turned = 2 * pi * number / count + shape.turn(float(z))
            points.append(np.array([shape.strand * cos(turned), shape.strand * sin(turned), z]))
        yield _tube(points, [THINNEST * 1.1] * len(points))


def _rise(shape: Shape, arrangement: Arrangement, leaf: Leaf) -> float:
    """How much higher a leaf ends than the lowest possible one."""
    return ((leaf.ring + 1 - arrangement.rings) * _RING_STEP + leaf.rise * _RISE) * shape.scale


def _leaf(shape: Shape, leaf: Leaf, tip: float, on_ring: int) -> m3.Manifold:
    """A stalk that broadens to a blade with a rib."""
    room = pi * shape.reach(leaf.ring, shape.rim) / on_ring - _BLADE - 0.15
    half = min(max(room, 0.6), _WIDEST * shape.scale) if on_ring > 1 else _WIDEST * shape.scale
    long = min(max(_SLIMNESS * (half + _BLADE), _SHORTEST), _LONGEST * shape.scale)
    stalk = [(float(z), 0.0, 1.0) for z in np.linspace(shape.stem - 3, tip - long, _STALK_PIECES)]
    sides = _BROAD_SIDES if half > _BROAD else _SIDES
    while True:
        levels = [*stalk, *((tip - long + share * long, half * width, thick) for share, width, thick in _OUTLINE)]
        sections = [_section(shape, leaf, sides, level) for level in levels]
        blade = sections[_STALK_PIECES - 1 :]
        if max(lean(a, b) for low, high in pairwise(blade) for a, b in zip(low, high, strict=True)) < FLATTEST - 1:
            return _loft(sections, shape.at(leaf.ring, leaf.angle, tip))
        half *= 0.93


def _section(shape: Shape, leaf: Leaf, sides: int, level: tuple[float, float, float]) -> Floats:
    """A level section: a disc for the stalk, a long oval with a rib on both sides for the blade.

    Args:
        shape: The proportions.
        leaf: Whose stalk and blade.
        sides: How many corners.
        level: Height, how much wider than a disc to each side, and which part of the full thickness.
    """
    z, half, thickness = level
    turns = np.arange(sides) * 2 * pi / sides
    broad = min(half / _BROAD, 1.0)
    thick = (shape.stalk + (_BLADE - shape.stalk) * broad) * thickness
    x = (thick + half) * np.cos(turns)
    y = thick * np.sign(np.sin(turns)) * np.abs(np.sin(turns)) ** (1 - 0.6 * broad)
    y[[sides // 4, -sides // 4]] += np.array([1, -1]) * _RIB * broad * thickness
    middle, reach = shape.at(leaf.ring, leaf.angle, z), shape.reach(leaf.ring, z)
    turned = leaf.angle + shape.turn(z)
    if shape.radius < _WIDEST * shape.scale / 2:  # on the axis or near it: no wall to bend along
        out, aside = np.array([cos(turned), sin(turned), 0]), np.array([sin(turned), -cos(turned), 0])
        return np.asarray(middle + y[:, None] * out + x[:, None] * aside)
    around, far = turned - x / reach, reach + y
    return np.stack([far * np.cos(around), far * np.sin(around), np.full(len(x), z)], axis=1)


def _arch(shape: Shape, low: Leaf, high: Leaf, number: int) -> list[m3.Manifold]:
    """A pointed arch between two stalks; nothing where it would rise into the leaves.

    No two arches begin at the same height or have their corners in the same directions: sides that lie in one another
    would leave needles and slits.
    """
    turn = (high.angle - low.angle + pi) % (2 * pi) - pi
    apex = ((low.ring + high.ring) / 2, low.angle + turn / 2)
    spring = shape.stem + _SPRING * (shape.rim - shape.stem) + _SPREAD * shape.scale * (number * _GOLDEN % 1 - 0.5)
    legs = [
        _leg(shape, spring, (low.ring, low.angle), apex),
        _leg(shape, spring, (high.ring, low.angle + turn), apex),
    ]
    top = max(leg[-1][2] for leg in legs)
    if top > shape.rim + _ABOVE_RIM * shape.scale:
        return []
    radii = [_BEGINNING * THINNEST] + [THINNEST] * (_LEG_PIECES + 1)
    return [
        _tube([*leg[:-1], shape.at(*apex, top + _APART * side)], radii, (number + side / 2) * _GOLDEN)
        for side, leg in enumerate(legs)
    ]


def _leg(shape: Shape, spring: float, start: tuple[float, float], end: tuple[float, float]) -> list[Floats]:
    """Half an arch, along the wall, as flat as it may; places are (ring, angle)."""
    points = [shape.at(*start, spring - _BEGINS_BELOW), shape.at(*start, spring)]
    for piece in range(1, _LEG_PIECES + 1):
        share = piece / _LEG_PIECES
        place = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        z = float(points[-1][2])
        point = shape.at(*place, z + 0.1)
        while lean(points[-1], point) > STEEPEST:
            point = shape.at(*place, z + 1.02 * across(points[-1], point) / tan(radians(STEEPEST)))
        points.append(point)
    return points
