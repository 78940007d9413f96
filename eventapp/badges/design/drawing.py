"""How are a badge and its QR code put on a PDF page? Vectors and the pictures of its design; lengths in points."""

import io
import re
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from reportlab.lib.colors import HexColor
from reportlab.lib.rl_accel import escapePDF
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from eventapp.badges.design import fields
from eventapp.badges.design.composition import Area, Box, Code, Composition, Image, Line, Thread
from eventapp.badges.design.fields import Picture
from eventapp.badges.fonts import Typeface
from eventapp.badges.qr import QUIET_ZONE, QrMatrix

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


@lru_cache(maxsize=256)
def _colour(colour: str) -> str:
    ink = HexColor(colour)
    return f"{ink.red:.4f} {ink.green:.4f} {ink.blue:.4f}"


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
    corners, lengths = _run_words(matrix.size)
    runs = map(re.Match.span, _DARK_RUN.finditer(_BETWEEN_ROWS.join(matrix.rows)))
    rectangles = "".join([corners[begin] + lengths[end - begin] for begin, end in runs])
    return f"q {module:.5f} 0 0 {module:.5f} {x:.3f} {y:.3f} cm 0 g{rectangles} f Q"


_DARK_RUN, _BETWEEN_ROWS = re.compile(rb"\x01+"), b"\x00"


@lru_cache(maxsize=8)
def _run_words(size: int) -> tuple[list[str], list[str]]:
    """Write all numbers once, not for each of a badge's three hundred runs: where one begins, and how long it is."""
    row_length = size + len(_BETWEEN_ROWS)
    places = (divmod(place, row_length) for place in range(size * row_length))
    corners = [f" {column + QUIET_ZONE} {size + QUIET_ZONE - 1 - row} " for row, column in places]
    return corners, [f"{length} 1 re" for length in range(size + 1)]


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
        canvas.addLiteral(_text_operators(_letters_of(canvas, face.name), text, size, at, spacing))
        return
    # Outlines say nothing to who searches the file: an unseen blank says what they mean.
    canvas.addLiteral(f"/Span <</ActualText <feff{text.encode('utf-16-be', 'replace').hex()}>>> BDC")
    canvas.addLiteral(_outline_operators(shaped, size, x, y))
    canvas.setFont(face.name, size)
    canvas.drawString(x, y, " ", mode=_UNSEEN)
    canvas.addLiteral("EMC")


class _Letters(dict[str, tuple[str, str]]):
    """How a document writes the characters of a font: in which part of it, and by which sign.

    ReportLab numbers the characters of a document as they come, and looks up and writes each of a line's anew.
    """

    def __init__(self, canvas: Canvas, font: TTFont) -> None:
        super().__init__()
        self._document, self._font = canvas._doc, font  # noqa: SLF001 as its own texts do

    def __missing__(self, character: str) -> tuple[str, str]:
        ((part, sign),) = self._font.splitString(character, self._document)
        self[character] = self._font.getSubsetInternalName(part, self._document), escapePDF(sign)
        return self[character]


_letters: "WeakKeyDictionary[Canvas, dict[str, _Letters]]" = WeakKeyDictionary()


def _letters_of(canvas: Canvas, font: str) -> _Letters:
    fonts = _letters.setdefault(canvas, {})
    if font not in fonts:
        fonts[font] = _Letters(canvas, pdfmetrics.getFont(font))
    return fonts[font]


def _text_operators(letters: _Letters, text: str, size: float, at: Point, spacing: float) -> str:
    """Write a line of type; almost always all of it is in one part of the font."""
    shown = " ".join(
        f"{part} {size:.5f} Tf ({''.join([sign for _, sign in signs])}) Tj"
        for part, signs in groupby([letters[character] for character in text], itemgetter(0))
    )
    spaced, usual = (f"{spacing:.3f} Tc ", " 0 Tc") if spacing else ("", "")
    return f"BT {at[0]:.5f} {at[1]:.5f} Td {spaced}{shown}{usual} ET"


def _outline_operators(shaped: "Shaped", size: float, x: float, y: float) -> str:
    glyphs = " ".join(
        f"q {glyph.scale:.6f} 0 0 {glyph.scale:.6f} {glyph.x:.4f} {glyph.y:.4f} cm {glyph.outline.pdf} f Q"
        for glyph in shaped.glyphs
    )
    return f"q {size:.3f} 0 0 {size:.3f} {x:.3f} {y:.3f} cm {glyphs} Q"


def draw_line(canvas: Canvas, line: Line) -> None:
    """Draw a line in its colour."""
    canvas.addLiteral(f"{_colour(line.colour)} rg")
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
