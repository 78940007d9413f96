"""The desk's own printer, in a real browser: one label, as large as the page, right after somebody has come in."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from eventapp import clock
from eventapp.badges.stock import STOCKS
from eventapp.checkin.service import undo_check_in
from eventapp.prints.queries import history
from tests.browser import violations_everywhere
from tests.desk import Desk
from tests.desk_pages import PHONE, OpenPage
from tests.prints.orders import order
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]

LABEL = "brother-dk-11202"
PRINTER = """
window.print = () => {
  const printed = Number(localStorage.getItem("printed") ?? 0) + 1;
  localStorage.setItem("printed", printed);
  dispatchEvent(new Event("afterprint"));
};
"""
"""Stands in for the dialog, which no test can see: counts how often it was asked for, and is done at once."""
STUCK = "window.print = window.close = () => {};"
"""A dialog that stays open: making a PDF of the page is printing it, too."""


def printed(desk: Desk, person: int) -> int:
    """How many labels of somebody are in the log."""
    with desk.app.app_context():
        return len(history(desk.event_id, person))


def choose_printer(page: Page, stock: str = LABEL, *, at_once: bool = False) -> None:
    """Says on the door's page what the printer of this desk holds."""
    page.locator("summary").click()
    page.get_by_label("Was im Drucker liegt").select_option(stock)
    page.get_by_label("Beim Einchecken gleich drucken").set_checked(at_once)
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("summary")).to_contain_text(STOCKS[stock].name)


@pytest.mark.parametrize("key", [LABEL, "brother-dk-11209", "dymo-11356", "id1", "a6"])
def test_the_page_is_the_label(desk: Desk, open_page: OpenPage, key: str) -> None:
    """Exactly one page, as large as the label, with the badge on it and nothing else."""
    anna = desk.attendee("Anna Schmidt", organisation="TU Clausthal", checked_in=True)
    page = open_page(script=STUCK)
    choose_printer(page, key)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Etikett von Anna Schmidt drucken").click()
    label = opened.value
    expect(label.locator(".badge-picture")).to_be_visible()
    pdf = PdfReader(io.BytesIO(label.pdf(prefer_css_page_size=True, print_background=True)))
    [sheet] = pdf.pages
    size = [round(float(length) * 25.4 / 72, 1) for length in (sheet.mediabox.width, sheet.mediabox.height)]
    stock = STOCKS[key]
    assert size == pytest.approx([stock.page_width, stock.page_height], abs=0.3)
    text = " ".join(sheet.extract_text().split())
    assert "Anna" in text
    assert "Drucken" not in text
    assert printed(desk, anna.id) == 1


def test_a_click_prints_and_gives_the_window_back(desk: Desk, open_page: OpenPage) -> None:
    """The dialog opens by itself; when it closes, the label's window does too, and the door is as it was."""
    anna = desk.attendee("Anna Schmidt", checked_in=True)
    page = open_page(script=PRINTER)
    choose_printer(page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Etikett von Anna Schmidt drucken").click()
    if not opened.value.is_closed():
        opened.value.wait_for_event("close")
    until(lambda: page.evaluate("localStorage.getItem('printed')") == "1", "the label")
    assert printed(desk, anna.id) == 1
    expect(page.get_by_role("heading", name="Einlass")).to_be_visible()


@pytest.mark.parametrize("way", ["click", "scanner"])
def test_check_in_prints_at_once(desk: Desk, open_page: OpenPage, way: str) -> None:
    """With one click, or the hand scanner's Enter, somebody is in and their label is printed, of two people alike."""
    anna, _ = desk.attendee("Anna Schmidt"), desk.attendee("Berta Maier")
    page = open_page(script=PRINTER)
    choose_printer(page, at_once=True)
    if way == "click":
        page.get_by_role("button", name="Anna Schmidt einchecken").click()
    else:
        page.keyboard.type(anna.code)
        page.keyboard.press("Enter")
    expect(page.locator('[data-part="verdict"]')).to_contain_text("Willkommen")
    until(lambda: page.evaluate("localStorage.getItem('printed')") == "1", "the label")
    assert printed(desk, anna.id) == 1


def test_whose_badge_is_printed_gets_no_label_by_itself(desk: Desk, open_page: OpenPage) -> None:
    """Checked in a second time, they are in, the printer stays quiet, and nothing says that it failed."""
    anna = desk.attendee("Anna Schmidt")
    page = open_page(script=PRINTER)
    choose_printer(page, at_once=True)
    page.get_by_role("button", name="Anna Schmidt einchecken").click()
    until(lambda: page.evaluate("localStorage.getItem('printed')") == "1", "the label")
    with desk.app.app_context():
        undo_check_in(anna.id, event_id=desk.event_id, account_id=desk.host_id, now=clock.now())
    page.reload()
    with page.expect_response("**/badge/label") as answer:
        page.get_by_role("button", name="Anna Schmidt einchecken").click()
    assert answer.value.status == 204
    expect(page.locator('[data-part="verdict"]')).to_contain_text("Willkommen")
    expect(page.locator('[data-part="label-failed"]')).to_be_hidden()
    assert (page.evaluate("localStorage.getItem('printed')"), printed(desk, anna.id)) == ("1", 1)


def test_whoever_was_in_already_gets_no_second_label(desk: Desk, open_page: OpenPage) -> None:
    """A badge scanned twice at the door is one label; a replaced one, none."""
    anna = desk.attendee("Anna Schmidt", checked_in=True)
    page = open_page(script=PRINTER)
    choose_printer(page, at_once=True)
    page.keyboard.type(anna.code)
    page.keyboard.press("Enter")
    expect(page.locator('[data-part="verdict"]')).to_contain_text("Schon da")
    expect(page.locator(".person")).to_have_count(1)
    assert printed(desk, anna.id) == 0


def test_without_a_label_printer_there_is_no_button(desk: Desk, open_page: OpenPage) -> None:
    """The choice is the browser's own, and can be taken back."""
    desk.attendee("Anna Schmidt", checked_in=True)
    page = open_page()
    button = page.get_by_role("button", name="Etikett von Anna Schmidt drucken")
    expect(button).to_have_count(0)
    choose_printer(page)
    expect(button).to_be_visible()
    page.locator("summary").click()
    page.get_by_label("Was im Drucker liegt").select_option("")
    page.get_by_role("button", name="Speichern").click()
    expect(button).to_have_count(0)


def test_without_javascript(desk: Desk, open_page: OpenPage) -> None:
    """The label is a page that the browser's own menu prints."""
    anna = desk.attendee("Anna Schmidt", checked_in=True)
    page = open_page(java_script_enabled=False)
    choose_printer(page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Etikett von Anna Schmidt drucken").click()
    expect(opened.value.locator(".badge-picture")).to_be_visible()
    expect(opened.value).to_have_url(re.compile("/badges/prints/[A-Z0-9]{26}/label$"))
    assert printed(desk, anna.id) == 1


def test_everybody_can_use_the_pages(desk: Desk, open_page: OpenPage) -> None:
    """No violation of WCAG 2.2 AA, nothing wider than a phone, with everything unfolded."""
    anna = desk.attendee("Anna Schmidt", organisation="TU Clausthal", checked_in=True)
    with desk.app.app_context():
        printing = f"/badges/prints/{order(desk, anna.id).key}"
    page = open_page(script=STUCK, **PHONE)
    for path in ("/badges", "/badges/prints", "/door", printing, f"/registrations/{desk.uid(anna)}/badge"):
        page.goto(page.url.partition("/events/")[0] + desk.path + path)
        for fold in page.locator("summary").all():
            fold.click()
        assert violations_everywhere(page, (390, 844)) == [], path
