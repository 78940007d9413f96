"""How far a large printing is, as its page shows it in a real browser."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from eventapp import clock
from eventapp.badge_press import BadgePress
from eventapp.prints import service
from eventapp.prints.jobs import Claim, claim_next, report
from tests.browser import overflow, violations
from tests.desk import Desk
from tests.desk_pages import PHONE, OpenPage
from tests.prints.orders import crowd, order
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]


FEW = 2
"""Printed at once here; one more is a large printing. In real life these are 60."""


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a handful of badges be drawn beside the server."""
    monkeypatch.setattr(service, "AT_ONCE", FEW)


@pytest.fixture
def press(app: Flask) -> Iterator[BadgePress]:
    """What draws beside a server."""
    press = BadgePress(app)
    yield press
    press.stop()


def ordered(desk: Desk) -> str:
    """The page of a large printing."""
    people = crowd(desk, FEW + 1)
    with desk.app.app_context():
        return f"/badges/prints/{order(desk, *people).key}"


def claimed(desk: Desk) -> Claim:
    """The printing, as one that is being drawn."""
    with desk.app.app_context():
        claim = claim_next(now=clock.now())
    assert claim is not None
    return claim


def test_the_bar_moves_and_the_file_appears(desk: Desk, open_page: OpenPage, press: BadgePress) -> None:
    """From waiting to the button that opens the badges, without a hand on the page."""
    page = open_page(ordered(desk))
    expect(page.get_by_role("heading", name="werden erzeugt")).to_be_visible()
    assert violations(page) == []
    until(lambda: not press.step(), "the badges")
    expect(page.get_by_role("link", name="Namensschilder öffnen")).to_be_visible()
    assert violations(page) == []


def test_the_bar_says_how_far_it_is(desk: Desk, open_page: OpenPage) -> None:
    """As the process that draws has said."""
    page = open_page(ordered(desk), **PHONE)
    claim = claimed(desk)
    with desk.app.app_context():
        assert report(claim, 2, now=clock.now())
    expect(page.locator("[data-drawn]")).to_have_text("2")
    assert page.locator("progress").evaluate("bar => [bar.value, bar.max]") == [2, FEW + 1]
    assert overflow(page) == 0


def test_without_javascript_the_page_looks_again_by_itself(
    desk: Desk, open_page: OpenPage, press: BadgePress
) -> None:
    """A refresh every few seconds, until the file is there."""
    page = open_page(ordered(desk), java_script_enabled=False)
    until(lambda: not press.step(), "the badges")
    expect(page.get_by_role("link", name="Namensschilder öffnen")).to_be_visible()


def test_it_can_be_cancelled(desk: Desk, open_page: OpenPage) -> None:
    """One button; afterwards there is room for the next one."""
    page = open_page(ordered(desk))
    claim = claimed(desk)
    page.get_by_role("button", name="Abbrechen").click()
    expect(page.get_by_text("nicht fertig erzeugt")).to_be_visible()
    with desk.app.app_context():
        assert not report(claim, 1, now=clock.now())
