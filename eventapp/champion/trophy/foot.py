"""The foot: flat below, two sloping bands with raised text, and a throat in which the stem begins.

Letters rise straight up from the slope, so that they have upright sides and no underside.
"""

from dataclasses import dataclass
from math import cos, pi, radians, sin, tan

import manifold3d as m3

from eventapp.champion.trophy.lettering import Lettering

ROUND = 144
"""Sides of what is round."""
_SLOPE = radians(42)
"""Of the bands, against the table."""
_RAISED = 0.9
"""How far letters stand out of a band, measured across it, in millimetres."""
SMALLEST_EM = 6.8
"""In millimetres: in smaller bold letters, strokes are thinner than two lines of a 0.4 mm nozzle."""
_LARGEST_NAME, _LARGEST_EVENT = 11.0, 7.6
_NAME_RADIUS, _EVENT_RADIUS = 34.0, 25.0
_AROUND = 0.94
"""How much of a circle a line may take."""
_BAND, _BASE_LINE = 1.4, 0.36
"""Length of a band down its slope, and where letters stand in it, in ems."""
_EDGE, _STEP = 2.4, 0.8
_THROAT = 10
"""Pieces of what is bent from the foot to the stem."""
_BUD_UNDER = radians(38)
"""How far the underside of the bud leans."""
_BUD_BELOW, _BUD_LONG = 2.0, 2.4


@dataclass(frozen=True)
class Band:
    """A slope with a line of text.

    Attributes:
        em: Size of the letters.
        outer: Radius of its lower edge.
        low: Height of its lower edge.
    """

    em: float
    outer: float
    low: float

    @property
    def inner(self) -> float:
        """Radius of its upper edge."""
        return self.outer - _BAND * self.em * cos(_SLOPE)

    @property
    def high(self) -> float:
        """Height of its upper edge."""
        return self.low + _BAND * self.em * sin(_SLOPE)

    @property
    def base_line(self) -> float:
        """Radius on which the letters stand."""
        return self.outer - _BASE_LINE * self.em * cos(_SLOPE)


class Foot:
    """A foot that is wide enough for its text."""

    def __init__(self, name: Lettering, event: Lettering, scale: float) -> None:
        """Finds the measures.

        Args:
            name: The line on the outer band.
            event: The line on the inner band.
            scale: Of the trophy against the usual height.
        """
        self._name, self._event = name, event
        small = _em(event, _LARGEST_EVENT * scale, _EVENT_RADIUS * scale)
        large = _em(name, _LARGEST_NAME * scale, _NAME_RADIUS * scale)
        half = (_BAND / 2 - _BASE_LINE) * cos(_SLOPE)  # from the base line to the middle of a band
        between = _STEP + _BAND * (small + large) / 2 * cos(_SLOPE)
        inner_middle = max(_EVENT_RADIUS * scale, _radius(event, small) - half * small)
        middle = max(_NAME_RADIUS * scale, _radius(name, large) - half * large, inner_middle + between)
        self.name_band = Band(large, middle + _BAND / 2 * large * cos(_SLOPE), _EDGE + _STEP / 2)
        self.event_band = Band(small, self.name_band.inner - _STEP, self.name_band.high + _STEP)
        self.radius = self.name_band.outer + _STEP
        self.height = self.event_band.high + 0.55 * (self.event_band.inner - 6 * scale)

    def solid(self, core: float, stem: float, bud: float) -> m3.Manifold:
        """Foot, stem, and the bud at its end, without text.

        Args:
            core: Radius of the stem.
            stem: Height at which it ends.
            bud: Radius of the bud.
        """
        start, band = self.event_band.inner, self.event_band.high
        turns = [step / _THROAT * pi / 2 for step in range(1, _THROAT + 1)]
        throat = [
            (start - (start - core) * sin(turn), band + (self.height - band) * (1 - cos(turn))) for turn in turns
        ]
        low = stem - _BUD_BELOW
        shares = [step / _THROAT for step in range(_THROAT)]
        rounded = [(bud * (1 - share**1.6) ** 0.8, low + _BUD_BELOW + share * bud * _BUD_LONG) for share in shares]
        neck = [(core, low - (bud - core) / tan(_BUD_UNDER)), (bud, low)]
        return _turned([*self._outline(), *throat, *neck, *rounded, (0.0, stem + bud * _BUD_LONG)])

    def text(self) -> m3.Manifold:
        """The letters of both lines, rising from inside the foot."""
        high = _RAISED / cos(_SLOPE)
        cover = _turned([*self._outline(), (0.0, self.event_band.high)]).translate((0, 0, high))
        lines = []
        for lettering, band in ((self._name, self.name_band), (self._event, self.event_band)):
            flat = lettering.around(band.base_line, band.em, cos(_SLOPE))
            if not flat.is_empty():
                line = m3.Manifold.extrude(flat, band.high - band.low + 2 * high)
                lines.append(line.translate((0, 0, band.low - high)))
        return m3.Manifold.batch_boolean(lines, m3.OpType.Add) ^ cover

    def _outline(self) -> list[tuple[float, float]]:
        """(radius, height) from the table to the upper edge of the second band."""
        bands = (self.name_band, self.event_band)
        edges = [edge for band in bands for edge in ((band.outer, band.low), (band.inner, band.high))]
        return [(self.radius, 0.0), (self.radius, _EDGE), *edges]


def _turned(outline: list[tuple[float, float]]) -> m3.Manifold:
    """What an outline from the table to the axis encloses when it is turned round the axis."""
    return m3.Manifold.revolve(m3.CrossSection([[(0.0, 0.0), *outline]]), ROUND)


def _em(line: Lettering, largest: float, radius: float) -> float:
    """The size at which a line goes round a circle, within limits."""
    return min(max(largest, SMALLEST_EM), max(SMALLEST_EM, _AROUND * 2 * pi * radius / (max(line.width, 1) + 2)))


def _radius(line: Lettering, em: float) -> float:
    """The circle that a line takes."""
    return line.width * em / (_AROUND * 2 * pi) + line.capital * em * cos(_SLOPE) / 2
