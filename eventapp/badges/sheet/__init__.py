"""Badges as a PDF: one canvas, vectors only, embedded fonts; a bad badge is reported and never stops the batch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet.badge import Badge, BadgeProblem, Problem
from eventapp.badges.sheet.composing import Composition, compose
from eventapp.badges.sheet.drawing import draw_badge, draw_cut_marks
from eventapp.badges.sheet.stock import MM, Layout, Stock, stock_of
from eventapp.core.text import clean_line

__all__ = ["Badge", "BadgeProblem", "Layout", "Problem", "SheetReport", "write_sheet"]

# ReportLab wraps its streams in text by default; as plain bytes the file is a fifth smaller and sooner done.
rl_config.useA85 = 0


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What came of a batch."""

    badges: int
    """How many were printed."""
    pages: int
    problems: tuple[BadgeProblem, ...]


def write_sheet(
    badges: Iterable[Badge], file: BinaryIO, layout: Layout, fonts: Fonts, title: str = ""
) -> SheetReport:
    """Draw badges into a PDF file, one after the other as they come.

    Args:
        badges: may be a generator; none is kept.
        file: receives the PDF when all are drawn. Without a printed badge it holds one empty page.
        layout: the paper.
        fonts: `load_fonts(folder)`.
        title: the document's title, shown by a viewer.

    Returns:
        How many badges and pages there are, and every problem: a cut text, a missing character, a badge
        left out. Nothing is dropped silently.
    """
    stock = stock_of(layout)
    canvas = Canvas(file, pagesize=(stock.page_width * MM, stock.page_height * MM), pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("eventapp")
    # Viewers then offer 100 %: scaled "to fit", no badge would match its stock.
    canvas.setViewerPreference("PrintScaling", "None")
    problems: list[BadgeProblem] = []
    printed = 0
    for composition in _composed(badges, stock, fonts, problems):
        place = printed % stock.per_page
        if place == 0:
            if printed:
                canvas.showPage()
            if stock.cut_marks:
                draw_cut_marks(canvas, stock)
        _draw_at(canvas, composition, stock, place)
        printed += 1
    canvas.save()
    return SheetReport(printed, -(-printed // stock.per_page), tuple(problems))


def _composed(
    badges: Iterable[Badge], stock: Stock, fonts: Fonts, problems: list[BadgeProblem]
) -> Iterator[Composition]:
    """Lay badge after badge out and note the problems; a bad one is left out before anything is drawn."""
    for position, badge in enumerate(badges):
        try:
            composition = compose(badge, stock.design, fonts)
        except Exception as error:  # noqa: BLE001 - whatever one badge holds, the others are printed
            problems.append(BadgeProblem(position, clean_line(str(badge.name)), Problem.NOT_PRINTED, str(error)))
            continue
        name = clean_line(badge.name)
        problems.extend(BadgeProblem(position, name, problem, detail) for problem, detail in composition.problems)
        yield composition


def _draw_at(canvas: Canvas, composition: Composition, stock: Stock, place: int) -> None:
    """Draw a badge at its place on the page, counted row by row from the upper left."""
    row, column = divmod(place, stock.columns)
    x = stock.left + column * stock.design.width
    y = stock.page_height - stock.top - (row + 1) * stock.design.height
    canvas.saveState()
    canvas.translate(x * MM, y * MM)
    draw_badge(canvas, composition, stock.design)
    canvas.restoreState()
