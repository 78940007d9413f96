"""Reads back from a PDF where its QR codes stand."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

MM = 72 / 25.4
Matrix = tuple[float, float, float, float, float, float]
UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)
FINDER = 7
"""Modules that the upper left corner of a QR code begins with."""


@dataclass(frozen=True)
class Placed:
    """A QR code on a page: edges of its dark modules in millimetres from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    is_upright: bool


@dataclass(frozen=True)
class Stroke:
    """A straight line on a page, in millimetres from its upper left corner."""

    x: float
    y: float
    to_x: float
    to_y: float
    is_dashed: bool


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """One matrix within another."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Where a point lands."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def pages_of(pdf: bytes) -> list[PageObject]:
    """The pages of a document."""
    return list(PdfReader(io.BytesIO(pdf)).pages)


def height_of(page: PageObject) -> float:
    """In millimetres."""
    return float(page.mediabox.height) / MM


_TOKENS = re.compile(rb"\((?:\\.|[^\\()])*\)|\[[^\]]*\]|[^\s\[(]+", re.DOTALL)
"""Text in brackets, an array, or a word: a number, a name, an operator."""
_NUMBER = re.compile(rb"[-+.\d]")


def operations(page: PageObject) -> Iterator[tuple[str, list[float], Matrix]]:
    """Each operation with its numbers (of a dash its lengths), and where it is drawn.

    pypdf reads operations too, ten times as slowly; that it reads the same, test_sides.py shows.
    """
    matrix, kept, numbers = UNMOVED, list[Matrix](), list[float]()
    contents = page.get_contents()
    assert contents is not None
    for token in _TOKENS.findall(contents.get_data()):
        if _NUMBER.match(token):
            numbers.append(float(token))
            continue
        if token[:1] in b"(/<":
            continue
        if token[:1] == b"[":
            numbers = [float(length) for length in token[1:-1].split() if _NUMBER.match(length)]
            continue
        name = token.decode()
        if name == "d":
            numbers.pop()  # where the dash begins
        elif name == "q":
            kept.append(matrix)
        elif name == "Q":
            matrix = kept.pop()
        elif name == "cm":
            a, b, c, d, e, f = numbers
            matrix = times((a, b, c, d, e, f), matrix)
        yield name, numbers, matrix
        numbers = []


def operations_by_pypdf(page: PageObject) -> Iterator[tuple[str, list[float]]]:
    """The same, read by a program that is not ours."""
    contents = page.get_contents()
    assert contents is not None
    for operands, operator in ContentStream(contents, page.pdf).operations:
        numbers = operands[0] if operator == b"d" else operands
        yield operator.decode(), [float(number) for number in numbers if isinstance(number, (int, float))]


def codes_on(page: PageObject) -> list[Placed]:
    """All QR codes of a page, in the order in which they are drawn."""
    found, rectangles = [], []
    for name, numbers, matrix in operations(page):
        if name == "re":
            rectangles.append((numbers, matrix))
            continue
        # A code is one path of many runs; panels and quiet zones are single rectangles.
        if name == "f" and len(rectangles) > FINDER * FINDER:
            found.append(_placed(rectangles, height_of(page)))
        if name != "cm":
            rectangles = []
    return found


def _placed(rectangles: list[tuple[list[float], Matrix]], page_height: float) -> Placed:
    corners = [
        moved(x + right * width, y + up * height, matrix)
        for (x, y, width, height), matrix in rectangles
        for right in (0, 1)
        for up in (0, 1)
    ]
    across, along = zip(*corners, strict=True)
    return Placed(
        min(across) / MM,
        page_height - max(along) / MM,
        max(across) / MM,
        page_height - min(along) / MM,
        is_upright=rectangles[0][1][0] > 0,
    )


def strokes_on(page: PageObject) -> list[Stroke]:
    """All straight lines of a page."""
    found, points, is_dashed = [], list[tuple[float, float]](), False
    for name, numbers, matrix in operations(page):
        if name == "d":
            is_dashed = bool(numbers)
        elif name == "Q":
            is_dashed = False
        elif name in ("m", "l"):
            points.append(moved(numbers[0], numbers[1], matrix))
        elif name == "S" and len(points) > 1:
            height = height_of(page)
            for (x, y), (to_x, to_y) in pairwise(points):
                found.append(Stroke(x / MM, height - y / MM, to_x / MM, height - to_y / MM, is_dashed=is_dashed))
            points = []
        elif name not in ("q", "cm"):
            points = []
    return found


def frames_on(page: PageObject) -> list[tuple[float, float, float, float]]:
    """All outlined rectangles of a page: left, top, right and bottom in millimetres from its upper left corner."""
    found, rectangle = [], None
    for name, numbers, matrix in operations(page):
        if name == "re":
            rectangle = (numbers, matrix)
        elif name == "S" and rectangle is not None:
            (x, y, width, height), within = rectangle
            found.append(_frame(moved(x, y, within), moved(x + width, y + height, within), height_of(page)))
            rectangle = None
        elif name in ("m", "f"):
            rectangle = None
    return found


def _frame(
    one: tuple[float, float], other: tuple[float, float], page_height: float
) -> tuple[float, float, float, float]:
    (left, right), (bottom, top) = sorted((one[0] / MM, other[0] / MM)), sorted((one[1] / MM, other[1] / MM))
    return left, page_height - top, right, page_height - bottom
