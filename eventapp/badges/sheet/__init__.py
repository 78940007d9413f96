"""Badges as a PDF: streamed page by page, vectors only, embedded fonts; a bad badge never stops the batch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import BinaryIO

from eventapp.badges.design import Design
from eventapp.badges.design.badge import Badge, BadgeProblem, Problem
from eventapp.badges.design.composing import compose
from eventapp.badges.design.drawing import draw_badge
from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet.back import NO_TEXT, BackText, draw_back_text, lay_out
from eventapp.badges.sheet.marks import draw_marks
from eventapp.badges.sheet.options import Back, Duplex, Passage, PrintOptions
from eventapp.badges.sheet.sides import back_matrix, folded_back_matrix, front_matrix
from eventapp.badges.sheet.streaming import Drawing, StreamedCanvas
from eventapp.badges.stock import MM
from eventapp.core.text import clean_line

__all__ = [
    "Back",
    "Badge",
    "BadgeProblem",
    "Duplex",
    "Passage",
    "PrintOptions",
    "Problem",
    "SheetReport",
    "find_back_problems",
    "write_sheet",
]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What came of a batch."""

    badges: int
    """How many were printed."""
    pages: int
    """Of the document: backs count."""
    problems: tuple[BadgeProblem, ...]
    of_back: tuple[tuple[Problem, str], ...] = ()
    """What is wrong with the text on all backs, each with its detail."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is drawn of a badge."""

    front: Drawing
    back: Drawing | None


def write_sheet(
    badges: Iterable[Badge],
    file: BinaryIO,
    design: Design,
    fonts: Fonts,
    options: PrintOptions,
) -> SheetReport:
    """Draw badges into a PDF file, one after the other as they come.

    Args:
        badges: may be a generator; none is kept longer than its page.
        file: receives the PDF page by page. Without a printed badge it holds one empty page.
        design: of a badge's front, as large as the stock's badges.
        fonts: `load_fonts(folder)`.
        options: the paper, and what else was chosen.

    Returns:
        How many badges and pages there are, and every problem: a cut text, a missing character, a badge
        left out. Nothing is dropped silently.
    """
    stock = options.stock
    canvas = StreamedCanvas(file, (stock.page_width * MM, stock.page_height * MM))
    canvas.setTitle(options.title)
    canvas.setCreator("eventapp")
    # Viewers then offer 100 %: scaled "to fit", no badge would match its stock.
    canvas.setViewerPreference("PrintScaling", "None")
    if options.prints_backs and stock.has_backs:
        canvas.setViewerPreference("Duplex", f"DuplexFlip{options.duplex.capitalize()}Edge")
    back_text = lay_out(options.passages, stock, fonts) if options.prints(Back.TEXT) else NO_TEXT
    problems: list[BadgeProblem] = []
    press = _Press(canvas, design, fonts, options, back_text)
    sheet = _Sheet(canvas, options)
    for sides in _drawn(badges, press, problems):
        sheet.add(sides)
    sheet.finish()
    canvas.save()
    return SheetReport(sheet.badges, sheet.pages, tuple(problems), back_text.problems)


def find_back_problems(options: PrintOptions, fonts: Fonts) -> tuple[tuple[Problem, str], ...]:
    """Say what is wrong with the text on all backs, before anything is printed."""
    return lay_out(options.passages, options.stock, fonts).problems if options.prints(Back.TEXT) else ()


class _Sheet:
    """The page that is being filled: fronts as they come, then their backs."""

    def __init__(self, canvas: StreamedCanvas, options: PrintOptions) -> None:
        self._canvas, self._options = canvas, options
        self._place = options.start - 1
        self._backs: list[tuple[int, Drawing]] = []
        self._is_open = False
        self.badges = self.pages = 0

    def add(self, sides: _Sides) -> None:
        """Put a badge at the next place."""
        stock, place = self._options.stock, self._place
        if not self._is_open:
            self._open()
        self._canvas.place(sides.front, front_matrix(stock, place))
        if sides.back is not None and stock.is_folded:
            self._canvas.place(sides.back, folded_back_matrix(stock, place))
        elif sides.back is not None:
            self._backs.append((place, sides.back))
        self.badges += 1
        self._place = (place + 1) % stock.per_page
        if self._place == 0:
            self.finish()

    def finish(self) -> None:
        """End the page, and add the one with the backs behind it."""
        if not self._is_open:
            return
        self._is_open = False
        self._end_page()
        for place, back in self._backs:
            self._canvas.place(back, back_matrix(self._options.stock, place, self._options.duplex))
        if self._backs:
            self._end_page()
        self._backs = []

    def _open(self) -> None:
        self._is_open = True
        if self._options.stock.needs_cutting:
            draw_marks(self._canvas, self._options.stock)

    def _end_page(self) -> None:
        self._canvas.showPage()
        self.pages += 1


@dataclass(frozen=True)
class _Press:
    """What is the same for all badges of a batch."""

    canvas: StreamedCanvas
    design: Design
    fonts: Fonts
    options: PrintOptions
    back_text: BackText

    def sides(self, badge: Badge) -> tuple[_Sides, list[tuple[Problem, str]]]:
        """Draw both sides of a badge, to be placed afterwards; with what should be reported."""
        front, problems = self._side(badge, self.design)
        if self.options.prints(Back.MIRROR):
            return _Sides(front, front), problems
        if self.options.prints(Back.DESIGN) and self.options.back_design is not None:
            back, problems_of_back = self._side(badge, self.options.back_design)
            return _Sides(front, back), [*dict.fromkeys([*problems, *problems_of_back])]
        if self.options.prints(Back.TEXT):
            return _Sides(front, self.text_of_all), problems
        return _Sides(front, None), problems

    @cached_property
    def text_of_all(self) -> Drawing:
        """The back that is the same on all badges."""
        return self.canvas.recorded(partial(draw_back_text, self.canvas, self.back_text))

    def _side(self, badge: Badge, design: Design) -> tuple[Drawing, list[tuple[Problem, str]]]:
        composition = compose(badge, design, self.fonts)
        drawing = self.canvas.recorded(partial(draw_badge, self.canvas, composition))
        return drawing, list(composition.problems)


def _drawn(badges: Iterable[Badge], press: _Press, problems: list[BadgeProblem]) -> Iterator[_Sides]:
    """Draw badge after badge and note the problems; of a bad one, nothing reaches the paper."""
    for position, badge in enumerate(badges):
        try:
            sides, found = press.sides(badge)
        except Exception as error:  # noqa: BLE001 - whatever one badge holds, the others are printed
            problems.append(BadgeProblem(position, clean_line(str(badge.name)), Problem.NOT_PRINTED, str(error)))
            continue
        name = clean_line(badge.name)
        problems.extend(BadgeProblem(position, name, problem, detail) for problem, detail in found)
        yield sides
