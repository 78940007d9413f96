"""Does the graph page show organisations first, the past, other colours and sizes, and does it save its picture?"""

import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import violations_everywhere
from tests.network.drawn_evening import evening, meet
from tests.network.graph_browser import OpenPage, at_rest, coloured, figure, graph_server, open_page, places, site
from tests.network.graph_site import Graph, GraphSite

__all__ = ["graph_server", "open_page", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
EIGHT_O_CLOCK = 1_770_019_200
"""In Berlin, on a day in winter."""
HOUR, DAY = 3600, 86400


def crowd() -> Graph:
    """So many people that their organisations are shown first; two organisations know each other best."""
    people: list[list[Any]] = [[1000 + i, f"Person {i}", i % 4, 0, 0] for i in range(420)]
    pairs = [(4 * i, 4 * i + 1) for i in range(60)] + [(4 * i + 2, 4 * i + 3) for i in range(10)] + [(0, 4), (1, 2)]
    contacts = [[i, 1000 + a, 1000 + b, EIGHT_O_CLOCK + i, 1] for i, (a, b) in enumerate(pairs, start=1)]
    for a, b in pairs:
        for place in (a, b):
            people[place][3] += 1
            people[place][4] += 1
    names = ["Haus Nord <1>", "Haus Süd", "Haus West", "Haus Ost"]
    return {"event": "crowd", "cursor": len(pairs), "organisations": names, "people": people, "contacts": contacts}


def two_days() -> Graph:
    """The evening's contacts, half of them on a first morning, half on the morning after."""
    graph = evening()
    for place, contact in enumerate(graph["contacts"]):
        contact[3] = EIGHT_O_CLOCK + (0 if place < 69 else DAY) + 60 * (place % 69 + 1)
    return graph


def slide(page: Page, share: float) -> None:
    """Move the slider to a share of the event's time."""
    page.get_by_label("Moment").evaluate(
        "(slider, share) => { slider.value = share * slider.max; slider.dispatchEvent(new Event('input')); }", share
    )


def lines(entries: Locator) -> list[str]:
    """The words of each entry of a list."""
    return [" ".join(entry.split()) for entry in entries.all_inner_texts()]


def legend(page: Page) -> list[str]:
    """What the colours mean, with how many people have each."""
    return lines(page.locator("#graph-legend button"))


def test_a_crowd_is_shown_by_organisation_first(open_page: OpenPage, site: GraphSite) -> None:
    """From 400 people on organisations stand for their people, until one looks closer or asks for people."""
    site.graph = crowd()
    page = open_page(reduced_motion="reduce")
    expect(page.get_by_role("button", name="Organisations")).to_have_attribute("aria-pressed", "true")
    at_rest(page, "discs")
    assert coloured(page, "discs") > 3_000
    assert coloured(page, "people") == 0
    for _press in range(3):
        page.locator("#graph-stage").press("+")
    at_rest(page, "people")
    assert coloured(page, "people") > 1_000
    page.get_by_role("button", name="People").click()
    at_rest(page, "people")
    assert coloured(page, "discs") == 0
    assert coloured(page, "people") > 1_000


def test_few_people_are_shown_at_once(open_page: OpenPage, site: GraphSite) -> None:
    """Below 400 people everybody is a dot, and organisations can be asked for."""
    site.graph = evening()
    page = open_page(reduced_motion="reduce")
    expect(page.get_by_role("button", name="People")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Organisations").click()
    at_rest(page, "discs")
    assert coloured(page, "discs") > 3_000


def test_an_organisation_says_whom_its_people_have_met(open_page: OpenPage, site: GraphSite) -> None:
    """Keys go from one to the next, the panel has the numbers, and its list leads to the others."""
    site.graph = crowd()
    page = open_page(reduced_motion="reduce")
    panel = page.locator("#graph-organisation")
    page.locator("#graph-stage").press("n")
    expect(panel.locator("[data-group=name]")).to_have_text("Haus Nord <1>")
    shown = [panel.locator(f"[data-group={name}]").inner_text() for name in ("people", "outside", "inside")]
    assert shown == ["105", "60", "1"]
    assert lines(panel.locator("[data-group=met] li")) == ["Haus Süd 60"]
    panel.get_by_role("button", name="Haus Süd").click()
    expect(panel.locator("[data-group=name]")).to_have_text("Haus Süd")
    assert lines(panel.locator("[data-group=met] li")) == ["Haus Nord <1> 60", "Haus West 1"]
    page.locator("#graph-stage").press("Escape")
    expect(panel).to_be_hidden()


def test_new_contacts_reach_the_numbers_of_organisations(open_page: OpenPage, site: GraphSite) -> None:
    """What goes on between organisations is counted anew while the picture is live."""
    site.graph = crowd()
    page = open_page()
    site.await_listeners(1)
    before = at_rest(page, "discs")
    site.send(meet(site.graph, 0, 2))
    assert at_rest(page, "discs", other_than=before) != before
    page.locator("#graph-stage").press("n")
    expect(page.locator("#graph-organisation [data-group=met] li")).to_have_text(["Haus Süd 60", "Haus West 1"])


def test_organisations_do_not_cover_each_other(open_page: OpenPage) -> None:
    """Discs keep apart, each is as large as its people need, and each person sits inside the own one."""
    page = open_page()
    body = """async () => {
        const { Bubbles, discRadius } = await import("/static/js/graph/bubbles.js");
        const people = (count, from) => Array.from({ length: count }, (_, i) => ({ index: from + i }));
        const sizes = [90, 40, 40, 7, 1, 1, 1];
        let from = 0;
        const all = sizes.map((size, place) => ({ place, people: people(size, (from += size) - size) }));
        const links = [{ a: all[0], b: all[3], contacts: 9 }, { a: all[1], b: all[2], contacts: 50 }];
        const made = new Bubbles().arrange({ all, links }, 1.7, from);
        return { sizes, radii: sizes.map(discRadius), discs: [...made.discs], places: [...made.places] };
    }"""
    made = page.evaluate(body)
    discs = list(zip(*[iter(made["discs"])] * 3, strict=True))
    seats = list(zip(*[iter(made["places"])] * 2, strict=True))
    for i, (x, y, radius) in enumerate(discs):
        assert radius == pytest.approx(made["radii"][i], rel=1e-5)
        for other_x, other_y, other_radius in discs[:i]:
            assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 > radius + other_radius
        for seat_x, seat_y in (seats.pop(0) for _person in range(made["sizes"][i])):
            assert ((x - seat_x) ** 2 + (y - seat_y) ** 2) ** 0.5 < radius


def test_colours_by_topic_with_the_reason_where_there_are_none(open_page: OpenPage, site: GraphSite) -> None:
    """A person with several topics has the colour of the first that is switched on."""
    site.graph = evening()
    site.topics = {"topics": ["Robotik", "KI"], "people": {"100": [0, 1], "101": [1], "110": [0]}}
    page = open_page()
    choice = page.get_by_label("Colour")
    expect(choice.locator("option[value=circle]")).to_have_text("Circle (not computed yet)")
    choice.select_option("topic")
    assert legend(page) == ["Robotik 2", "KI 2", "No topic 29"]
    everybody = at_rest(page, "people")
    page.locator("#graph-legend button").nth(2).click()
    some = at_rest(page, "people", other_than=everybody)
    page.locator("#graph-legend button").first.click()
    fewer = coloured(page, "people")
    at_rest(page, "people", other_than=some)
    assert 0 < coloured(page, "people") <= fewer
    choice.select_option("organisation")
    assert legend(page)[0] == "Alpha 10"
    expect(page.locator("#graph-legend button[aria-pressed=false]")).to_have_count(0)


def test_without_topics_and_measures_the_choices_say_why_not(open_page: OpenPage, site: GraphSite) -> None:
    """What cannot be chosen is disabled with its reason in words."""
    site.graph = evening()
    page = open_page()
    expect(page.locator("option[value=topic]")).to_have_text("Topic (nobody has chosen any)")
    for value, text in (("topic", "Topic"), ("circle", "Circle"), ("bridging", "Building bridges")):
        option = page.locator(f"option[value={value}]")
        expect(option).to_be_disabled()
        expect(option).to_have_text(re.compile(rf"{text} \(.+\)"))


def test_colours_by_circle_and_sizes_by_bridging(open_page: OpenPage, site: GraphSite) -> None:
    """As the server has measured them; circles that are no more than chance are not offered."""
    site.graph = evening()
    circles = {str(100 + i): i // 15 for i in range(30)}
    site.measures = {"cursor": 1, "measured_at": 0, "circles": circles, "bridging": {"101": 0.4, "111": 0.3}}
    page = open_page(reduced_motion="reduce")
    page.get_by_label("Colour").select_option("circle")
    assert legend(page) == ["Circle 1 15", "Circle 2 15", "No circle 2"]
    before = at_rest(page, "people")
    page.get_by_label("Size").select_option("bridging")
    assert at_rest(page, "people", other_than=before) != before
    site.measures = {**site.measures, "circles": {}}
    page = open_page()
    expect(page.locator("option[value=circle]")).to_have_text("Circle (none beyond chance)")
    expect(page.locator("option[value=bridging]")).to_be_enabled()


def test_colours_by_the_day_of_the_first_contact(open_page: OpenPage, site: GraphSite) -> None:
    """Days without a first contact have no colour, people without any contact have none either."""
    site.graph = two_days()
    page = open_page()
    page.get_by_label("Colour").select_option("day")
    first, second, nobody = legend(page)
    assert re.fullmatch(r"Mon.* 2 Feb \d+|Mon, Feb 2 \d+", first)
    assert re.fullmatch(r"Tue.* 3 Feb \d+|Tue, Feb 3 \d+", second)
    assert int(first.split()[-1]) + int(second.split()[-1]) == 30
    assert nobody == "No contact yet 2"


def test_the_slider_shows_an_earlier_moment(open_page: OpenPage, site: GraphSite) -> None:
    """Picture and numbers are those of the moment, nobody moves, and the right end is the present again."""
    site.graph = two_days()
    page = open_page(reduced_motion="reduce")
    whole, lines_of_all = at_rest(page, "people"), coloured(page, "edges")
    before = places(page)
    slide(page, 0.5)
    expect(page.locator("[data-figure=contacts]")).to_have_text("69")
    expect(page.locator("#graph-clock")).to_have_text(re.compile(r"(3|Feb 3).*: \d+ new"))
    assert at_rest(page, "people", other_than=whole) != whole
    assert coloured(page, "edges") < 0.9 * lines_of_all
    slide(page, 0)
    expect(page.locator("[data-figure=contacts]")).to_have_text("0")
    expect(page.locator("[data-figure=isolates]")).to_have_text("32")
    page.get_by_role("button", name="To the present").click()
    expect(page.locator("[data-figure=contacts]")).to_have_text("138")
    expect(page.locator("#graph-clock")).to_be_hidden()
    assert at_rest(page, "people", like=whole) == whole
    assert coloured(page, "edges") == lines_of_all
    assert places(page) == before


def test_what_happens_now_waits_while_the_past_is_shown(open_page: OpenPage, site: GraphSite) -> None:
    """A new contact is not painted into the past; back in the present it is there."""
    site.graph = two_days()
    page = open_page()
    site.await_listeners(1)
    slide(page, 0.5)
    site.send(meet(site.graph, 4, 25))
    expect(page.locator("tr[data-number='104'] [data-cell=contacts]")).to_have_text("10")
    assert figure(page, "contacts") == "69"
    assert coloured(page, "lights") == 0
    page.get_by_role("button", name="To the present").click()
    expect(page.locator("[data-figure=contacts]")).to_have_text("139")


def test_the_event_plays_to_its_end(open_page: OpenPage, site: GraphSite) -> None:
    """Contacts light up as they did; in the end the picture is live. Stopping keeps the moment."""
    site.graph = two_days()
    page = open_page()
    play = page.locator("[data-time=play]")
    play.click()
    expect(play).to_have_text("Stop")
    expect(page.locator("[data-figure=contacts]")).not_to_have_text("138")
    play.click()
    expect(play).to_have_text("Play")
    slide(page, 0.97)
    play.click()
    expect(page.locator("[data-figure=contacts]")).to_have_text("138")
    expect(play).to_have_text("Play")
    expect(page.locator("#graph-clock")).to_be_hidden()


def test_nights_are_left_out_of_the_time_line(open_page: OpenPage) -> None:
    """Every moment has a place between the full hours of its day, and back; a night is one point."""
    body = """async (moments) => {
        const [{ Timeline }, { Texts }] = await Promise.all(
            ["timeline", "texts"].map((name) => import(`/static/js/graph/${name}.js`)));
        const line = new Timeline(new Texts(document.getElementById("graph")));
        line.refresh(moments.map((madeAt) => ({ madeAt })));
        const { stretches, length, quarters } = line;
        return { stretches, length, quarters, back: moments.map((moment) => line.momentAt(line.placeOf(moment))),
            night: line.placeOf(moments[0] + 40000) };
    }"""
    moments = [EIGHT_O_CLOCK + 600, EIGHT_O_CLOCK + 3 * HOUR + 10, EIGHT_O_CLOCK + 3 * HOUR + 20, EIGHT_O_CLOCK + DAY]
    line = open_page().evaluate(body, moments)
    assert [each["until"] - each["from"] for each in line["stretches"]] == [4 * HOUR, 2 * HOUR]
    assert line["length"] == 6 * HOUR
    assert line["night"] == 4 * HOUR
    assert line["back"] == moments
    assert [quarter["contacts"] for quarter in line["quarters"]] == [1, 2, 1]


def test_screens_follow_the_one_that_leads(open_page: OpenPage, site: GraphSite) -> None:
    """The first screen's places are kept; another one takes them over when they change."""
    site.graph = evening()
    site.asked_every = 0.2
    page = open_page()
    while not site.graph.get("positions", {}).get("version"):
        page.wait_for_timeout(50)
    leading = places(page)
    follower = open_page()
    radius = max(max(abs(x), abs(y)) for x, y in leading.values())
    for number, (x, y) in places(follower).items():
        assert abs(x - leading[number][0]) + abs(y - leading[number][1]) < 0.02 * radius
    site.leader = "another screen"
    kept = " ".join(f"{number},{-x},{y}" for number, (x, y) in leading.items())
    site.graph["positions"] = {"version": 99, "places": kept}
    for screen in (page, follower):
        turned = await_places(screen, leading)
        assert abs(turned[100][0] + leading[100][0]) < 0.15 * radius


def await_places(page: Page, before: dict[int, Any]) -> dict[int, Any]:
    """Where everybody stands once the layout has been told something else."""
    for _look in range(100):
        now = places(page)
        if now[100][0] * before[100][0] < 0:
            return now
        page.wait_for_timeout(100)
    return places(page)


def test_the_picture_becomes_a_drawing(open_page: OpenPage, site: GraphSite, tmp_path: Path) -> None:
    """The SVG is well formed, has everybody, every contact and what the colours mean; names stay text."""
    site.graph = evening()
    page = open_page(reduced_motion="reduce")
    at_rest(page, "people")
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    assert download.value.suggested_filename == "evening.svg"
    download.value.save_as(tmp_path / "evening.svg")
    drawing = ET.parse(tmp_path / "evening.svg").getroot()  # noqa: S314 our own file
    assert drawing.findtext(f"{SVG}title") == "Evening <of> all"
    texts = {text.text for text in drawing.iter(f"{SVG}text")}
    assert {"Evening <of> all", "138 contacts of 32 people", "Alpha · 10", "Jürgen Müller"} <= texts
    assert "<img src=x onerror=alert(1)>" in texts
    lines = "".join(path.get("d", "") for path in drawing.iter(f"{SVG}path"))
    assert lines.count("Q") == 138
    known = {f"{SVG}{name}" for name in ("svg", "title", "g", "rect", "path", "text", "clipPath")}
    assert {each.tag for each in drawing.iter()} <= known


def test_the_picture_becomes_a_photograph(open_page: OpenPage, site: GraphSite, tmp_path: Path) -> None:
    """The PNG is three times as fine as the screen, with room for title and legend."""
    site.graph = evening()
    page = open_page(reduced_motion="reduce")
    stage = page.locator("#graph-stage").evaluate("stage => [stage.clientWidth, stage.clientHeight]")
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    download.value.save_as(tmp_path / "evening.png")
    width, height = struct.unpack(">II", (tmp_path / "evening.png").read_bytes()[16:24])
    assert width == 3 * stage[0]
    assert height > 3 * stage[1] + 150


@pytest.mark.parametrize("text", ["\x00a\x0b", "<&\"'>", "\ud800"])
def test_no_text_breaks_the_drawing(open_page: OpenPage, text: str) -> None:
    """Whatever stands in a name, the file is well formed, and the text comes back as far as XML can hold it."""
    body = """async (text) => (await import("/static/js/graph/svg.js")).escaped(String.fromCharCode(...text))"""
    escaped = open_page().evaluate(body, [ord(sign) for sign in text])
    read = ET.fromstring(f'<a b="{escaped}">{escaped}</a>')  # noqa: S314 what our own script made
    expected = re.sub("[\x00-\x08\x0b]", "", text).replace("\ud800", "\ufffd")
    assert (read.text, read.get("b")) == (expected, expected)


def test_every_view_is_accessible(open_page: OpenPage, site: GraphSite) -> None:
    """People, organisations, one open, and the past: axe finds nothing, and nothing is wider than the window."""
    site.graph = two_days()
    windows = (1280, 900), (390, 900), (320, 900)
    page = open_page(reduced_motion="reduce")
    assert violations_everywhere(page, *windows) == []
    page.get_by_role("button", name="Organisations").click()
    page.locator("#graph-stage").press("n")
    expect(page.locator("#graph-organisation")).to_be_visible()
    slide(page, 0.5)
    expect(page.locator("#graph-clock")).to_be_visible()
    assert violations_everywhere(page, *windows) == []
