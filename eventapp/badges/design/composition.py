"""What is drawn of a badge, and where? All lengths in points, from the lower left corner."""

from dataclasses import dataclass

from eventapp.badges.design.badge import Problem
from eventapp.badges.design.fields import Picture
from eventapp.badges.fonts import Typeface
from eventapp.badges.qr import QrMatrix


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type: left end of its baseline."""

    text: str
    face: Typeface
    size: float
    x: float
    y: float
    colour: str
    spacing: float = 0.0
    """Extra space after each sign."""

    @property
    def width(self) -> float:
        """How long it is."""
        return self.face.width(self.text) * self.size + self.spacing * (len(self.text) - 1)


@dataclass(frozen=True, slots=True)
class Area:
    """An area of colour."""

    box: Box
    colour: str
    radius: float = 0.0
    """Of its corners."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Two nodes joined by a thread: one person, and the one still to be met."""

    height: float
    radius: float
    first: float | None
    """Middle of the first node, which is filled; None where the ribbon of a role stands in its place."""
    last: float
    """Middle of the last node, which is a ring."""
    start: float
    """Where the thread begins."""
    colour: str

    @property
    def end(self) -> float:
        """Where the thread ends."""
        return self.last - self.radius

    @property
    def sag(self) -> float:
        """How far it hangs through; behind a long role less."""
        return min(2.5 * self.radius, (self.end - self.start) * 0.12)

    @property
    def reach(self) -> float:
        """How far the curve's control points lie from its ends."""
        return (self.end - self.start) * 0.42


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a box that has its shape."""

    box: Box
    picture: Picture


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code; the box holds its quiet zone."""

    box: Box
    matrix: QrMatrix


@dataclass(frozen=True, slots=True)
class Composition:
    """A badge ready to be drawn, in this order."""

    background: Image | None
    areas: tuple[Area, ...]
    images: tuple[Image, ...]
    """Logos."""
    threads: tuple[Thread, ...]
    codes: tuple[Code, ...]
    lines: tuple[Line, ...]
    problems: tuple[tuple[Problem, str], ...]
