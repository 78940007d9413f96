"""Own sizes: whatever fits its page has every badge on it and none on another; what does not fit is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.badges.stock import Fold, Kind, Measured, Misfit
from eventapp.badges.stock.own import number_in
from tests.badges.stock.test_presets import pieces

CELLAR = Measured("Aus dem Keller", Kind.SHEET, 210, 297, 2, 4, 10, 12, 4, 2, 93, 66)
lengths = st.floats(29, 450).map(lambda length: round(length, 2))
gaps = st.floats(0, 60).map(lambda length: round(length, 2))
measures = st.builds(
    Measured,
    name=st.just("Eigenes"),
    kind=st.sampled_from(Kind),
    page_width=lengths,
    page_height=lengths,
    columns=st.integers(1, 10),
    rows=st.integers(1, 15),
    margin_left=gaps,
    margin_top=gaps,
    gap_x=gaps,
    gap_y=gaps,
    width=lengths,
    height=lengths,
    is_folded=st.booleans(),
)


def fitting(measured: Measured) -> Measured:
    """The same grid on a page that is just large enough."""
    return replace(measured, page_width=measured.used_width, page_height=measured.used_height)


@given(measures.map(fitting))
def test_what_fits_lies_on_the_page_and_apart(measured: Measured) -> None:
    """Every badge inside the page, none on another, gaps as they were measured."""
    assert measured.misfits == ()
    stock = measured.as_stock(1)
    laid = pieces(stock)
    assert len(laid) == measured.columns * measured.rows
    assert laid[0][:2] == pytest.approx((measured.margin_left, measured.margin_top))
    for number, (left, top, right, bottom) in enumerate(laid):
        assert left >= -0.001
        assert top >= -0.001
        assert right <= stock.page_width + 0.051
        assert bottom <= stock.page_height + 0.051
        for other in laid[:number]:
            assert max(other[0] - right, left - other[2], other[1] - bottom, top - other[3]) >= -0.001


@given(measures, st.floats(0.1, 50))
def test_what_is_too_large_is_told(measured: Measured, excess: float) -> None:
    """A tenth of a millimetre too broad or too high is a misfit, and it is named by its direction."""
    fits = fitting(measured)
    assert replace(fits, page_width=fits.page_width - excess).misfits == (Misfit.TOO_BROAD,)
    assert replace(fits, page_height=fits.page_height - excess).misfits == (Misfit.TOO_HIGH,)


def test_gaps_are_between_badges_only() -> None:
    """Two columns have one gap; the pitch is badge and gap."""
    stock = CELLAR.as_stock(7)
    assert (CELLAR.used_width, CELLAR.used_height) == (10 + 2 * 93 + 4, 12 + 4 * 66 + 3 * 2)
    assert (stock.key, stock.pitch_x, stock.pitch_y) == ("own-7", 97, 68)
    assert stock.corner(3) == (107, 80)


def test_a_folded_badge_is_twice_as_high_on_its_page() -> None:
    """Its front is the lower half: it begins one height below the margin."""
    stock = replace(CELLAR, rows=2, is_folded=True).as_stock(1)
    assert stock.fold is Fold.TOP
    assert stock.piece_corner(0) == (10, 12)
    assert stock.corner(0) == (10, 78)
    assert stock.pitch_y == 2 * 66 + 2


@pytest.mark.parametrize(
    ("key", "number"),
    [
        *(("own-7", 7), ("own-0", 0)),
        *((key, None) for key in ("own-", "own-x", "own--1", "own-1234567890", "own-٣", "a6", "")),
    ],
)
def test_keys_of_own_sizes(key: str, number: int | None) -> None:
    """Only digits follow the prefix, and not so many that a database would choke."""
    assert number_in(key) == number
