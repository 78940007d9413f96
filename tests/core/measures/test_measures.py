"""Is each measure what its formula says, counted another way, and is none NaN or an exception?"""

import itertools
import json
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import networkx as nx
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.core.measures import Observed, from_json, measure, organisation_contacts, to_json
from eventapp.core.measures import structure as structure_module
from eventapp.core.measures.brokers import PIVOTS, bridging
from eventapp.core.measures.chance import FEW, MANY, compared, same_degrees
from eventapp.core.measures.grouping import organisations, texture
from eventapp.core.measures.structure import distance, fragility
from eventapp.core.measures.values import Chance
from tests.core.measures.graphs import AWKWARD, chance, circles_of, clique, network

GRAPHS = st.builds(
    lambda people, contacts, seed: nx.gnm_random_graph(people, contacts, seed=seed),
    st.integers(1, 24),
    st.integers(0, 60),
    st.integers(0, 999),
)


def numbers_in(plain: Any) -> Iterator[float]:
    """All numbers, however deep they stand."""
    if isinstance(plain, dict):
        plain = list(plain.values())
    if isinstance(plain, list):
        for each in plain:
            yield from numbers_in(each)
    elif isinstance(plain, float):
        yield plain


def paths(graph: nx.Graph, start: int, end: int) -> list[list[int]]:
    """All shortest paths, by trying all simple ones of growing length."""
    for length in range(1, len(graph)):
        found = [path for path in nx.all_simple_paths(graph, start, end, cutoff=length) if len(path) == length + 1]
        if found:
            return found
    return []


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_networks_have_measures(name: str) -> None:
    """None instead of NaN and of exceptions, JSON that browsers read, and the same when read back."""
    measures = measure(Observed(AWKWARD[name]))
    plain = to_json(measures)
    assert all(math.isfinite(number) for number in numbers_in(plain))
    assert to_json(from_json(json.loads(json.dumps(plain, allow_nan=False)))) == plain


@pytest.mark.slow
@pytest.mark.measured
@settings(max_examples=30)
@given(GRAPHS)
def test_any_network_has_measures(graph: nx.Graph) -> None:
    """Random ones too."""
    for person in graph:
        graph.nodes[person]["organisation"] = f"Werk {person % 3}" if person % 4 else None
    came_before = {person: person % 2 == 0 for person in graph if person % 5}
    plain = to_json(measure(Observed(graph, came_before=came_before)))
    assert all(math.isfinite(number) for number in numbers_in(plain))
    assert to_json(measure(Observed(graph, came_before=came_before))) == plain


def test_size_and_groups_by_hand() -> None:
    """A triangle with a tail, a pair, and two who met nobody: 8 people, 5 contacts."""
    measures = measure(Observed(network([*clique(1, 2, 3), (3, 4), (5, 6)], alone=[7, 8])))
    size, groups = measures.size, measures.groups
    assert (size.people, size.contacts, size.density, size.mean, size.median) == (8, 5, 5 / 28, 10 / 8, 1)
    assert (groups.isolates, groups.sizes, groups.largest) == (2, (4, 2), 4)
    assert measures.distance is not None
    # 1-2, 1-3, 2-3, 3-4 are one step, 1-4 and 2-4 are two.
    assert measures.distance.mean == (4 * 1 + 2 * 2) / 6
    assert (measures.distance.longest, measures.distance.at_most, measures.distance.error) == (2, 2, None)
    assert measures.core is not None
    assert (measures.core.level, measures.core.people) == (2, 3)
    assert measures.clustering is not None
    # 1 and 2: all contacts met; 3: one of three pairs; the others have fewer than two contacts.
    assert measures.clustering.mean.value == pytest.approx((1 + 1 + 1 / 3) / 8)
    assert measures.clustering.transitivity == 3 * 1 / (1 + 1 + 3)


@given(GRAPHS.filter(lambda graph: len(graph) < 9))
def test_betweenness_is_the_share_of_shortest_paths(graph: nx.Graph) -> None:
    """Counted over all simple paths, in fractions."""
    people = len(graph)
    found = bridging(graph).betweenness
    for person in graph:
        share = Fraction(0)
        for start, end in itertools.combinations(set(graph) - {person}, 2):
            ways = paths(graph, start, end)
            if ways:
                share += Fraction(sum(person in way for way in ways), len(ways))
        pairs = (people - 1) * (people - 2) // 2
        assert found[person] == pytest.approx(float(share / pairs) if pairs else 0.0)


@given(GRAPHS)
def test_brokers_by_their_formulas(graph: nx.Graph) -> None:
    """Burt's sum over all pairs of contacts, and Borgatti's by counting the contacts among one's own."""
    found = bridging(graph)
    having_met = {person for person in graph if graph.degree(person)}
    assert found.constraint.keys() == found.effective_size.keys() == having_met
    for v in having_met:
        degree = graph.degree(v)
        expected = 0.0
        for w in graph[v]:
            shared = sum(1 / degree / graph.degree(q) for q in set(graph[v]) & set(graph[w]))
            expected += (1 / degree + shared) ** 2
        assert found.constraint[v] == pytest.approx(expected)
        among = graph.subgraph(graph[v]).number_of_edges()
        assert found.effective_size[v] == pytest.approx(degree - 2 * among / degree)


@given(GRAPHS)
def test_joints_and_bridges_by_taking_them_away(graph: nx.Graph) -> None:
    """Whoever is gone leaves more parts behind, or not; the largest rest of their own part is what stays."""
    parts = nx.number_connected_components(graph)
    joints = {}
    for person in graph:
        rest = graph.copy()
        rest.remove_node(person)
        if graph.degree(person) and nx.number_connected_components(rest) > parts:
            own = nx.node_connected_component(graph, person) - {person}
            joints[person] = len(own) - max(len(part) for part in nx.connected_components(rest.subgraph(own)))
    bridges = 0
    for edge in list(graph.edges()):
        rest = graph.copy()
        rest.remove_edge(*edge)
        bridges += nx.number_connected_components(rest) > parts
    found = fragility(graph)
    assert (found.joints, found.bridges) == (joints, bridges)


def test_circles_that_are_there_are_found() -> None:
    """Four circles of eight with ten contacts between them: these, and far above chance."""
    circles = texture(circles_of(4, 8, 10), chance()).circles
    assert circles.sizes == (8, 8, 8, 8)
    assert {
        frozenset(person // 8 for person in circles.members if circles.members[person] == c) for c in range(4)
    } == {frozenset({circle}) for circle in range(4)}
    inside, outside = 4 * 28, 10
    contacts = inside + outside
    degrees = [0] * 4
    for a, b in circles_of(4, 8, 10).edges():
        degrees[a // 8] += 1
        degrees[b // 8] += 1
    by_hand = sum(28 / contacts - (degree / 2 / contacts) ** 2 for degree in degrees)
    assert circles.modularity.value == pytest.approx(by_hand)
    assert circles.modularity.verdict is Chance.MORE
    assert circles.are_found


@pytest.mark.parametrize("seed", range(6))
def test_chance_makes_no_circles(seed: int) -> None:
    """A sparse random network has a high modularity, and nothing is said of its circles."""
    circles = texture(nx.gnm_random_graph(60, 120, seed=seed), chance()).circles
    assert circles.modularity.value > 0.3
    assert not circles.are_found


def test_clustering_and_hubs_beside_chance() -> None:
    """Cliques cluster more than their degrees ask for; where all have equally many contacts, there are no hubs."""
    seen = texture(circles_of(4, 8, 10), chance())
    assert seen.clustering is not None
    assert seen.clustering.mean.verdict is Chance.MORE
    assert texture(AWKWARD["a ring"], chance()).hubs is None


@pytest.mark.slow
def test_chance_is_seldom_taken_for_more() -> None:
    """Of random networks, one in twenty lies outside the interval, for each of three measures."""
    verdicts = []
    for seed in range(10):
        seen = texture(nx.gnm_random_graph(40, 120, seed=seed), chance())
        assert seen.clustering is not None
        assert seen.hubs is not None
        verdicts += [each.verdict for each in (seen.clustering.mean, seen.hubs, seen.circles.modularity)]
    assert verdicts.count(Chance.LIKE) >= 0.85 * len(verdicts)


def test_hubs_are_a_correlation() -> None:
    """Of the degrees at both ends of every contact, each seen from both sides."""
    graph = nx.gnm_random_graph(40, 120, seed=5)
    hubs = texture(graph, chance()).hubs
    assert hubs is not None
    ends = [(graph.degree(a), graph.degree(b)) for edge in graph.edges() for a, b in (edge, edge[::-1])]
    expected = scipy.stats.pearsonr([a for a, _ in ends], [b for _, b in ends]).statistic
    assert hubs.value == pytest.approx(expected)


def test_mixing_by_hand() -> None:
    """Two houses of three: each knows its own, and one contact leads across."""
    mixing = organisations(
        network([*clique(1, 2, 3), *clique(4, 5, 6), (3, 4), (6, 7)], A=[1, 2, 3], B=[4, 5, 6]), chance()
    )
    assert (mixing.groups, mixing.people, mixing.inside, mixing.outside) == (2, 6, 6, 1)
    assert mixing.ei is not None
    assert mixing.ei.value == (1 - 6) / 7
    assert mixing.assortativity is not None
    # Half of the 14 ends each: e_AA + e_BB = 12/14, a_A² + a_B² = 1/2.
    assert mixing.assortativity.value == pytest.approx((12 / 14 - 1 / 2) / (1 / 2))
    # By chance: of the 15 pairs of two of six, 6 lie within one house.
    assert mixing.ei.chance == pytest.approx(1 - 2 * 6 / 15, abs=0.15)


def test_who_mixes_by_chance_is_told_so() -> None:
    """Labels without a meaning are like chance; houses that stay among themselves are not."""
    graph = nx.gnm_random_graph(90, 400, seed=2)
    nx.set_node_attributes(graph, {person: f"Werk {person % 5}" for person in graph}, "organisation")
    mixed = organisations(graph, chance())
    apart = organisations(circles_of(4, 8, 10), chance())
    assert mixed.ei is not None
    assert apart.ei is not None
    assert (mixed.ei.verdict, apart.ei.verdict) == (Chance.LIKE, Chance.LESS)
    assert apart.assortativity is not None
    assert apart.assortativity.verdict is Chance.MORE


def test_contacts_between_organisations() -> None:
    """By name, in one order; those without an organisation are left out."""
    graph = network([(1, 2), (1, 3), (2, 3), (3, 4)], B=[1, 2], A=[3])
    assert organisation_contacts(graph) == {("B", "B"): 1, ("A", "B"): 2}


@given(GRAPHS, st.integers(0, 99))
def test_shuffled_networks_keep_all_degrees(graph: nx.Graph, seed: int) -> None:
    """Nobody meets themselves, or anybody twice."""
    mixed = same_degrees(list(graph.edges()), len(graph), chance(seed))
    again = nx.Graph(mixed)
    again.add_nodes_from(graph)
    assert len(mixed) == again.number_of_edges() == graph.number_of_edges()
    assert nx.number_of_selfloops(again) == 0
    assert dict(again.degree()) == dict(graph.degree())


def test_shuffled_networks_are_all_equally_likely() -> None:
    """Five people with degrees 2, 2, 2, 1, 1: seven networks have them, and each comes up as often as the others."""
    edges, counts = [(0, 1), (1, 2), (0, 3), (2, 4)], dict[frozenset[frozenset[int]], int]()
    random = chance(4)
    for _ in range(7_000):
        edges = same_degrees(edges, 5, random)
        met = frozenset(frozenset(pair) for pair in edges)
        counts[met] = counts.get(met, 0) + 1
    possible = [
        chosen
        for chosen in itertools.combinations(itertools.combinations(range(5), 2), 4)
        if [sum(person in pair for pair in chosen) for person in range(5)] == [2, 2, 2, 1, 1]
    ]
    assert len(counts) == len(possible)
    assert scipy.stats.chisquare(list(counts.values())).pvalue > 0.001


@pytest.mark.parametrize("count", [FEW, MANY])
def test_the_interval_is_students(count: int) -> None:
    """In which the next shuffled network lies in 95 of 100 cases."""
    random = chance(2)
    values = [random.gauss(3, 2) for _ in range(count)]
    seen = compared(5.0, values)
    spread = scipy.stats.tstd(values) * math.sqrt(1 + 1 / count)
    low, high = scipy.stats.t.interval(0.95, count - 1, loc=sum(values) / count, scale=spread)
    assert seen.low == pytest.approx(low)
    assert seen.high == pytest.approx(high)
    assert compared(high + 1e-6, values).verdict is Chance.MORE
    assert compared(high - 1e-6, values).verdict is Chance.LIKE
    assert compared(low - 1e-6, values).verdict is Chance.LESS


def test_large_networks_are_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The estimate lies around the exact value, as far as it says itself."""
    graph = nx.barabasi_albert_graph(200, 3, seed=1)
    exact, exactly = bridging(graph), distance(graph, chance())
    monkeypatch.setattr(structure_module, "EXACT_UP_TO", 1000)
    about, roughly = bridging(graph), distance(graph, chance())
    assert (exact.pivots, exact.error, exactly.error) == (None, None, None)
    assert about.pivots == PIVOTS
    assert about.error is not None
    assert about.error < max(exact.betweenness.values()) / 4
    highest = sorted(about.betweenness, key=lambda person: -about.betweenness[person])[:10]
    off = [abs(about.betweenness[person] - exact.betweenness[person]) for person in highest]
    assert 0 < max(off) < 1.5 * about.error
    assert roughly.error is not None
    assert abs(roughly.mean - exactly.mean) < 1.5 * roughly.error
    assert roughly.longest <= exactly.longest <= roughly.at_most
