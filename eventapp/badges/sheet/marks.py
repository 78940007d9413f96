"""Where is a page cut, and where is it folded?"""

from collections.abc import Iterable

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from eventapp.badges.stock import MM, Stock

_MARK = Color(0.6, 0.6, 0.6)
_WIDTH = 0.3
_LENGTH = 5.0
_GAP = 1.5
"""Millimetres between a mark and the badge, so that none is left on it."""
_INWARD = 8.0
"""Without room beside the badges, a mark lies on the cut itself, this far into the page: printers leave 4 mm."""
_EDGE = 1.0
"""Nearer to the page's edge nothing is cut."""
_DASHES = (1.2, 1.2)


def draw_marks(canvas: Canvas, stock: Stock) -> None:
    """Draw thin marks where the page is cut, and dashed ones where a badge is folded."""
    pieces = [stock.piece_corner(place) for place in range(stock.per_page)]
    across = {edge for x, _ in pieces for edge in (x, x + stock.width)}
    down = {edge for _, y in pieces for edge in (y, y + stock.piece_height)}
    canvas.saveState()
    canvas.setStrokeColor(_MARK)
    canvas.setLineWidth(_WIDTH)
    for x in _inside(across, stock.page_width):
        for begins, ends in _spans(min(down), max(down), stock.page_height):
            canvas.line(x * MM, (stock.page_height - begins) * MM, x * MM, (stock.page_height - ends) * MM)
    for y in _inside(down, stock.page_height):
        _draw_across(canvas, stock, y, across)
    if stock.is_folded:
        canvas.setDash(*_DASHES)
        for y in sorted({stock.corner(place)[1] for place in range(stock.per_page)}):
            _draw_across(canvas, stock, y, across)
    canvas.restoreState()


def _draw_across(canvas: Canvas, stock: Stock, y: float, across: Iterable[float]) -> None:
    """Draw a mark on both sides, at a height from the page's upper edge."""
    height = (stock.page_height - y) * MM
    for begins, ends in _spans(min(across), max(across), stock.page_width):
        canvas.line(begins * MM, height, ends * MM, height)


def _spans(first: float, last: float, page: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Say from where to where the marks before the first and behind the last badge run."""
    return _span(first), tuple(page - end for end in _span(page - last))  # type: ignore[return-value] # two of them


def _span(room: float) -> tuple[float, float]:
    if room <= _GAP + _EDGE:
        return 0.0, _INWARD
    return max(room - _GAP - _LENGTH, 0.0), room - _GAP


def _inside(edges: Iterable[float], page: float) -> list[float]:
    """Leave out what lies on the edge of the page; edges that differ by less than a hair are one."""
    return sorted({round(edge, 3) for edge in edges if _EDGE < edge < page - _EDGE})
