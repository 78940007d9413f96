"""The test sheet: frames and rulers lie where it says, so that a host measures the printer and not us."""

import io

import pytest
from pypdf import PageObject

from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet import Duplex
from eventapp.badges.sheet.trial import INSET, TrialWords, bar_length, write_trial
from eventapp.badges.stock import STOCKS, Stock
from tests.badges.sheet.reading import frames_on, pages_of, strokes_on

WORDS = TrialWords("Testblatt", ("Die dicke Linie ist so lang, wie hier steht.", "Der Rahmen liegt auf dem Badge."))
TENTH = 0.1
stocks = pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)


def trial(stock: Stock, fonts: Fonts, duplex: Duplex | None = None) -> list[PageObject]:
    """A test sheet, read back."""
    file = io.BytesIO()
    write_trial(file, stock, fonts, WORDS, duplex)
    return pages_of(file.getvalue())


@stocks
def test_each_frame_lies_on_its_badge(stock: Stock, fonts: Fonts) -> None:
    """To a tenth of a millimetre; of a page that is one badge, three millimetres inside its edges."""
    (page,) = trial(stock, fonts)
    frames = frames_on(page)
    assert len(frames) == stock.per_page
    inset = INSET if stock.per_page == 1 else 0
    for place, frame in enumerate(frames):
        x, y = stock.piece_corner(place)
        right, bottom = x + stock.width - inset, y + stock.piece_height - inset
        assert frame == pytest.approx((x + inset, y + inset, right, bottom), abs=TENTH)


@stocks
def test_the_line_is_as_long_as_is_said(stock: Stock, fonts: Fonts) -> None:
    """One line across is as long as the round number that the sentence names, and lies on the first badge."""
    (page,) = trial(stock, fonts)
    length = bar_length(stock)
    bars = [line for line in strokes_on(page) if abs(line.to_x - line.x - length) < TENTH and line.y == line.to_y]
    x, y = stock.corner(0)
    assert any(x < line.x < line.to_x < x + stock.width and y < line.y < y + stock.height for line in bars)
    assert length % 10 == 0
    assert length >= 40


@pytest.mark.parametrize("key", ["avery-l4785", "avery-l4784", "a4-a7", "a4-a7-folded", "herma-4627"])
def test_rulers_begin_at_the_edge_of_the_paper(key: str, fonts: Fonts) -> None:
    """Each millimetre has its tick: the one at 100 lies 100 mm from the edge, across and along."""
    stock = STOCKS[key]
    (page,) = trial(stock, fonts)
    ticks = [line for line in strokes_on(page) if 1 < abs(line.x - line.to_x) + abs(line.y - line.to_y) < 3.5]
    for millimetre in (50, 100, 150, 200):
        assert any(abs(tick.x - millimetre) < TENTH and tick.x == tick.to_x for tick in ticks)
        assert any(abs(tick.y - millimetre) < TENTH and tick.y == tick.to_y for tick in ticks)


@stocks
def test_the_sentences_are_there_to_read(stock: Stock, fonts: Fonts) -> None:
    """What to measure stands on every sheet as a whole; a sheet of several badges numbers them."""
    (page,) = trial(stock, fonts)
    text = page.extract_text()
    for sentence in WORDS.sentences:
        assert "".join(sentence.split()) in "".join(text.split())
    if stock.per_page > 1:
        assert str(stock.per_page) in text


@pytest.mark.parametrize("edge", list(Duplex))
def test_a_second_page_shows_whether_backs_meet_fronts(edge: Duplex, fonts: Fonts) -> None:
    """Frames of the back lie behind those of the front, turned around the chosen edge; labels have no such page."""
    stock = STOCKS["sigel-lp798"]
    front, back = trial(stock, fonts, edge)
    for (left, top, right, bottom), behind in zip(frames_on(front), frames_on(back), strict=True):
        if edge is Duplex.LONG_EDGE:
            assert behind == pytest.approx((210 - right, top, 210 - left, bottom), abs=TENTH)
        else:
            assert behind == pytest.approx((left, 297 - bottom, right, 297 - top), abs=TENTH)
    assert len(trial(STOCKS["avery-l4785"], fonts, edge)) == 1
