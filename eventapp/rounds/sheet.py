"""How does the code of a table look on paper? One page a table, vectors only."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.design.drawing import INK, SOFT_INK, draw_text, qr_operators
from eventapp.badges.design.fitting import Sizes, fit
from eventapp.badges.fonts import Fonts, Setting, Weight
from eventapp.badges.qr import qr_matrix
from eventapp.badges.stock import MM

_LEADING = 1.15


class Paper(StrEnum):
    """The papers to choose from, upright."""

    A5 = "a5"
    A4 = "a4"


_WIDTHS = {Paper.A5: 148, Paper.A4: 210}
_HEIGHTS = {Paper.A5: 210, Paper.A4: 297}


@dataclass(frozen=True, slots=True)
class TableSign:
    """What stands on one sign."""

    name: str
    address: str
    """What the QR code says."""


@dataclass(frozen=True, slots=True)
class SignWords:
    """What stands on all signs, translated."""

    event_title: str
    invitation: str


def write_signs(signs: Iterable[TableSign], file: BinaryIO, paper: Paper, words: SignWords, fonts: Fonts) -> None:
    """Draws signs into a PDF file, one a page.

    Args:
        signs: The tables; at least one.
        file: Receives the PDF.
        paper: Its size.
        words: What stands on all of them.
        fonts: `load_fonts(folder)`.
    """
    width, height = _WIDTHS[paper] * MM, _HEIGHTS[paper] * MM
    canvas = Canvas(file, pagesize=(width, height), pageCompression=1)
    canvas.setTitle(words.event_title)
    canvas.setCreator("eventapp")
    for sign in signs:
        _draw_sign(canvas, sign, words, fonts, (width, height))
        canvas.showPage()
    canvas.save()


def _draw_sign(canvas: Canvas, sign: TableSign, words: SignWords, fonts: Fonts, page: tuple[float, float]) -> None:
    width, height = page
    side = 0.74 * width
    canvas.addLiteral(qr_operators(qr_matrix(sign.address), (width - side) / 2, 0.22 * height, side))
    largest = 0.17 * width
    name = fonts.choose_of_all(sign.name, Weight.BOLD), Sizes(largest, 0.5 * largest, 0.15 * largest)
    _draw_lines(canvas, *name, width=0.86 * width, middle=(width / 2, 0.84 * height))
    size = 0.046 * width
    invitation = fonts.choose_of_all(words.invitation, Weight.SEMIBOLD), Sizes(size, 0.8 * size, 0.5 * size)
    _draw_lines(canvas, *invitation, width=0.8 * width, middle=(width / 2, 0.155 * height))
    size = 0.034 * width
    title = fonts.choose_of_all(words.event_title, Weight.REGULAR), Sizes(size, 0.8 * size, 0.5 * size)
    _draw_lines(canvas, *title, width=0.86 * width, middle=(width / 2, 0.06 * height), soft=True)


def _draw_lines(  # noqa: PLR0913 a text has a font, a size and a place
    canvas: Canvas, setting: Setting, sizes: Sizes, *, width: float, middle: tuple[float, float], soft: bool = False
) -> None:
    """Sets a text in as many lines as it needs, around a point."""
    fitted = fit(setting.text, setting.face.width, width, sizes)
    canvas.setFillColor(SOFT_INK if soft else INK)
    x, y = middle
    y += (len(fitted.lines) - 1) * _LEADING * fitted.size / 2 - fitted.size / 3
    for line in fitted.lines:
        start = x - setting.face.width(line) * fitted.size / 2
        draw_text(canvas, setting.face, line, size=fitted.size, at=(start, y))
        y -= _LEADING * fitted.size
