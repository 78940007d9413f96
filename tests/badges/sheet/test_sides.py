"""Positions: read back from the PDF, every badge of every paper stands where the paper has it, on both sides."""

import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PageObject
from reportlab.lib.pagesizes import A4

from eventapp.badges.design import design_for
from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet import Back, Badge, Duplex, PrintOptions, SheetReport, write_sheet
from eventapp.badges.stock import STOCKS, Kind, Stock
from eventapp.core.codes import badge_address, new_badge_code, new_short_code
from tests.badges.sheet.reading import (
    Placed,
    codes_on,
    height_of,
    operations,
    operations_by_pypdf,
    pages_of,
    strokes_on,
)

TENTH = 0.1
"""Of a millimetre."""
stocks = pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
with_backs = pytest.mark.parametrize(
    "stock", [stock for stock in STOCKS.values() if stock.has_backs], ids=lambda stock: stock.key
)
edges = pytest.mark.parametrize("edge", list(Duplex))


def badges(count: int) -> Iterator[Badge]:
    """Badges with random codes, the same in every run."""
    source = random.Random(5)  # noqa: S311 - the same codes in every run
    for number in range(count):
        address = badge_address("https://treffen.example", new_badge_code(source))
        yield Badge(f"Person {number}", "TU Clausthal", "Netzwerktreffen", address, new_short_code(source))


def printed(count: int, options: PrintOptions, fonts: Fonts) -> tuple[list[PageObject], SheetReport]:
    """The pages of a batch, read back."""
    file = io.BytesIO()
    report = write_sheet(badges(count), file, design_for(options.stock.width, options.stock.height), fonts, options)
    return pages_of(file.getvalue()), report


@cache
def own_code(width: float, height: float, fonts: Fonts) -> Placed:
    """Where the code stands on a badge of a size, from its upper left corner."""
    alone = Stock("alone", "", *(width, height, 1, 1, 0, 0, width, height, width, height), Kind.ROLL, source="")
    (page,), _ = printed(1, PrintOptions(alone), fonts)
    (code,) = codes_on(page)
    return code


def corners(page: PageObject, stock: Stock, fonts: Fonts) -> list[tuple[float, float]]:
    """The upper left corners of the badges on a page; of those upside down too, as one sees them on the page."""
    own = own_code(stock.width, stock.height, fonts)
    found = []
    for code in codes_on(page):
        if code.is_upright:
            found.append((code.left - own.left, code.top - own.top))
        else:
            found.append((code.right + own.left - stock.width, code.bottom + own.top - stock.height))
    return found


def distinct(lengths: Iterable[float]) -> list[float]:
    """Lengths in order, to a twentieth of a millimetre, each once."""
    return sorted({round(length * 20) / 20 for length in lengths})


def inside(edges: list[float], page: float) -> list[float]:
    """Those that are not the edge of the page itself, each once."""
    return distinct(edge for edge in edges if 1 < edge < page - 1)


def near(expected: tuple[float, float]) -> object:
    """Equal to a tenth of a millimetre."""
    return pytest.approx(expected, abs=TENTH)


@pytest.mark.slow
@pytest.mark.measured
@stocks
def test_every_badge_stands_where_the_paper_has_it(stock: Stock, fonts: Fonts) -> None:
    """Measured in the PDF, to a tenth of a millimetre, on a full page and on the next one."""
    pages, report = printed(stock.per_page + 1, PrintOptions(stock), fonts)
    assert (report.pages, len(pages)) == (2, 2)
    assert height_of(pages[0]) == pytest.approx(stock.page_height, abs=0.01)
    assert len(corners(pages[0], stock, fonts)) == stock.per_page
    for place, corner in enumerate(corners(pages[0], stock, fonts)):
        assert corner == near(stock.corner(place))
    (alone,) = corners(pages[1], stock, fonts)
    assert alone == near(stock.corner(0))


def test_operations_are_read_as_others_read_them(fonts: Fonts) -> None:
    """Of a sheet with all that can be on one, each operation with its numbers; text and arrays of glyphs aside."""
    stock = STOCKS["a4-a7"]
    pages, _ = printed(3, PrintOptions(stock, back=Back.MIRROR), fonts)
    for page in pages:
        ours = [(name, numbers) for name, numbers, _matrix in operations(page) if name != "TJ"]
        assert ours == [(name, numbers) for name, numbers in operations_by_pypdf(page) if name != "TJ"]
        assert len(ours) > 500


def test_the_measure_finds_a_slip(fonts: Fonts) -> None:
    """A sheet that is two tenths of a millimetre off is noticed."""
    stock = STOCKS["avery-l4785"]
    ((page,), _) = printed(1, PrintOptions(replace(stock, left=stock.left + 0.2)), fonts)
    (corner,) = corners(page, stock, fonts)
    assert corner != near(stock.corner(0))


@pytest.mark.slow
@pytest.mark.measured
@with_backs
@edges
def test_backs_meet_their_fronts(stock: Stock, edge: Duplex, fonts: Fonts) -> None:
    """Turned around either edge, the back of each badge lies behind it and hangs the same way up.

    The last sheet is not full: its backs meet the few fronts that are there.
    """
    count = stock.per_page + max(stock.per_page // 3, 1)
    pages, report = printed(count, PrintOptions(stock, back=Back.MIRROR, duplex=edge), fonts)
    assert (report.badges, report.pages, len(pages)) == (count, 4, 4)
    for front, back in ((pages[0], pages[1]), (pages[2], pages[3])):
        fronts, backs = corners(front, stock, fonts), corners(back, stock, fonts)
        assert len(fronts) == len(backs) > 0
        is_upright = stock.page_height >= stock.page_width
        around_the_side = is_upright == (edge is Duplex.LONG_EDGE)
        for (x, y), behind, code in zip(fronts, backs, codes_on(back), strict=True):
            # What the back's page shows at a place lies, seen from the front, where the paper is turned to.
            if around_the_side:
                assert behind == near((stock.page_width - x - stock.width, y))
            else:
                assert behind == near((x, stock.page_height - y - stock.height))
            assert code.is_upright == around_the_side


def test_the_wrong_edge_would_be_noticed(fonts: Fonts) -> None:
    """Of a sheet with an odd margin, backs for the short edge do not lie behind fronts turned around the long one."""
    stock = STOCKS["sigel-lp798"]
    pages, _ = printed(3, PrintOptions(stock, back=Back.MIRROR, duplex=Duplex.SHORT_EDGE), fonts)
    fronts, backs = corners(pages[0], stock, fonts), corners(pages[1], stock, fonts)
    for (x, y), back in zip(fronts, backs, strict=True):
        assert back != near((stock.page_width - x - stock.width, y))


@pytest.mark.parametrize("key", [key for key, stock in STOCKS.items() if stock.is_folded])
def test_a_folded_badge_carries_its_back_upside_down_above(key: str, fonts: Fonts) -> None:
    """Folded along the upper edge, the back hangs the right way up; a dashed mark shows where."""
    stock = STOCKS[key]
    (page,), report = printed(stock.per_page, PrintOptions(stock, back=Back.MIRROR), fonts)
    assert report.pages == 1
    found, codes = corners(page, stock, fonts), codes_on(page)
    for place in range(stock.per_page):
        x, y = stock.corner(place)
        assert found[2 * place] == near((x, y))
        assert found[2 * place + 1] == near((x, y - stock.height))
        assert [code.is_upright for code in codes[2 * place : 2 * place + 2]] == [True, False]
    folds = [stroke.y for stroke in strokes_on(page) if stroke.is_dashed]
    assert distinct(folds) == distinct(stock.corner(place)[1] for place in range(stock.per_page))


@pytest.mark.parametrize("back", list(Back))
@pytest.mark.parametrize("key", ["avery-l4785", "brother-dk-11202"])
def test_labels_get_no_second_page(key: str, back: Back, fonts: Fonts) -> None:
    """The back of a label is its glue: whatever was chosen, only fronts are printed."""
    stock = STOCKS[key]
    options = PrintOptions(stock, back=back, back_design=design_for(stock.width, stock.height))
    pages, report = printed(1, options, fonts)
    assert (report.pages, len(pages)) == (1, 1)


@pytest.mark.slow
@pytest.mark.measured
@stocks
def test_a_used_sheet_is_filled_from_any_place(stock: Stock, fonts: Fonts) -> None:
    """The first badge stands at the place that was named, and the page after it is filled from its beginning."""
    for start in {stock.per_page // 2 + 1, stock.per_page}:
        pages, report = printed(stock.per_page, PrintOptions(stock, start=start), fonts)
        places = [place % stock.per_page for place in range(start - 1, start - 1 + stock.per_page)]
        found = [corner for page in pages for corner in corners(page, stock, fonts)]
        assert len(found) == stock.per_page
        for place, corner in zip(places, found, strict=True):
            assert corner == near(stock.corner(place))
        assert report.pages == len(pages) == (1 if start == 1 else 2)


@edges
def test_a_used_sheet_keeps_backs_and_fronts_together(edge: Duplex, fonts: Fonts) -> None:
    """From the fourth place on, too, each back lies behind its front."""
    stock = STOCKS["a4-cards"]
    pages, _ = printed(9, PrintOptions(stock, start=4, back=Back.MIRROR, duplex=edge), fonts)
    assert [len(codes_on(page)) for page in pages] == [7, 7, 2, 2]
    first = corners(pages[1], stock, fonts)[0]
    x, y = stock.corner(3)
    turned = (210 - x - 90, y) if edge is Duplex.LONG_EDGE else (x, 297 - y - 54)
    assert first == near(turned)


@pytest.mark.parametrize("edge", list(Duplex))
def test_viewers_are_told_how_to_turn_the_paper(edge: Duplex, fonts: Fonts) -> None:
    """The print dialog opens with the chosen edge, and with nothing for badges of one side."""
    stock = STOCKS["a4-cards"]
    file = io.BytesIO()
    write_sheet(badges(1), file, design_for(90, 54), fonts, PrintOptions(stock, back=Back.MIRROR, duplex=edge))
    assert f"/Duplex /DuplexFlip{edge.capitalize()}Edge".encode() in file.getvalue()
    file = io.BytesIO()
    write_sheet(badges(1), file, design_for(90, 54), fonts, PrintOptions(stock, duplex=edge))
    assert b"/Duplex" not in file.getvalue()


@stocks
def test_marks_are_where_somebody_cuts_and_nowhere_else(stock: Stock, fonts: Fonts) -> None:
    """Plain card has a mark on each cut, at both ends; labels, perforated cards and single cards have none."""
    ((page,), _) = printed(1, PrintOptions(stock), fonts)
    strokes = [stroke for stroke in strokes_on(page) if not stroke.is_dashed]
    if not stock.needs_cutting:
        assert strokes == []
        return
    pieces = [stock.piece_corner(place) for place in range(stock.per_page)]
    across = distinct(edge for x, _ in pieces for edge in (x, x + stock.width) if 1 < edge < stock.page_width - 1)
    down = distinct(
        edge for _, y in pieces for edge in (y, y + stock.piece_height) if 1 < edge < stock.page_height - 1
    )
    assert distinct(stroke.x for stroke in strokes if stroke.x == stroke.to_x) == across
    assert distinct(stroke.y for stroke in strokes if stroke.y == stroke.to_y) == down
    assert len(strokes) == 2 * (len(across) + len(down))


def test_a_page_is_measured_in_points_of_a_printer() -> None:
    """Our millimetre is that of the library: A4 is as large as ReportLab has it."""
    assert pytest.approx(A4) == (210 * 72 / 25.4, 297 * 72 / 25.4)
