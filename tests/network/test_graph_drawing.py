"""Does the browser draw the contact graph, keep it live, and stay calm while doing so?"""

import itertools
import math
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.network.graph_browser import (
    OpenPage,
    Place,
    at_rest,
    coloured,
    fingerprint,
    graph_server,
    open_page,
    places,
    site,
)
from tests.network.graph_site import Graph, GraphSite

__all__ = ["graph_server", "open_page", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser

CIRCLES = 3
SIZE = 10
NAMES = ["Jürgen Müller", "Zoë Öztürk", "<img src=x onerror=alert(1)>", "Ada König"]


def evening() -> Graph:
    """Three organisations whose people have all met each other, a few bridges, and two who met nobody."""
    people: list[list[Any]] = [[100 + i, f"Person {i}", i // SIZE, 0, 0] for i in range(CIRCLES * SIZE)]
    people += [[900, "Nora Neu", -1, 0, 0], [901, "Ned New", -1, 0, 0]]
    for person, name in zip(people, NAMES, strict=False):
        person[1] = name
    pairs = [
        (a, b)
        for circle in range(CIRCLES)
        for a, b in itertools.combinations(range(circle * SIZE, (circle + 1) * SIZE), 2)
    ]
    pairs += [(1, SIZE + 1), (SIZE + 2, 2 * SIZE + 2), (3, 2 * SIZE + 3)]
    contacts = []
    for number, (a, b) in enumerate(pairs, start=1):
        counts = int(people[a][2] != people[b][2])
        contacts.append([number, people[a][0], people[b][0], 1_000_000 + number, counts])
        for person in (people[a], people[b]):
            person[3] += counts
            person[4] += 1
    names = ["Alpha", "Beta", "Gamma"]
    return {
        "event": "evening",
        "cursor": len(contacts),
        "organisations": names,
        "people": people,
        "contacts": contacts,
    }


def meet(graph: Graph, a: int, b: int) -> Graph:
    """A change in which two people, by their place in the list, have just met."""
    graph["cursor"] += 1
    for place in (a, b):
        graph["people"][place][3] += 1
        graph["people"][place][4] += 1
    people = [list(graph["people"][place]) for place in (a, b)]
    contact = [graph["cursor"], people[0][0], people[1][0], int(time.time()), 1]
    return {**graph, "people": people, "contacts": [contact], "removed": [], "removed_people": []}


def figure(page: Page, name: str) -> str:
    """A number above the picture."""
    return page.locator(f"[data-figure={name}]").inner_text()


def distance(a: Place, b: Place) -> float:
    """How far two people stand apart."""
    return math.dist(a, b)


def middle(points: list[Place]) -> Place:
    """The middle of a circle of people."""
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))


def settled_after(page: Page, before: dict[int, Place]) -> dict[int, Place]:
    """Wait until the layout has taken in a change."""
    deadline = time.monotonic() + 10
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


def test_new_contact_lights_up_within_a_second(open_page: OpenPage, site: GraphSite) -> None:
    """A change from the stream shows at once: number, light, and after five seconds only the edge."""
    site.graph = evening()
    page = open_page()
    site.await_listeners(1)
    assert coloured(page, "lights") == 0
    sent = time.monotonic()
    site.send(meet(site.graph, 4, 25))
    expect(page.locator("[data-figure=contacts]")).to_have_text("139")
    expect(page.locator("[data-figure=today]")).to_have_text("1")
    assert time.monotonic() - sent < 1
    assert coloured(page, "lights") > 100
    page.wait_for_timeout(5_500)
    assert coloured(page, "lights") == 0


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
    expect(spoken).to_have_text("3 new contacts, 141 in all.", timeout=12_000)


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
    expect(row.locator("[data-cell=contacts]")).to_have_text("10", timeout=8_000)
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


def test_less_motion_means_a_steady_light(open_page: OpenPage, site: GraphSite) -> None:
    """Who prefers less motion sees a new contact lit without any change; others see it fade."""
    site.graph = evening()
    steady, moving = open_page(reduced_motion="reduce"), open_page()
    site.await_listeners(2)
    site.send(meet(site.graph, 4, 5 + SIZE))
    for page in (steady, moving):
        expect(page.locator("[data-figure=contacts]")).to_have_text("139")
    # The picture moves once, when the layout has taken the contact in; a fading light again and again.
    assert different_lights(steady) <= 3
    assert different_lights(moving) >= 5


def different_lights(page: Page) -> int:
    """How many different pictures of the lights ten looks within a second or so show."""
    pictures = set()
    for _look in range(10):
        pictures.add(fingerprint(page, "lights"))
        page.wait_for_timeout(100)
    return len(pictures)


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


def test_colours_follow_the_theme(open_page: OpenPage, site: GraphSite) -> None:
    """A change of the theme repaints the people in the colours of the dark."""
    site.graph = evening()
    page = open_page()
    page.wait_for_timeout(1_500)
    light = fingerprint(page, "people")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(500)
    assert fingerprint(page, "people") != light
