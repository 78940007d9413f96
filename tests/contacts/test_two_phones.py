"""Two phones side by side: does the other one say at once who scanned its owner, and take an answer?"""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventapp.core.contact_rules import Confirmation, Rules
from eventapp.live import hub
from tests.browser import overflow, violations
from tests.contacts.test_journey import OpenPhone, address, open_phone
from tests.contacts.topics import give_icebreakers, give_topics, let_find
from tests.factories import MadeAttendee, make_attendee, make_event
from tests.live.conftest import end_streams

__all__ = ["address", "open_phone"]  # fixtures; pytest finds them by their names
pytestmark = pytest.mark.browser
QUESTION = "Wobei könnten Sie gerade Hilfe brauchen?"


@pytest.fixture(autouse=True)
def _no_stream_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Ends the streams before the pages and the database go."""
    for name in ("app", "open_phone"):
        request.getfixturevalue(name)
    yield
    end_streams()


def people(app: Flask, rules: Rules | None = None) -> tuple[MadeAttendee, MadeAttendee]:
    """Anna seeks what Ben offers; both agreed to be found."""
    with app.app_context():
        event = make_event(rules=rules)
        anna = make_attendee(event, "Anna Schmidt", organisation="MDZ Hannover")
        ben = make_attendee(event, "Ben Öztürk", organisation="Werk 1")
        give_topics(anna, seeks=["KI in der Fertigung"])
        give_topics(ben, offers=["KI in der Fertigung"])
        give_icebreakers(event.id, [QUESTION])
        let_find(anna, ben)
        return anna, ben


def find_and_save(page: Page, typed: str, name: str) -> None:
    """Finds somebody by name in the scanner, and saves the contact."""
    page.get_by_label("Oder die Person nach Namen finden").fill(typed)
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("page", ["/contacts", "/scan", "/me"])
def test_the_other_phone_says_so_by_itself(app: Flask, open_phone: OpenPhone, page: str) -> None:
    """On any page: who it was, what both share, the same question; closing it lets it stay away."""
    anna, ben = people(app)
    his = open_phone(ben, f"/events/{ben.slug}{page}")
    notice = his.get_by_role("article", name="Anna Schmidt (MDZ Hannover) hat Sie gescannt.")
    deadline = time.monotonic() + 60
    while not hub.hub._streams and time.monotonic() < deadline:  # noqa: SLF001 the page has opened its stream
        his.wait_for_timeout(20)
    hers = open_phone(anna, f"/events/{anna.slug}/scan")
    hers.get_by_label("Oder Kurzcode eintippen").fill(ben.short_code)
    hers.get_by_role("button", name="Eingeben").click()
    expect(hers.get_by_text("Bietet, was Sie suchen: KI in der Fertigung")).to_be_visible()
    expect(notice).to_be_visible()
    expect(hers.get_by_text(QUESTION)).to_be_visible()
    for words in ("Kontakt 1, neu. Er zählt.", "Sucht, was Sie bieten: KI in der Fertigung", QUESTION):
        expect(notice.get_by_text(words)).to_be_visible()
    expect(his.locator("[data-news-said]")).to_have_text(
        "Anna Schmidt (MDZ Hannover) hat Sie gescannt. Kontakt 1, neu. Er zählt."
    )
    assert violations(his) == []
    his.set_viewport_size({"width": 320, "height": 640})
    assert overflow(his) == 0
    notice.get_by_role("button", name="Schließen").click()
    expect(notice).to_be_hidden()
    with his.expect_response("**/contacts/news"):
        his.reload()
    expect(notice).to_be_hidden()


def test_buttons_of_the_notice_and_undo(app: Flask, open_phone: OpenPhone) -> None:
    """Known before, no conversation, undo, without leaving the page; in the mutual mode one tap confirms."""
    anna, ben = people(app, Rules(confirmation=Confirmation.MUTUAL))
    his = open_phone(ben, f"/events/{ben.slug}/scan")
    hers = open_phone(anna, f"/events/{anna.slug}/scan")
    find_and_save(hers, "özt", "Ben Öztürk")
    notice = his.get_by_role("article")
    notice.get_by_role("button", name="Bestätigen").click()
    expect(notice.get_by_text("Er zählt.")).to_be_visible()
    notice.get_by_role("button", name="Wir kannten uns schon").click()
    expect(notice.get_by_text("kannten sich")).to_be_visible()
    notice.get_by_role("button", name="Doch erst hier kennengelernt").click()
    notice.get_by_role("button", name="Das war kein Gespräch").click()
    expect(notice.get_by_text("Vermerkt")).to_be_visible()
    notice.get_by_role("button", name="Rückgängig").click()
    expect(notice.get_by_text("Er zählt.")).to_be_visible()
    assert his.url.endswith("/scan")
