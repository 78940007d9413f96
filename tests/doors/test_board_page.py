"""Does the board of the doors stay true in a real browser, and say so when it cannot?"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect

from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.live.hub import hub
from tests.checkin.doors import enter, leave, make_list
from tests.desk import Desk, make_desk
from tests.desk_pages import OpenPage, address, open_page
from tests.live.conftest import end_streams

__all__ = ["address", "open_page"]  # fixtures; pytest finds them by their names
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Iterator[Desk]:
    """An event with an organiser at its desk."""
    made = make_desk(app, client)
    with app.app_context():
        grant_role(made.host_id, Role.ORGANISER, event_id=made.event_id)
    yield made
    end_streams()


def test_the_board_follows_the_doors(desk: Desk, open_page: OpenPage) -> None:
    """Each passing shows by itself, what was unfolded stays so; without network it says how old its numbers are."""
    anna = desk.attendee("Anna")
    with desk.app.app_context():
        hall = make_list(desk, name="Saal", counts_exits=True)
    page = open_page(f"/door/board?list={hall}")
    figures, state = page.locator("[data-part=figures] dd"), page.locator("[data-board-state]")
    expect(state).to_have_text("Live")
    expect(figures).to_have_text(["0", "0", "1", "0 / 1"])
    page.locator("summary").click()
    with desk.app.app_context():
        enter(desk, anna, hall)
    expect(figures).to_have_text(["1", "0", "0", "1 / 1"])
    expect(page.locator("[data-part=table] tr").first).to_be_visible()  # a second one if a quarter of an hour is over
    page.context.set_offline(True)
    hub.end_all()
    expect(state).to_contain_text("Keine Verbindung. Die Zahlen sind die von")
    with desk.app.app_context():
        leave(desk, anna, hall)
    page.context.set_offline(False)
    expect(state).to_have_text("Live")
    expect(figures).to_have_text(["0", "1", "0", "1 / 1"])
