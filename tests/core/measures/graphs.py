"""Small networks whose measures can be counted by hand, and awkward ones."""

import itertools
from collections.abc import Iterable
from random import Random

import networkx as nx


def chance(seed: int = 1) -> Random:
    """The same numbers each time."""
    return Random(seed)  # noqa: S311 no secret


def network(edges: Iterable[tuple[int, int]], *, alone: Iterable[int] = (), **members: Iterable[int]) -> nx.Graph:
    """People who met, people who met nobody, and who is of which organisation; the others are of none."""
    graph = nx.Graph()
    graph.add_nodes_from(alone)
    graph.add_edges_from(edges)
    nx.set_node_attributes(graph, None, "organisation")
    for name, people in members.items():
        for person in people:
            graph.nodes[person]["organisation"] = name
    return graph


def clique(*people: int) -> list[tuple[int, int]]:
    """Everybody met everybody."""
    return list(itertools.combinations(people, 2))


def circles_of(count: int, people: int, outside: int, seed: int = 1) -> nx.Graph:
    """So many circles of people who all met each other, with a few random contacts between them."""
    random, graph = chance(seed), nx.Graph()
    for circle in range(count):
        graph.add_edges_from(clique(*range(circle * people, (circle + 1) * people)))
    while graph.number_of_edges() < count * people * (people - 1) // 2 + outside:
        graph.add_edge(*random.sample(range(count * people), 2))
    nx.set_node_attributes(graph, {person: f"Werk {person // people}" for person in graph}, "organisation")
    return graph


AWKWARD = {
    "nobody": network([]),
    "one": network([], alone=[1]),
    "strangers": network([], alone=[1, 2, 3], A=[1], B=[2]),
    "a pair": network([(1, 2)], A=[1, 2]),
    "a pair of two houses": network([(1, 2)], A=[1], B=[2]),
    "two pairs": network([(1, 2), (3, 4)], A=[1, 3], B=[2, 4]),
    "a pair and one alone": network([(1, 2)], alone=[3], A=[1], B=[2, 3]),
    "without organisations": network(clique(1, 2, 3)),
    "one organisation": network(clique(1, 2, 3, 4), alone=[5], A=[1, 2, 3, 4, 5]),
    "everybody met": network(clique(*range(6)), A=[0, 1, 2], B=[3, 4, 5]),
    "a star": network([(0, leaf) for leaf in range(1, 8)], A=[0], B=[1, 2, 3, 4]),
    "a chain": network([(n, n + 1) for n in range(9)], A=range(5), B=range(5, 10)),
    "a ring": network([(n, (n + 1) % 9) for n in range(9)]),
    "organisations that met nobody": network([(1, 2)], alone=[3, 4], A=[3], B=[4]),
}
