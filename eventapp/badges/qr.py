"""What pattern of squares is a badge's address, and how does it look in a page, a mail and a PDF?"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape
from PIL import Image
from qrcode.exceptions import DataOverflowError

from eventapp.badges.qr_encoding import modules_of

# ISO/IEC 18004 asks for four modules of white on each side; phones find the code much later with less.
QUIET_ZONE = 4

# Trying all eight masks is 80 % of the work, and a mask does not decide whether a code can be read. This one
# has the lowest mean penalty of the eight over badge addresses (703; the others 710 to 808).
_MASK = 3

_LONGEST = 5_596  # digits in version 40 with error correction M; other signs fill it sooner
_WHITE = 255
_DARK_RUN = re.compile(rb"\x01+")


@dataclass(frozen=True, slots=True)
class QrMatrix:
    """The dark and light modules of one QR code, without its quiet zone."""

    rows: tuple[bytes, ...]
    """From the top one; in each a byte for every module: 1 is dark."""

    @property
    def size(self) -> int:
        """Number of modules on a side."""
        return len(self.rows)

    @property
    def outer_size(self) -> int:
        """Number of modules on a side, quiet zones included."""
        return self.size + 2 * QUIET_ZONE


class QrRun(NamedTuple):
    """Neighbouring dark modules of one row; the first row is the top one."""

    column: int
    row: int
    length: int


def qr_matrix(text: str) -> QrMatrix:
    """Encode a text in the smallest QR code with error correction M.

    An address in upper case is written in the compact alphanumeric mode: see `core.codes.badge_address`.

    Args:
        text: what a phone shall read.

    Returns:
        The modules, always the same ones for the same text.

    Raises:
        ValueError: the text is empty, longer than a QR code holds, or no Unicode text.
    """
    if not 0 < len(text) <= _LONGEST:
        raise ValueError(f"A QR code does not hold a text of {len(text)} characters")
    try:
        return QrMatrix(modules_of(text, _MASK))
    except DataOverflowError as error:
        raise ValueError(f"A QR code does not hold a text of {len(text)} characters") from error


def qr_runs(matrix: QrMatrix) -> Iterator[QrRun]:
    """Merge the dark modules of each row, so that a drawing has few shapes and no seams."""
    for number, row in enumerate(matrix.rows):
        for run in _DARK_RUN.finditer(row):
            yield QrRun(run.start(), number, run.end() - run.start())


def svg_outline(matrix: QrMatrix) -> str:
    """Write the dark modules as the data of an SVG path; one unit is one module, quiet zone included."""
    return "".join(
        f"M{run.column + QUIET_ZONE} {run.row + QUIET_ZONE}h{run.length}v1h-{run.length}z" for run in qr_runs(matrix)
    )


def svg(matrix: QrMatrix, title: str) -> Markup:
    """Draw a QR code for a web page, black on white in every theme, since phones miss inverted codes.

    Args:
        matrix: the modules.
        title: what a screen reader says, translated.

    Returns:
        An `<svg class="qr">` without inline style, safe to stand in a template; the page's CSS sizes it.
    """
    side = matrix.outer_size
    return Markup(  # noqa: S704 - numbers of our own, and the title is escaped
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{svg_outline(matrix)}"/></svg>'
    )


def in_page(text: str, title: str) -> Markup:
    """Draw the QR code of a text for a web page; templates have it as the filter `qr`."""
    return svg(qr_matrix(text), title)


def png(matrix: QrMatrix, scale: int = 8) -> bytes:
    """Draw a QR code for a mail, where SVG is not shown.

    Args:
        matrix: the modules.
        scale: pixels per module, 1 to 40.

    Returns:
        A black and white PNG file with its quiet zone.

    Raises:
        ValueError: the scale is out of range.
    """
    if not 1 <= scale <= 40:  # noqa: PLR2004 - 40 is printable at 1,200 dpi; beyond it lies only memory
        raise ValueError(f"A scale of {scale} pixels per module is not between 1 and 40")
    modules = Image.new("L", (matrix.outer_size, matrix.outer_size), _WHITE)
    pixels = bytes(0 if dark else _WHITE for row in matrix.rows for dark in row)
    modules.paste(Image.frombytes("L", (matrix.size, matrix.size), pixels), (QUIET_ZONE, QUIET_ZONE))
    side = matrix.outer_size * scale
    file = io.BytesIO()
    modules.convert("1").resize((side, side), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()
