"""Can everybody use the graph page: keys, buttons, fingers, search, legend, and the table of the same numbers?"""

import itertools
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.network.drawn_evening import CIRCLES, NAMES, SIZE, evening, meet
from tests.network.graph_browser import (
    OpenPage,
    Place,
    at_rest,
    coloured,
    distance,
    fingerprint,
    graph_server,
    middle,
    open_page,
    places,
    site,
)
from tests.network.graph_site import GraphSite

__all__ = ["graph_server", "open_page", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser


def test_keys_and_buttons_do_the_same(open_page: OpenPage, site: GraphSite) -> None:
    """Zooming in changes the picture, 0 and the button bring back the very same one."""
    site.graph = evening()
    page = open_page(reduced_motion="reduce")
    whole = at_rest(page, "people")
    stage, button = page.locator("#graph-stage"), page.get_by_role("button", name="Zoom in")
    home = page.get_by_role("button", name="Everything")
    for change, back in (
        ((stage, "+"), (stage, "0")),
        ((button, "Enter"), (home, "Enter")),
        ((stage, "ArrowLeft"), (stage, "0")),
    ):
        press(*change)
        assert at_rest(page, "people", other_than=whole) != whole
        press(*back)
        assert at_rest(page, "people", like=whole) == whole


def press(target: Locator, key: str) -> None:
    """Press a key on a part of the page."""
    target.press(key)


def test_next_person_shows_whom_they_met(open_page: OpenPage, site: GraphSite) -> None:
    """The person with most contacts comes first, with all contacts listed; Escape ends it."""
    site.graph = evening()
    page = open_page()
    page.locator("#graph-stage").focus()
    page.keyboard.press("n")
    panel = page.locator("#graph-person")
    expect(panel).to_be_visible()
    assert panel.locator("[data-person=name]").inner_text() == "Zoë Öztürk"
    assert panel.locator("[data-person=organisation]").inner_text() == "Alpha"
    assert panel.locator("[data-person=met] li").count() == SIZE
    expect(page.locator(".graph__sheet--edges.is-faded")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".graph__sheet--edges.is-faded")).to_have_count(0)


def test_search_finds_without_accents_and_names_stay_text(open_page: OpenPage, site: GraphSite) -> None:
    """Typing "muller" finds Müller; a name that looks like markup is shown as it was typed."""
    site.graph = evening()
    page = open_page()
    field = page.get_by_label("Find a person")
    field.fill("muller jur")
    expect(page.locator("#graph-found")).to_have_text("1 person found")
    expect(page.locator("#graph-matches")).to_have_text("Jürgen Müller, Alpha")
    field.fill("onerror")
    expect(page.locator("#graph-matches li")).to_have_text(f"{NAMES[2]}, Alpha")
    field.press("Enter")
    expect(page.locator("#graph-person [data-person=name]")).to_have_text(NAMES[2])
    assert page.locator("main img").count() == 0


def test_pointer_over_a_person_names_them(open_page: OpenPage, site: GraphSite) -> None:
    """Hovering shows name, organisation and contacts; a click opens the person."""
    site.graph = evening()
    page = open_page()
    page.wait_for_timeout(1_500)
    box = page.locator("#graph-stage").bounding_box()
    assert box is not None
    tooltip = page.locator("#graph-tooltip")
    for x, y in itertools.product(range(0, int(box["width"]), 12), range(0, int(box["height"]), 12)):
        page.mouse.move(box["x"] + x, box["y"] + y)
        if tooltip.is_visible():
            break
    about = re.fullmatch(r"(.+) · (Alpha|Beta|Gamma) · (\d+) contacts", tooltip.inner_text())
    assert about is not None
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("#graph-person [data-person=name]")).to_have_text(about[1])
    expect(page.locator("#graph-person [data-person=contacts]")).to_have_text(about[3])


def test_legend_takes_an_organisation_out_and_back(open_page: OpenPage, site: GraphSite) -> None:
    """A switched-off organisation is not painted; "show all" brings everybody back."""
    site.graph = evening()
    page = open_page()
    page.wait_for_timeout(1_500)
    entries = page.locator("#graph-legend button")
    assert [entry.split() for entry in entries.all_inner_texts()] == [
        ["Alpha", "10"],
        ["Beta", "10"],
        ["Gamma", "10"],
        ["No", "organisation", "2"],
    ]
    everybody = coloured(page, "people")
    entries.first.click()
    expect(entries.first).to_have_attribute("aria-pressed", "false")
    page.wait_for_timeout(300)
    assert coloured(page, "people") < 0.8 * everybody
    page.get_by_role("button", name="Show all").click()
    expect(entries.first).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(300)
    assert coloured(page, "people") == everybody


def test_gathering_brings_colleagues_together(open_page: OpenPage, site: GraphSite) -> None:
    """Where everybody has met everybody the layout shows one ball; gathered, organisations stand apart."""
    graph = evening()
    pairs = list(itertools.combinations(range(CIRCLES * SIZE), 2))
    graph["contacts"] = [[i, 100 + a, 100 + b, 0, 1] for i, (a, b) in enumerate(pairs, start=1)]
    site.graph = graph
    page = open_page()
    apart = spread_by_organisation(places(page))
    page.get_by_role("button", name="By organisation").click()
    page.wait_for_timeout(300)
    expect(page.locator("#graph")).to_have_attribute("data-settled", "true")
    assert spread_by_organisation(places(page)) > 1.5 * apart


def spread_by_organisation(where: dict[int, Place]) -> float:
    """Mean distance between the organisations' middles, against the mean distance of a person to the own one."""
    circles = [[where[100 + circle * SIZE + i] for i in range(SIZE)] for circle in range(CIRCLES)]
    middles = [middle(circle) for circle in circles]
    own = [distance(point, middles[i]) for i, circle in enumerate(circles) for point in circle]
    between = [distance(a, b) for a, b in itertools.combinations(middles, 2)]
    return (sum(between) / len(between)) / (sum(own) / len(own))


def test_table_says_the_same_as_the_picture(open_page: OpenPage, site: GraphSite) -> None:
    """New numbers reach the table, a new person gets a row, and the order is kept."""
    site.graph = evening()
    page = open_page(viewport={"width": 1280, "height": 3_000})
    site.await_listeners(1)
    rows = page.locator("#graph-table tbody tr")
    change = meet(site.graph, 1, 25)
    change["people"].append([950, "Lea Late", 2, 0, 0])
    site.send(change)
    expect(rows).to_have_count(33)
    assert rows.first.locator("td").all_inner_texts() == ["Alpha", "2", "11"]
    assert rows.filter(has_text="Lea Late").locator("td").all_inner_texts() == ["Gamma", "0", "0"]
    shown = [int(text) for text in page.locator("[data-cell=contacts]").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)


def test_table_out_of_sight_is_in_order_when_it_comes_into_sight(open_page: OpenPage, site: GraphSite) -> None:
    """Numbers are kept without moving rows; whoever scrolls to the table finds it sorted."""
    site.graph = evening()
    page = open_page(viewport={"width": 1280, "height": 420})
    site.await_listeners(1)
    site.send(meet(site.graph, 29, 4))
    row = page.locator("tr[data-number='129']")
    expect(row.locator("[data-cell=contacts]")).to_have_text("10")
    contacts = page.locator("#graph-table [data-cell=contacts]")
    assert [int(text) for text in contacts.all_text_contents()][-3] == 10
    page.locator("#graph-table thead").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    shown = [int(text) for text in contacts.all_text_contents()]
    assert shown == sorted(shown, reverse=True)


def test_table_sorts_by_each_column(open_page: OpenPage, site: GraphSite) -> None:
    """Names sort as people expect (umlauts, numbers), a second click turns the order round."""
    site.graph = evening()
    page = open_page(viewport={"width": 1280, "height": 3_000})
    page.locator("#graph-table").get_by_role("button", name="Name", exact=True).click()
    names = page.locator("#graph-table [data-cell=name]").all_inner_texts()
    expected = ["Ada König", "Jürgen Müller", "Ned New", "Nora Neu", "Person 4", "Person 5"]
    assert names[1:7] == expected
    assert names[-1] == "Zoë Öztürk"
    page.locator("#graph-table").get_by_role("button", name="Name", exact=True).click()
    assert page.locator("#graph-table [data-cell=name]").all_inner_texts() == names[::-1]
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Name")


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_page_fits_the_screen(open_page: OpenPage, site: GraphSite, width: int) -> None:
    """Nothing is wider than the window, and the stage takes a good part of it."""
    site.graph = evening()
    page = open_page(viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    stage = page.locator("#graph-stage").bounding_box()
    assert stage is not None
    assert stage["width"] > 0.6 * width
    assert stage["height"] > 450


def test_fingers_scroll_the_page_or_zoom_the_picture(open_page: OpenPage, site: GraphSite) -> None:
    """One finger scrolls past the whole picture, two zoom it, and then one finger moves it."""
    site.graph = evening()
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    stage = page.locator("#graph-stage")
    page.wait_for_timeout(1_500)
    whole = fingerprint(page, "people")
    swipe(page, [[(200, 700), (200, 500)]])
    assert page.evaluate("scrollY") > 100
    assert fingerprint(page, "people") == whole
    stage.evaluate("stage => stage.scrollIntoView({ block: 'center' })")
    swipe(page, [[(150, 420), (90, 420)], [(250, 420), (310, 420)]])
    expect(stage).to_have_class(re.compile("is-zoomed"))
    near, scrolled = fingerprint(page, "people"), page.evaluate("scrollY")
    swipe(page, [[(200, 500), (200, 350)]])
    assert page.evaluate("scrollY") == scrolled
    assert fingerprint(page, "people") != near


def swipe(page: Page, fingers: list[list[Place]]) -> None:
    """Move fingers from where they touch the screen to where they leave it."""
    device = page.context.new_cdp_session(page)
    for step in range(13):
        points = [
            {"id": i, "x": x + (to_x - x) * step / 12, "y": y + (to_y - y) * step / 12}
            for i, ((x, y), (to_x, to_y)) in enumerate(fingers)
        ]
        kind = "touchMove" if step else "touchStart"
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)
    device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(800)
