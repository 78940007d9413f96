"""At which size, and on how many lines, does a text fit into a given width?"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

# A line may end after a blank, after a sign that joins two words, and before a Chinese or Japanese sign that stands
# behind another one; not before a mark that belongs to the sign before it.
_BREAKS = re.compile(r"(?<=[ \-\u2013/.@_])|(?<=[\u3041-\u30ff\u3400-\u9fff])(?=[\u3042-\u30fa\u3400-\u9fff])")
_ELLIPSIS = "…"
_STEPS = 20  # halvings of the width while balancing lines: finer than any printer

Measure = Callable[[str], float]
"""Measures a text set at 1 point, in points."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a text may be, in points, and on how many lines."""

    largest: float
    comfortable: float
    """A text that is smaller than this on one line reads better larger on more lines."""
    floor: float
    """Nothing is set smaller: it could not be read."""
    lines: int = 2

    def at_most(self, size: float) -> "Sizes":
        """Start from a smaller size, but never below the floor."""
        return replace(self, largest=max(min(self.largest, size), self.floor))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text broken into lines of one size."""

    lines: tuple[str, ...]
    size: float
    complete: bool
    """Whether all of the text is in the lines; if not, the last one ends with an ellipsis."""


def fit(text: str, measure: Measure, width: float, sizes: Sizes) -> Fitted:
    """Shrink a text to one line, else wrap it into as few as read well, else cut it visibly.

    Args:
        text: one line of text, maybe empty.
        measure: the font.
        width: the room, in points.
        sizes: how large and how small the text may be.

    Returns:
        The lines and their size. A text that is cut says so in `complete`.
    """
    if not text:
        return Fitted((), sizes.largest, complete=True)
    best = Fitted((), 0.0, complete=False)
    for count in range(1, sizes.lines + 1):
        lines = _balanced(text, measure, count)
        size = min(sizes.largest, width / max(measure(line) for line in lines))
        if size > best.size:
            best = Fitted(lines, size, complete=True)
        if size >= min(sizes.comfortable, sizes.largest):
            break
    if best.size >= sizes.floor:
        return best
    return _at_the_floor(text, measure, width / sizes.floor, sizes)


def filled(text: str, measure: Measure, room: float) -> tuple[str, ...]:
    """Fill line after line of a long text, as in a book; a word longer than a line goes on in the next one.

    Args:
        text: one paragraph.
        measure: the font.
        room: how long a line is, at 1 point.
    """
    lines, used = [""], 0.0
    for piece in _BREAKS.split(text):
        rest, width = piece, measure(piece.rstrip())
        if used and used + width > room:
            lines.append("")
            used = 0.0
        while width > room and len(rest) > 1:
            start = _start_of(rest, measure, room)
            lines[-1] += start
            lines.append("")
            rest = rest[len(start) :]
            width = measure(rest.rstrip())
        lines[-1] += rest
        used += measure(rest)
    return tuple(line.strip() for line in lines)


def _balanced(text: str, measure: Measure, count: int) -> tuple[str, ...]:
    """Break a text between words into at most `count` lines, the longest of them as short as possible."""
    whole = measure(text)
    if count == 1:
        return (text,)
    pieces = [(piece, measure(piece)) for piece in _BREAKS.split(text)]
    narrow, broad = max(*(width for _, width in pieces), whole / count), whole
    lines: tuple[str, ...] = (text,)
    for _ in range(_STEPS):
        room = (narrow + broad) / 2
        attempt = _wrapped(pieces, room)
        if len(attempt) <= count:
            lines, broad = attempt, room
        else:
            narrow = room
    return lines


def _wrapped(pieces: list[tuple[str, float]], room: float) -> tuple[str, ...]:
    """Fill line after line with whole pieces."""
    lines, used = [""], 0.0
    for piece, width in pieces:
        if used and used + width > room:
            lines.append("")
            used = 0.0
        lines[-1] += piece
        used += width
    return tuple(line.strip() for line in lines)


def _at_the_floor(text: str, measure: Measure, room: float, sizes: Sizes) -> Fitted:
    """Fill the lines at the smallest size, breaking words longer than a line; the rest becomes an ellipsis."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < sizes.lines:
        line = _start_of(rest, measure, room)
        lines.append(line.strip())
        rest = rest[len(line) :].lstrip()
    if rest:
        last = f"{lines[-1]} {rest}"
        lines[-1] = _start_of(last, measure, room - measure(_ELLIPSIS)).rstrip() + _ELLIPSIS
    return Fitted(tuple(lines), sizes.floor, complete=not rest)


def _start_of(text: str, measure: Measure, room: float) -> str:
    """Take as much of a text as fits, up to the end of a word where there is one."""
    # Letters that join are narrower together than alone: the measure of the whole start counts.
    number = next((number for number in range(1, len(text) + 1) if measure(text[:number]) > room), None)
    if number is None:
        return text
    start = text[: max(number - 1, 1)]
    ends = [match.end() for match in _BREAKS.finditer(start) if match.end()]
    return start[: ends[-1]] if ends else start
