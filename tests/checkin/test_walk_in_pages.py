"""The desk with its label printer, in a real browser: a walk-in by keyboard, labels from the camera."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from eventapp.badges.stock import STOCKS
from eventapp.prints.queries import history
from tests.browser import overflow, violations
from tests.desk import Desk, contents
from tests.desk_pages import PHONE, OpenPage
from tests.prints.test_desk import LABEL, PRINTER, choose_printer
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]
PRINTED = "localStorage.getItem('printed')"


def test_a_walk_in_by_keyboard(desk: Desk, open_page: OpenPage) -> None:
    """From a name that nobody has to the next one in the queue: one label, one code, and no mouse."""
    page = open_page(script=PRINTER, viewport=PHONE["viewport"])
    choose_printer(page)
    page.keyboard.type("Gerda Neu")
    expect(page.get_by_text("„Gerda Neu“")).to_be_visible()
    page.get_by_role("link", name="Neu aufnehmen").last.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Gerda Neu")
    assert (violations(page), overflow(page)) == ([], 0)
    page.keyboard.press("Tab")
    page.keyboard.type("IHK")
    for key in ("Tab", "Tab", "Space"):
        page.keyboard.press(key)
    expect(page.get_by_label("Ich mache beim Kontaktesammeln mit")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Der persönliche Link")).to_be_visible()
    assert (violations(page), overflow(page)) == ([], 0)
    until(lambda: page.evaluate(PRINTED) == "1", "the label")
    field = page.get_by_label("Name, Organisation oder Namensschild")
    expect(field).to_be_focused()
    page.keyboard.type("B")
    expect(page.get_by_text("Der persönliche Link")).to_have_count(0)
    assert len(contents(desk.app)["badge_prints"]) == 1


def test_the_camera_page_prints_labels(desk: Desk, open_page: OpenPage) -> None:
    """Where the desk wants one at every check-in, one is printed here, as large as the label, and only once."""
    anna = desk.attendee("Anna Schmidt")
    page = open_page(script="window.print = () => { window.asked = (window.asked ?? 0) + 1; };")
    choose_printer(page, at_once=True)
    page.get_by_role("link", name="Kamera").click()
    page.locator("[data-scanner][data-camera]").wait_for()
    for verdict in ("Willkommen", "Schon da"):
        page.get_by_label("Oder Kurzcode eintippen").fill(anna.short_code)
        page.keyboard.press("Enter")
        expect(page.locator('[data-part="verdict"]')).to_contain_text(verdict)
    until(lambda: page.evaluate("window.asked") == 1, "the label")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    [sheet] = pdf.pages
    size = [round(float(length) * 25.4 / 72, 1) for length in (sheet.mediabox.width, sheet.mediabox.height)]
    assert size == pytest.approx([STOCKS[LABEL].page_width, STOCKS[LABEL].page_height], abs=0.3)
    assert "Einlass" not in sheet.extract_text()
    with desk.app.app_context():
        assert len(history(desk.event_id, anna.id)) == 1
