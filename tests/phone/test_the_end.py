"""What does a phone show when contacts end, and what becomes of scans that it could not deliver in time?"""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventapp import clock
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.contacts.phones import contacts
from tests.contacts.scanner_browser import expect_verdict, part, type_code
from tests.factories import MadeAttendee
from tests.phone.conftest import Handset

pytestmark = pytest.mark.browser
MINUTE = timedelta(minutes=1)


def change_event(app: Flask, event_id: int, **values: object) -> None:
    """The organisers decide something else."""
    with app.app_context(), write_session(db.session()) as session:
        event = session.get_one(Event, event_id)
        for name, value in values.items():
            setattr(event, name, value)


def scanned_without_network(handset: Handset, anna: MadeAttendee, ben: MadeAttendee) -> Page:
    """Anna met Ben in the cellar."""
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    page.context.set_offline(True)
    type_code(page, ben.short_code)
    expect_verdict(page, "waiting", "There is no network.")
    return page


@pytest.mark.parametrize("grace", [10, 0])
def test_a_scan_that_waited_through_the_end(
    app: Flask, handset: Handset, people: list[MadeAttendee], grace: int
) -> None:
    """Delivered inside the grace period it counts; where there is none, the phone says that it does not."""
    anna, ben, *_others = people
    page = scanned_without_network(handset, anna, ben)
    page.wait_for_timeout(3_000)  # what the way to the server takes is not known: the scan passes for so much later
    change_event(app, anna.event_id, contacts_closed_at=clock.now(), grace_minutes=grace)
    page.context.set_offline(False)
    expect(part(page, "waiting")).to_be_hidden()
    if grace:
        expect_verdict(page, "new", "Ben Öztürk")
        type_code(page, people[2].short_code)  # live, after the end
        expect_verdict(page, "refused", "")
        assert len(contacts(app)) == 1
    else:
        assert contacts(app) == []


def test_the_countdown_goes_on_by_itself(app: Flask, handset: Handset, people: list[MadeAttendee]) -> None:
    """From the last seconds to delivering, to the check; and an earlier end is heard of with the news."""
    anna, *_others = people
    change_event(app, anna.event_id, contacts_closed_at=clock.now() + 20 * MINUTE)
    handset.sign_in(anna)
    page = handset.open(f"/events/{anna.slug}/contacts")
    band, left = page.locator("[data-closing]"), page.locator("[data-left]")
    expect(band).to_be_hidden()
    change_event(app, anna.event_id, contacts_closed_at=clock.now() + timedelta(seconds=8))
    page.evaluate("dispatchEvent(new Event('online'))")  # asks for news at once
    expect(page.get_by_text("Contacts are collected until")).to_be_visible()
    expect(left).to_contain_text("0:0")
    expect(page.get_by_text("What this phone scanned before the end")).to_be_visible()
    expect(page.get_by_text("Contacts are collected until")).to_be_hidden()
    expect(left).to_contain_text("9:5")
    change_event(app, anna.event_id, grace_minutes=0)
    page.reload()
    expect(band.get_by_text("The result is being checked")).to_be_visible()
    expect(left).to_be_hidden()
