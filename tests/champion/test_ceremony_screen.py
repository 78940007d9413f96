"""Does the ceremony work in the hall: by key press, from far away, without network, with and without motion?"""

import re

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, ViewportSize, expect

from eventapp.champion import queries
from eventapp.core.titles import Title
from eventapp.registration.models import Purpose
from tests.browser import overflow, violations_everywhere
from tests.champion.conftest import OpenCeremony, record_evening
from tests.champion.evening import Evening, make_evening
from tests.champion.test_routes import change_event, withdraw
from tests.waiting import until

pytestmark = pytest.mark.browser
WINDOWS = ((1280, 720), (1024, 768), (320, 640), (3840, 2160))

IS_PAINTED = """(canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
    .some((value, i) => i % 4 === 3 && value > 0)"""
OUTSIDE = """(step) => [...step.querySelectorAll("*")].filter((part) => {
    const box = part.getBoundingClientRect();
    return box.width && (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight);
}).map((part) => part.textContent)"""
LINES = """(title) => {
    const words = document.createRange();
    words.selectNodeContents(title);
    return new Set([...words.getClientRects()].map(({ top }) => top)).size;
}"""
SMALLEST = """(step) => Math.min(...[...step.querySelectorAll("h2, p, .step__name, .step__organisation")]
    .filter((part) => part.checkVisibility() && part.textContent.trim())
    .map((part) => parseFloat(getComputedStyle(part).fontSize)))"""


@pytest.fixture
def evening(app: Flask) -> Evening:
    """Anna met four, Dora three, Ben two; Werk B has three people; two further titles; the result is recorded."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Bea="Werk B", Carl="Werk B", Dora="Werk D")
    change_event(made, titles=[Title.CHAMPION, Title.BRIDGE_BUILDER, Title.ORGANISATION])
    for minute, other in enumerate(("Ben", "Bea", "Carl", "Dora")):
        made.meet(("Anna", other), at=10 * minute)
    made.meet(("Dora", "Ben"), at=50)
    made.meet(("Carl", "Dora"), at=60)
    record_evening(made)
    return made


def show_in(page: Page, window: tuple[int, int]) -> None:
    """Lays the page out for a window, as another projector would; its script has heard of it then."""
    wanted = ViewportSize(width=window[0], height=window[1])
    if page.viewport_size == wanted:
        return
    page.evaluate("() => { window.heard = new Promise((yes) => addEventListener('resize', yes, { once: true })); }")
    page.set_viewport_size(wanted)
    page.evaluate("() => window.heard.then(() => true)")


def set_theme(page: Page, theme: str) -> None:
    """Puts on light or dark, as the button for a bright hall does."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)


def shown(page: Page) -> Locator:
    """The step that is on the wall."""
    return page.locator(".step:visible")


def press(page: Page, key: str, beat: int) -> None:
    """The host presses a key, not sooner after the last one than a calm hand does."""
    page.clock.fast_forward(400)
    page.keyboard.press(key)
    expect(page.locator("#ceremony")).to_have_attribute("data-beat", str(beat))


def go_to_champion(page: Page) -> int:
    """Up to the title of the champion, before the name; says which beat that is."""
    last = int(page.locator("#progress").inner_text().split("/")[1]) - 1
    for beat in range(1, last):
        press(page, "PageDown", beat)
    return last - 1


def is_crowned(evening: Evening) -> bool:
    """Whether the hall's screens and phones know."""
    with evening.app.app_context():
        result = queries.latest_result(evening.event_id)
        return result is not None and queries.crowning(result.id) is not None


def test_the_whole_ceremony_by_keys(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """Title, then name, then the next; back again; nothing is told before its time, and no key skips anything."""
    page = open_ceremony(evening)
    expect(shown(page)).to_have_text("Siegerehrung 5 Menschen haben mitgemacht", use_inner_text=True)
    titles = [
        "Organisation der Veranstaltung",
        "Brückenbau",
        "Platz 3",
        "Platz 2",
        "Vernetzungschampion",
    ]
    names = ["Werk B", None, "Ben Probe", "Dora Probe", "Anna Probe"]
    keys = ["Space", "ArrowRight", "PageDown", "Enter"]
    beat = 0
    for title, name in zip(titles, names, strict=True):
        press(page, keys[beat % 4], beat := beat + 1)
        expect(shown(page).locator("h2")).to_contain_text(title)
        expect(shown(page).locator(".step__name")).to_be_hidden()
        press(page, keys[beat % 4], beat := beat + 1)
        if name:
            expect(shown(page).locator(".step__name")).to_have_text(name)
    press(page, "Space", beat)  # the end is the end
    press(page, "PageUp", beat - 1)
    expect(shown(page).locator(".step__name")).to_be_hidden()
    press(page, "ArrowLeft", beat - 2)
    expect(shown(page).locator(".step__name")).to_have_text("Dora Probe")


def test_by_pointer_and_controls(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """A click anywhere goes on, the buttons go both ways, and a trembling finger presses once."""
    page = open_ceremony(evening)
    stage = page.locator("#ceremony")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.mouse.dblclick(400, 300)
    expect(stage).to_have_attribute("data-beat", "1")
    page.clock.run_for(400)
    page.get_by_role("button", name="Weiter").click()
    expect(stage).to_have_attribute("data-beat", "2")
    page.get_by_role("button", name="Zurück").focus()
    page.keyboard.press("Space")
    expect(stage).to_have_attribute("data-beat", "1")
    page.get_by_role("button", name="Heller Saal").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(stage).to_have_attribute("data-beat", "1")


def test_the_champions_network_grows(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """Contact by contact with the time of the event; then the name, confetti, and a picture that stands still."""
    page = open_ceremony(evening, reduced_motion="no-preference")
    last = go_to_champion(page)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.keyboard.press("Space")
    count, name = page.locator("[data-count]"), shown(page).locator(".step__name")
    seen = []
    for _part in range(5):
        page.clock.run_for(2000)
        seen.append(int(count.inner_text()))
        expect(name).to_be_hidden()
    assert seen == sorted(seen)
    assert 0 < seen[0] < 4
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^\w+, \d\d:\d\d$"))
    assert not is_crowned(evening)
    page.clock.run_for(6000)
    expect(name).to_have_text("Anna Probe")
    expect(page.locator("#confetti")).to_be_visible()
    assert page.locator("#confetti").evaluate(IS_PAINTED)
    page.clock.run_for(10_000)
    assert not page.locator("#confetti").evaluate(IS_PAINTED)
    assert page.locator("#sky").evaluate(IS_PAINTED)
    page.clock.resume()
    expect(page.locator("#crowning")).to_have_text("Gekürt: Leinwände und Handys folgen")
    assert is_crowned(evening)
    press(page, "PageUp", last)
    expect(name).to_be_hidden()


def test_a_press_cuts_the_replay_short(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """But not the press that began it, when it comes twice."""
    page = open_ceremony(evening, reduced_motion="no-preference")
    last = go_to_champion(page)
    press(page, "Space", last + 1)
    page.clock.fast_forward(600)
    page.keyboard.press("Space")
    expect(shown(page)).to_have_class("step step--champion is-growing")
    page.clock.fast_forward(2000)
    page.keyboard.press("Space")
    expect(shown(page).locator(".step__name")).to_have_text("Anna Probe")


def test_without_motion(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """The name comes at once, with light in place of confetti."""
    page = open_ceremony(evening, reduced_motion="reduce")
    press(page, "Space", go_to_champion(page) + 1)
    expect(shown(page).locator(".step__name")).to_have_text("Anna Probe")
    expect(page.locator("body")).to_have_class("ceremony is-glowing")
    assert not page.locator("#confetti").evaluate(IS_PAINTED)
    assert page.locator("#sky").evaluate(IS_PAINTED)


def test_a_champion_who_does_not_want_to_be_named(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """A number, and no key shows more; the name is nowhere in the page."""
    withdraw(evening, "Anna", Purpose.PROJECTOR)
    page = open_ceremony(evening)
    beat = go_to_champion(page) + 1
    press(page, "Space", beat)
    number = f"Teilnehmer/in {evening.number('Anna')}"
    expect(shown(page).locator(".step__name")).to_have_text(number)
    press(page, "Space", beat)
    expect(shown(page).locator(".step__name")).to_have_text(number)
    assert "Anna" not in page.content()


def test_without_network(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """Once opened, the page asks for nothing more; the hall's screens follow when the network is back."""
    page = open_ceremony(evening)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.rpartition('/')[2]}"))
    press(page, "Space", go_to_champion(page) + 1)
    expect(shown(page).locator(".step__name")).to_have_text("Anna Probe")
    expect(page.locator("#crowning")).to_contain_text("Kein Netz")
    assert set(asked) == {"POST 1"}
    assert not is_crowned(evening)
    page.context.set_offline(False)
    page.clock.fast_forward(6000)
    expect(page.locator("#crowning")).to_have_text("Gekürt: Leinwände und Handys folgen")
    until(lambda: is_crowned(evening), "the crowning")


def test_no_name_is_kept(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """Neither by the browser nor by a service worker: after the ceremony the laptop knows nothing."""
    page = open_ceremony(evening)
    answer = page.request.get(page.url)
    assert answer.headers["cache-control"] == "no-store"
    assert page.evaluate("() => caches.keys()") == []


def test_without_scripts_it_is_a_list(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """Everything one below another, for whoever reads it out."""
    page = open_ceremony(evening, java_script_enabled=False)
    expect(page.locator(".step__name").last).to_be_visible()
    text = page.locator("#steps").inner_text()
    assert text.index("Werk B") < text.rindex("Ben Probe") < text.rindex("Dora Probe") < text.rindex("Anna Probe")


def test_everybody_can_read_it(evening: Evening, open_ceremony: OpenCeremony) -> None:
    """In each step nothing sticks out, axe finds nothing, and letters are a thirtieth of the wall's height."""
    page = open_ceremony(evening)
    for beat in range(1, 11):
        press(page, "Space", beat)
        for window in WINDOWS:
            show_in(page, window)
            step = f"step {beat} in {window}"
            assert shown(page).evaluate(OUTSIDE) == [], step
            assert overflow(page) <= 0, step
            if beat in (7, 9):  # one word: Platz 2 and Vernetzungschampion are not broken
                assert shown(page).locator("h2").evaluate(LINES) == 1, step
            if window[0] > window[1]:
                assert shown(page).evaluate(SMALLEST) >= window[1] / 30, step
        if beat in (1, 2, 10):
            assert violations_everywhere(page, *WINDOWS, put_on=set_theme) == []


@pytest.mark.parametrize("many", [2, 4, 12])
def test_a_shared_title(app: Flask, open_ceremony: OpenCeremony, many: int) -> None:
    """All names can be read beside all networks."""
    names = [f"Maximiliane{number}" for number in range(many)]
    others = [f"Kai{number}" for number in range(many + 1)]
    evening = make_evening(app, **dict.fromkeys(names, "Gemeinsame Werke"), **{each: each for each in others})
    evening.meet(*((name, other) for name in names for other in others))
    record_evening(evening)
    page = open_ceremony(evening)
    press(page, "Space", go_to_champion(page) + 1)
    expect(shown(page).locator(".step__name")).to_have_count(many)
    for window in WINDOWS:
        show_in(page, window)
        assert shown(page).evaluate(OUTSIDE) == [], window
        if window[0] > window[1]:
            assert shown(page).evaluate(SMALLEST) >= window[1] / 30, window
