"""Where does each line, shape and picture of a badge stand? All lengths in points, from the lower left corner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from eventapp.badges.design.badge import Badge, Problem
from eventapp.badges.design.blocks import CAPITAL, RIBBON_BESIDE, Block, Part, fit_block
from eventapp.badges.design.composition import Area, Box, Code, Composition, Image, Line, Thread
from eventapp.badges.design.fields import INK, TEXTS, Align, Anchor, Design, Field, FieldKind, Picture
from eventapp.badges.design.inks import ink_on
from eventapp.badges.design.wording import text_of
from eventapp.badges.fonts import Fonts, Setting, Weight, describe
from eventapp.badges.qr import qr_matrix
from eventapp.badges.stock import MM

SMALLEST_QR = 20
"""Millimetres of the code itself, without its quiet zone."""
_TEST, _TEST_SIZE = "TEST", 0.05
"""On every badge of an event that is only tried out; its size as a share of the badge's height."""
_ROUND = 0.3
"""Corners of a ribbon, as a share of the size of its letters."""
_SURELY_LARGE = 26.4
"""Of a box in millimetres: the code in it is never smaller than `SMALLEST_QR` (version 2: 25 of 33 modules)."""


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
    plan = _plan(design)
    blocks = _blocks(badge, plan, fonts)
    placed = [place for group, block in blocks for place in _placed(group, block)]
    ribbons = [_ribbon(place, badge.role_colour) for place in placed if place.part.has_ribbon and place.part.lines]
    matrix = qr_matrix(badge.address)
    composed = Composition(
        background=plan.background,
        images=tuple(_logos(badge, design)),
        areas=(*_areas(plan, badge), *ribbons),
        threads=tuple(_thread(field, box, ribbons) for field, box in plan.threads),
        codes=tuple(Code(box, matrix) for box in plan.codes),
        lines=tuple(line for place in placed for line in _lines(place, badge)),
        problems=_problems(blocks, badge, design),
    )
    return _with_test_mark(composed, design, fonts) if badge.is_test else composed


def find_problems(badge: Badge, design: Design, fonts: Fonts) -> tuple[tuple[Problem, str], ...]:
    """Say what should be reported of a badge, without its QR code: that would take most of the time.

    Args:
        badge: the values.
        design: what stands where.
        fonts: the fonts to choose from.

    Returns:
        The problems that `compose` finds, each with its detail.
    """
    return _problems(_blocks(badge, _plan(design), fonts), badge, design)


@dataclass(frozen=True, slots=True)
class _Group:
    """A field and those that stand right below it, in the box of the first."""

    fields: tuple[Field, ...]
    box: Box


_Boxed = tuple[Field, Box]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same on all badges of a design."""

    background: Image | None
    groups: tuple[_Group, ...]
    areas: tuple[_Boxed, ...]
    threads: tuple[_Boxed, ...]
    codes: tuple[Box, ...]


@lru_cache(maxsize=64)
def _plan(design: Design) -> _Plan:
    whole = Box(0, 0, design.width * MM, design.height * MM)
    groups: list[list[Field]] = []
    for field in design.fields:
        if field.shown and field.kind in TEXTS:
            if field.follows and groups:
                groups[-1].append(field)
            else:
                groups.append([field])
    shown = [(field, _box(field, design)) for field in design.fields if field.shown]
    return _Plan(
        None if design.background is None else Image(whole, design.background),
        tuple(_Group(tuple(group), _box(group[0], design)) for group in groups),
        tuple(boxed for boxed in shown if boxed[0].kind in {FieldKind.PANEL, FieldKind.RIBBON}),
        tuple(boxed for boxed in shown if boxed[0].kind is FieldKind.THREAD),
        tuple(_square(box) for field, box in shown if field.kind is FieldKind.QR),
    )


def _blocks(badge: Badge, plan: _Plan, fonts: Fonts) -> list[tuple[_Group, Block]]:
    return [
        (group, fit_block(group.fields, tuple([text_of(field, badge) for field in group.fields]), fonts))
        for group in plan.groups
    ]


_ACROSS = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}
_DOWN = {Anchor.TOP: 0.0, Anchor.MIDDLE: 0.5, Anchor.BOTTOM: 1.0}


@dataclass(frozen=True, slots=True)
class _Placed:
    """A fitted text in the box of its group."""

    part: Part
    box: Box
    share: float
    """So much of the free width lies on its left."""
    top: float
    """Where it begins, its gap included."""


def _placed(group: _Group, block: Block) -> Iterator[_Placed]:
    """Put the parts of a block under each other."""
    box, first = group.box, group.fields[0]
    top = box.y + box.height - max(box.height - block.height, 0) * _DOWN[first.anchor]
    for part in block.parts:
        yield _Placed(part, box, _ACROSS[first.align], top)
        top -= part.height


def _lines(place: _Placed, badge: Badge) -> Iterator[Line]:
    """Set a text, with the height of its capitals."""
    part, box = place.part, place.box
    baseline = place.top - part.gap - (part.head + CAPITAL) * part.size
    inset = RIBBON_BESIDE * part.size if part.has_ribbon else 0.0
    colour = ink_on(badge.role_colour) if part.has_ribbon else part.field.colour
    for text in part.lines:
        width = part.measure(text) * part.size
        x = box.x + inset + (box.width - 2 * inset - width) * place.share
        yield Line(text, part.setting.face, part.size, x, baseline, colour, part.spacing * part.size)
        baseline -= part.leading * part.size


def _ribbon(place: _Placed, colour: str) -> Area:
    """Lay an area of colour behind a role, as long as its word."""
    part, box = place.part, place.box
    longest = max(part.measure(text) for text in part.lines)
    width, height = (longest + 2 * RIBBON_BESIDE) * part.size, part.height - part.gap
    x = box.x + (box.width - width) * place.share
    return Area(Box(x, place.top - part.gap - height, width, height), colour, _ROUND * part.size)


def _areas(plan: _Plan, badge: Badge) -> Iterator[Area]:
    for field, box in plan.areas:
        if field.kind is FieldKind.PANEL:
            yield Area(box, field.colour)
        elif badge.role:
            yield Area(box, badge.role_colour)


def _thread(field: Field, box: Box, ribbons: Sequence[Area]) -> Thread:
    """Let the thread start at its first node, or at the ribbon of a role that lies in its box."""
    height, radius = box.y + box.height / 2, 0.2 * box.height
    ends = [area.box.x + area.box.width for area in ribbons if _overlap(area.box, box)]
    start = max([box.x + 2 * radius, *ends])
    return Thread(height, radius, None if ends else box.x + radius, box.x + box.width - radius, start, field.colour)


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
    x = (box.width - width) * _ACROSS[field.align]
    y = (box.height - height) * (1 - _DOWN[field.anchor])
    return Box(box.x + x, box.y + y, width, height)


def _box(field: Field, design: Design) -> Box:
    bottom = design.height - field.y - field.height
    return Box(field.x * MM, bottom * MM, field.width * MM, field.height * MM)


def _square(box: Box) -> Box:
    side = min(box.width, box.height)
    return Box(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side)


def _with_test_mark(composed: Composition, design: Design, fonts: Fonts) -> Composition:
    """Write TEST, white on black, into a corner of a badge: the first one in which nothing has to be read."""
    size, face = design.height * MM * _TEST_SIZE, fonts.choose_of_all(_TEST, Weight.BOLD).face
    width, height = (face.width(_TEST) + 1.2) * size, 1.5 * size
    right, top = design.width * MM - width, design.height * MM - height
    corners = [Box(x, y, width, height) for x, y in ((right, top), (right, 0), (0, top), (0, 0))]
    taken = [code.box for code in composed.codes] + [
        Box(line.x, line.y - 0.25 * line.size, line.width, 1.25 * line.size) for line in composed.lines
    ]
    box = next((corner for corner in corners if not any(_overlap(corner, other) for other in taken)), corners[0])
    word = Line(_TEST, face, size, box.x + 0.6 * size, box.y + 0.4 * size, ink_on(INK))
    return replace(composed, areas=(*composed.areas, Area(box, INK)), lines=(*composed.lines, word))


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
    high = [(Problem.NO_ROOM, str(group.fields[0].kind)) for group, block in blocks if not block.has_room]
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
