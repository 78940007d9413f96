"""What networkx asks of a backend: whether it can, whether it should, and functions of the names of its own."""

import inspect
import math
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from random import Random
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from eventapp.graph_backend.sparse import Numbers, SparseGraph

WORTHWHILE = 20_000
"""Nodes times edges from which on converting pays."""


def convert_from_nx(graph: nx.Graph, **_kept: Any) -> "SparseGraph":
    """A graph of networkx as the backend holds it; no function needs attributes."""
    from eventapp.graph_backend.sparse import SparseGraph  # noqa: PLC0415 scipy only where it is used

    return SparseGraph(graph)


def convert_to_nx(result: Any, **_kept: Any) -> Any:
    """What a function returned, as networkx returns it; a graph of the backend becomes one of networkx."""
    if not hasattr(result, "__networkx_backend__") or isinstance(result, nx.Graph):
        return result
    graph = nx.Graph()
    graph.add_nodes_from(result.nodes)
    nodes, matrix = result.nodes, result.matrix.tocoo()
    graph.add_edges_from((nodes[a], nodes[b]) for a, b in zip(*matrix.coords, strict=True) if a < b)
    return graph


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """True, or why networkx has to do it."""
    if find_spec("scipy") is None:
        return "scipy is not installed"
    signature = inspect.signature(_FUNCTIONS[name])
    called = signature.bind(*args, **kwargs).arguments
    graph = called.pop("G")
    if graph.is_directed() or graph.is_multigraph():
        return "only undirected graphs without parallel edges"
    if isinstance(graph, nx.Graph) and any(node in nearby for node, nearby in graph.adjacency()):
        return "no loops"
    if called.pop("method", None) not in (None, "unweighted"):
        return "no weights"
    if name == louvain_communities.__name__ and called.get("weight", "its default") is not None:
        return "no weights, and by default it takes some"
    usual = {name: parameter.default for name, parameter in signature.parameters.items()}
    others = {argument for argument, value in called.items() if value not in (None, usual[argument])} - _TAKEN
    return f"not with {', '.join(sorted(others))}" if others else True


def should_run(_name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
    """True, or why networkx is as quick."""
    graph = args[0] if args else kwargs["G"]
    return len(graph) * graph.number_of_edges() >= WORTHWHILE or "the graph is small"


def betweenness_centrality(  # noqa: PLR0913, PLR0917 as networkx calls it
    G: "SparseGraph",  # noqa: N803
    k: int | None = None,
    normalized: bool = True,  # noqa: FBT001, FBT002
    weight: None = None,  # noqa: ARG001
    endpoints: bool = False,  # noqa: FBT001, FBT002
    seed: Random | None = None,
) -> dict[Any, float]:
    """`networkx.betweenness_centrality`, of all nodes or from k sampled ones."""
    import numpy as np  # noqa: PLC0415

    from eventapp.graph_backend.betweenness import path_sums  # noqa: PLC0415

    people = len(G)
    sources = list(range(people))
    if k is not None and k != people:
        assert seed is not None  # noqa: S101 for mypy: networkx has made one
        sources = seed.sample(sources, k)
    sums = path_sums(G, sources, endpoints=endpoints)
    others = people if endpoints else people - 1
    if others < 2:  # noqa: PLR2004 nobody between
        return G.by_node(sums)
    # networkx counts each pair from both ends. A source is no path's inner node when it is the source itself, so
    # that one source less speaks of it.
    is_source = np.zeros(people, dtype=bool)
    is_source[sources] = len(sources) < people and not endpoints
    used = np.where(is_source, len(sources) - 1, others if len(sources) == people else len(sources)).astype(float)
    used[used == 0] = math.nan
    return G.by_node(sums / (used * (others - 1)) if normalized else sums * others / (used * 2))


def closeness_centrality(
    G: "SparseGraph",  # noqa: N803
    u: None = None,  # noqa: ARG001
    distance: None = None,  # noqa: ARG001
    wf_improved: bool = True,  # noqa: FBT001, FBT002
) -> dict[Any, float]:
    """`networkx.closeness_centrality` of all nodes."""
    found, others = G.distances, len(G) - 1
    near = _quotient(found.reached - 1, found.totals)
    return G.by_node(near * (found.reached - 1) / others if wf_improved and others > 0 else near)


def harmonic_centrality(
    G: "SparseGraph",  # noqa: N803
    nbunch: None = None,  # noqa: ARG001
    distance: None = None,  # noqa: ARG001
    sources: None = None,  # noqa: ARG001
) -> dict[Any, float]:
    """`networkx.harmonic_centrality` of all nodes."""
    return G.by_node(G.distances.inverses)


def average_shortest_path_length(
    G: "SparseGraph",  # noqa: N803
    weight: None = None,  # noqa: ARG001
    method: str | None = None,  # noqa: ARG001
) -> float:
    """`networkx.average_shortest_path_length`."""
    people = len(G)
    if people == 0:
        raise nx.NetworkXPointlessConcept("the graph has no nodes, and no paths between them")
    if people == 1:
        return 0
    if (G.distances.reached < people).any():
        raise nx.NetworkXError("Graph is not connected.")
    return float(G.distances.totals.sum() / (people * (people - 1)))


def eccentricity(
    G: "SparseGraph",  # noqa: N803
    v: None = None,  # noqa: ARG001
    sp: None = None,  # noqa: ARG001
    weight: None = None,  # noqa: ARG001
) -> dict[Any, int]:
    """`networkx.eccentricity` of all nodes."""
    if (G.distances.reached < len(G)).any():
        raise nx.NetworkXError("Found infinite path length because the graph is not connected")
    return G.by_node(G.distances.farthest)


def clustering(
    G: "SparseGraph",  # noqa: N803
    nodes: None = None,  # noqa: ARG001
    weight: None = None,  # noqa: ARG001
) -> dict[Any, float]:
    """`networkx.clustering` of all nodes."""
    return G.by_node(_quotient(G.triangles, G.degrees * (G.degrees - 1)))


def average_clustering(
    G: "SparseGraph",  # noqa: N803
    nodes: None = None,  # noqa: ARG001
    weight: None = None,  # noqa: ARG001
    count_zeros: bool = True,  # noqa: FBT001, FBT002
) -> float:
    """`networkx.average_clustering` of all nodes."""
    values = [value for value in clustering(G).values() if count_zeros or value]
    return sum(values) / len(values)


def transitivity(G: "SparseGraph") -> float:  # noqa: N803
    """`networkx.transitivity`."""
    triangles = int(G.triangles.sum())
    return triangles / int((G.degrees * (G.degrees - 1)).sum()) if triangles else 0


def constraint(
    G: "SparseGraph",  # noqa: N803
    nodes: None = None,  # noqa: ARG001
    weight: None = None,  # noqa: ARG001
) -> dict[Any, float]:
    """`networkx.constraint` of all nodes; NaN for those without neighbours."""
    from eventapp.graph_backend.holes import constraints  # noqa: PLC0415

    if len(G) == 0:
        raise nx.NetworkXError("Graph has no nodes or edges")
    return G.by_node(constraints(G))


def louvain_communities(  # noqa: PLR0913, PLR0917 as networkx calls it
    G: "SparseGraph",  # noqa: N803
    weight: None = None,  # noqa: ARG001
    resolution: int = 1,  # noqa: ARG001
    threshold: float = 0.0000001,  # noqa: ARG001
    max_level: None = None,  # noqa: ARG001
    seed: Random | None = None,
) -> list[set[Any]]:
    """`networkx.community.louvain_communities`, the same circles in the same order; only with `weight=None`."""
    from eventapp.graph_backend.louvain import circles  # noqa: PLC0415

    assert seed is not None  # noqa: S101 for mypy: networkx has made one
    return [{G.nodes[place] for place in circle} for circle in circles(G, seed)]


def _quotient(above: "Numbers", below: "Numbers") -> "Numbers":
    """0 where nothing stands below."""
    import numpy as np  # noqa: PLC0415

    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)


_TAKEN = {"k", "normalized", "endpoints", "seed", "wf_improved", "count_zeros"}
"""Arguments that may have another value than None."""
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        average_clustering,
        average_shortest_path_length,
        betweenness_centrality,
        closeness_centrality,
        clustering,
        constraint,
        eccentricity,
        harmonic_centrality,
        louvain_communities,
        transitivity,
    )
}
