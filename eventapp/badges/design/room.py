"""How much room does a badge of some size have, and how do the fields of a template grow with it?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from eventapp.badges.design.fields import ACCENT, Field, FieldKind

_NARROW = 1.9
"""What is broader than this in proportion is a label: text on the left, code on the right, nothing above the code."""
_LOW = 45.0
"""Millimetres: less high than this is one, too."""
_QR = 27.0
"""Millimetres with its quiet zone: the code in it is over 20 mm broad, whatever its version."""
_ASKEW = 1.5
"""Millimetres."""
_READABLE = 4.5
"""Points: smaller type cannot be read."""


class Room:
    """A badge's size. Called with a length of the usual badge of this shape, it gives the one of this badge."""

    def __init__(self, width: float, height: float) -> None:
        """Say how large the badge is, in millimetres."""
        self.width, self.height = width, height
        self.is_upright = height > width
        self.is_label = not self.is_upright and (width / height > _NARROW or height < _LOW)
        usual = (105, 148) if self.is_upright else (62, 29) if self.is_label else (90, 54)
        self._scale = min(width / usual[0], height / usual[1])

    def __call__(self, length: float) -> float:
        """Scale a length in millimetres, or a size in points."""
        return round(length * self._scale, 2)

    def margin(self, length: float) -> float:
        """Scale a distance from the edge: a printer may be askew by a millimetre, on the smallest label too."""
        return max(self(length), _ASKEW)

    @property
    def qr(self) -> float:
        """How large the code is: readable where the badge has room for that."""
        if self.is_upright:
            return min(max(_QR, self(48)), 0.56 * self.width)
        return min(max(_QR, self(28)), 0.5 * self.width, self.height - 1.5)

    def text(self, kind: FieldKind, size: float, floor: float, **options: Any) -> Field:
        """A text without a place.

        Args:
            kind: of the field.
            size: the largest, in points of the usual badge.
            floor: the smallest, as a share of it.
            options: more of the field.
        """
        largest = max(self(size), _READABLE)
        return Field(kind, 0, 0, 0, 0, size=largest, floor=max(round(floor * largest, 1), _READABLE), **options)

    def at(self, field: Field, x: float, y: float, width: float, height: float) -> Field:
        """A field in its place, in millimetres of this badge."""
        return replace(field, x=round(x, 2), y=round(y, 2), width=round(width, 2), height=round(height, 2))

    def shape(self, kind: FieldKind, x: float, y: float, width: float, height: float) -> Field:
        """A thread or an area in our colour, in millimetres of this badge."""
        return self.at(Field(kind, 0, 0, 0, 0, colour=ACCENT), x, y, width, height)

    def group(self, fields: Sequence[Field], *box: float) -> list[Field]:
        """Fields of which each follows the one before, in one box."""
        return [self.at(field, *box) for field in fields]

    def square(self, x: float, y: float) -> Field:
        """The field of the QR code with its upper left corner."""
        side = round(self.qr, 2)
        return Field(FieldKind.QR, round(x, 2), round(y, 2), side, side)
