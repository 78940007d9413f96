"""The editor in a browser: what is typed is drawn at once, by keyboard alone, and without a script by a button."""

import re

import pytest
from playwright.sync_api import expect

from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.badges.design import design_for
from eventapp.clock import now
from eventapp.designs.service import add_design
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.desk import Desk
from tests.desk_pages import OpenPage

pytestmark = pytest.mark.browser
RED = re.compile(r'fill="#aa3300"')


@pytest.fixture
def editor(desk: Desk) -> str:
    """The address of a design, below the event's."""
    with desk.app.app_context():
        grant_role(desk.host_id, Role.ORGANISER, event_id=desk.event_id)
        event = db.session.get_one(Event, desk.event_id)
        return f"/designs/{add_design(event, 'Schild', design_for(90, 54), account_id=None, now=now())}"


def test_what_is_typed_is_drawn_at_once(open_page: OpenPage, editor: str) -> None:
    """Opened, changed and saved by keyboard; what cannot be is said above the last good picture."""
    page = open_page(editor)
    look = page.locator("[data-look]")
    expect(look.locator("svg")).to_have_count(3)
    page.locator("summary").first.press("Enter")
    size = page.locator("#f0-size")
    before = look.inner_html()
    size.press("ArrowDown")
    expect(size).to_have_value("7.5")
    page.wait_for_function("before => document.querySelector('[data-look]').innerHTML !== before", arg=before)
    page.locator("#f0-x").fill("80")
    expect(look.locator(".design__wrong")).to_contain_text("ragt über das Schild hinaus")
    expect(look.locator("svg")).to_have_count(3)
    page.locator("#f0-x").fill("6")
    expect(look.locator(".design__wrong")).to_have_count(0)
    page.locator("#f0-x").press("Enter")
    page.get_by_text("Gespeichert.", exact=True).wait_for()
    assert page.locator("#f0-size").get_attribute("value") == "7.5"


def test_it_works_without_a_script(open_page: OpenPage, editor: str) -> None:
    """The button shows the picture; a field is added; the way back leads to what is kept."""
    page = open_page(editor, java_script_enabled=False)
    page.locator("summary").first.click()
    page.locator("#f0-colour").fill("#aa3300")
    page.get_by_role("button", name="Anzeigen", exact=True).click()
    assert RED.search(page.locator("[data-look]").inner_html())
    page.locator("#new").select_option("text")
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.locator("summary").last).to_contain_text("Eigener Text")
    page.get_by_role("link", name="Zurück zum gespeicherten Stand").first.click()
    assert not RED.search(page.locator("[data-look]").inner_html())
    expect(page.locator("summary").last).not_to_contain_text("Eigener Text")
