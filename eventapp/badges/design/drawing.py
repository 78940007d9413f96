"""How are a badge and its QR code put on a PDF page? Vectors and the pictures of its design; lengths in points."""

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from eventapp.badges.design import fields
from eventapp.badges.design.composition import Area, Box, Code, Composition, Image, Line, Thread
from eventapp.badges.design.fields import Picture
from eventapp.badges.fonts import Typeface
from eventapp.badges.qr import QUIET_ZONE, QrMatrix, qr_runs

if TYPE_CHECKING:
    from eventapp.badges.scripts import Shaped

INK, SOFT_INK, ACCENT = (HexColor(colour) for colour in (fields.INK, fields.SOFT_INK, fields.ACCENT))
_UNSEEN = 3
"""The PDF's way of setting text without drawing it."""

Point = tuple[float, float]
"""From the left and from below."""


def draw_badge(canvas: Canvas, composition: Composition) -> None:
    """Draw a badge with its lower left corner at the origin."""
    if composition.background is not None:
        _draw_image(canvas, composition.background)
    for area in composition.areas:
        canvas.addLiteral(_area_operators(area))
    for image in composition.images:
        _draw_image(canvas, image)
    for thread in composition.threads:
        canvas.addLiteral(_thread_operators(thread))
    for code in composition.codes:
        canvas.addLiteral(_code_operators(code))
    for line in composition.lines:
        draw_line(canvas, line)


def _draw_image(canvas: Canvas, image: Image) -> None:
    box = image.box
    canvas.drawImage(_reader(image.picture), box.x, box.y, box.width, box.height, mask="auto")


@lru_cache(maxsize=32)
def _reader(picture: Picture) -> ImageReader:
    """The picture of a batch is put into the document once."""
    return ImageReader(io.BytesIO(picture.content))


def _area_operators(area: Area) -> str:
    box, path = area.box, PDFPathObject()
    if not area.radius:
        return f"q {_colour(area.colour)} rg {_rectangle(box)} f Q"
    path.roundRect(box.x, box.y, box.width, box.height, area.radius)
    return f"q {_colour(area.colour)} rg {path.getCode()} f Q"


def _code_operators(code: Code) -> str:
    """Write a QR code on white ground: whatever lies below, its quiet zone is white."""
    box = code.box
    return f"q 1 g {_rectangle(box)} f Q {qr_operators(code.matrix, box.x, box.y, box.width)}"


def _rectangle(box: Box) -> str:
    return f"{box.x:.3f} {box.y:.3f} {box.width:.3f} {box.height:.3f} re"


def _colour(colour: str) -> str:
    ink = _ink(colour)
    return f"{ink.red:.4f} {ink.green:.4f} {ink.blue:.4f}"


@lru_cache(maxsize=256)
def _ink(colour: str) -> Color:
    return HexColor(colour)


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


def draw_text(canvas: Canvas, face: Typeface, text: str, *, size: float, at: Point, spacing: float = 0.0) -> None:  # noqa: PLR0913 what a line of type has
    """Draw a line of type in the canvas's colour as a plain string; nothing in it is ever read as markup.

    Args:
        canvas: where to.
        face: what it is set in.
        text: the line.
        size: in points.
        at: left end of its baseline.
        spacing: more space after each sign, of a line that is not drawn as outlines.
    """
    x, y = at
    shaped = face.shaped(text)
    if shaped is None:
        canvas.setFont(face.name, size)
        canvas.drawString(x, y, text, charSpace=spacing)
        return
    # Outlines say nothing to who searches the file: an unseen blank says what they mean.
    canvas.addLiteral(f"/Span <</ActualText <feff{text.encode('utf-16-be', 'replace').hex()}>>> BDC")
    canvas.addLiteral(_outline_operators(shaped, size, x, y))
    canvas.setFont(face.name, size)
    canvas.drawString(x, y, " ", mode=_UNSEEN)
    canvas.addLiteral("EMC")


def _outline_operators(shaped: "Shaped", size: float, x: float, y: float) -> str:
    glyphs = " ".join(
        f"q {glyph.scale:.6f} 0 0 {glyph.scale:.6f} {glyph.x:.4f} {glyph.y:.4f} cm {glyph.outline.pdf} f Q"
        for glyph in shaped.glyphs
    )
    return f"q {size:.3f} 0 0 {size:.3f} {x:.3f} {y:.3f} cm {glyphs} Q"


def draw_line(canvas: Canvas, line: Line) -> None:
    """Draw a line in its colour."""
    canvas.setFillColor(_ink(line.colour))
    draw_text(canvas, line.face, line.text, size=line.size, at=(line.x, line.y), spacing=line.spacing)


@lru_cache(maxsize=256)
def _thread_operators(hangs: Thread) -> str:
    """Write a thread as PDF operators. Most badges of a batch share it, so that it is written once."""
    node, ring, thread = PDFPathObject(), PDFPathObject(), PDFPathObject()
    if hangs.first is not None:
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
    colour = _colour(hangs.colour)
    return (
        f"q {colour} rg {colour} RG {hangs.radius * 0.3:.3f} w 1 J "
        f"{node.getCode()} {'' if hangs.first is None else 'f'} {ring.getCode()} S {thread.getCode()} S Q"
    )
