"""Where do front and back of a badge stand, so that they meet on the paper? In points, from the page's lower left."""

from eventapp.badges.sheet.options import Duplex
from eventapp.badges.sheet.streaming import Matrix
from eventapp.badges.stock import MM, Stock


def front_matrix(stock: Stock, place: int) -> Matrix:
    """Moves a badge that is drawn at the origin to its place.

    Args:
        stock: The paper.
        place: Which one of the page, from 0.
    """
    x, y = stock.corner(place)
    return _upright(x, stock.page_height - y - stock.height)


def back_matrix(stock: Stock, place: int, duplex: Duplex) -> Matrix:
    """Moves its back to where it stands on the other side of the paper.

    A page that turns like a book's has the left on the right; one that turns like a calendar's has its upper edge
    below, and what stands on it hangs upright only when it is printed upside down.
    """
    x, y = stock.corner(place)
    if _turns_like_a_book(stock, duplex):
        return _upright(stock.page_width - x - stock.width, stock.page_height - y - stock.height)
    return _upside_down(x, y, stock)


def folded_back_matrix(stock: Stock, place: int) -> Matrix:
    """Moves the back of a folded badge above its front, upside down."""
    x, y = stock.corner(place)
    return _upside_down(x, stock.page_height - y, stock)


def _turns_like_a_book(stock: Stock, duplex: Duplex) -> bool:
    is_upright = stock.page_height >= stock.page_width
    return is_upright == (duplex is Duplex.LONG_EDGE)


def _upright(x: float, y: float) -> Matrix:
    return 1, 0, 0, 1, x * MM, y * MM


def _upside_down(x: float, y: float, stock: Stock) -> Matrix:
    return -1, 0, 0, -1, (x + stock.width) * MM, (y + stock.height) * MM
