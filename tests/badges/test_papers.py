"""Pages of papers: a host finds each, enters one of their own, and gets a test sheet that says what to measure."""

import io
from collections.abc import Mapping

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from eventapp.accounts.models import EventRole, Role
from eventapp.badges import own_sizes
from eventapp.badges.own_sizes import find_stock, forget_size, keep_size, own_stocks
from eventapp.badges.stock import STOCKS, Kind, Measured
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.desk import Desk

pytestmark = pytest.mark.one_database

CELLAR: Mapping[str, str] = {
    "name": "Aus dem Keller",
    "kind": "sheet",
    "page_width": "210",
    "page_height": "297",
    "columns": "2",
    "rows": "4",
    "margin_left": "10,5",
    "margin_top": "12.5 mm",
    "gap_x": "4",
    "gap_y": "2",
    "width": "92",
    "height": "66",
}
MEASURED = Measured("Aus dem Keller", Kind.SHEET, 210, 297, 2, 4, 10.5, 12.5, 4, 2, 92, 66)


def series_of(desk: Desk) -> int:
    """The series of the desk's event."""
    with desk.app.app_context():
        event = db.session.get(Event, desk.event_id)
        assert event is not None
        return event.series_id


def promote(desk: Desk) -> None:
    """Makes the host an organiser."""
    with write_session(db.session()) as session:
        session.execute(update(EventRole).where(EventRole.account_id == desk.host_id).values(role=Role.ORGANISER))


def texts(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_every_paper_is_listed_with_its_test_sheet(desk: Desk) -> None:
    """All presets, each with a link to its own test sheet."""
    page = desk.get(f"{desk.path}/badges/papers").get_data(as_text=True)
    for key in STOCKS:
        assert f"{desk.path}/badges/papers/{key}/test.pdf" in page


def test_a_paper_is_entered_once_and_used_by_the_whole_series(desk: Desk) -> None:
    """With comma or point, with or without its unit; what was typed is what is printed on."""
    answer = desk.client.post(f"{desk.path}/badges/papers/new", data=CELLAR)
    assert answer.status_code == 303
    series_id = series_of(desk)
    with desk.app.app_context():
        (stock,) = own_stocks(series_id)
        assert stock == MEASURED.as_stock(int(stock.key[4:]))
        assert find_stock(series_id, stock.key) == stock
        assert find_stock(series_id, "a6") is STOCKS["a6"]
        assert find_stock(series_id + 1, stock.key) is None
    page = desk.get(f"{desk.path}/badges/papers").get_data(as_text=True)
    assert "Aus dem Keller" in page
    assert f"{desk.path}/badges/papers/{stock.key}/test.pdf" in page


def test_a_paper_is_changed_and_removed(desk: Desk) -> None:
    """The form shows what is kept. Only organisers remove a paper, which is not found any more then."""
    with desk.app.app_context():
        number = keep_size(series_of(desk), MEASURED)
    path = f"{desk.path}/badges/papers/own/{number}"
    assert 'value="10.5"' in desk.get(path).get_data(as_text=True) or 'value="10,5"' in desk.get(path).get_data(True)
    assert desk.client.post(path, data={**CELLAR, "rows": "3", "name": "Anderes"}).status_code == 303
    with desk.app.app_context():
        (stock,) = own_stocks(series_of(desk))
        assert (stock.name, stock.rows) == ("Anderes", 3)
    assert desk.client.post(f"{path}/forget").status_code == 403
    assert "Entfernen" not in desk.get(f"{desk.path}/badges/papers").get_data(as_text=True)
    with desk.app.app_context():
        promote(desk)
    assert "Entfernen" in desk.get(f"{desk.path}/badges/papers").get_data(as_text=True)
    assert desk.client.post(f"{path}/forget").status_code == 303
    assert desk.get(path).status_code == 404
    assert desk.client.post(f"{path}/forget").status_code == 404
    assert desk.get(f"{desk.path}/badges/papers/own-{number}/test.pdf").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", " ", "Bitte geben Sie dem Papier einen Namen."),
        ("width", "", "Bitte geben Sie eine Länge ein."),
        ("width", "neun", "Bitte geben Sie die Länge als Zahl in Millimetern ein, zum Beispiel 63,5."),
        ("width", "nan", "Bitte geben Sie die Länge als Zahl in Millimetern ein, zum Beispiel 63,5."),
        ("height", "1e999", "Bitte geben Sie die Länge als Zahl in Millimetern ein, zum Beispiel 63,5."),
        ("height", "12", "Zwischen 29 und 450 mm."),
        ("gap_x", "-1", "Zwischen 0 und 450 mm."),
        ("columns", "0", "Zwischen 1 und 10."),
        ("width", "98", "Nebeneinander braucht das 210,5 mm, die Seite ist aber nur 210 mm breit."),
        ("height", "80", "Untereinander braucht das 338,5 mm, die Seite ist aber nur 297 mm hoch."),
    ],
)
def test_a_size_that_cannot_be_is_refused_at_its_field(desk: Desk, field: str, typed: str, sentence: str) -> None:
    """Each message names what is wrong and the way out; nothing is kept."""
    answer = desk.client.post(f"{desk.path}/badges/papers/new", data={**CELLAR, field: typed})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    with desk.app.app_context():
        assert own_stocks(series_of(desk)) == []


def test_there_are_not_endlessly_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the most of a series nothing is kept, and the host is told to remove one."""
    monkeypatch.setattr(own_sizes, "MOST", 1)
    desk.client.post(f"{desk.path}/badges/papers/new", data=CELLAR)
    desk.client.post(f"{desk.path}/badges/papers/new", data=CELLAR)
    assert "sehr viele eigene Maße" in desk.get(f"{desk.path}/badges/papers").get_data(as_text=True)
    with desk.app.app_context():
        assert len(own_stocks(series_of(desk))) == 1


def test_a_test_sheet_says_what_to_measure(desk: Desk) -> None:
    """The length of its line and the margins of the first badge, in millimetres; a second page for the backs."""
    answer = desk.get(f"{desk.path}/badges/papers/avery-l4785/test.pdf")
    assert answer.mimetype == "application/pdf"
    (text,) = texts(answer.data)
    assert "70 mm" in text.replace("\n", " ")
    assert "17,5 mm von links, 13,5 mm" in text.replace("\n", " ")
    assert len(texts(desk.get(f"{desk.path}/badges/papers/a4-cards/test.pdf?edge=short").data)) == 2
    assert len(texts(desk.get(f"{desk.path}/badges/papers/a4-cards/test.pdf?edge=x").data)) == 1
    assert desk.get(f"{desk.path}/badges/papers/nothing/test.pdf").status_code == 404


def test_badges_are_printed_on_an_own_size(desk: Desk) -> None:
    """It is in the list of papers; the sheet has its page and as many badges; when it is gone, the page says so."""
    desk.attendee()
    with desk.app.app_context():
        number = keep_size(series_of(desk), MEASURED)
    key = f"own-{number}"
    page = desk.get(f"{desk.path}/badges?stock={key}").get_data(as_text=True)
    assert f'<option selected value="{key}">' in page
    chosen = {"stock": key, "scope": "found", "start": "8", "again": "other", "codes": "keep", "back": "none"}
    answer = desk.client.post(f"{desk.path}/badges/print", data={**chosen, "duplex": "long", "order": "family_name"})
    assert answer.status_code == 303
    pdf = desk.get(answer.location)
    assert pdf.mimetype == "application/pdf"
    (text,) = texts(pdf.data)
    assert "Anna" in text
    with desk.app.app_context():
        assert number is not None
        forget_size(series_of(desk), number)
    assert desk.get(answer.location).status_code == 410
