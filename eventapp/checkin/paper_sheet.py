"""How does a door's list look on paper? A4, a box to tick in each row, in the fonts of the badges."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.design.drawing import INK, SOFT_INK, draw_text
from eventapp.badges.design.fitting import Fitted, Sizes, fit
from eventapp.badges.fonts import Fonts, Typeface, Weight
from eventapp.badges.stock import MM
from eventapp.checkin.paper import PaperRow

_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 14 * MM, 14 * MM, 14 * MM, 16 * MM
_BOX = 4.2 * MM
_NAME, _ORGANISATION, _CODE, _STATE = 72 * MM, 58 * MM, 24 * MM, 18 * MM
_GAP = 3 * MM
_LEAST_ROW = 6.8 * MM
_LEADING = 1.2
_SIZES = Sizes(largest=10.5, comfortable=9, floor=8, lines=16)
"""A name is set smaller, then on more lines, as many as it needs."""
_SMALL = 8.5
_LINE = 0.5


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What stands on the paper besides the people, in the reader's language.

    Attributes:
        title: The event.
        subtitle: The list, and how many people stand on it.
        made: When it was printed.
        hint: How to enter afterwards what was ticked.
        heads: Above the columns: boxes, name, organisation, code.
        page: With {number} and {count}.
        since: How the moment is written since which somebody is in.
        boxes: How many boxes a row has: two where people are counted out.
    """

    title: str
    subtitle: str
    made: str
    hint: str
    heads: tuple[str, str, str, str]
    page: str
    since: Callable[[datetime], str]
    boxes: int = 1


@dataclass(frozen=True, slots=True)
class _Cell:
    """A text as it is set."""

    fitted: Fitted
    face: Typeface

    @property
    def height(self) -> float:
        height: float = len(self.fitted.lines) * self.fitted.size * _LEADING
        return height


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is set."""

    row: PaperRow
    name: _Cell
    organisation: _Cell

    @property
    def height(self) -> float:
        return max(self.name.height + 2 * MM, self.organisation.height + 2 * MM, _LEAST_ROW)


def door_paper(rows: Sequence[PaperRow], words: PaperWords, fonts: Fonts) -> bytes:
    """The list as a PDF; with nobody on it, one page that says so by its head.

    Args:
        rows: In the order of the paper.
        words: What else stands there.
        fonts: The fonts to choose from.
    """
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1)
    canvas.setTitle(f"{words.title}: {words.subtitle}")
    canvas.setCreator("eventapp")
    sheet = _Sheet(canvas, words, fonts)
    pages = list(_pages([sheet.set_row(row) for row in rows], sheet.room))
    for number, page in enumerate(pages, start=1):
        sheet.draw_page(page, words.page.format(number=number, count=len(pages)))
    canvas.save()
    return file.getvalue()


def _pages(rows: Sequence[_Row], room: float) -> Iterator[list[_Row]]:
    page: list[_Row] = []
    used = 0.0
    for row in rows:
        if page and used + row.height > room:
            yield page
            page, used = [], 0.0
        page.append(row)
        used += row.height
    yield page


class _Sheet:
    """A canvas, and what stands on each of its pages."""

    def __init__(self, canvas: Canvas, words: PaperWords, fonts: Fonts) -> None:
        """Sets the head, which takes as much room as it needs."""
        self.canvas, self.words, self.fonts = canvas, words, fonts
        width = _WIDTH - _LEFT - _RIGHT
        self.head = (
            self._cell(words.title, Weight.BOLD, width, Sizes(15, 13, 9, 4)),
            self._cell(words.subtitle, Weight.REGULAR, width, Sizes(10.5, 9, 8, 4)),
            self._cell(words.hint, Weight.REGULAR, width, Sizes(_SMALL, _SMALL, 7, 4)),
        )
        boxes: float = words.boxes * (_BOX + _GAP)
        taken = boxes + _CODE + _STATE + 2 * _GAP
        share = (width - taken) / (_NAME + _ORGANISATION)
        self.widths: tuple[float, float, float] = (boxes, _NAME * share, _ORGANISATION * share)
        self.top: float = _HEIGHT - _TOP - sum(cell.height for cell in self.head) - 3 * MM

    @property
    def room(self) -> float:
        """The height that rows may take on a page."""
        room: float = self.top - 5.5 * MM - _BOTTOM
        return room

    def set_row(self, row: PaperRow) -> _Row:
        """Sets a person's row."""
        _boxes, name, organisation = self.widths
        return _Row(
            row,
            self._cell(row.person.name, Weight.SEMIBOLD, name, _SIZES),
            self._cell(row.person.organisation, Weight.REGULAR, organisation, _SIZES.at_most(9.5)),
        )

    def draw_page(self, rows: Sequence[_Row], page: str) -> None:
        """Draws a page and begins the next one."""
        y = _HEIGHT - _TOP
        for number, cell in enumerate(self.head):
            y = self._draw_cell(cell, _LEFT, y, soft=number > 0)
        y = self._draw_column_heads()
        for row in rows:
            self._draw_row(row, y)
            y -= row.height
        self._draw_label(self.words.made, _LEFT, 9 * MM)
        foot = self.fonts.choose(page, Weight.REGULAR)
        self._draw_label(page, _WIDTH - _RIGHT - foot.face.width(foot.text) * _SMALL, 9 * MM)
        self.canvas.showPage()

    def _draw_column_heads(self) -> float:
        y, x = self.top - 3.6 * MM, _LEFT
        for text, width in zip(self.words.heads, (*self.widths, _CODE), strict=True):
            self._draw_label(text, x, y)
            x += width + (_GAP if x > _LEFT else 0)
        y -= 1.9 * MM
        self._draw_line(y, INK)
        return y

    def _draw_row(self, row: _Row, top: float) -> None:
        boxes, name, organisation = self.widths
        middle = top - row.height / 2
        is_in = row.row.person.arrived_at is not None
        for number in range(self.words.boxes):
            self._draw_box(_LEFT + number * (_BOX + _GAP), middle - _BOX / 2, is_ticked=is_in and number == 0)
        x = _LEFT + boxes
        self._draw_cell(row.name, x, middle + row.name.height / 2)
        x += name + _GAP
        self._draw_cell(row.organisation, x, middle + row.organisation.height / 2, soft=True)
        x += organisation + _GAP
        self._draw_code(row.row, x, middle - 1.2 * MM)
        if row.row.person.arrived_at is not None:
            self._draw_label(self.words.since(row.row.person.arrived_at), x + _CODE, middle - 1.2 * MM)
        self._draw_line(top - row.height, SOFT_INK)

    def _draw_box(self, x: float, y: float, *, is_ticked: bool) -> None:
        self.canvas.setStrokeColor(INK)
        self.canvas.setLineWidth(0.9)
        self.canvas.rect(x, y, _BOX, _BOX, stroke=1, fill=0)
        if is_ticked:
            self.canvas.setLineWidth(1.4)
            self.canvas.lines(
                [
                    (x + 0.2 * _BOX, y + 0.5 * _BOX, x + 0.42 * _BOX, y + 0.25 * _BOX),
                    (x + 0.42 * _BOX, y + 0.25 * _BOX, x + 0.82 * _BOX, y + 0.78 * _BOX),
                ]
            )

    def _draw_code(self, row: PaperRow, x: float, y: float) -> None:
        """The signs that are enough stand out."""
        for text, weight, color in (
            (row.code[: row.needed], Weight.BOLD, INK),
            (row.code[row.needed :], Weight.REGULAR, SOFT_INK),
        ):
            face = self.fonts.choose(text, weight).face
            self.canvas.setFillColor(color)
            draw_text(self.canvas, face, text, size=10, at=(x, y), spacing=0.4)
            x += face.width(text) * 10 + 0.4 * len(text)

    def _draw_cell(self, cell: _Cell, x: float, top: float, *, soft: bool = False) -> float:
        """Draws a text downwards from a height; returns where it ends."""
        self.canvas.setFillColor(SOFT_INK if soft else INK)
        for line in cell.fitted.lines:
            baseline = top - cell.fitted.size * (_LEADING + 0.72) / 2
            draw_text(self.canvas, cell.face, line, size=cell.fitted.size, at=(x, baseline))
            top -= cell.fitted.size * _LEADING
        return top

    def _draw_label(self, text: str, x: float, y: float) -> None:
        setting = self.fonts.choose(text, Weight.REGULAR)
        self.canvas.setFillColor(SOFT_INK)
        draw_text(self.canvas, setting.face, setting.text, size=_SMALL, at=(x, y))

    def _draw_line(self, y: float, color: object) -> None:
        self.canvas.setStrokeColor(color)
        self.canvas.setLineWidth(_LINE)
        self.canvas.line(_LEFT, y, _WIDTH - _RIGHT, y)

    def _cell(self, text: str, weight: Weight, width: float, sizes: Sizes) -> _Cell:
        setting = self.fonts.choose_of_all(text, weight)
        return _Cell(fit(setting.text, setting.face.width, width, sizes), setting.face)
