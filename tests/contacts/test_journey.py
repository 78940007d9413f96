"""Two people with phones in their hands: does it all go together in a real browser?"""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from eventapp.core.contact_rules import Confirmation, Rules
from eventapp.registration.models import Purpose
from tests.browser import violations
from tests.contacts.phones import contacts
from tests.factories import MadeAttendee, make_attendee, make_event, scan

pytestmark = pytest.mark.browser

OpenPhone = Callable[..., Page]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the app is served, with every defence on."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_phone(app: Flask, address: str, chromium: Browser) -> Iterator[OpenPhone]:
    """Opens a page on the phone of an attendee; in the end no page may have complained."""
    complaints: list[str] = []
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own

    def start(owner: MadeAttendee | None, path: str, **context: object) -> Page:
        viewport = {"width": 390, "height": 664}
        opened = chromium.new_context(viewport=viewport, locale="de-DE", reduced_motion="reduce", **context)  # type: ignore[arg-type]
        if owner is not None:
            cookie = signer.dumps({"attendees": {owner.slug: owner.token}})
            opened.add_cookies([{"name": "session", "value": cookie, "url": address}])
        page = opened.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address + path)
        return page

    yield start
    for context in chromium.contexts:
        context.close()
    assert complaints == []


def two_people(app: Flask) -> tuple[MadeAttendee, MadeAttendee]:
    """Anna and Ben."""
    with app.app_context():
        event = make_event()
        return make_attendee(event, "Anna Schmidt", organisation="MDZ Hannover"), make_attendee(
            event, "Ben Öztürk", organisation="Werk 1"
        )


@pytest.mark.parametrize("script", [True, False])
def test_a_short_code_typed_here_is_a_contact_there(app: Flask, open_phone: OpenPhone, *, script: bool) -> None:
    """Anna types Ben's code, with and without JavaScript; Ben's list shows her as soon as it is opened again."""
    anna, ben = two_people(app)
    his = open_phone(ben, f"/events/{ben.slug}/contacts")
    expect(his.get_by_role("heading", name="Noch keine Kontakte")).to_be_visible()
    hers = open_phone(anna, f"/events/{anna.slug}/me", java_script_enabled=script)
    hers.get_by_role("link", name="Namensschild scannen").click()
    hers.get_by_label("Oder Kurzcode eintippen").fill(f"{ben.short_code[:4].lower()} {ben.short_code[4:].lower()}")
    hers.get_by_role("button", name="Eingeben").click()
    for words in ("Neu kennengelernt", "Ben Öztürk", "Werk 1", "Kontakt 1, neu. Er zählt."):
        expect(hers.get_by_text(words).first).to_be_visible()
    his.reload()
    expect(his.get_by_role("link", name="Anna Schmidt")).to_be_visible()
    expect(his.get_by_text("· hat mich gescannt")).to_be_visible()


def test_the_other_one_objects_and_thinks_again(app: Flask, open_phone: OpenPhone) -> None:
    """Ben says that it was no conversation: the contact leaves Anna's list; with undo it is back."""
    anna, ben = two_people(app)
    with app.app_context():
        scan(anna, ben)
    hers, his = (open_phone(who, f"/events/{anna.slug}/contacts") for who in (anna, ben))
    his.get_by_text("Ändern").click()
    row = his.get_by_role("main")
    row.get_by_role("button", name="Das war kein Gespräch").click()
    hers.reload()
    expect(hers.get_by_role("heading", name="Noch keine Kontakte")).to_be_visible()
    row.get_by_role("button", name="Rückgängig").click()
    hers.reload()
    expect(hers.get_by_text("Ben Öztürk")).to_be_visible()


def test_the_phone_s_own_camera_and_one_tap(app: Flask, open_phone: OpenPhone) -> None:
    """The address in the QR code shows who it is; two quick taps save one contact."""
    anna, ben = two_people(app)
    page = open_phone(anna, f"/B/{ben.code}")
    expect(page.get_by_role("heading", name="Ben Öztürk")).to_be_visible()
    page.get_by_role("button", name="Kontakt speichern").dblclick(no_wait_after=True)
    expect(page.get_by_text("Kontakt 1, neu. Er zählt.")).to_be_visible()
    assert len(contacts(app)) == 1


def test_axe_finds_nothing_on_the_attendees_pages(app: Flask, open_phone: OpenPhone) -> None:
    """In states that no page of the filled hall is in: waiting for the other, refused, one's own, just saved."""
    with app.app_context():
        event = make_event(title="Netzwerktreffen Mittelstand-Digital 2026")
        everything = (Purpose.TRACKING, Purpose.PROJECTOR, Purpose.EMAIL)
        anna = make_attendee(event, "Anna Schmidt", organisation="MDZ", email="a@example.org", consents=everything)
        ben = make_attendee(event, "Ben Öztürk", organisation="MDZ", email="b@example.org", consents=everything)
        shy, new = make_attendee(event, "Sascha Still", consents=()), make_attendee(event, "Cleo Young")
        slow = make_event(title="Mutual", rules=Rules(confirmation=Confirmation.MUTUAL))
        dora, emil = make_attendee(slow, "Dora Ray"), make_attendee(slow, "Emil Ost")
        scan(emil, dora)
    visits = [
        (dora, f"/events/{dora.slug}/contacts"),
        (ben, f"/B/{ben.code}"),
        (shy, f"/B/{ben.code}"),
        (new, f"/B/{shy.code}"),
    ]
    for who, path in visits:
        page = open_phone(who, path)
        for summary in page.locator("summary").all():
            summary.click()
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.context.close()
    page = open_phone(new, f"/B/{anna.code}")
    page.get_by_role("button", name="Kontakt speichern").click()
    assert violations(page) == []


def test_the_own_qr_code_is_whole_above_the_scan_button(app: Flask, open_phone: OpenPhone) -> None:
    """On a short phone too, somebody else can scan it without this one scrolling."""
    anna, _ben = two_people(app)
    page = open_phone(anna, f"/events/{anna.slug}/me")
    for width, height in ((390, 664), (375, 600), (320, 568)):
        page.set_viewport_size({"width": width, "height": height})
        code, bar = page.locator("svg.qr").bounding_box(), page.locator(".action-bar").bounding_box()
        assert code is not None
        assert bar is not None
        assert code["width"] >= 240
        assert code["y"] + code["height"] <= bar["y"]
        assert bar["y"] + bar["height"] <= height
