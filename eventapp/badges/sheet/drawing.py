"""How are a badge, its QR code and the cut marks put on a PDF page? Vectors only, all lengths in points."""

from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from eventapp.badges.qr import QUIET_ZONE, QrMatrix, qr_runs
from eventapp.badges.sheet.composing import Composition, Line
from eventapp.badges.sheet.stock import MM, Design, Stock

# The paper colours and the accent of static/css/tokens.css; grey printers keep them apart by lightness.
INK = HexColor("#10241f")
SOFT_INK = HexColor("#4b5f58")
ACCENT = HexColor("#0b5a4c")
_MARK = Color(0.6, 0.6, 0.6)

_MARK_LENGTH = 5 * MM
_MARK_GAP = 1.5 * MM


def draw_badge(canvas: Canvas, composition: Composition, design: Design) -> None:
    """Draw a badge with its lower left corner at the origin."""
    canvas.addLiteral(_thread_operators(composition.thread_from, design))
    canvas.addLiteral(qr_operators(composition.qr, design.qr_left * MM, design.qr_bottom * MM, design.qr_side * MM))
    for line in composition.lines:
        _draw_line(canvas, line)


def qr_operators(matrix: QrMatrix, x: float, y: float, side: float) -> str:
    """Write a QR code as PDF operators: one path of merged runs, filled once.

    One raw string is three times as quick as the canvas's own path, and one fill leaves no hairlines
    between rows. The black is pure, so that a colour laser uses only its black toner.

    Args:
        matrix: the modules.
        x: left edge of the quiet zone.
        y: lower edge of the quiet zone.
        side: length of a side, quiet zones included.
    """
    module = side / matrix.outer_size
    top = matrix.outer_size - QUIET_ZONE - 1
    rectangles = " ".join(f"{run.column + QUIET_ZONE} {top - run.row} {run.length} 1 re" for run in qr_runs(matrix))
    return f"q {module:.5f} 0 0 {module:.5f} {x:.3f} {y:.3f} cm 0 g {rectangles} f Q"


def draw_cut_marks(canvas: Canvas, stock: Stock) -> None:
    """Draw thin marks around the badges, all of them outside, so that none is left on a badge."""
    design = stock.design
    left, right = stock.left * MM, (stock.left + stock.columns * design.width) * MM
    top = (stock.page_height - stock.top) * MM
    bottom = top - stock.rows * design.height * MM
    canvas.setStrokeColor(_MARK)
    canvas.setLineWidth(0.3)
    for column in range(stock.columns + 1):
        x = left + column * design.width * MM
        canvas.line(x, top + _MARK_GAP, x, top + _MARK_GAP + _MARK_LENGTH)
        canvas.line(x, bottom - _MARK_GAP, x, bottom - _MARK_GAP - _MARK_LENGTH)
    for row in range(stock.rows + 1):
        y = top - row * design.height * MM
        canvas.line(left - _MARK_GAP, y, left - _MARK_GAP - _MARK_LENGTH, y)
        canvas.line(right + _MARK_GAP, y, right + _MARK_GAP + _MARK_LENGTH, y)


def _draw_line(canvas: Canvas, line: Line) -> None:
    """Draw a line of type as a plain string; nothing in it is ever read as markup."""
    canvas.setFillColor(SOFT_INK if line.soft else INK)
    canvas.setFont(line.face.name, line.size)
    x = line.x
    if line.centred:
        width = line.face.width(line.text) * line.size + line.spacing * (len(line.text) - 1)
        x -= width / 2
    canvas.drawString(x, line.y, line.text, charSpace=line.spacing)


@dataclass(frozen=True, slots=True)
class Thread:
    """Two nodes joined by a thread: one person, and the one still to be met. In points."""

    height: float
    radius: float
    first: float
    """Middle of the first node, which is filled."""
    last: float
    """Middle of the last node, which is a ring."""
    start: float
    end: float
    sag: float
    reach: float
    """How far the curve's control points lie from its ends."""


def thread_of(start: float, design: Design) -> Thread:
    """Say how the thread hangs.

    Args:
        start: where it begins, from the badge's left edge.
        design: where there is room.
    """
    radius = design.node_radius * MM
    last = (design.width - design.margin - design.node_radius) * MM
    end = last - radius
    return Thread(
        height=design.thread_height * MM,
        radius=radius,
        first=(design.margin + design.node_radius) * MM,
        last=last,
        start=start,
        end=end,
        sag=min(design.thread_sag * MM, (end - start) * 0.12),  # behind a long role it hangs less
        reach=(end - start) * 0.42,
    )


@lru_cache(maxsize=256)
def _thread_operators(start: float, design: Design) -> str:
    """Write the thread as PDF operators. Most badges of a batch share it, so that it is written once.

    Args:
        start: where the thread begins, from the badge's left edge.
        design: where it hangs.
    """
    hangs = thread_of(start, design)
    node, ring, thread = PDFPathObject(), PDFPathObject(), PDFPathObject()
    node.circle(hangs.first, hangs.height, hangs.radius)
    ring.circle(hangs.last, hangs.height, hangs.radius)
    thread.moveTo(hangs.start, hangs.height)
    thread.curveTo(
        hangs.start + hangs.reach,
        hangs.height - hangs.sag,
        hangs.end - hangs.reach,
        hangs.height + hangs.sag,
        hangs.end,
        hangs.height,
    )
    colour = f"{ACCENT.red:.4f} {ACCENT.green:.4f} {ACCENT.blue:.4f}"
    return (
        f"q {colour} rg {colour} RG {hangs.radius * 0.3:.3f} w 1 J "
        f"{node.getCode()} f {ring.getCode()} S {thread.getCode()} S Q"
    )
