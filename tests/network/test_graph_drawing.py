"""Does the browser draw the contact graph, keep it live, and stay calm while doing so?"""

import math
import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.network.drawn_evening import CIRCLES, SIZE, evening, meet
from tests.network.graph_browser import (
    OpenPage,
    Place,
    at_rest,
    coloured,
    distance,
    figure,
    graph_server,
    middle,
    open_page,
    places,
    site,
)
from tests.network.graph_site import GraphSite
from tests.waiting import until

__all__ = ["graph_server", "open_page", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser


def settled_after(page: Page, before: dict[int, Place]) -> dict[int, Place]:
    """Wait until the layout has taken in a change."""
    deadline = time.monotonic() + 60
    while (now := places(page)).keys() == before.keys() and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    return now


def test_picture_and_figures_show_the_graph(open_page: OpenPage, site: GraphSite) -> None:
    """People and edges are painted, and the numbers above are those of the graph."""
    site.graph = evening()
    page = open_page()
    expect(page.locator("#graph-status")).to_have_text("Live")
    shown = {name: figure(page, name) for name in ("people", "contacts", "today", "counted", "isolates")}
    assert shown == {"people": "32", "contacts": "138", "today": "0", "counted": "3", "isolates": "2"}
    assert coloured(page, "people") > 3_000
    assert coloured(page, "edges") > 3_000
    assert page.locator("#graph-empty").is_hidden()


def test_without_contacts_the_page_says_what_will_happen(open_page: OpenPage, site: GraphSite) -> None:
    """An event without any contact shows a sentence, and the first contact replaces it."""
    site.graph = evening()
    site.graph["contacts"] = []
    for person in site.graph["people"]:
        person[3] = person[4] = 0
    page = open_page()
    expect(page.locator("#graph-empty")).to_be_visible()
    site.await_listeners(1)
    site.send(meet(site.graph, 0, 11))
    expect(page.locator("#graph-empty")).to_be_hidden()
    expect(page.locator("[data-figure=isolates]")).to_have_text("30")


def test_circles_become_islands(open_page: OpenPage, site: GraphSite) -> None:
    """People of one circle stand closer to its middle than to any other."""
    site.graph = evening()
    where = places(open_page())
    circles = [[where[100 + circle * SIZE + i] for i in range(SIZE)] for circle in range(CIRCLES)]
    middles = [middle(circle) for circle in circles]
    for own, circle in enumerate(circles):
        for point in circle:
            nearest = min(range(CIRCLES), key=lambda other: distance(point, middles[other]))
            assert nearest == own


def test_every_screen_finds_the_same_picture(open_page: OpenPage, site: GraphSite) -> None:
    """Two browsers that nobody has told anything put everybody on the same place."""
    site.graph = evening()
    site.leader = "another screen"
    assert places(open_page()) == places(open_page(viewport={"width": 500, "height": 900}))


def test_reload_starts_with_the_picture_that_was_there(open_page: OpenPage, site: GraphSite) -> None:
    """A known picture hardly moves when the page is opened again."""
    site.graph = evening()
    mirrored = {number: (-x, y) for number, (x, y) in places(open_page()).items()}
    kept = " ".join(f"{number},{x:.0f},{y:.0f}" for number, (x, y) in mirrored.items())
    site.graph["positions"] = {"version": 1, "places": kept}
    page = open_page()
    radius = max(math.hypot(*place) for place in mirrored.values())
    for number, place in places(page).items():
        assert distance(place, mirrored[number]) < 0.15 * radius


def test_new_contact_lights_up(open_page: OpenPage, site: GraphSite) -> None:
    """A change from the stream shows at once: number, light, and in the end only the edge."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    assert coloured(page, "lights") == 0
    site.send(meet(site.graph, 4, 25))
    until(lambda: coloured(page, "lights") > 100, "the light")
    expect(page.locator("[data-figure=contacts]")).to_have_text("139")
    expect(page.locator("[data-figure=today]")).to_have_text("1")
    until(lambda: coloured(page, "lights") == 0, "the end of the light")


def test_newcomer_appears_beside_the_contact_and_nobody_jumps(open_page: OpenPage, site: GraphSite) -> None:
    """Who meets the first contact stands near it; the others hardly move."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    before = places(page)
    assert 900 not in before
    site.send(meet(site.graph, 30, 5))
    after = settled_after(page, before)
    radius = max(math.hypot(*place) for place in before.values())
    assert min(before, key=lambda number: distance(after[900], after[number])) in range(100, 110)
    assert max(distance(after[number], before[number]) for number in before) < 0.1 * radius


def test_removed_contact_vanishes_and_comes_back(open_page: OpenPage, site: GraphSite) -> None:
    """A rejected contact leaves the picture, a restored one returns to it."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    row = site.graph["contacts"][-1]
    site.send({"cursor": 200, "people": [], "contacts": [], "removed": [row[0]]})
    expect(page.locator("[data-figure=contacts]")).to_have_text("137")
    site.send({"cursor": 201, "people": [], "contacts": [row], "removed": []})
    expect(page.locator("[data-figure=contacts]")).to_have_text("138")


def test_who_withdraws_leaves_every_part_of_the_page(open_page: OpenPage, site: GraphSite) -> None:
    """Picture, numbers, table, search and panel forget a person who takes no part any more; they may come back."""
    site.graph = evening()
    page = open_page(viewport={"width": 1280, "height": 3_000})
    site.await_listeners(1)
    page.get_by_label("Find a person").fill("Zoë")
    page.get_by_label("Find a person").press("Enter")
    expect(page.locator("#graph-person [data-person=name]")).to_have_text("Zoë Öztürk")
    theirs = [row for row in site.graph["contacts"] if 101 in row[1:3]]
    gone = {"cursor": 200, "removed": [row[0] for row in theirs], "removed_people": [101]}
    site.send({**gone, "organisations": [], "people": [], "contacts": []})
    expect(page.locator("#graph-person")).to_be_hidden()
    expect(page.locator("[data-figure=people]")).to_have_text("31")
    expect(page.locator("[data-figure=contacts]")).to_have_text(str(138 - len(theirs)))
    expect(page.locator("tr[data-number='101']")).to_have_count(0)
    expect(page.locator("#graph-legend button").first).to_have_text(re.compile(r"Alpha\s*9"))
    page.get_by_label("Find a person").fill("Zoë")
    expect(page.locator("#graph-found")).to_have_text("0 people found")
    page.get_by_label("Find a person").fill("")
    assert "Zoë" not in page.content()
    back = [101, "Zoë Öztürk", 0, 0, 0]
    site.send({"cursor": 201, "organisations": ["Alpha"], "people": [back], "contacts": [], "removed": []})
    expect(page.locator("tr[data-number='101'] [data-cell=name]")).to_have_text("Zoë Öztürk")
    expect(page.locator("[data-figure=people]")).to_have_text("32")


def test_page_begins_anew_when_the_server_says_so(open_page: OpenPage, site: GraphSite) -> None:
    """Told that its numbers follow other rules, the page fetches everything again; until then it names its rules."""
    site.graph = {**evening(), "rules": "objection1111"}
    page = open_page()
    site.await_listeners(1)
    assert site.rules == ["objection1111"]
    site.graph = {**site.graph, "contacts": site.graph["contacts"][:50], "cursor": 7, "rules": "mutual1111"}
    site.reset_pages()
    expect(page.locator("[data-figure=contacts]")).to_have_text("50")
    site.await_listeners(1)
    assert (site.cursors[-1], site.rules[-1]) == (7, "mutual1111")


def test_change_of_the_past_is_ignored(open_page: OpenPage, site: GraphSite) -> None:
    """A late change does not bring back a contact that was removed since."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    row = site.graph["contacts"][-1]
    site.send({"cursor": 201, "people": [], "contacts": [], "removed": [row[0]]})
    site.send({"cursor": 200, "people": [], "contacts": [row], "removed": []})
    site.send({**meet(site.graph, 4, 25), "cursor": 202})
    expect(page.locator("[data-figure=today]")).to_have_text("1")
    assert figure(page, "contacts") == "138"


def test_lost_connection_is_said_and_caught_up(open_page: OpenPage, site: GraphSite) -> None:
    """The page says since when it is alone, comes back from its cursor, and misses nothing."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    assert site.cursors == [138]
    site.send(meet(site.graph, 4, 25))
    expect(page.locator("[data-figure=contacts]")).to_have_text("139")
    site.refusing = True
    site.drop()
    expect(page.locator("#graph-status")).to_have_text(re.compile(r"Reconnecting since \d\d:\d\d"))
    missed = meet(site.graph, 6, 26)
    site.refusing = False
    site.await_listeners(1)
    assert site.cursors[-1] == 139
    site.send(missed)
    expect(page.locator("#graph-status")).to_have_text("Live")
    expect(page.locator("[data-figure=contacts]")).to_have_text("140")


def test_pause_stops_the_picture_and_continues_from_there(open_page: OpenPage, site: GraphSite) -> None:
    """While paused no stream is open; afterwards it is opened from the cursor of before."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#graph-status")).to_have_text(re.compile("Paused since"))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#graph-status")).to_have_text("Live")
    assert site.cursors == [138, 138]


def test_screen_reader_hears_a_summary_not_every_contact(open_page: OpenPage, site: GraphSite) -> None:
    """Several contacts are announced in one sentence, and not again before ten seconds have passed."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    spoken = page.locator("#graph-announcement")
    expect(spoken).to_have_text("Live")
    for other in (25, 26, 27):
        site.send(meet(site.graph, 4, other))
    page.wait_for_timeout(3_000)
    assert spoken.inner_text() == "Live"
    expect(spoken).to_have_text("3 new contacts, 141 in all.")


EVERY_LIGHT = """() => {
    const sheet = document.querySelector(".graph__sheet--lights");
    window.lights = new Set();
    const look = () => {
        window.lights.add(sheet.toDataURL());
        if (window.lights.size < 10) requestAnimationFrame(look);
    };
    look();
}"""
"""Keeps each different picture of the lights, frame by frame."""


def test_less_motion_means_a_steady_light(open_page: OpenPage, site: GraphSite) -> None:
    """Who prefers less motion sees a new contact lit without any change; others see it fade."""
    site.graph = evening()
    steady, moving = open_page(reduced_motion="reduce"), open_page()
    site.await_listeners(2)
    for page in (steady, moving):
        page.evaluate(EVERY_LIGHT)
    site.send(meet(site.graph, 4, 5 + SIZE))
    for page in (steady, moving):
        expect(page.locator("[data-figure=contacts]")).to_have_text("139")
    until(lambda: moving.evaluate("window.lights.size") >= 6, "a light that fades")
    steady.wait_for_timeout(500)
    # Dark, lit, and moved once, when the layout has taken the contact in.
    assert 2 <= steady.evaluate("window.lights.size") <= 4


def test_colours_follow_the_theme(open_page: OpenPage, site: GraphSite) -> None:
    """A change of the theme repaints people and the bars of the time line in the colours of the dark."""
    site.graph = evening()
    page = open_page()
    light = {sheet: at_rest(page, sheet) for sheet in ("people", "bars")}
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    for sheet, picture in light.items():
        assert at_rest(page, sheet, other_than=picture) != picture, sheet
