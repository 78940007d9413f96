"""The text on all backs: as large as it fits, nothing of it lost in silence, nothing beyond the badge."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.badges.design import design_for
from eventapp.badges.design.badge import Problem
from eventapp.badges.fonts import Fonts
from eventapp.badges.sheet import Back, Badge, Passage, PrintOptions, find_back_problems, write_sheet
from eventapp.badges.sheet.back import FLOOR, LARGEST, MARGIN, lay_out
from eventapp.badges.stock import MM, STOCKS, Stock
from tests.badges.sheet.reading import pages_of

ANNA = Badge("Anna Schmidt", "TU Clausthal", "Netzwerktreffen", "HTTPS://TREFFEN.EXAMPLE/B/ABC", "ABCD2345")
CARD = STOCKS["a4-cards"]
PROGRAMME = Passage("Programm", "9:30 Begrüßung\n10:00 Impulse aus drei Regionen\n12:30 Mittagessen\n16:00 Ausklang")
WIFI = Passage("WLAN", "Netz: Treffen-Gast\nKennwort: nur-heute-2036")
EMERGENCY = Passage("Notfall", "0123 456789 (Leitung), 112")
stocks = pytest.mark.parametrize(
    "stock", [STOCKS["a4-cards"], STOCKS["a6"], STOCKS["id1"]], ids=lambda stock: stock.key
)


def text_of(passages: tuple[Passage, ...], stock: Stock, fonts: Fonts) -> tuple[str, str]:
    """The text of a front's page and of its back's page."""
    file = io.BytesIO()
    options = PrintOptions(stock, back=Back.TEXT, passages=passages)
    report = write_sheet([ANNA], file, design_for(stock.width, stock.height), fonts, options)
    assert report.of_back == find_back_problems(options, fonts)
    front, back = (page.extract_text() for page in pages_of(file.getvalue()))
    return front, back


@stocks
def test_programme_wifi_and_number_stand_on_every_back(stock: Stock, fonts: Fonts) -> None:
    """All of it is text on the back's page, in its order, and the front is as without it."""
    front, back = text_of((PROGRAMME, WIFI, EMERGENCY), stock, fonts)
    for passage in (PROGRAMME, WIFI, EMERGENCY):
        assert passage.heading in back
        assert passage.heading not in front
        for line in passage.text.splitlines():
            assert "".join(line.split()) in "".join(back.split())
    assert back.index("Programm") < back.index("WLAN") < back.index("Notfall")
    assert "Anna" in front
    assert "Anna" not in back


def test_little_text_is_large_and_much_is_small(fonts: Fonts) -> None:
    """Up to 16 points; smaller only as far as it must be."""
    few, many = lay_out((EMERGENCY,), CARD, fonts), lay_out((PROGRAMME, WIFI, EMERGENCY), CARD, fonts)
    assert few.size > many.size >= FLOOR
    assert lay_out((Passage("", "Hallo"),), CARD, fonts).size == LARGEST
    assert few.problems == many.problems == ()


def test_what_does_not_fit_is_cut_visibly_and_reported(fonts: Fonts) -> None:
    """Two hundred lines do not stand on a card: the last one that does ends with an ellipsis."""
    cut = lay_out((Passage("", "Zeile um Zeile\n" * 200),), CARD, fonts)
    assert cut.problems == ((Problem.BACK_CUT, ""),)
    assert cut.rows[-1].text == "Zeile um Zeil…"
    assert cut.size == FLOOR


def test_a_missing_character_is_named(fonts: Fonts) -> None:
    """A host reads which sign no font has, before printing."""
    (problem,) = lay_out((Passage("", "Kommt \U0001f680 vorbei"),), CARD, fonts).problems
    assert problem == (Problem.MISSING_CHARACTERS, "U+1F680 ROCKET")


def test_nothing_is_looked_for_on_other_backs(fonts: Fonts) -> None:
    """A text that was typed and then not chosen bothers nobody; nor does one for labels, which have no back."""
    long = (Passage("", "Zeile um Zeile\n" * 200),)
    assert find_back_problems(PrintOptions(CARD, back=Back.MIRROR, passages=long), fonts) == ()
    labels = PrintOptions(STOCKS["avery-l4785"], back=Back.TEXT, passages=long)
    assert find_back_problems(labels, fonts) == ()


@stocks
@given(text=st.text("aWM -\n.", max_size=600), heading=st.text("aWM ", max_size=60))
def test_nothing_leaves_the_badge(fonts: Fonts, stock: Stock, heading: str, text: str) -> None:
    """Whatever is typed, every line keeps its margin; and either all words are there, or the cut is reported."""
    laid = lay_out((Passage(heading, text),), stock, fonts)
    for row in laid.rows:
        assert row.setting.face.width(row.text) * laid.size <= (stock.width - 2 * MARGIN) * MM + 0.01
        assert row.baseline >= MARGIN * MM - 0.01
        assert row.baseline + 0.668 * laid.size <= (stock.height - MARGIN) * MM + 0.01
    if not laid.problems:
        assert "".join(f"{heading}{text}".split()) == "".join("".join(row.text.split()) for row in laid.rows)
