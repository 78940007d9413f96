"""How is a text set that stands on the back of all badges: the programme, the Wi-Fi, a number to call?"""

from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.design.badge import Problem
from eventapp.badges.design.drawing import ACCENT, INK, draw_text
from eventapp.badges.design.fitting import filled
from eventapp.badges.fonts import Fonts, Setting, Weight, describe
from eventapp.badges.sheet.options import Passage
from eventapp.badges.stock import MM, Stock
from eventapp.core.text import clean_line

MARGIN = 5.0
"""Millimetres from the edges of the badge."""
LARGEST, FLOOR, _STEP = 16.0, 6.0, 0.5
"""Sizes of type, in points."""
_LEADING = 1.28
CAPITAL = 0.668
"""Height of a capital, as a share of the size."""
_GAP = 0.75
"""Above each heading but the first, as a share of the size."""
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the text."""

    text: str
    setting: Setting
    gap: float = 0.0
    """Above it, as a share of the size."""
    is_heading: bool = False
    baseline: float = 0.0
    """In points from the badge's lower edge."""


@dataclass(frozen=True, slots=True)
class BackText:
    """A text ready to be drawn."""

    rows: tuple[Row, ...]
    size: float
    """Of the type, in points."""
    problems: tuple[tuple[Problem, str], ...]


NO_TEXT = BackText((), 0.0, ())


def lay_out(passages: tuple[Passage, ...], stock: Stock, fonts: Fonts, below: float = MARGIN) -> BackText:
    """Set a text as large as it fits on the back of a badge.

    Args:
        passages: Its parts, from top to bottom; empty ones are left out.
        stock: Says how large a badge is.
        fonts: The fonts to choose from.
        below: Millimetres that stay free at the lower edge.

    Returns:
        Its lines, and what should be reported: a text that does not fit even in the smallest size is cut visibly.
    """
    settings = _settings(passages, fonts)
    width, room = (stock.width - 2 * MARGIN) * MM, (stock.height - MARGIN - below) * MM
    size = LARGEST
    while (rows := _rows(settings, size, width)) and _height(rows) * size > room and size > FLOOR:
        size -= _STEP
    problems = []
    if _height(rows) * size > room:
        problems.append((Problem.BACK_CUT, ""))
        rows = _cut(rows, room / size)
    missing = dict.fromkeys(character for setting, _ in settings for character in setting.missing)
    if missing:
        problems.append((Problem.MISSING_CHARACTERS, ", ".join(map(describe, missing))))
    return BackText(tuple(_placed(rows, size, (stock.height - MARGIN + below) / 2 * MM)), size, tuple(problems))


def draw_back_text(canvas: Canvas, text: BackText) -> None:
    """Draw a text with the lower left corner of its badge at the origin."""
    for row in text.rows:
        canvas.setFillColor(ACCENT if row.is_heading else INK)
        draw_text(canvas, row.setting.face, row.text, size=text.size, at=(MARGIN * MM, row.baseline))


def _settings(passages: tuple[Passage, ...], fonts: Fonts) -> list[tuple[Setting, bool]]:
    """Choose a font for each paragraph; with each, whether it is a heading."""
    settings = []
    for passage in passages:
        if heading := clean_line(passage.heading):
            settings.append((fonts.choose_of_all(heading, Weight.SEMIBOLD), True))
        paragraphs = filter(None, map(clean_line, passage.text.splitlines()))
        settings += [(fonts.choose_of_all(paragraph, Weight.REGULAR), False) for paragraph in paragraphs]
    return settings


def _rows(settings: list[tuple[Setting, bool]], size: float, width: float) -> list[Row]:
    rows: list[Row] = []
    for setting, is_heading in settings:
        lines = filled(setting.text, setting.face.width, width / size)
        gap = _GAP if is_heading and rows else 0.0
        rows += [Row(line, setting, 0.0 if number else gap, is_heading) for number, line in enumerate(lines)]
    return rows


def _height(rows: list[Row]) -> float:
    """Of all lines, as a multiple of their size."""
    return sum(row.gap + _LEADING for row in rows) - _LEADING + CAPITAL if rows else 0.0


def _cut(rows: list[Row], room: float) -> list[Row]:
    """Keep what fits of a text that is too long; an ellipsis stands where the rest is missing."""
    kept = list(rows)
    while _height(kept) > room:
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=f"{kept[-1].text[:-1]}{_ELLIPSIS}")
    return kept


def _placed(rows: list[Row], size: float, middle: float) -> list[Row]:
    """Put the lines around a height above the badge's lower edge."""
    placed = []
    baseline = middle + _height(rows) * size / 2 - CAPITAL * size
    for number, row in enumerate(rows):
        baseline -= (row.gap + (_LEADING if number else 0)) * size
        placed.append(replace(row, baseline=baseline))
    return placed
