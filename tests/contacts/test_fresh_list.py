"""My contacts while a scan comes in: does the list say so, and lose nothing that somebody is busy with?"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from eventapp.core.contact_rules import Confirmation, Rules
from tests.browser import overflow, violations
from tests.contacts.test_journey import OpenPhone, address, open_phone
from tests.factories import MadeAttendee, make_attendee, make_event, scan
from tests.live.conftest import end_streams

__all__ = ["address", "open_phone"]  # fixtures; pytest finds them by their names
pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _no_stream_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Ends the streams before the pages and the database go."""
    for name in ("app", "open_phone"):
        request.getfixturevalue(name)
    yield
    end_streams()


def people(app: Flask, rules: Rules | None = None) -> list[MadeAttendee]:
    """Anna, Ben and Cleo; Ben has scanned Anna."""
    with app.app_context():
        event = make_event(rules=rules)
        anna, ben, cleo = (make_attendee(event, name) for name in ("Anna Schmidt", "Ben Öztürk", "Cleo Maurer"))
        scan(ben, anna)
        return [anna, ben, cleo]


def scans(app: Flask, scanner: MadeAttendee, target: MadeAttendee) -> None:
    """One scans the other, elsewhere in the hall."""
    with app.app_context():
        scan(scanner, target)


def test_a_new_contact_is_announced_and_shown_by_a_tap(app: Flask, open_phone: OpenPhone) -> None:
    """What is typed in the search stays; focus goes to the new contact; the numbers above are new, too."""
    anna, ben, cleo = people(app)
    page = open_phone(anna, f"/events/{anna.slug}/contacts")
    new = page.locator("[data-contacts-new]")
    expect(page.get_by_role("article")).to_contain_text("Ben Öztürk")  # a notice whose contact the list has
    expect(new).to_be_hidden()
    page.get_by_label("Meine Kontakte durchsuchen").fill("Handw")
    scans(app, cleo, anna)
    expect(new).to_contain_text("1 neuer Kontakt")
    expect(page.locator(".contact")).to_have_count(1)
    for _notice in range(2):  # they lie over the list, wherever it is scrolled
        page.get_by_role("button", name="Schließen").first.click()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) == 0
    new.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(".contact").get_by_role("link", name="Cleo Maurer")).to_be_focused()
    expect(page.locator(".contact")).to_have_count(2)
    expect(page.get_by_text("2 Kontakte, 2 davon zählen")).to_be_visible()
    expect(page.get_by_label("Meine Kontakte durchsuchen")).to_have_value("Handw")
    expect(new).to_be_hidden()
    assert ben.slug == anna.slug


def test_a_contact_that_the_search_leaves_out_is_shown_among_all(app: Flask, open_phone: OpenPhone) -> None:
    """Somebody who asked for the new contact sees it, whatever was searched before."""
    anna, _ben, cleo = people(app)
    page = open_phone(anna, f"/events/{anna.slug}/contacts?q=Ben")
    expect(page.get_by_role("article")).to_contain_text("Ben Öztürk")
    expect(page.locator("[data-contacts-new]")).to_be_hidden()
    scans(app, cleo, anna)
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(".contact").get_by_role("link", name="Cleo Maurer")).to_be_visible()
    assert page.url.endswith("/contacts")


def test_the_first_contact_of_all(app: Flask, open_phone: OpenPhone) -> None:
    """There was no list yet, nor a search."""
    anna, _ben, cleo = people(app)
    page = open_phone(cleo, f"/events/{cleo.slug}/contacts")
    expect(page.get_by_role("heading", name="Noch keine Kontakte")).to_be_visible()
    scans(app, anna, cleo)
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(".contact").get_by_role("link", name="Anna Schmidt")).to_be_visible()
    expect(page.get_by_label("Meine Kontakte durchsuchen")).to_be_visible()


def test_what_is_answered_in_the_notice_is_shown_in_the_row(app: Flask, open_phone: OpenPhone) -> None:
    """Confirming above changes the list below; a row in which somebody is busy is left alone."""
    anna, _ben, _cleo = people(app, Rules(confirmation=Confirmation.MUTUAL))
    page = open_phone(anna, f"/events/{anna.slug}/contacts")
    row = page.locator(".contact")
    expect(row).to_contain_text("noch nicht")
    page.get_by_role("article").get_by_role("button", name="Bestätigen").click()
    expect(row.get_by_text("zählt", exact=True)).to_be_visible()
    row.get_by_text("Ändern").click()
    page.get_by_role("article").get_by_role("button", name="Das war kein Gespräch").click()
    expect(page.get_by_role("article")).to_contain_text("Vermerkt")
    expect(row.get_by_role("button", name="Das war kein Gespräch")).to_be_visible()
