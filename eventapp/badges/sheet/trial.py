"""What is printed on plain paper before a stock is used, to see whether the printer keeps to the measure?"""

from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.design.drawing import INK, SOFT_INK, draw_text
from eventapp.badges.fonts import Fonts, Weight
from eventapp.badges.sheet.back import MARGIN, draw_back_text, lay_out
from eventapp.badges.sheet.options import Duplex, Passage
from eventapp.badges.sheet.sides import back_matrix, front_matrix
from eventapp.badges.sheet.streaming import StreamedCanvas
from eventapp.badges.stock import MM, Stock

_FRAME = Color(0.35, 0.35, 0.35)
_PALE = Color(0.78, 0.78, 0.78)
_LINE, _HAIR, _THICK = 0.5, 0.25, 1.2
"""In points."""
INSET = 3.0
"""Millimetres from the edges of a page that is one badge to its frame: on the edge, none would see it."""
_RULER_MARGIN = 12.0
"""A margin that has room for a ruler and its numbers; without one it lies over the last badges."""
_RULER_INSIDE = 14.0
_TICKS = ((10, 3.0), (5, 2.0), (1, 1.2))
_NUMBER = 5.5
_BAR_ABOVE = 5.0
"""Millimetres from the lower edge of the first badge to the line."""
_TEXT_ABOVE = 8.0


@dataclass(frozen=True, slots=True)
class TrialWords:
    """What stands on the sheet, translated."""

    title: str
    sentences: tuple[str, ...]
    """What to measure; within the frame of the first badge."""


def bar_length(stock: Stock) -> int:
    """How long the line is that a host measures, in millimetres: a round number that fits on a badge."""
    return int((stock.width - 2 * MARGIN) // 10) * 10


def write_trial(file: BinaryIO, stock: Stock, fonts: Fonts, words: TrialWords, duplex: Duplex | None = None) -> None:
    """Draw the frame and the number of each badge, rulers from the edges of the paper, and what to measure.

    Args:
        file: Receives the PDF.
        stock: The paper.
        fonts: `load_fonts(folder)`.
        words: What stands on it.
        duplex: With an edge there is a second page whose frames lie behind those of the first.
    """
    canvas = StreamedCanvas(file, (stock.page_width * MM, stock.page_height * MM))
    canvas.setTitle(words.title)
    canvas.setCreator("eventapp")
    canvas.setViewerPreference("PrintScaling", "None")
    for place in range(stock.per_page):
        canvas.place(canvas.recorded(partial(_draw_frame, canvas, stock, place, fonts)), front_matrix(stock, place))
    first = canvas.recorded(partial(_draw_first, canvas, stock, fonts, words))
    canvas.place(first, front_matrix(stock, 0))
    if stock.per_page > 1:
        _draw_rulers(canvas, stock, fonts)
    if duplex is not None and stock.has_backs:
        canvas.setViewerPreference("Duplex", f"DuplexFlip{duplex.capitalize()}Edge")
        canvas.showPage()
        for place in range(stock.per_page):
            frame = canvas.recorded(partial(_draw_frame, canvas, stock, place, fonts))
            canvas.place(frame, back_matrix(stock, place, duplex))
    canvas.save()


def _draw_frame(canvas: Canvas, stock: Stock, place: int, fonts: Fonts) -> None:
    """Draw the outline of a badge and its number; of a folded one also its other half, and the fold."""
    canvas.setStrokeColor(_FRAME)
    canvas.setLineWidth(_LINE)
    inset = INSET if stock.per_page == 1 else 0.0
    canvas.rect(inset * MM, inset * MM, (stock.width - 2 * inset) * MM, (stock.piece_height - 2 * inset) * MM)
    if stock.is_folded:
        canvas.setDash(2, 2)
        canvas.line(0, stock.height * MM, stock.width * MM, stock.height * MM)
        canvas.setDash()
    if stock.per_page == 1:
        return
    number = fonts.choose(str(place + 1), Weight.BOLD)
    size = min(stock.height * MM * 0.4, 60.0)
    if place == 0:
        size, x, y = 9.0, 2.0 * MM, stock.height * MM - 4.5 * MM
    else:
        x = (stock.width * MM - number.face.width(number.text) * size) / 2
        y = stock.height * MM / 2 - 0.334 * size
    canvas.setFillColor(SOFT_INK if place == 0 else _PALE)
    draw_text(canvas, number.face, number.text, size=size, at=(x, y))


def _draw_first(canvas: Canvas, stock: Stock, fonts: Fonts, words: TrialWords) -> None:
    """Draw what to measure into the first badge, and the line below it."""
    passage = Passage("", "\n".join(words.sentences))
    draw_back_text(canvas, lay_out((passage,), stock, fonts, below=_TEXT_ABOVE))
    begins, length, height = MARGIN * MM, bar_length(stock) * MM, _BAR_ABOVE * MM
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(_THICK)
    canvas.line(begins, height, begins + length, height)
    canvas.setLineWidth(_LINE)
    for end in (begins, begins + length):
        canvas.line(end, height - 1.2 * MM, end, height + 1.2 * MM)


def _draw_rulers(canvas: Canvas, stock: Stock, fonts: Fonts) -> None:
    """Draw a ruler across and one along the page; both begin at the edge of the paper."""
    x, y = _beside(stock.left, stock.page_width), _beside(stock.piece_corner(0)[1], stock.page_height)
    if stock.rows == 1:
        y = _RULER_INSIDE  # over the empty halves of folded badges
    canvas.setStrokeColor(_FRAME)
    canvas.setLineWidth(_HAIR)
    canvas.setFillColor(SOFT_INK)
    top = (stock.page_height - y) * MM
    for millimetre in range(1, int(stock.page_width)):
        length = _tick(millimetre)
        canvas.line(millimetre * MM, top, millimetre * MM, top + length * MM)
        if millimetre % 10 == 0:
            number = fonts.choose(str(millimetre), Weight.REGULAR)
            half = number.face.width(number.text) * _NUMBER / 2
            draw_text(canvas, number.face, number.text, size=_NUMBER, at=(millimetre * MM - half, top + 3.4 * MM))
    for millimetre in range(1, int(stock.page_height)):
        length, height = _tick(millimetre), (stock.page_height - millimetre) * MM
        canvas.line(x * MM, height, (x - length) * MM, height)
        if millimetre % 10 == 0:
            number = fonts.choose(str(millimetre), Weight.REGULAR)
            width = number.face.width(number.text) * _NUMBER
            at = ((x - 3.4) * MM - width, height - 0.334 * _NUMBER)
            draw_text(canvas, number.face, number.text, size=_NUMBER, at=at)


def _beside(margin: float, page: float) -> float:
    """Put a ruler into the margin where there is enough, else far from the text in the first badge."""
    return margin - 1 if margin >= _RULER_MARGIN else page - _RULER_INSIDE


def _tick(millimetre: int) -> float:
    return next(length for step, length in _TICKS if millimetre % step == 0)
