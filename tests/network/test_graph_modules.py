"""Are the parts of the drawing right by themselves: weights, pushes, frame, model, clock?"""

import itertools
import math
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import networkx as nx
import pytest
from playwright.sync_api import Page

from tests.network.graph_browser import OpenPage, graph_server, open_page, site

__all__ = ["graph_server", "open_page", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of the site, from which our modules can be called."""
    return open_page()


def call(page: Page, module: str, body: str, argument: Any = None) -> Any:
    """Run JavaScript with the module's exports as `m` and the argument as `a`."""
    return page.evaluate(f"async a => {{ const m = await import('/static/js/graph/{module}.js'); {body} }}", argument)


def noise(count: int, reach: float, *, salt: float = 0.0) -> list[float]:
    """Numbers between -reach and reach without any order, the same in every run."""
    return [reach * (2 * math.modf(abs(math.sin(i * 12.9898 + salt)) * 43758.5453)[0] - 1) for i in range(count)]


def test_weights_are_the_overlap_of_both_circles(page: Page) -> None:
    """Each contact weighs what networkx finds for the two closed circles."""
    graph = nx.gnp_random_graph(40, 0.2, seed=4)
    edges = [list(edge) for edge in graph.edges]
    found = call(page, "layout/weights", "return [...m.overlapWeights(40, Int32Array.from(a.flat()))]", edges)
    closed = {node: {node, *graph[node]} for node in graph}
    expected = [len(closed[a] & closed[b]) / len(closed[a] | closed[b]) for a, b in edges]
    assert found == pytest.approx(expected)


def test_first_contact_weighs_one(page: Page) -> None:
    """Two people who know nobody else are wholly each other's circle."""
    assert call(page, "layout/weights", "return [...m.overlapWeights(2, Int32Array.of(0, 1))]") == [1]


def test_push_is_close_to_the_exact_sum(page: Page) -> None:
    """The tree's answer for every point is within a few percent of the sum over all others."""
    points = list(zip(noise(300, 100), noise(300, 60, salt=5), range(1, 301), strict=True))
    body = """
        const [x, y, mass] = [0, 1, 2].map((i) => Float64Array.from(a, (point) => point[i]));
        const tree = new m.Quadtree(0.7);
        tree.build(x, y, mass);
        return a.map((_, i) => { const out = new Float64Array(2); tree.push(i, x[i], y[i], out); return [...out]; });
    """
    off = []
    for (px, py, _), found in zip(points, call(page, "layout/quadtree", body, points), strict=True):
        others = [(px - x, py - y, mass) for x, y, mass in points if (x, y) != (px, py)]
        exact = [sum(mass * way[axis] / math.hypot(*way) ** 2 for *way, mass in others) for axis in (0, 1)]
        off.append(math.dist(found, exact) / math.hypot(*exact))
    assert sum(off) / len(off) < 0.05


def test_people_on_one_spot_come_apart(page: Page) -> None:
    """Equal places and places beyond the tree's depth are pushed in different directions, without an error."""
    body = """
        const x = Float64Array.of(1, 1, 1, 1 + 1e-12, 5), y = Float64Array.of(2, 2, 2, 2, 5), mass = x.map(() => 1);
        const tree = new m.Quadtree(1);
        tree.build(x, y, mass);
        const push = (i) => { const out = new Float64Array(2); tree.push(i, x[i], y[i], out); return [...out]; };
        return [0, 1, 2].map(push);
    """
    pushes = call(page, "layout/quadtree", body)
    assert all(math.isfinite(value) for push in pushes for value in push)
    assert all(math.dist(p, q) > 0.01 for p, q in itertools.combinations(pushes, 2))


def test_outliers_do_not_shrink_the_picture(page: Page) -> None:
    """One person far away neither widens the box much nor stands outside of it."""
    positions = [*noise(200, 100), 5_000.0, 0.0]
    body = """
        const { places, box } = m.frame(Float32Array.from(a), () => true, 1.6);
        return { box, last: [...places.slice(-2)] };
    """
    framed = call(page, "frame", body, positions)
    box, last = framed["box"], framed["last"]
    assert box["width"] < 1.4 * 250
    assert box["left"] <= last[0] <= box["left"] + box["width"] + 0.01  # places are 32-bit floats


def test_people_without_contacts_stand_below_the_others(page: Page) -> None:
    """They form rows at the bottom, inside the box, nobody on another's place."""
    positions = noise(200, 100) + [0.0] * 300
    body = """
        const { places, box } = m.frame(Float32Array.from(a), (i) => i < 100, 1.6);
        return { box, places: [...places] };
    """
    framed = call(page, "frame", body, positions)
    pairs = list(zip(framed["places"][::2], framed["places"][1::2], strict=True))
    box = framed["box"]
    assert min(y for _, y in pairs[100:]) > max(y for _, y in pairs[:100])
    assert max(y for _, y in pairs[100:]) <= box["top"] + box["height"]
    assert len(set(pairs[100:])) == 150


def test_tall_window_turns_the_picture(page: Page) -> None:
    """On a phone the long side of the picture is the long side of the screen."""
    positions = [value for i in range(50) for value in (10.0 * i, float(i % 5))]
    body = "return m.frame(Float32Array.from(a.positions), () => true, a.aspect).box"
    wide = call(page, "frame", body, {"positions": positions, "aspect": 1.7})
    tall = call(page, "frame", body, {"positions": positions, "aspect": 0.6})
    assert wide["width"] > wide["height"]
    assert tall["height"] > tall["width"]


def test_contact_may_arrive_before_its_person(page: Page) -> None:
    """A contact keeps the place of a person whose row comes later."""
    body = """
        const graph = new m.ContactGraph();
        graph.apply({ cursor: 1, contacts: [[1, 7, 8, 0, 1]] });
        graph.apply({ cursor: 2, people: [[8, "Eva", -1, 1, 1], [7, "Ali", -1, 1, 1]] });
        return graph.people.map((person) => [person.number, person.name, graph.degree(person)]);
    """
    assert call(page, "model", body) == [[7, "Ali", 1], [8, "Eva", 1]]


def test_each_message_has_an_order_of_organisations_of_its_own(page: Page) -> None:
    """Places count within the message; here each organisation keeps the place, and so the colour, that it has."""
    body = """
        const graph = new m.ContactGraph();
        const take = (cursor, organisations, people) => graph.apply({ cursor, organisations, people });
        take(1, ["Alpha", "Beta"], [[7, "Ali", 0, 0, 0], [8, "Eva", 1, 0, 0]]);
        take(2, ["Gamma", "Beta"], [[9, "Ida", 0, 0, 0], [7, "Ali", 1, 0, 0]]);
        take(3, [], [[8, "Eva", -1, 0, 0]]);
        return [graph.organisations, graph.people.map((person) => person.organisation)];
    """
    assert call(page, "model", body) == [["Alpha", "Beta", "Gamma"], [1, -1, 2]]


def test_contact_seen_twice_is_one_contact(page: Page) -> None:
    """The same row again changes whether it counts, and adds nothing."""
    body = """
        const graph = new m.ContactGraph();
        graph.apply({ cursor: 1, contacts: [[1, 7, 8, 0, 1]] });
        const again = graph.apply({ cursor: 2, contacts: [[1, 7, 8, 0, 0]] });
        return [graph.contacts.size, again.added.length, [...graph.contacts.values()][0].counts];
    """
    assert call(page, "model", body) == [1, 0, False]


@pytest.mark.parametrize(
    "moment",
    ["2026-03-29T00:30", "2026-03-29T15:00", "2026-10-25T01:30", "2026-10-25T23:59", "2026-07-01T12:00"],
)
def test_day_begins_at_midnight_of_the_event(page: Page, moment: str) -> None:
    """The event's present day begins at its own midnight, on days of 23 and 25 hours too."""
    zone = ZoneInfo("Europe/Berlin")
    now = datetime.fromisoformat(moment).replace(tzinfo=zone)
    body = "return new m.Texts(document.getElementById('graph')).dayStart(new Date(a * 1000))"
    found = call(page, "texts", body, now.timestamp())
    assert datetime.fromtimestamp(found, UTC) == now.replace(hour=0, minute=0).astimezone(UTC)
