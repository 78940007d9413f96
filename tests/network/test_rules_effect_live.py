"""Does the effect of the rules follow their switches in a real browser, before anything is saved?"""

import re
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from eventapp import clock
from eventapp.accounts.service import issue_sign_in_link, use_link_to_sign_in
from eventapp.events.queries import event_by_slug
from tests.browser import overflow, violations
from tests.factories import make_account, make_attendee, make_event, scan

pytestmark = pytest.mark.browser
SWITCH = "Sie kommen aus verschiedenen Organisationen"


@pytest.fixture
def page(app: Flask, chromium: Browser) -> Iterator[Page]:
    """The settings of an event, opened by its organiser, who has two rehearsals; no page may complain."""
    complaints: list[str] = []
    with app.app_context():
        ola = make_account()
        make_event(title="Treffen", organiser=ola)
        for title, organisations in (("Große Probe", "ABCA"), ("Kleine Probe", "AA")):
            rehearsal = make_event(title=title, organiser=ola, is_rehearsal=True)
            people = [make_attendee(rehearsal, organisation=f"Werk {name}") for name in organisations]
            for place, person in enumerate(people):
                for other in people[:place]:
                    scan(person, other)
        now = clock.now()
        token = use_link_to_sign_in(issue_sign_in_link(ola.id, now=now), now=now)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://localhost:{server.server_port}"
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE", reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": signer.dumps({"account": token}), "url": address}])
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.goto(f"{address}/events/treffen/settings")
    yield opened
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line] == []


def test_a_switch_is_counted_at_once_and_not_saved(app: Flask, page: Page) -> None:
    """The sentence, the table and the first places change; what is typed elsewhere stays; nothing is written."""
    page.get_by_label("Probe", exact=True).select_option("Große Probe")
    total = page.locator("[data-effect-sum]")
    expect(total).to_have_text("5 von 6 Kontakten zählen, nach den gespeicherten Regeln.")
    page.get_by_label("Titel").fill("Noch nicht fertig")
    page.get_by_label(SWITCH).uncheck()
    expect(total).to_have_text("6 von 6 Kontakten zählen, 1 mehr als nach den gespeicherten Regeln.")
    expect(page.get_by_role("status").filter(has_text="6 von 6 Kontakten")).to_have_count(1)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=SWITCH))
    expect(row.get_by_role("cell")).to_have_text(["aus", "1"])
    expect(page.get_by_role("listitem").filter(has_text=re.compile("^Nr"))).to_have_count(4)
    page.get_by_label("Sobald beide ihn bestätigt haben").check()
    expect(total).to_have_text("0 von 6 Kontakten zählen, 5 weniger als nach den gespeicherten Regeln.")
    expect(page.get_by_text("wie bei jeder nachgespielten Liste")).to_be_visible()
    expect(page.get_by_label("Titel")).to_have_value("Noch nicht fertig")
    with app.app_context():
        event = event_by_slug("treffen")
        assert event is not None
        assert event.require_other_organisation
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) == 0
    page.get_by_label(SWITCH).scroll_into_view_if_needed()
    expect(total).to_be_in_viewport()


def test_nothing_is_said_until_something_changes(page: Page) -> None:
    """A screen reader that opens the settings is not told numbers it did not ask for."""
    expect(page.locator("[data-effect-sum]")).to_be_visible()
    expect(page.locator("[data-effect-said]")).to_be_empty()


def test_the_last_switch_wins_whichever_answer_comes_last(page: Page) -> None:
    """An answer that was overtaken is not shown."""
    page.get_by_label("Probe", exact=True).select_option("Große Probe")
    total = page.locator("[data-effect-sum]")
    expect(total).to_contain_text("5 von 6")
    held: list[Route] = []
    page.route("**/settings/effect?*", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/settings/effect?*"):
        page.get_by_label(SWITCH).uncheck()
    page.get_by_label("Sobald beide ihn bestätigt haben").check()
    expect(total).to_contain_text("0 von 6")
    with page.expect_response("**/settings/effect?*") as overtaken:
        held[0].continue_()
    overtaken.value.finished()
    page.evaluate("() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))")
    expect(total).to_contain_text("0 von 6")


def test_without_a_network_it_says_so(page: Page) -> None:
    """And counts again with the next switch."""
    total = page.locator("[data-effect-sum]")
    expect(total).to_contain_text("gespeicherten")
    page.context.set_offline(True)
    page.get_by_label(SWITCH).uncheck()
    expect(total).to_have_text("Die Wirkung lässt sich im Moment nicht zählen.")
    page.context.set_offline(False)
    page.get_by_label(SWITCH).check()
    expect(total).to_contain_text("nach den gespeicherten Regeln")


def test_without_a_script_a_button_counts(page: Page, chromium: Browser) -> None:
    """The link leads to a page with the same switches, whose button shows the same numbers."""
    context = chromium.new_context(
        java_script_enabled=False, locale="de-DE", storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(page.url)
    plain.get_by_role("link", name="Regeln an einer Probe ausprobieren").click()
    plain.get_by_label("Probe", exact=True).select_option("Große Probe")
    plain.get_by_label(SWITCH).uncheck()
    plain.get_by_role("button", name="Nach diesen Regeln zählen").click()
    expect(plain.get_by_text("6 von 6 Kontakten zählen, 1 mehr als nach den gespeicherten Regeln.")).to_be_visible()
    expect(plain.get_by_label(SWITCH)).not_to_be_checked()
    expect(plain.get_by_label("Probe", exact=True)).to_have_value("grosse-probe")
    context.close()
