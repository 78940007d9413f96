"""Codes on paper: two decoders that are not ours read each one on each paper, and they are large enough."""

from collections.abc import Iterator
from random import Random

import pytest
from PIL import ImageDraw
from playwright.sync_api import Browser, Page

from benchmarks.code_readers import readers, zxing
from benchmarks.decode import RESOLUTIONS, full_page
from benchmarks.rendering import CHANGES, badges_on, rendered
from eventapp.badges.stock import STOCKS, Stock
from tests.badges.sheet.reading import codes_on, pages_of

SMALLEST = 20.0
"""Millimetres of a code without its quiet zone."""
stocks = pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    """A page in which zbar runs."""
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.slow
@stocks
def test_codes_are_at_least_twenty_millimetres(stock: Stock) -> None:
    """Measured in the PDF, from the first dark module to the last."""
    pdf, _ = full_page(stock, Random(1))  # noqa: S311 - the same codes in every run
    for code in codes_on(pages_of(pdf)[0]):
        assert code.right - code.left >= SMALLEST
        assert code.right - code.left == pytest.approx(code.bottom - code.top, abs=0.01)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("dpi", RESOLUTIONS)
@stocks
def test_both_decoders_read_every_code_of_a_page(stock: Stock, dpi: int, blank: Page) -> None:
    """Each badge, as it comes from a printer of 150 and of 300 dots per inch, holds its own address and no other."""
    pdf, expected = full_page(stock, Random(2))  # noqa: S311 - the same codes in every run
    (page,) = rendered(pdf, dpi)
    for name, reader in readers(blank).items():
        assert [reader(badge) for badge in badges_on(page, stock, dpi)] == [[text] for text in expected], name


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("change", [change for change in CHANGES if "," not in change])
def test_what_a_hall_does_to_a_code_is_forgiven(change: str, blank: Page) -> None:
    """Turned, from twice as far, blurred, pale, grainy, at an angle: one of the two decoders reads every badge."""
    stock = STOCKS["avery-l4785"]
    pdf, expected = full_page(stock, Random(3))  # noqa: S311 - the same codes in every run
    (page,) = rendered(pdf, 300)
    seen = [CHANGES[change](badge) for badge in badges_on(page, stock, 300)]
    read = {name: [reader(badge) for badge in seen] for name, reader in readers(blank).items()}
    assert [[text] for text in expected] in read.values()


def test_a_code_that_is_covered_is_missed() -> None:
    """The measure can fail: with a stripe across one code, a page has one code less."""
    pdf, expected = full_page(STOCKS["avery-l4785"], Random(4))  # noqa: S311 - the same codes in every run
    code = codes_on(pages_of(pdf)[0])[0]
    (page,) = rendered(pdf, 150)
    assert sorted(zxing(page)) == sorted(expected)
    box = [length * 150 / 25.4 for length in (code.left, code.top + 4, code.right, code.bottom - 4)]
    ImageDraw.Draw(page).rectangle(box, fill=255)
    assert sorted(zxing(page)) == sorted(expected[1:])
