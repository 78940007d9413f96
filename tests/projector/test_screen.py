"""Does a screen of the hall show what happens, for hours and without anybody who looks after it?"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from eventapp import clock
from eventapp.champion.service import crown, reopen
from eventapp.contacts.own_contacts import decide_consent
from eventapp.projector.models import Theme
from eventapp.registration.models import Purpose
from tests.browser import violations, violations_everywhere
from tests.factories import close_and_record
from tests.projector.conftest import Line, Wall

pytestmark = pytest.mark.browser

BEAMER = ViewportSize(width=1280, height=720)
OpenScreen = Callable[..., Page]


@pytest.fixture
def open_screen(chromium: Browser, line: Line) -> Iterator[OpenScreen]:
    """Opens the screen in a browser of its own; at the end no page may have complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def start(**context: Any) -> Page:
        settings = {"viewport": BEAMER, "locale": "de-DE", "reduced_motion": "reduce", **context}
        contexts.append(chromium.new_context(**settings))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(line.address + line.wall.page)
        expect(page.locator("#wall")).to_have_attribute("data-state", "live")
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def show(page: Page, view: str) -> None:
    """Brings a view onto the wall, as the buttons at its foot do."""
    page.locator(f"[data-show={view}]").click()
    expect(page.locator(f"[data-view={view}]")).to_have_class(re.compile("is-shown"))


def set_theme(page: Page, theme: str) -> None:
    """Puts on light or dark, as the screen's setting does."""
    assert theme in set(Theme)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)


def test_the_hall_sees_what_happens(wall: Wall, open_screen: OpenScreen) -> None:
    """Two meet: the count grows, both stand under the latest, and in the race; no cookie is set."""
    page = open_screen()
    expect(page.locator("#wall-empty")).to_be_visible()
    edges = (
        "([left, right]) => document.querySelector(left).getBoundingClientRect().right "
        "<= document.querySelector(right).getBoundingClientRect().left"
    )
    assert page.evaluate(edges, ["#wall-empty", ".wall__side"]), "the hint lies over the legend"
    wall.evening.meet(("Anna", "Ben"))
    show(page, "latest")
    expect(page.locator("#wall-latest li")).to_have_count(1)
    expect(page.locator("#wall-latest")).to_contain_text("Anna Probe")
    show(page, "count")
    expect(page.locator("#wall-count")).to_have_text("1")
    expect(page.locator("#wall-count-label")).to_have_text("Kontakt heute")
    show(page, "top")
    expect(page.locator("#wall-top li")).to_have_count(2)
    wall.evening.meet(("Ben", "Cleo"))
    expect(page.locator("#wall-top li").first).to_contain_text("Ben Probe")
    expect(page.locator("#wall-top li .wall__value").first).to_have_text("2")
    assert page.context.cookies() == []


def test_a_name_leaves_the_wall(wall: Wall, open_screen: OpenScreen) -> None:
    """Within seconds after its consent is withdrawn, everywhere."""
    wall.evening.meet(("Anna", "Ben"))
    page = open_screen()
    show(page, "top")
    expect(page.locator("#wall-top")).to_contain_text("Anna Probe")
    with wall.evening.app.app_context():
        decide_consent(wall.evening.people["Anna"].id, Purpose.PROJECTOR, "Nein", given=False, now=clock.now())
    expect(page.locator("#wall-top")).not_to_contain_text("Anna Probe")
    expect(page.locator("#wall-latest")).not_to_contain_text("Anna Probe")
    expect(page.locator("#wall-top")).to_contain_text(f"Teilnehmer/in {wall.evening.number('Anna')}")


def test_views_change_by_themselves_and_by_keys(wall: Wall, open_screen: OpenScreen) -> None:
    """The space bar holds one, arrows change it, and what is hidden by the organisers goes."""
    wall.evening.meet(("Anna", "Ben"))
    page = open_screen()
    shown = page.locator(".wall__view.is-shown")
    expect(shown).to_have_attribute("data-view", "graph")
    page.keyboard.press("Space")
    expect(page.locator("#wall-hold")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_attribute("data-view", "count")
    expect(page.locator("[data-show=top]")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_attribute("data-view", "top")
    with wall.evening.app.app_context():
        projector_id = wall.projector().id
    wall.organiser.post(f"{wall.list}/{projector_id}/top", data={"shown": "no"})
    wall.evening.meet(("Cleo", "Dora"))  # a screen asks what it may show with every change
    expect(shown).to_have_attribute("data-view", "graph")
    expect(page.locator("[data-show=top]")).to_be_hidden()
    page.locator("[data-view=graph]").evaluate("view => { view.dataset.seconds = 0.2; }")
    page.locator("#wall-hold").click()
    expect(shown).to_have_attribute("data-view", "count")


def test_everybody_can_read_it(wall: Wall, open_screen: OpenScreen) -> None:
    """No violation of WCAG 2.2 AA in any view, nothing outside of the window; and large enough for the last row."""
    wall.evening.meet(("Anna", "Ben"), ("Ben", "Cleo"))
    page = open_screen()
    for view in ("graph", "count", "latest", "top"):
        show(page, view)
        assert violations_everywhere(page, (1280, 720), (320, 640), (3840, 2160), put_on=set_theme) == [], view
    for width, height in ((1280, 720), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        # A letter is to be at least a thirtieth of the height of the wall: two metres high, read from fifteen.
        sizes = page.evaluate("""() => ["#wall-latest .wall__name", "#wall-top .wall__who", "#wall-count"]
            .map((name) => parseFloat(getComputedStyle(document.querySelector(name)).fontSize))""")
        assert min(sizes) > height / 30


def test_the_end_is_counted_down(wall: Wall, open_screen: OpenScreen) -> None:
    """Beside every view, to be read from the last row of any hall; an end that is taken back takes it away."""
    page = open_screen()
    countdown = page.locator("#wall-end")
    expect(countdown).to_be_hidden()
    wall.set_event(contacts_closed_at=clock.now() + timedelta(minutes=5))
    wall.evening.meet(("Anna", "Ben"))  # a screen asks what there is to be said with every change
    expect(countdown).to_have_text(re.compile(r"^Noch gesammelt wird 4:\d\d$"))
    expect(countdown).not_to_have_text(countdown.inner_text())  # it goes on by itself
    for width, height in ((1280, 720), (1024, 768), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        for view in ("latest", "top"):
            show(page, view)
            box = countdown.bounding_box()
            assert box is not None
            assert 0 <= box["x"] < box["x"] + box["width"] <= width
        assert violations(page) == []
        if width > height:
            assert countdown.evaluate("part => parseFloat(getComputedStyle(part).fontSize)") > height / 30
    wall.set_event(contacts_closed_at=None)
    wall.evening.meet(("Anna", "Cleo"))
    expect(countdown).to_be_hidden()


def test_after_the_freeze_the_stage_takes_over(wall: Wall, open_screen: OpenScreen) -> None:
    """By itself: nothing of the network is left on the page; then the champion; opened again, the network is back."""
    wall.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"))
    page = open_screen()
    who = {"account_id": wall.evening.organiser_id}
    with wall.evening.app.app_context():
        close_and_record(wall.evening.event_id, **who, now=clock.now())
    expect(page.locator("body")).to_contain_text("Das Ergebnis wird geprüft")
    assert "Anna" not in page.content()
    with wall.evening.app.app_context():
        crown(wall.evening.event_id, **who, now=clock.now())
    expect(page.locator("h1")).to_contain_text("Anna Probe")
    with wall.evening.app.app_context():
        reopen(wall.evening.event_id, reason="Zu früh", **who, now=clock.now())
    expect(page.locator("#wall")).to_have_attribute("data-state", "live")


@pytest.mark.parametrize("is_frozen", [False, True], ids=["network", "stage"])
def test_a_revoked_screen_goes_dark(wall: Wall, open_screen: OpenScreen, *, is_frozen: bool) -> None:
    """The open page forgets everybody, also the champion."""
    wall.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"))
    page = open_screen()
    if is_frozen:
        with wall.evening.app.app_context():
            close_and_record(wall.evening.event_id, account_id=wall.evening.organiser_id, now=clock.now())
            crown(wall.evening.event_id, account_id=wall.evening.organiser_id, now=clock.now())
        expect(page.locator("h1")).to_contain_text("Anna Probe")
    wall.revoke()
    expect(page.locator("body")).not_to_contain_text("Anna", timeout=40_000)
    if not is_frozen:
        expect(page.locator("body")).to_have_text(re.compile("Diese Leinwand wurde abgeschaltet"))


def test_without_network_the_last_state_stays(wall: Wall, open_screen: OpenScreen) -> None:
    """It says since when; when the network is back, what was missed is there, with no edge missing."""
    wall.evening.meet(("Anna", "Ben"))
    page = open_screen()
    show(page, "count")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    wall.evening.meet(("Ben", "Cleo"), ("Cleo", "Dora"))
    expect(page.locator("#wall-count")).to_have_text("1")
    page.context.set_offline(False)
    expect(page.locator("#wall-count")).to_have_text("3", timeout=40_000)


def test_the_list_of_a_long_night_does_not_grow(app: Flask, wall: Wall, open_screen: OpenScreen) -> None:
    """However many meet: as many elements as after the first few."""
    del app
    pairs = [("Anna", "Ben"), ("Anna", "Cleo"), ("Anna", "Dora"), ("Ben", "Cleo"), ("Ben", "Dora")]
    wall.evening.meet(*pairs)
    page = open_screen()
    expect(page.locator("#wall-latest li")).to_have_count(5)
    before = page.evaluate("document.querySelectorAll('*').length")
    wall.evening.meet(("Cleo", "Dora"))
    expect(page.locator("#wall-count")).to_have_text("6")
    assert page.evaluate("document.querySelectorAll('*').length") == before


def test_a_browser_that_starts_without_network_comes_back_by_itself(wall: Wall, open_screen: OpenScreen) -> None:
    """The page stands there, empty and without a name; with the network everything is back."""
    wall.evening.meet(("Anna", "Ben"))
    page = open_screen(service_workers="allow")
    page.evaluate(
        "async (shell) => { while (!(await caches.match(shell, { ignoreVary: true }))); }", f"{page.url}/shell"
    )
    page.context.set_offline(True)
    again = page.context.new_page()
    page.close()
    again.goto(page.url)
    expect(again.locator("h1")).to_have_text("Netzwerktreffen")
    assert "Anna" not in again.content()
    again.context.set_offline(False)
    expect(again.locator("#wall")).to_have_attribute("data-state", "live", timeout=40_000)
    expect(again.locator("#wall-latest")).to_contain_text("Anna Probe")
