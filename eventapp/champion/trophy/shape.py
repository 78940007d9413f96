"""Where does a stalk run at which height, and how thick is everything? All measures in millimetres."""

from dataclasses import dataclass
from math import atan2, cos, degrees, exp, hypot, radians, sin, tan

import numpy as np
from numpy.typing import NDArray

from eventapp.champion.trophy.arrangement import RING_RADII, Arrangement

Floats = NDArray[np.float64]

STEEPEST = 42.0
"""How far the middle of anything leans from the vertical, in degrees; printers hold 50 without supports."""
FLARE = 36.0
"""How far the cup's wall leans; the rest up to STEEPEST is for turning round the axis."""
THINNEST = 1.47
"""Radius of the thinnest stalk, so that it is 2 mm thick in its thinnest direction, leaning as far as it may."""
_STEPS = 120
_LIP = 6.0
"""How far the leaves above the rim lean outwards."""
_BEND = 0.27
"""Which part of the cup's height its wall takes to bend outwards, and again to bend back."""


@dataclass(frozen=True)
class Shape:
    """The proportions of one trophy.

    Attributes:
        height: Of everything.
        scale: Against the usual height.
        foot: Where the foot ends and the stem begins.
        stem: Where the stem ends and stalks begin.
        rim: Where the cup's wall stands upright again.
        core: Radius of the stem.
        radius: Of the cup's outermost ring at the rim.
        stalk: Radius of a stalk.
        rings: How many rings there are.
    """

    height: float
    scale: float
    foot: float
    stem: float
    rim: float
    core: float
    radius: float
    stalk: float
    rings: int
    _z: Floats
    _turn: Floats

    def at(self, ring: float, angle: float, z: float) -> Floats:
        """The point of a ring's wall at an angle and a height, with the twist of the whole trophy."""
        turned = angle + self.turn(z)
        r = self.reach(ring, z)
        return np.array([r * cos(turned), r * sin(turned), z])

    def turn(self, z: float) -> float:
        """How far the whole trophy is twisted at a height, in radians; at the top it is not."""
        return float(np.interp(z, self._z, self._turn) - self._turn[-1])

    @property
    def strand(self) -> float:
        """How far the strands of the stem are from the axis."""
        return self.core + 0.2

    def reach(self, ring: float, z: float) -> float:
        """How far a ring's wall is from the axis at a height."""
        start = self.core * 0.7 if self.radius else 0.0
        return (
            start
            + (self._ring_radius(ring) - start) * _flare((z - self.stem) / (self.rim - self.stem))
            + max(z - self.rim, 0.0) * tan(radians(_LIP)) * self._ring_radius(ring) / max(self.radius, 1.0)
        )

    def _ring_radius(self, ring: float) -> float:
        radii = RING_RADII[self.rings - 1]
        return max(self.radius * float(np.interp(ring, range(len(radii)), radii)), 0.0)


def shape(height: float, foot: float, arrangement: Arrangement) -> Shape:
    """The proportions of a trophy of so many millimetres, whose foot takes so many for its text."""
    scale = height / 150
    count = len(arrangement.leaves)
    stem, rim = foot + 11 * scale, height * 0.77
    core = 5.2 * scale + min(1.8, 0.012 * count)
    widest = core * 0.7 + (rim - stem) * tan(radians(FLARE)) * (1 - _BEND)
    wanted = 0.0 if count == 1 else 48 * scale * (1 - 0.62 * exp(-(count - 2) / 7))
    radius = min(wanted, widest)
    thick = THINNEST + max(0.0, min(1.2, (24 - count) / 16)) * scale
    made = Shape(height, scale, foot, stem, rim, core, radius, thick, arrangement.rings, np.zeros(2), np.zeros(2))
    z = np.linspace(foot, height, _STEPS)
    return Shape(height, scale, foot, stem, rim, core, radius, thick, arrangement.rings, z, _twist(made, z))


def _twist(made: Shape, z: Floats) -> Floats:
    """How far everything has turned at each height: as much as leaning allows in the stem, nothing at the rim."""
    turn = np.zeros(len(z))
    for step in range(1, len(z)):
        low, high = z[step - 1], z[step]
        reach = max(made.reach(0, low), made.reach(0, high), made.core + 2.5)
        slope = abs(made.reach(0, high) - made.reach(0, low)) / (high - low)
        room = max(tan(radians(STEEPEST - 2)) ** 2 - slope**2, 0.0) ** 0.5
        fading = np.clip((made.rim - high) / (made.rim - made.stem), 0, 1)
        turn[step] = turn[step - 1] + 0.85 * room * float(fading**1.2) * (high - low) / reach
    return turn


def _flare(t: float) -> float:
    """From 0 at the stem to 1 at the rim: bends out, runs straight, bends back."""
    t = min(max(t, 0.0), 1.0)
    b = _BEND
    steep = 1 / (1 - b)
    if t < b:
        return steep * t * t / (2 * b)
    if t > 1 - b:
        return 1 - steep * (1 - t) ** 2 / (2 * b)
    return steep * (t - b / 2)


def across(start: Floats, end: Floats) -> float:
    """How far apart two points are as seen from above."""
    return hypot(end[0] - start[0], end[1] - start[1])


def lean(start: Floats, end: Floats) -> float:
    """How far a line leans from the vertical, in degrees; upside down, it is more than 90."""
    return degrees(atan2(across(start, end), end[2] - start[2]))
