"""What is wrong with a design itself, and what may come out badly with every name?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageDraw

from eventapp.badges.design.fields import NAMES, PAPER, TEXTS, Design, Field, FieldKind
from eventapp.badges.design.images import decoded
from eventapp.badges.design.inks import channels, contrast_of, luminance
from eventapp.badges.fonts import Weight

_SLACK = 0.05
"""Millimetres: sums of rounded lengths."""
FEWEST_DOTS = 150
"""Per inch: a picture with fewer looks coarse on paper."""
_LARGE, _LARGE_BOLD = 18, 14
"""Points, as WCAG 2.2 counts large type."""
_CONTRAST, _CONTRAST_OF_LARGE = 4.5, 3.0
_GRID = 6
"""Pixels per millimetre in which a background is looked at."""
_DARKEST = 0.05
"""So much of what lies below a text may be as unlucky as it likes: the grain of a photo."""


class Mistake(StrEnum):
    """What a design must not be."""

    OUTSIDE = "outside"
    """A field leaves the badge."""
    COVERS_QR = "covers_qr"
    """Something stands on the QR code."""
    FLOOR_ABOVE_SIZE = "floor_above_size"
    TWO_CODES = "two_codes"
    FOLLOWS_NOTHING = "follows_nothing"
    """It stands below the text before it, and there is none."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake of one field."""

    number: int
    """Of the field, from 0."""
    mistake: Mistake


class Doubt(StrEnum):
    """What a host should look at."""

    LOW_CONTRAST = "low_contrast"
    COARSE_PICTURE = "coarse_picture"
    NO_NAME = "no_name"
    NO_QR = "no_qr"


@dataclass(frozen=True, slots=True)
class Warned:
    """One doubt; of contrast, about which field and how much there is."""

    doubt: Doubt
    number: int = -1
    """Of the field, from 0."""
    value: float = 0.0
    """The contrast, or the dots per inch."""


def faults_of(design: Design) -> list[Fault]:
    """Look for what keeps a design from being used."""
    code = design.field(FieldKind.QR)
    faults = [
        Fault(number, mistake)
        for number, field in enumerate(design.fields)
        for mistake in _mistakes(field, design, code if field.shown else None)
    ]
    codes = [n for n, field in enumerate(design.fields) if field.kind is FieldKind.QR and field.shown]
    return [*faults, *(Fault(number, Mistake.TWO_CODES) for number in codes[1:]), *_without_leader(design)]


def doubts_of(design: Design) -> list[Warned]:
    """Look for what may come out badly: a name that cannot be read on its background, a coarse picture."""
    doubts = [] if any(design.field(kind) for kind in NAMES) else [Warned(Doubt.NO_NAME)]
    if design.field(FieldKind.QR) is None:
        doubts.append(Warned(Doubt.NO_QR))
    dots = _dots(design)
    if dots is not None and dots < FEWEST_DOTS:
        doubts.append(Warned(Doubt.COARSE_PICTURE, value=dots))
    return [*doubts, *_low_contrasts(design)]


def _mistakes(field: Field, design: Design, code: Field | None) -> Iterator[Mistake]:
    is_inside = (
        min(field.x, field.y) >= 0
        and field.x + field.width <= design.width + _SLACK
        and field.y + field.height <= design.height + _SLACK
    )
    if not is_inside:
        yield Mistake.OUTSIDE
    if field.kind in TEXTS and field.floor > field.size:
        yield Mistake.FLOOR_ABOVE_SIZE
    may_lie_below = field.kind in {FieldKind.QR, FieldKind.PANEL, FieldKind.RIBBON}
    if code is not None and not may_lie_below and _overlap(field, code):
        yield Mistake.COVERS_QR


def _overlap(one: Field, other: Field) -> bool:
    return (
        one.x < other.x + other.width - _SLACK
        and other.x < one.x + one.width - _SLACK
        and one.y < other.y + other.height - _SLACK
        and other.y < one.y + one.height - _SLACK
    )


def _without_leader(design: Design) -> Iterator[Fault]:
    has_leader = False
    for number, field in enumerate(design.fields):
        if field.shown and field.kind in TEXTS:
            if field.follows and not has_leader:
                yield Fault(number, Mistake.FOLLOWS_NOTHING)
            has_leader = True


def _dots(design: Design) -> float | None:
    picture = design.background
    if picture is None:
        return None
    return 25.4 * min(picture.width / design.width, picture.height / design.height)


def _low_contrasts(design: Design) -> Iterator[Warned]:
    ground = _ground(design)
    box: Field | None = None
    for number, field in enumerate(design.fields):
        if not field.shown or field.kind not in TEXTS:
            continue
        box = box if field.follows and box is not None else field
        if field.kind is FieldKind.ROLE:  # has a ground of its own, on which its ink is chosen
            continue
        is_large = field.size >= (_LARGE if field.weight is Weight.REGULAR else _LARGE_BOLD)
        contrast = _contrast(ground, box, field.colour)
        if contrast < (_CONTRAST_OF_LARGE if is_large else _CONTRAST):
            yield Warned(Doubt.LOW_CONTRAST, number, contrast)


def _ground(design: Design) -> Image.Image:
    """What lies below the texts, for everybody: the background and the areas of colour."""
    size = round(design.width * _GRID), round(design.height * _GRID)
    ground = Image.new("RGB", size, PAPER)
    if design.background is not None:
        ground.paste(decoded(design.background).resize(size))
    pen = ImageDraw.Draw(ground)
    for field in design.fields:
        if field.kind is FieldKind.PANEL and field.shown:
            pen.rectangle(_pixels(field), fill=field.colour)
    return ground


def _pixels(field: Field) -> tuple[float, float, float, float]:
    return (
        field.x * _GRID,
        field.y * _GRID,
        (field.x + field.width) * _GRID - 1,
        (field.y + field.height) * _GRID - 1,
    )


def _contrast(ground: Image.Image, box: Field, colour: str) -> float:
    """The contrast between a text and nearly the worst of what lies below it, as WCAG counts it."""
    left, top, right, bottom = (round(edge) for edge in _pixels(box))
    below = ground.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    below.thumbnail((48, 48))
    own = luminance(channels(colour))
    pixels = below.tobytes()
    others = [luminance(tuple(pixels[start : start + 3])) for start in range(0, len(pixels), 3)]
    contrasts = sorted(contrast_of(own, other) for other in others)
    return contrasts[int(len(contrasts) * _DARKEST)]
