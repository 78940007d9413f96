"""Papers in words: grouped for a select, told apart by number and size."""

from flask import Flask
from flask_babel import force_locale

from eventapp.badges.stock import STOCKS, Kind, Stock
from eventapp.badges.words import stock_choices, stock_label

OWN = Stock("own-1", "Etiketten aus dem Keller", *(210, 297, 2, 4, 10, 10, 95, 65, 90, 60), Kind.SHEET, source="")


def test_every_paper_can_be_chosen_once(app: Flask) -> None:
    """All presets are offered under their makers; own sizes come first, and no two labels are alike."""
    with app.test_request_context():
        choices = stock_choices([OWN])
    offered = [choice for labels in choices.values() for choice in labels]
    assert [key for key, _ in offered] == [OWN.key, *STOCKS]
    assert len({label for _, label in offered}) == len(offered)
    assert next(iter(choices.values())) == [(OWN.key, offered[0][1])]


def test_without_own_sizes_there_is_no_heading_for_them(app: Flask) -> None:
    """An empty group is left out."""
    with app.test_request_context():
        assert [key for labels in stock_choices().values() for key, _ in labels] == list(STOCKS)
        assert all(stock_choices().values())


def test_a_label_says_what_is_on_the_package(app: Flask) -> None:
    """Product, size with the decimal sign of the language, and how many."""
    with app.test_request_context(), force_locale("de"):
        labels = {key: stock_label(STOCKS[key]).replace("\u00a0", " ") for key in STOCKS}
        assert "63,5\u00a0×\u00a029,6\u00a0mm" in stock_label(STOCKS["avery-l4784"])  # noqa: RUF001
    assert labels["avery-l4784"] == "Avery Zweckform L4784: Etiketten 63,5 × 29,6 mm, 27 pro Bogen"  # noqa: RUF001
    assert labels["a4-cards"] == "A4: Karten 90 × 54 mm zum Schneiden, 10 pro Bogen"  # noqa: RUF001
    assert labels["a4-a6-folded"] == "A4: gefaltet 105 × 148 mm, 2 pro Bogen"  # noqa: RUF001
    assert labels["id1"] == "ID-1: 85,6 × 54 mm, eine pro Blatt"  # noqa: RUF001
    assert labels["dymo-11356"] == "Dymo 11356 (S0722560): Etikett 89 × 41 mm"  # noqa: RUF001
