"""How large is the network, into which parts does it fall, how far is it across, and by what does it hang?"""

import math
from collections import Counter
from collections.abc import Iterable
from random import Random
from statistics import mean, median, stdev

import networkx as nx

from eventapp.core.measures.values import Core, Distance, Fragility, Groups, Size

EXACT_UP_TO = 200_000_000
"""People times contacts up to which all shortest paths are looked at: 2,500 with 30,000 are 75 million."""
SOURCES = 64
"""People from whom distances are measured in larger networks."""
_PAIR = 2
_QUANTILE = 1.998340543
"""97.5 % quantile of Student's t with SOURCES - 1 degrees of freedom."""


def is_exact(graph: nx.Graph) -> bool:
    """Whether the network is small enough to look at all shortest paths."""
    return bool(len(graph) * graph.number_of_edges() <= EXACT_UP_TO)


def size(graph: nx.Graph) -> Size:
    """How large the network is."""
    degrees = [degree for _, degree in graph.degree()]
    people, contacts = len(graph), graph.number_of_edges()
    return Size(
        people,
        contacts,
        density=nx.density(graph) if people > 1 else None,
        mean=2 * contacts / people if people else None,
        median=median(degrees) if people else None,
    )


def groups(parts: Iterable[set[int]]) -> Groups:
    """Into which parts the network falls."""
    sizes = sorted((len(part) for part in parts), reverse=True)
    alone = sizes.count(1)
    return Groups(alone, tuple(sizes[: len(sizes) - alone]))


def distance(part: nx.Graph, random: Random) -> Distance:
    """How far people of a connected part of two or more are from each other."""
    if is_exact(part):
        longest = max(nx.eccentricity(part).values())
        return Distance(nx.average_shortest_path_length(part), None, longest, longest)
    means, farthest = [], []
    for person in random.sample(sorted(part), SOURCES):
        lengths = nx.single_source_shortest_path_length(part, person).values()
        means.append(sum(lengths) / (len(part) - 1))
        farthest.append(max(lengths))
    return Distance(
        mean(means),
        error=_QUANTILE * stdev(means) / math.sqrt(SOURCES),
        longest=max(farthest),
        # Any two people are joined by way of the one who has everybody nearest.
        at_most=2 * min(farthest),
    )


def core(graph: nx.Graph) -> Core:
    """The tightly knit middle of a network with contacts."""
    levels = nx.core_number(graph)
    deepest = max(levels.values())
    return Core(deepest, sum(level == deepest for level in levels.values()))


def fragility(graph: nx.Graph) -> Fragility:
    """What keeps the network together by a single person or a single contact.

    Both follow from the blocks that stay in one piece whoever leaves: joints are in more than one, and a block of two
    is a contact without which a part would fall in two.
    """
    blocks: list[set[int]] = list(nx.biconnected_components(graph))
    of_person = Counter(person for block in blocks for person in block)
    joints = {person for person, count in of_person.items() if count > 1}
    return Fragility(dict(sorted(_cut_off(blocks, joints).items())), sum(len(block) == _PAIR for block in blocks))


def _cut_off(blocks: list[set[int]], joints: set[int]) -> dict[int, int]:
    """How many people each joint cuts off from the largest rest of its part, when it is gone.

    Blocks hang together by the joints like a tree: what lies below each of its branches is summed up once.
    """
    tree = nx.Graph()
    people: dict[tuple[str, int], int] = {("joint", joint): 1 for joint in joints}
    for number, block in enumerate(blocks):
        inside = block & joints
        people["block", number] = len(block) - len(inside)
        tree.add_edges_from((("block", number), ("joint", joint)) for joint in inside)
    cut_off: dict[int, int] = {}
    for part in nx.connected_components(tree):
        root = next(iter(part))
        parent = dict(nx.bfs_predecessors(tree, root))
        below = {node: people[node] for node in part}
        for node in reversed(parent):
            below[parent[node]] += below[node]
        for node in part:
            if node[0] == "joint":
                rests = [below[each] for each in tree[node] if parent.get(each) == node]
                rests.append(below[root] - below[node])
                cut_off[node[1]] = sum(rests) - max(rests)
    return cut_off
