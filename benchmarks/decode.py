"""How often do two decoders read the codes of printed badges: at both resolutions, turned, small, blurred, pale?

A full page of each paper is printed with its default design and rendered at 150 and at 300 dots per inch. Each badge
is taken out of it and made worse in named ways. A code counts as read when it is the only one, and its text is right.
As printed, every code has to be read by both decoders.
"""

import io
from collections import Counter
from collections.abc import Iterator
from random import Random

from playwright.sync_api import sync_playwright

from benchmarks.code_readers import ZBAR, readers
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import CannotRunError
from benchmarks.rendering import CHANGES, badges_on, rendered
from eventapp import assets
from eventapp.badges.design import design_for
from eventapp.badges.fonts import load_fonts
from eventapp.badges.sheet import Badge, PrintOptions, write_sheet
from eventapp.badges.stock import STOCKS, Stock
from eventapp.core.codes import badge_address, new_badge_code, new_short_code
from tests.browser import launch

NAME = "decode"
RESOLUTIONS = (150, 300)
_FEW_STOCKS, _FEW_CHANGES = ("avery-l4785", "id1"), ("as printed", "half size")
_ALL = Bar(100, is_floor=True)
_AS_PRINTED = "as printed"


def full_page(stock: Stock, random: Random) -> tuple[bytes, list[str]]:
    """A page of badges, and what their codes say."""
    badges = list(_badges(stock.per_page, random))
    file = io.BytesIO()
    fonts = load_fonts(assets.FOLDER / "vendor" / "fonts")
    write_sheet(badges, file, design_for(stock.width, stock.height), fonts, PrintOptions(stock))
    return file.getvalue(), [badge.address for badge in badges]


def _badges(count: int, random: Random) -> Iterator[Badge]:
    for number in range(count):
        address = badge_address("https://netzwerktreffen.example.org", new_badge_code(random))
        yield Badge(f"Katharina Person{number}", "TU Clausthal", "Netzwerktreffen", address, new_short_code(random))


def measure(options: Options) -> list[Figure]:
    """Per cent of all codes that were read: one figure for each decoder, resolution and change."""
    if not ZBAR.is_file():
        raise CannotRunError("zbar is missing: the installation of a checkout fetches it into tests/vendor.")
    stocks = [STOCKS[key] for key in (_FEW_STOCKS if options.is_small else STOCKS)]
    changes = {name: CHANGES[name] for name in (_FEW_CHANGES if options.is_small else CHANGES)}
    random, codes = Random(6), 0  # noqa: S311 the same codes each time
    read: Counter[tuple[str, int, str]] = Counter()
    with sync_playwright() as driver:
        browser = launch(driver)
        both = readers(browser.new_page())
        for stock in stocks:
            pdf, expected = full_page(stock, random)
            codes += len(expected)
            for dpi in RESOLUTIONS:
                (page,) = rendered(pdf, dpi)
                for badge, text in zip(badges_on(page, stock, dpi), expected, strict=True):
                    for change, apply in changes.items():
                        seen = apply(badge)
                        read.update((name, dpi, change) for name, reader in both.items() if reader(seen) == [text])
        browser.close()
    return [
        Figure(NAME, "papers", len(stocks), ""),
        Figure(NAME, "codes", codes, ""),
        *(
            Figure(NAME, f"{name}, {dpi} dpi, {change}", read[name, dpi, change] * 100 / codes, "%", _bar_of(change))
            for name in both
            for dpi in RESOLUTIONS
            for change in changes
        ),
    ]


def _bar_of(change: str) -> Bar | None:
    return _ALL if change == _AS_PRINTED else None
