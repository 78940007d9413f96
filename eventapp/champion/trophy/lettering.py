"""How does a line of text become a solid that stands out of the foot?"""

from math import pi
from pathlib import Path

import manifold3d as m3
import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from eventapp.champion.trophy.order import Line
from eventapp.champion.trophy.shape import Floats

_TRACKING = 0.04
"""Room between letters beyond what the font gives, in ems: raised edges need it."""
_CURVE = 4
"""Straight pieces for each curve of an outline."""
_USUAL_CAPITAL = 0.7


class _Outlines(BasePen):  # type: ignore[misc]  # fontTools carries no types
    """Collects the outlines of glyphs as polygons."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.polygons: list[list[tuple[float, float]]] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 fontTools' names
        self.polygons.append([point])

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.polygons[-1].append(point)

    def _qCurveToOne(self, bend: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        x, y = self.polygons[-1][-1]
        for step in range(1, _CURVE + 1):
            t = step / _CURVE
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            self.polygons[-1].append((a * x + b * bend[0] + c * end[0], a * y + b * bend[1] + c * end[1]))


class Lettering:
    """A line of text as flat outlines, one em high and starting at 0."""

    def __init__(self, line: Line, fonts: Path) -> None:
        """Reads the outlines of a line.

        Args:
            line: The text; characters that its font lacks are left out.
            fonts: The folder of fonts.
        """
        with TTFont(fonts / line.font, lazy=True) as font:
            characters, glyphs = font.getBestCmap(), font.getGlyphSet()
            em = font["head"].unitsPerEm
            pen, x = _Outlines(glyphs), 0.0
            self._polygons: list[Floats] = []
            for character in line.text:
                name = characters.get(ord(character))
                if name is None:
                    continue
                pen.polygons = []
                glyphs[name].draw(pen)
                self._polygons += [np.array(each) / em + (x, 0) for each in pen.polygons]
                x += glyphs[name].width / em + _TRACKING
            self.width = max(x - _TRACKING, 0.0)
            os2 = font["OS/2"]
            self.capital = getattr(os2, "sCapHeight", 0) / em or _USUAL_CAPITAL

    def around(self, radius: float, em: float, flat: float) -> m3.CrossSection:
        """The line bent around the axis as seen from above, to be read from outside, its middle in front.

        Args:
            radius: Of the base line.
            em: Size of the letters on the slope.
            flat: How much shorter heights on the slope look from above, 0 … 1.
        """
        bent = []
        for polygon in self._polygons:
            fine = _refined(polygon, 0.6 / em)
            away = radius - fine[:, 1] * em * flat
            reference = radius - self.capital * em * flat / 2
            angle = -pi / 2 + (fine[:, 0] - self.width / 2) * em / reference
            bent.append(np.stack([away * np.cos(angle), away * np.sin(angle)], axis=1))
        return m3.CrossSection(bent, m3.FillRule.NonZero)


def _refined(polygon: Floats, step: float) -> Floats:
    """The same outline with points close enough to be bent."""
    points = []
    for start, end in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        pieces = max(1, int(np.ceil(np.linalg.norm(end - start) / step)))
        points += [start + (end - start) * i / pieces for i in range(pieces)]
    return np.array(points)
