"""Does somebody without a registration come in at a borrowed phone that has no network?"""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp.checkin.models import DoorEntry
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.browser import overflow, violations
from tests.desk import Desk
from tests.door_phone.conftest import pair_device
from tests.door_phone.test_offline import PhoneMaker, expect_answer, expect_sent, held, part
from tests.phone.lossy import Network

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]


def fill_in(page: Page, name: str) -> None:
    """The helper types a name and presses the button."""
    part(page, "walk-in").get_by_label("Name", exact=True).fill(name)
    part(page, "walk-in").get_by_role("button", name="Register and check in").click()


def test_walk_ins_without_network(desk: Desk, network: Network, door_phone: PhoneMaker) -> None:
    """Whoever is called alike is offered first; the others wait, unreadable on the phone, and arrive once."""
    ben = desk.attendee("Ben Öztürk")
    phone, paired = door_phone(), pair_device(desk)
    phone.become(paired)
    page = phone.open_door(paired)
    network.stop_server()
    part(page, "walk-in").locator("summary").click()
    fill_in(page, "ben ozturk")
    part(page, "alike").get_by_role("button", name="Ben Öztürk").click()
    expect_answer(page, "new", "Welcome", "Ben Öztürk", "Kept on this device")
    part(page, "walk-in").locator("summary").click()
    part(page, "walk-in").get_by_label("Contact tracking").check()
    fill_in(page, "Gerda Neu")
    expect_answer(page, "new", "Welcome", "Gerda Neu", "Kept on this device")
    expect(part(page, "waiting-count")).to_have_text("2")
    assert not [each for each in held(page) if "Gerda" in each]
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    part(page, "walk-in").locator("summary").click()
    assert violations(page) == []
    assert overflow(page) == 0
    phone.switch_off()
    phone.switch_on()
    page = phone.open(paired.path)
    expect(part(page, "waiting-count")).to_have_text("2")
    network.start_server()
    expect_sent(page)
    with desk.app.app_context():
        gerda, *others = db.session.scalars(select(Registration).where(Registration.id != ben.id))
        assert (others, gerda.name, gerda.tracking_consent is not None) == ([], "Gerda Neu", True)
        passed = db.session.execute(select(DoorEntry.verdict, DoorEntry.registration_id).order_by(DoorEntry.id))
        assert [tuple(row) for row in passed] == [("in", ben.id), ("in", gerda.id)]
