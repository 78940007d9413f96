"""Does the backend say what networkx says, on random and on awkward graphs, and does it know where it cannot?"""

import math
import subprocess
import sys
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventapp.graph_backend import FUNCTIONS, NAME, interface, switch_on

pytestmark = [pytest.mark.slow, pytest.mark.measured]

CALLS: tuple[Callable[..., Any], ...] = (
    nx.average_clustering,
    nx.average_shortest_path_length,
    nx.betweenness_centrality,
    nx.closeness_centrality,
    nx.clustering,
    nx.constraint,
    nx.eccentricity,
    nx.harmonic_centrality,
    nx.transitivity,
)
BETWEENNESS = [
    {"normalized": normalized, "endpoints": endpoints} for normalized in (True, False) for endpoints in (True, False)
]


USUAL = {"louvain_communities": {"weight": None}}
"""How a function is called that takes weights by default."""


@pytest.fixture(autouse=True, scope="module")
def _switched_on() -> None:
    """As in every process of the application."""
    switch_on()


def graph_of(nodes: int, edges: list[tuple[int, int]]) -> nx.Graph:
    """A graph whose nodes are no numbers from 0, and stand in no order."""
    graph = nx.Graph()
    names = [f"n{node * 7 % 31}" for node in range(nodes)]
    graph.add_nodes_from(names)
    graph.add_edges_from(
        (names[a % nodes], names[b % nodes], {"weight": 3}) for a, b in edges if a % nodes != b % nodes
    )
    return graph


NODES = st.integers(0, 30)
EDGES = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=120)
GRAPHS = st.one_of(
    st.builds(lambda nodes, edges: graph_of(nodes, edges if nodes else []), NODES, EDGES),
    st.builds(nx.gnm_random_graph, st.integers(1, 90), st.integers(0, 400), st.integers(0, 99)),
    st.builds(nx.random_labeled_tree, st.integers(1, 60), seed=st.integers(0, 99)),
    st.builds(
        nx.disjoint_union, st.builds(nx.star_graph, st.integers(0, 9)), st.builds(nx.cycle_graph, st.integers(3, 70))
    ),
)
AWKWARD = {
    "nothing": nx.Graph(),
    "one": nx.empty_graph(1),
    "two alone": nx.empty_graph(2),
    "pair": nx.path_graph(2),
    "pair and one alone": nx.Graph([(1, 2)], day=1),
    "three pairs": nx.disjoint_union_all([nx.path_graph(2)] * 3),
    "everybody": nx.complete_graph(70),
    "chain of 64": nx.path_graph(64),
    "chain of 101": nx.path_graph(101),
    "grid": nx.grid_2d_graph(8, 9),
    "two halves": nx.complete_bipartite_graph(60, 70),
    "barbell": nx.barbell_graph(10, 5),
    "alone first": graph_of(5, [(3, 4)]),
}
AWKWARD["pair and one alone"].add_node(0)


def answer(call: Callable[..., Any], graph: nx.Graph, backend: str, **arguments: Any) -> Any:
    """What a call returns, or what it raises."""
    try:
        return call(graph, backend=backend, **arguments)
    except (nx.NetworkXException, ZeroDivisionError, ValueError) as error:
        return type(error)


def assert_same(call: Callable[..., Any], graph: nx.Graph, **arguments: Any) -> None:
    """Both say the same, up to rounding."""
    own, theirs = (answer(call, graph, backend, **arguments) for backend in (NAME, "networkx"))
    if isinstance(theirs, Mapping):
        assert own.keys() == theirs.keys()
        pairs = [(own[node], theirs[node]) for node in theirs]
    elif isinstance(theirs, type):
        assert own is theirs
        return
    else:
        pairs = [(own, theirs)]
    for one, other in pairs:
        assert math.isclose(one, other, rel_tol=1e-11, abs_tol=1e-13) or (math.isnan(one) and math.isnan(other)), (
            call.__name__,
            one,
            other,
        )


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_graphs(call: Callable[..., Any], name: str) -> None:
    """Empty, alone, disconnected, complete, long: the same values, and the same exceptions."""
    assert_same(call, AWKWARD[name])


@given(GRAPHS)
def test_random_graphs(graph: nx.Graph) -> None:
    """Every function, with its defaults."""
    for call in CALLS:
        assert_same(call, graph)


@given(GRAPHS, st.sampled_from(BETWEENNESS), st.integers(0, 12), st.integers(0, 9))
@example(nx.path_graph(5), BETWEENNESS[0], 1, 0)
@example(nx.path_graph(5), BETWEENNESS[2], 5, 0)
def test_betweenness_in_all_its_forms(graph: nx.Graph, form: dict[str, bool], pivots: int, seed: int) -> None:
    """Scaled or not, with ends or without, of all nodes or from the same few drawn ones."""
    assert_same(nx.betweenness_centrality, graph, **form)
    if pivots:
        assert_same(nx.betweenness_centrality, graph, k=pivots, seed=seed, **form)


@given(GRAPHS, st.integers(0, 9), st.integers(0, 9))
@example(nx.empty_graph(0), 0, 0)
@example(nx.grid_2d_graph(8, 9), 0, 0)
@example(nx.complete_graph(70), 0, 0)
def test_circles(graph: nx.Graph, seed: int, mixed_by: int) -> None:
    """Not only the same circles, but in the same order, however nodes and edges came into the graph."""
    random = Random(mixed_by)  # noqa: S311 no secret
    nodes, edges = list(graph), [random.sample(edge, 2) for edge in graph.edges()]
    random.shuffle(nodes)
    random.shuffle(edges)
    mixed = nx.Graph()
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(edges)
    own, theirs = (
        nx.community.louvain_communities(mixed, weight=None, seed=seed, backend=backend)
        for backend in (NAME, "networkx")
    )
    assert own == theirs


@given(GRAPHS)
def test_other_forms(graph: nx.Graph) -> None:
    """Closeness by the older formula; clustering of those alone who have some."""
    assert_same(nx.closeness_centrality, graph, wf_improved=False)
    assert_same(nx.average_clustering, graph, count_zeros=False)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (nx.betweenness_centrality, {"weight": "weight"}),
        (nx.closeness_centrality, {"u": "n0"}),
        (nx.closeness_centrality, {"distance": "weight"}),
        (nx.harmonic_centrality, {"nbunch": ["n0"]}),
        (nx.clustering, {"nodes": ["n0"]}),
        (nx.clustering, {"weight": "weight"}),
        (nx.constraint, {"nodes": ["n0"]}),
        (nx.eccentricity, {"v": "n0"}),
        (nx.average_shortest_path_length, {"method": "dijkstra"}),
        (nx.community.louvain_communities, {"seed": 1}),  # with weights, by default
        (nx.community.louvain_communities, {"weight": None, "seed": 1, "resolution": 2}),
    ],
)
def test_what_it_does_not_do_is_left_to_networkx(call: Callable[..., Any], arguments: dict[str, Any]) -> None:
    """Weights and single nodes: asked for by name it refuses, else networkx answers as ever."""
    graph = graph_of(30, [(a, b) for a in range(30) for b in range(a)])
    with pytest.raises(NotImplementedError):
        call(graph, backend=NAME, **arguments)
    assert call(graph, **arguments) == call(graph, backend="networkx", **arguments)


@pytest.mark.parametrize("kind", [nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_other_kinds_of_graphs_are_left_to_networkx(kind: type[nx.Graph], name: str) -> None:
    """Directed ones, and those with parallel edges."""
    assert interface.can_run(name, (kind([(1, 2), (2, 3), (3, 1)]),), {}) is not True


@pytest.mark.parametrize("name", FUNCTIONS)
def test_loops_are_left_to_networkx(name: str) -> None:
    """A node next to itself is no contact."""
    usual = USUAL.get(name, {})
    assert interface.can_run(name, (nx.Graph([(1, 2), (2, 3), (3, 3)]),), usual) is not True
    assert interface.can_run(name, (nx.Graph([(1, 2), (2, 3)]),), usual) is True
    assert interface.can_run(name, (), {"G": nx.Graph([(1, 2), (2, 3)]), **usual}) is True


def test_long_chains_are_left_to_networkx() -> None:
    """Level by level is the wrong way there; without a backend's name the answer comes from networkx."""
    chain = nx.path_graph(150)
    for call in (nx.betweenness_centrality, nx.closeness_centrality):
        with pytest.raises(NotImplementedError):
            call(chain, backend=NAME)
        assert call(chain) == call(chain, backend="networkx")


def test_it_is_used_without_being_named() -> None:
    """In a process of the application, for graphs that are worth it; a directed one goes to networkx."""
    code = """
import logging, networkx as nx
from eventapp import graph_backend
logging.basicConfig(level=logging.DEBUG, format="%(message)s")
graph_backend.switch_on()
nx.betweenness_centrality(nx.gnm_random_graph(100, 1000, seed=1))
nx.betweenness_centrality(nx.gnm_random_graph(10, 20, seed=1))
nx.clustering(nx.gnm_random_graph(100, 1000, seed=1, directed=True))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = [line for line in done.stderr.splitlines() if line.startswith("Using backend 'eventapp'")]
    assert len(used) == 1
    assert "'betweenness_centrality'" in used[0]


def test_networkx_alone_imports_nothing_of_it() -> None:
    """The entry point is found, and read at the first call only; no scipy, no web, no numpy before."""
    code = """
import sys, networkx as nx
assert "eventapp" in nx.utils.backends.backends
assert not {"eventapp", "flask", "scipy", "numpy"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_scipy_networkx_answers() -> None:
    """Whoever installed without it gets the same, later."""
    code = """
import sys
sys.modules["scipy"] = None
import networkx as nx
from eventapp import graph_backend
graph_backend.switch_on()
graph = nx.gnm_random_graph(20, 40, seed=1)
assert nx.betweenness_centrality(graph) == nx.betweenness_centrality(graph, backend="networkx")
assert nx.constraint(graph)[0] > 0
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_changed_graph_is_measured_anew() -> None:
    """What was converted once is not used for a graph that has changed since."""
    graph = nx.path_graph(60)
    before = nx.clustering(graph, backend=NAME)
    graph.add_edges_from([(0, 2), (5, 7)])
    after = nx.clustering(graph, backend=NAME)
    assert before != after == nx.clustering(graph, backend="networkx")


def test_graphs_come_back() -> None:
    """A converted graph becomes one of networkx again, nodes and edges alike."""
    for graph in (AWKWARD["alone first"], AWKWARD["grid"], AWKWARD["nothing"]):
        back = interface.convert_to_nx(interface.convert_from_nx(graph))
        assert list(back) == list(graph)
        assert {frozenset(edge) for edge in back.edges()} == {frozenset(edge) for edge in graph.edges()}
