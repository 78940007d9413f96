"""Which circles does Louvain's method find? The very ones that networkx finds, from lists in place of nested dicts.

The method (Blondel et al. 2008) moves people one by one into the circle that adds most to the modularity, then does
the same with circles for people, until nothing is gained. What it finds depends on the order of everything, so each
step here is that of `networkx.algorithms.community.louvain`, in its order and with its arithmetic.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from eventapp.graph_backend.sparse import SparseGraph

_THRESHOLD = 1e-7
"""A level that adds less to the modularity is the last one; networkx's default."""
Ties = Callable[[int, Sequence[int]], Mapping[int, int]]
"""For a node and everybody's circle, how many contacts it has with each circle, in the order of its neighbours."""


Edges = list[tuple[int, int, int]]
"""Two nodes and the contacts between them, in networkx's order."""


@dataclass(frozen=True, slots=True)
class _Level:
    """People, or the circles of the level before in their place.

    Attributes:
        edges: Contacts between them, and of a circle with itself.
        degrees: Ends of contacts at each.
        ties: Counts contacts by circle.
    """

    edges: Edges
    degrees: list[int]
    ties: Ties


def circles(graph: SparseGraph, random: Random) -> list[set[int]]:
    """What `louvain_communities` returns, of places in place of nodes.

    Args:
        graph: The network.
        random: Draws the order in which nodes are moved.
    """
    members = [{place} for place in range(len(graph))]
    if not len(graph.ends):
        return members
    level = _people(graph)
    contacts = len(level.edges)
    reached = _modularity(level, range(len(graph)), len(graph), contacts)
    while True:
        numbers, members = _joined(_moved(level, contacts, random), members)
        gained = _modularity(level, numbers, len(members), contacts)
        if gained - reached <= _THRESHOLD:
            return members
        reached = gained
        level = _circles(level.edges, numbers)


def _people(graph: SparseGraph) -> _Level:
    ends = graph.ends.tolist()
    rows = [ends[first:last] for first, last in pairwise(graph.starts.tolist())]
    edges = [(place, other, 1) for place, row in enumerate(rows) for other in row if other > place]
    near: list[list[int]] = [[] for _ in rows]
    for a, b, _ in edges:  # networkx copies the graph edge by edge, which brings neighbours into this order
        near[a].append(b)
        near[b].append(a)

    def ties(node: int, circle_of: Sequence[int]) -> Mapping[int, int]:
        return Counter(map(circle_of.__getitem__, near[node]))

    return _Level(edges, [len(row) for row in near], ties)


def _circles(edges: Edges, numbers: Sequence[int]) -> _Level:
    """The contacts between circles, and inside each."""
    near: list[dict[int, int]] = [{} for _ in range(max(numbers) + 1)]
    degrees = [0] * len(near)
    for one, other, contacts in edges:
        a, b = numbers[one], numbers[other]
        degrees[a] += contacts
        degrees[b] += contacts
        near[a][b] = near[b][a] = near[a].get(b, 0) + contacts
    others = [
        [(other, contacts) for other, contacts in row.items() if other != node] for node, row in enumerate(near)
    ]

    def ties(node: int, circle_of: Sequence[int]) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for other, contacts in others[node]:
            circle = circle_of[other]
            found[circle] = found.get(circle, 0) + contacts
        return found

    between = [(a, b, contacts) for a, row in enumerate(near) for b, contacts in row.items() if b >= a]
    return _Level(between, degrees, ties)


def _moved(level: _Level, contacts: int, random: Random) -> list[int]:
    """The circle of each node, after moving single ones for as long as anything is gained."""
    circle_of = list(range(len(level.degrees)))
    order, total, scale = list(circle_of), list(level.degrees), 2 * contacts**2
    random.shuffle(order)
    is_moving = True
    while is_moving:
        is_moving = False
        for node in order:
            own, degree = circle_of[node], level.degrees[node]
            ties = level.ties(node, circle_of)
            total[own] -= degree
            best, most = own, 0.0
            leaving = -ties.get(own, 0) / contacts + total[own] * degree / scale
            for circle, count in ties.items():
                gain = leaving + count / contacts - total[circle] * degree / scale
                if gain > most:
                    best, most = circle, gain
            total[best] += degree
            if best != own:
                circle_of[node] = best
                is_moving = True
    return circle_of


def _joined(circle_of: Sequence[int], members: list[set[int]]) -> tuple[list[int], list[set[int]]]:
    """Circles numbered anew without the empty ones, and all people of each."""
    number = {circle: place for place, circle in enumerate(sorted(set(circle_of)))}
    numbers = [number[circle] for circle in circle_of]
    joined: list[set[int]] = [set() for _ in number]
    for node, circle in enumerate(numbers):
        joined[circle] |= members[node]
    return numbers, joined


def _modularity(level: _Level, numbers: Sequence[int], count: int, contacts: int) -> float:
    inside, total = [0] * count, [0] * count
    for a, b, among in level.edges:
        if numbers[a] == numbers[b]:
            inside[numbers[a]] += among
    for number, degree in zip(numbers, level.degrees, strict=True):
        total[number] += degree
    norm = 1 / (2 * contacts) ** 2
    return sum(within / contacts - each * each * norm for within, each in zip(inside, total, strict=True))
