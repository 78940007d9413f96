"""Where does each line, shape and picture of a badge stand? All lengths in points, from the lower left corner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eventapp.badges.design.badge import Badge, Problem
from eventapp.badges.design.blocks import CAPITAL, Block, Part, fit_block
from eventapp.badges.design.fields import TEXTS, Align, Anchor, Design, Field, FieldKind, Picture
from eventapp.badges.design.wording import text_of
from eventapp.badges.fonts import Fonts, Setting, Typeface, describe
from eventapp.badges.qr import QrMatrix, qr_matrix
from eventapp.badges.stock import MM

SMALLEST_QR = 20
"""Millimetres of the code itself, without its quiet zone."""
_SURELY_LARGE = 26.4
"""Of a box in millimetres: the code in it is never smaller than `SMALLEST_QR` (version 2: 25 of 33 modules)."""


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


@dataclass(frozen=True, slots=True)
class Thread:
    """Two nodes joined by a thread: one person, and the one still to be met."""

    height: float
    radius: float
    first: float
    """Middle of the first node, which is filled."""
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


def compose(badge: Badge, design: Design, fonts: Fonts) -> Composition:
    """Lay a badge out.

    Args:
        badge: the values.
        design: what stands where.
        fonts: the fonts to choose from.

    Returns:
        What is drawn, and what should be reported.

    Raises:
        ValueError: the address fits into no QR code.
    """
    blocks = _blocks(badge, design, fonts)
    lines = tuple(line for group, block in blocks for line in _lines(group, block, design))
    matrix = qr_matrix(badge.address)
    shown = [field for field in design.fields if field.shown]
    whole = Box(0, 0, design.width * MM, design.height * MM)
    return Composition(
        background=None if design.background is None else Image(whole, design.background),
        images=tuple(_logos(badge, design)),
        areas=tuple(
            Area(_box(field, design), field.colour)
            for field in shown
            if field.kind is FieldKind.PANEL or (field.kind is FieldKind.RIBBON and badge.role)
        ),
        threads=tuple(
            _thread(field, lines if badge.role else (), design) for field in shown if field.kind is FieldKind.THREAD
        ),
        codes=tuple(Code(_square(_box(field, design)), matrix) for field in shown if field.kind is FieldKind.QR),
        lines=lines,
        problems=_problems(blocks, badge, design),
    )


def find_problems(badge: Badge, design: Design, fonts: Fonts) -> tuple[tuple[Problem, str], ...]:
    """Say what should be reported of a badge, without its QR code: that would take most of the time.

    Args:
        badge: the values.
        design: what stands where.
        fonts: the fonts to choose from.

    Returns:
        The problems that `compose` finds, each with its detail.
    """
    return _problems(_blocks(badge, design, fonts), badge, design)


_Group = tuple[Field, ...]
"""A field and those that stand right below it."""


@lru_cache(maxsize=64)
def _groups(design: Design) -> tuple[_Group, ...]:
    groups: list[list[Field]] = []
    for field in design.fields:
        if field.shown and field.kind in TEXTS:
            if field.follows and groups:
                groups[-1].append(field)
            else:
                groups.append([field])
    return tuple(map(tuple, groups))


def _blocks(badge: Badge, design: Design, fonts: Fonts) -> list[tuple[_Group, Block]]:
    return [
        (group, fit_block(group, tuple(text_of(field, badge) for field in group), fonts)) for group in _groups(design)
    ]


def _lines(group: _Group, block: Block, design: Design) -> Iterator[Line]:
    """Set the parts of a block under each other, each text with the height of its capitals."""
    box = _box(group[0], design)
    spare = box.height - block.height
    share = {Anchor.TOP: 0.0, Anchor.MIDDLE: 0.5, Anchor.BOTTOM: 1.0}[group[0].anchor]
    top = box.y + box.height - max(spare, 0) * share
    for part in block.parts:
        baseline = top - part.gap - CAPITAL * part.size
        for text in part.lines:
            width = part.measure(text) * part.size
            x = box.x + (box.width - width) * {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[group[0].align]
            yield Line(text, part.setting.face, part.size, x, baseline, part.field.colour, part.spacing * part.size)
            baseline -= part.leading * part.size
        top -= part.height


def _thread(field: Field, lines: Sequence[Line], design: Design) -> Thread:
    """Let the thread start at its first node, or behind a role that stands in its box."""
    box = _box(field, design)
    height, radius = box.y + box.height / 2, 0.2 * box.height
    start = box.x + 2 * radius
    role = design.field(FieldKind.ROLE)
    if role is not None and _overlap(_box(role, design), box):
        ends = [line.x + line.width for line in lines if box.y <= line.y <= box.y + box.height]
        start = max([start, *(end + 2 * radius for end in ends)])
    return Thread(height, radius, box.x + radius, box.x + box.width - radius, start, field.colour)


def _logos(badge: Badge, design: Design) -> Iterator[Image]:
    for kind, picture in (
        (FieldKind.EVENT_LOGO, design.logo),
        (FieldKind.ORGANISATION_LOGO, badge.organisation_logo),
    ):
        field = design.field(kind)
        if field is not None and picture is not None:
            yield Image(_contained(picture, _box(field, design), field), picture)


def _contained(picture: Picture, box: Box, field: Field) -> Box:
    """Give a picture as much of a box as its shape allows."""
    scale = min(box.width / picture.width, box.height / picture.height)
    width, height = picture.width * scale, picture.height * scale
    x = (box.width - width) * {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[field.align]
    y = (box.height - height) * {Anchor.TOP: 1.0, Anchor.MIDDLE: 0.5, Anchor.BOTTOM: 0.0}[field.anchor]
    return Box(box.x + x, box.y + y, width, height)


def _box(field: Field, design: Design) -> Box:
    bottom = design.height - field.y - field.height
    return Box(field.x * MM, bottom * MM, field.width * MM, field.height * MM)


def _square(box: Box) -> Box:
    side = min(box.width, box.height)
    return Box(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side)


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


_CUT = {
    FieldKind.GIVEN_NAME: Problem.NAME_CUT,
    FieldKind.FAMILY_NAME: Problem.NAME_CUT,
    FieldKind.FULL_NAME: Problem.NAME_CUT,
    FieldKind.ORGANISATION: Problem.ORGANISATION_CUT,
    FieldKind.EVENT_TITLE: Problem.EVENT_TITLE_CUT,
    FieldKind.ROLE: Problem.ROLE_CUT,
    FieldKind.ADDRESS: Problem.HOST_CUT,
}


def _problems(
    blocks: Sequence[tuple[_Group, Block]], badge: Badge, design: Design
) -> tuple[tuple[Problem, str], ...]:
    parts = [part for _, block in blocks for part in block.parts]
    cut = [_cut(part) for part in parts if not part.complete]
    high = [(Problem.NO_ROOM, str(group[0].kind)) for group, block in blocks if not block.has_room]
    return tuple(
        dict.fromkeys([*cut, *high, *_missing([part.setting for part in parts]), *_small_code(badge, design)])
    )


def _cut(part: Part) -> tuple[Problem, str]:
    problem = _CUT.get(part.field.kind, Problem.TEXT_CUT)
    return problem, str(part.field.kind) if problem is Problem.TEXT_CUT else ""


def _missing(settings: Sequence[Setting]) -> list[tuple[Problem, str]]:
    missing = dict.fromkeys(character for setting in settings for character in setting.missing)
    return [(Problem.MISSING_CHARACTERS, ", ".join(map(describe, missing)))] if missing else []


def _small_code(badge: Badge, design: Design) -> list[tuple[Problem, str]]:
    field = design.field(FieldKind.QR)
    side = 0 if field is None else min(field.width, field.height)
    if field is None or side >= _SURELY_LARGE:
        return []
    matrix = qr_matrix(badge.address)
    return [(Problem.QR_SMALL, "")] if side * matrix.size / matrix.outer_size < SMALLEST_QR else []
