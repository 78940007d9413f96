"""Presets: every badge lies on its page, none on another, and each length has a source."""

import pytest

from eventapp.badges.stock import GROUPS, STOCKS, Kind, Stock, stock_of

stocks = pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)

SMALLEST = 29.0
"""Millimetres: below that a QR code of 20 mm with its quiet zone has no room."""


def pieces(stock: Stock) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of everything that is cut or taken out of the page."""
    corners = [stock.piece_corner(place) for place in range(stock.per_page)]
    return [(x, y, x + stock.width, y + stock.piece_height) for x, y in corners]


@stocks
def test_every_badge_lies_on_the_page(stock: Stock) -> None:
    """No edge leaves the paper, by less than a hundredth of a millimetre."""
    for left, top, right, bottom in pieces(stock):
        assert left >= -0.01
        assert top >= -0.01
        assert right <= stock.page_width + 0.01
        assert bottom <= stock.page_height + 0.01


@stocks
def test_no_badge_lies_on_another(stock: Stock) -> None:
    """Neighbours touch at most."""
    laid = pieces(stock)
    for number, (left, top, right, bottom) in enumerate(laid):
        for other_left, other_top, other_right, other_bottom in laid[:number]:
            apart = max(other_left - right, left - other_right, other_top - bottom, top - other_bottom)
            assert apart >= -0.001


@stocks
def test_sheets_lie_in_the_middle(stock: Stock) -> None:
    """Margins left and right are equal; a sheet whose upper margin differs by more than 3 mm would be a slip."""
    laid = pieces(stock)
    left, right = laid[0][0], stock.page_width - laid[-1][2]
    top, bottom = laid[0][1], stock.page_height - laid[-1][3]
    assert left == pytest.approx(right, abs=0.05)
    assert abs(top - bottom) <= 3


@stocks
def test_a_code_has_room(stock: Stock) -> None:
    """Both sides of a badge are at least as long as a QR code that phones read at arm's length."""
    assert min(stock.width, stock.height) >= SMALLEST


def test_keys_and_labels_tell_papers_apart() -> None:
    """Each paper has a key of its own and says where its lengths come from; no two look the same in the list."""
    every = [stock for group in GROUPS.values() for stock in group]
    assert len({stock.key for stock in every}) == len(every) == len(STOCKS)
    assert all(stock.source for stock in every)
    assert len({(stock.name, stock.width, stock.height, stock.fold, stock.per_page) for stock in every}) == len(every)
    assert stock_of("avery-l4785") is STOCKS["avery-l4785"]
    assert stock_of("no-such-paper") is None


@pytest.mark.parametrize(
    ("key", "last_corner", "size"),
    [
        ("avery-l4785", (112.5, 233.5), (80, 50)),
        ("avery-l4784", (139.29, 252.14), (63.5, 29.63)),
        ("herma-4349", (106.27, 224.7), (96, 50.8)),
        ("sigel-lp798", (110, 230), (85, 55)),
        ("a4-cards", (105, 229.5), (90, 54)),
        ("id1", (0, 0), (85.6, 53.98)),
    ],
)
def test_the_last_badge_of_a_sheet(key: str, last_corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Where the lowest badge on the right begins, counted by hand."""
    stock = STOCKS[key]
    assert stock.corner(stock.per_page - 1) == pytest.approx(last_corner)
    assert (stock.width, stock.height) == size


def test_scissors_are_for_plain_card_only() -> None:
    """Labels and perforated cards come off by themselves; a page that is one badge is whole."""
    assert {stock.key for stock in STOCKS.values() if stock.needs_cutting} == {
        *("a4-cards", "a4-cards-60", "a4-id1", "a4-a7", "a4-a6"),
        *("a4-a6-folded", "a4-a7-folded", "a4-cards-folded"),
    }


def test_labels_and_folded_badges_have_no_back() -> None:
    """What sticks has its glue there; what is folded carries both sides on one."""
    for stock in STOCKS.values():
        assert stock.has_backs == (stock.kind in (Kind.INSERT, Kind.CARD) and not stock.is_folded)


def test_a_folded_badge_has_its_back_above() -> None:
    """Two A6 side by side on A4: their fronts are the lower half, and a piece is twice as high."""
    stock = STOCKS["a4-a6-folded"]
    assert stock.corner(1) == (105, 148.5)
    assert stock.piece_corner(1) == (105, 0.5)
    assert stock.piece_height == 296
