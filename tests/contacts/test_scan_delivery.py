"""Does every scan reach the server once, whatever the network does, and is each answer shown as it is meant?"""

import pytest
from playwright.sync_api import expect

from tests.contacts.scanner_browser import (
    PhoneMaker,
    browsers,
    expect_verdict,
    part,
    phone,
    scanner_server,
    site,
    type_code,
)
from tests.contacts.scanner_site import Reply, ScannerSite, status

__all__ = ["browsers", "phone", "scanner_server", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser

SHORT_CODE = "ABCD2345"


def test_scan_without_network_is_delivered_when_it_is_back(site: ScannerSite, phone: PhoneMaker) -> None:
    """A scan made offline is shown as waiting, leaves once when the network returns, and its verdict appears."""
    page = phone().open(f"{site.address}/scan")
    page.context.set_offline(True)
    type_code(page, SHORT_CODE)
    expect_verdict(page, "waiting", "Kept, not sent yet", "There is no network.")
    type_code(page, "abcd 2345")  # the same badge again is the same meeting
    expect(part(page, "waiting")).to_contain_text("Scans not sent yet: 1")
    page.context.set_offline(False)
    expect_verdict(page, "new", "Anna Schmidt")
    expect(part(page, "waiting")).to_be_hidden()
    expect(part(page, "recent-list").locator("li")).to_have_count(1)
    assert site.codes == [SHORT_CODE]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (status(502), "The server has a problem."),
        (status(503, Retry_After="1"), "The server is busy."),
        (status(429, Retry_After="1"), "The server is busy."),
        (status(200), "There is no network."),  # the sign-in page of the venue's Wi-Fi
    ],
    ids=["502", "503", "429", "captive portal"],
)
def test_lost_answer_is_asked_for_again_with_the_same_nonce(
    site: ScannerSite, phone: PhoneMaker, trouble: Reply, words: str
) -> None:
    """What brings no answer is sent again by itself, with the same nonce, so that the server counts it once."""
    site.replies.append(trouble)
    page = phone().open(f"{site.address}/scan")
    type_code(page, SHORT_CODE)
    expect_verdict(page, "waiting", words)
    expect_verdict(page, "known", "Anna Schmidt")
    assert_sent_twice(site)


def assert_sent_twice(site: ScannerSite) -> None:
    """The same scan both times, and each time what the phone's clock says at that moment."""
    (first, sent), (second, sent_again) = ((scan, scan.pop("sent_at")) for scan in site.received)
    assert first == second
    assert sent < sent_again


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (401, "You are not signed in any more"),
        (302, "You are not signed in any more"),
        (403, "Scanning is not allowed here"),
        (404, "This event was not found"),
        (400, "This page is out of date"),
    ],
)
def test_refusal_is_said_plainly_and_not_repeated(
    site: ScannerSite, phone: PhoneMaker, refusal: int, words: str
) -> None:
    """What no further try changes is shown with the way out, and nothing is sent again."""
    site.replies.append(status(refusal, Location="/sign-in"))
    page = phone().open(f"{site.address}/scan")
    type_code(page, SHORT_CODE)
    expect_verdict(page, "refused", words)
    page.wait_for_timeout(1300)
    assert len(site.received) == 1
    expect(part(page, "waiting")).to_be_hidden()


def test_verdict_counts_whatever_its_status(site: ScannerSite, phone: PhoneMaker) -> None:
    """A refusal of the server's own, with its own words, is shown in these words, without a name if there is none."""
    refusal = {
        "verdict": "CLOSED",
        "kind": "refused",
        "title": "Contact tracking is closed",
        "text": "Thank you.",
        "person": None,
    }
    site.replies.append(status(409, refusal))
    page = phone().open(f"{site.address}/scan")
    type_code(page, SHORT_CODE)
    expect_verdict(page, "refused", "Contact tracking is closed", "Thank you.")
    expect(part(page, "verdict-name")).to_be_hidden()


def test_hostile_text_stays_text(site: ScannerSite, phone: PhoneMaker) -> None:
    """Markup in a name is shown as it is written and builds no element."""
    person = {"name": "<img src=x onerror=alert(1)>", "organisation": "<b>bold</b>"}
    site.replies.append(status(200, {"kind": "new", "title": "<i>New</i>", "text": "", "person": person}))
    page = phone().open(f"{site.address}/scan")
    type_code(page, SHORT_CODE)
    expect(part(page, "verdict-name")).to_have_text(person["name"])
    assert page.locator("main img, main b, main i").count() == 0


def test_pause_is_explained_and_the_scan_goes_out_after_it(site: ScannerSite, phone: PhoneMaker) -> None:
    """A pause shows the server's own words; the scan is kept, sent again after Retry-After, and then answered."""
    pause = {
        "verdict": "TOO_FAST",
        "kind": "hint",
        "title": "A short break",
        "text": "Very many new contacts.",
        "person": None,
        "contact_number": None,
    }
    site.replies.append(status(429, pause, Retry_After="3"))
    page = phone().open(f"{site.address}/scan")
    type_code(page, SHORT_CODE)
    expect_verdict(page, "waiting", "A short break", "Very many new contacts.", "The scan is kept")
    expect(part(page, "recent-list").locator("li")).to_contain_text("A short break")
    type_code(page, SHORT_CODE)  # the same badge again waits with it
    expect_verdict(page, "waiting", "Kept, not sent yet")
    page.wait_for_timeout(1500)  # an ordinary failure would be tried again after a second
    assert len(site.received) == 1
    expect_verdict(page, "known", "Anna Schmidt")
    assert_sent_twice(site)
    expect(part(page, "waiting")).to_be_hidden()


def test_mistyped_code_is_not_sent(site: ScannerSite, phone: PhoneMaker) -> None:
    """A code with impossible letters is explained on the spot; the field is marked and ready to be corrected."""
    page = phone().open(f"{site.address}/scan")
    type_code(page, "ABCO 2345")
    expect_verdict(page, "hint", "This is not a short code", "0, O, 1, I and L never occur")
    expect(part(page, "code")).to_have_attribute("aria-invalid", "true")
    assert site.received == []
    type_code(page, "ABCD 2345")
    expect_verdict(page, "new")
    expect(part(page, "code")).to_have_attribute("aria-invalid", "false")
    expect(part(page, "code")).to_have_value("")


def test_other_parts_of_a_page_hear_of_answers(site: ScannerSite, phone: PhoneMaker) -> None:
    """The door's list listens to `scan:answer`, which carries the answer."""
    page = phone().open(f"{site.address}/scan")
    page.evaluate("document.addEventListener('scan:answer', (event) => { window.heard = event.detail.verdict; })")
    type_code(page, SHORT_CODE)
    expect_verdict(page, "new")
    assert page.evaluate("window.heard") == "NEW_CONTACT"


def test_typed_code_works_without_scripts(site: ScannerSite, phone: PhoneMaker) -> None:
    """Without JavaScript the form posts code and nonce, and the page comes back with the verdict."""
    page = phone().open(f"{site.address}/scan", java_script_enabled=False)
    expect(part(page, "view")).to_be_hidden()
    expect(part(page, "photo-choice")).to_be_hidden()
    type_code(page, SHORT_CODE)
    expect_verdict(page, "new", "New contact", "Anna Schmidt", "MDZ Hannover", "AS")
    assert site.received[0]["code"] == SHORT_CODE
    assert site.received[0]["nonce"] == "from-the-form-0001"
