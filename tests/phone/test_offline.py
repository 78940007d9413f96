"""Does the scanner open and scan without network, and does each scan reach the server once when it is back?"""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp import assets
from eventapp.contacts.models import Scan
from eventapp.extensions import db
from tests.contacts.phones import contacts
from tests.contacts.scanner_browser import expect_verdict, part, type_code
from tests.factories import MadeAttendee
from tests.phone.conftest import Handset, kept_scans
from tests.phone.lossy import Network

pytestmark = pytest.mark.browser


def wait_until_sent(page: Page) -> None:
    """Waits until nothing waits any more."""
    expect(part(page, "waiting")).to_be_hidden()


def test_five_scans_without_network_survive_reload_and_restart(
    app: Flask, network: Network, handset: Handset, people: list[MadeAttendee]
) -> None:
    """Scanned offline, reloaded offline, the browser closed, the server down: all five arrive, once."""
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


def test_answer_lost_after_the_server_kept_the_scan(
    app: Flask, network: Network, handset: Handset, people: list[MadeAttendee]
) -> None:
    """The server has written the contact, its answer is cut off, twice: the scan is sent again and counts once."""
    anna, ben, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    network.loses_answer = lambda method, _path: method == "POST" and network.scans() <= 2
    type_code(page, ben.short_code)
    expect_verdict(page, "waiting", "Kept, not sent yet")
    assert len(contacts(app)) == 1
    expect_verdict(page, "new", "Ben Öztürk")
    assert network.scans() == 3
    assert len(contacts(app)) == 1
    with app.app_context():
        assert len(db.session.scalars(select(Scan)).all()) == 1


def test_three_tabs_send_each_scan_once(
    app: Flask, network: Network, handset: Handset, people: list[MadeAttendee]
) -> None:
    """Three tabs with the same six scans see the network return at once: six requests, and all three say so."""
    anna, *others = people
    handset.sign_in(anna)
    pages = [handset.open_scanner(anna)]
    context = pages[0].context
    context.set_offline(True)
    for other in others:
        type_code(pages[0], other.short_code)
        expect_verdict(pages[0], "waiting")
    expect(part(pages[0], "waiting-count")).to_have_text("6")
    pages += [handset.open(f"/events/{anna.slug}/scan") for _tab in range(2)]
    for page in pages:
        expect(part(page, "waiting-count")).to_have_text("6")
    context.set_offline(False)
    for page in pages:
        wait_until_sent(page)
        expect(part(page, "recent-list")).to_contain_text("Gerd Ost")
        expect(part(page, "recent-list")).not_to_contain_text("Kept")
    assert network.scans() == 6
    assert len(contacts(app)) == 6


def test_badge_opened_by_the_camera_app_without_network(
    app: Flask, handset: Handset, people: list[MadeAttendee]
) -> None:
    """The link in the badge opens the kept page; one tap keeps the scan, and opening alone keeps nothing."""
    anna, ben, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    page.context.set_offline(True)
    page.goto(f"{page.url.partition('/events')[0]}/B/{ben.code}")
    save = page.get_by_role("button", name="Save contact")
    expect(save).to_be_visible()
    assert kept_scans(page) == []
    save.click()
    expect_verdict(page, "waiting", "There is no network.")
    expect(save).to_be_hidden()
    page.context.set_offline(False)
    expect_verdict(page, "new", "Ben Öztürk")
    assert len(contacts(app)) == 1


def test_scans_of_one_person_are_never_sent_for_another(
    app: Flask, handset: Handset, people: list[MadeAttendee]
) -> None:
    """Carla signs in on Anna's phone: Anna's scans wait, from open pages too, until Anna is back."""
    anna, ben, carla, *_others = people
    handset.sign_in(anna)
    hers = handset.open_scanner(anna)
    hers.context.set_offline(True)
    type_code(hers, ben.short_code)
    expect_verdict(hers, "waiting", "There is no network.")
    handset.sign_in(carla)
    hers.context.set_offline(False)
    hers.wait_for_timeout(2500)
    type_code(hers, people[3].short_code)
    expect_verdict(hers, "waiting", "Somebody else is signed in on this phone.")
    carlas = handset.open(f"/events/{carla.slug}/scan")
    expect(part(carlas, "waiting")).to_be_hidden()
    type_code(carlas, people[4].short_code)
    expect_verdict(carlas, "new", "Emil Weber")
    assert {(one.low_id, one.high_id) for one in contacts(app)} == {(carla.id, people[4].id)}

    handset.sign_in(anna)
    hers.reload()
    wait_until_sent(hers)
    assert {(one.low_id, one.high_id) for one in contacts(app)} == {
        (carla.id, people[4].id),
        (anna.id, ben.id),
        (anna.id, people[3].id),
    }


def test_scan_waits_for_a_sign_in_that_has_ended(app: Flask, handset: Handset, people: list[MadeAttendee]) -> None:
    """Who was signed out meanwhile loses no scan: it is sent after the personal link was opened again."""
    anna, ben, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    page.context.clear_cookies()
    type_code(page, ben.short_code)
    expect_verdict(page, "waiting", "You are not signed in any more.", "You may close this page.")
    handset.sign_in(anna)
    expect_verdict(page, "new", "Ben Öztürk")
    assert len(contacts(app)) == 1


def test_token_of_an_older_session_is_renewed(app: Flask, handset: Handset, people: list[MadeAttendee]) -> None:
    """The page's token is not today's any more, as after a restart of the phone: a fresh one is fetched by itself."""
    anna, ben, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    handset.sign_in(anna)  # a new cookie, in which no token was drawn
    type_code(page, ben.short_code)
    expect_verdict(page, "new", "Ben Öztürk")
    assert len(contacts(app)) == 1


def test_what_can_never_succeed_leaves_with_its_sentence(
    network: Network, handset: Handset, people: list[MadeAttendee]
) -> None:
    """An unknown code that waited is told as such once the network is back, and does not stop the next."""
    anna, ben, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    page.context.set_offline(True)
    type_code(page, "ABCD2345")
    expect_verdict(page, "waiting")
    type_code(page, ben.short_code)
    expect(part(page, "waiting-count")).to_have_text("2")
    page.context.set_offline(False)
    wait_until_sent(page)
    expect(part(page, "recent-list")).to_contain_text("Unknown badge")
    expect(part(page, "recent-list")).to_contain_text("Ben Öztürk")
    assert network.scans() == 2


def test_the_phone_keeps_nobody_s_name(handset: Handset, people: list[MadeAttendee]) -> None:
    """After scanning, all that the service worker has is the empty scan page and files: no name, no token, no key."""
    anna, ben, *_others = people
    handset.sign_in(anna)
    handset.open(f"/events/{anna.slug}/me")
    page = handset.open_scanner(anna)
    type_code(page, ben.short_code)
    expect_verdict(page, "new", "Ben Öztürk")
    handset.open(f"/events/{anna.slug}/contacts")
    page.reload()
    token = page.locator("[name=csrf_token]").first.input_value()
    key = page.locator("[data-scanner]").get_attribute("data-key")
    kept: dict[str, str] = page.evaluate(
        """async () => {
            const kept = {};
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                    const answer = await cache.match(request, { ignoreVary: true });
                    const text = await answer.text();
                    kept[new URL(request.url).pathname] = JSON.stringify([...answer.headers]) + text;
                }
            }
            return kept;
        }"""
    )
    [page_kept] = [text for path, text in kept.items() if not path.startswith("/static/")]
    assert "data-scanner" in page_kept
    assert len(kept) > 20
    assert token
    assert key
    for secret in ("Anna", "Schmidt", "Ben Öztürk", anna.token, anna.code, ben.code, ben.short_code, token, key):
        assert secret not in page_kept
    assert "set-cookie" not in page_kept.lower()


def test_signing_out_leaves_nothing(handset: Handset, people: list[MadeAttendee]) -> None:
    """Scans that wait are named before they are lost; then the queue, the kept page and the worker are gone."""
    anna, ben, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    page.context.set_offline(True)
    type_code(page, ben.short_code)
    expect_verdict(page, "waiting")
    page.close()
    assert handset.context is not None
    handset.context.set_offline(False)
    home = handset.open(f"/events/{anna.slug}/me")
    sign_out = home.get_by_role("button", name="Sign out on this phone")
    expect(home.get_by_text("They will be lost")).to_be_hidden()
    sign_out.click()
    expect(home.get_by_text("They will be lost")).to_be_visible()
    expect(home.locator("[data-unsent-count]")).to_have_text("1")
    sign_out.click()
    home.wait_for_url(f"**/events/{anna.slug}")
    assert home.evaluate("caches.keys()") == []
    assert kept_scans(home) == []


def test_new_version_replaces_the_old_one_at_the_next_start(
    handset: Handset, people: list[MadeAttendee], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update reaches the open scanner at its next start, the old files go, and it still opens without network."""
    anna, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    before = page.evaluate("caches.keys()")
    monkeypatch.setattr(assets, "version", lambda: "0123456789ab")
    page.reload()
    assert "/static/0123456789ab/" in page.content()
    wait_for_cache(page, "scanner-0123456789ab")
    assert before != ["scanner-0123456789ab"]
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-scanner]")).to_be_attached()
    assert "/static/0123456789ab/" in page.content()


def wait_for_cache(page: Page, name: str) -> None:
    """Waits until this cache is the only one."""
    page.evaluate(
        "async (name) => { while ((await caches.keys()).join() !== name) "
        "await new Promise((next) => setTimeout(next, 50)); }",
        name,
    )


def test_browser_would_install_it(handset: Handset, people: list[MadeAttendee]) -> None:
    """Chromium reads the manifest without complaint, and finds nothing that stands against installing."""
    anna, *_others = people
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    devtools = page.context.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith(f"/events/{anna.slug}/app.webmanifest")
    hindrances = [one["errorId"] for one in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert hindrances in ([], ["in-incognito"])
