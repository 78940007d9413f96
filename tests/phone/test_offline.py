"""Does the scanner open and scan without network, and does each scan reach the server once when it is back?"""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.contacts.phones import contacts
from tests.contacts.scanner_browser import expect_verdict, part, type_code
from tests.factories import MadeAttendee
from tests.phone.conftest import Handset, kept_scans
from tests.phone.lossy import Network

pytestmark = pytest.mark.browser


def wait_until_sent(page: Page) -> None:
    """Waits until nothing waits any more."""
    expect(part(page, "waiting")).to_be_hidden(timeout=30_000)


def test_five_scans_without_network_survive_reload_and_restart(
    app: Flask, network: Network, handset: Handset, people: list[MadeAttendee]
) -> None:
    """Scanned offline, reloaded offline, the browser closed, the server down: all five arrive once, with their names."""
    anna, *others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    page.context.set_offline(True)
    for other in others[:3]:
        type_code(page, other.short_code)
        expect_verdict(page, "waiting", "There is no network.", "You may close this page.")
    page.reload()
    expect(part(page, "waiting-count")).to_have_text("3")
    expect(part(page, "recent-list").locator("li")).to_have_count(3)
    for other in others[3:5]:
        type_code(page, other.short_code)
    expect(part(page, "waiting-count")).to_have_text("5")
    assert [set(scan) for scan in kept_scans(page)] == [{"code", "nonce", "scanned_at", "key"}] * 5

    handset.switch_off()
    network.stop_server()
    handset.switch_on()
    page = handset.open(f"/events/{anna.slug}/scan")
    expect(part(page, "waiting-count")).to_have_text("5")
    assert contacts(app) == []
    network.start_server()
    wait_until_sent(page)
    expect(part(page, "recent-list")).to_contain_text("Ben Öztürk")
    assert len(contacts(app)) == 5
    assert network.scans() == 5
    assert kept_scans(page) == []
