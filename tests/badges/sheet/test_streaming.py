"""Streaming: pages reach the file as they are done, and what comes out is a whole document."""

import io
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from PIL import Image
from pypdf import PdfReader
from reportlab.lib.utils import ImageReader

from eventapp.badges.design import design_for
from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet import Badge, PrintOptions, write_sheet
from eventapp.badges.sheet.streaming import StreamedCanvas
from eventapp.badges.stock import STOCKS
from tests.badges.sheet.reading import strokes_on

CARD = STOCKS["a4-cards"]


def test_pages_are_in_the_file_before_the_last_badge_is_made(fonts: Fonts) -> None:
    """Whenever a page is full, the file has grown by it: a batch of ten thousand is never held in memory."""
    file, lengths = io.BytesIO(), list[int]()

    def badges() -> Iterator[Badge]:
        for number in range(50):
            if number % CARD.per_page == 0:
                lengths.append(len(file.getvalue()))
            yield Badge(f"Person {number}", "", "", f"HTTPS://TREFFEN.EXAMPLE/B/{number}", "ABCD2345")

    write_sheet(badges(), file, design_for(CARD.width, CARD.height), fonts, PrintOptions(CARD))
    grown = [after - before for before, after in pairwise(lengths)]
    assert len(grown) == 4
    assert min(grown) > 2000


def test_the_document_is_whole() -> None:
    """A strict reader finds every page, its size and its title; so it does in a document without a page."""
    for count in (0, 1, 3):
        file = io.BytesIO()
        canvas = StreamedCanvas(file, (200, 100))
        canvas.setTitle("Größe")
        for number in range(count):
            canvas.line(0, number, 50, number)
            canvas.showPage()
        canvas.save()
        reader = PdfReader(io.BytesIO(file.getvalue()), strict=True)
        assert [tuple(page.mediabox) for page in reader.pages] == [(0, 0, 200, 100)] * max(count, 1)
        assert reader.metadata is not None
        assert reader.metadata.title == "Größe"


def test_what_is_taken_down_can_be_placed_twice() -> None:
    """Moved, and turned upside down; where it was taken down, nothing is left."""
    file = io.BytesIO()
    canvas = StreamedCanvas(file, (200, 100))
    drawing = canvas.recorded(partial(canvas.line, 1, 2, 11, 2))
    canvas.place(drawing, (1, 0, 0, 1, 100, 50))
    canvas.place(drawing, (-1, 0, 0, -1, 100, 50))
    canvas.save()
    (page,) = PdfReader(io.BytesIO(file.getvalue()), strict=True).pages
    points = [
        (round(s.x * 72 / 25.4), round(100 - s.y * 72 / 25.4), round(s.to_x * 72 / 25.4)) for s in strokes_on(page)
    ]
    assert points == [(101, 52, 111), (99, 48, 89)]


def test_a_picture_is_known_to_each_page_that_shows_it() -> None:
    """Placed on two pages, a picture is stored once and declared on both."""
    file, picture = io.BytesIO(), io.BytesIO()
    canvas = StreamedCanvas(file, (200, 100))
    Image.new("RGB", (2, 2), "red").save(picture, "PNG")
    drawing = canvas.recorded(partial(canvas.drawImage, ImageReader(picture), 0, 0, 10, 10))
    for _ in range(2):
        canvas.place(drawing, (1, 0, 0, 1, 0, 0))
        canvas.showPage()
    canvas.save()
    first, second = PdfReader(io.BytesIO(file.getvalue()), strict=True).pages
    assert len(first.images) == len(second.images) == 1
    assert file.getvalue().count(b"/Subtype /Image") == 1
