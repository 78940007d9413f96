"""Do people stay among themselves, in circles or by organisation, more than chance would make them?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import eq
from random import Random
from typing import Any

import networkx as nx

from eventapp.core.measures.chance import MANY as LABEL_SHUFFLES
from eventapp.core.measures.chance import Edges, compared, same_degrees, shuffled_labels, shuffles_for
from eventapp.core.measures.values import Circles, Clustering, Compared, Mixing

_SEED = 1


@dataclass(slots=True)
class _ByChance:
    """What the shuffled networks of the same degrees came to."""

    modularity: list[float] = field(default_factory=list)
    clustering: list[float] = field(default_factory=list)
    hubs: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Texture:
    """What is compared with networks of the same degrees."""

    circles: Circles
    clustering: Clustering | None
    hubs: Compared | None


def texture(graph: nx.Graph, random: Random) -> Texture:
    """Circles, clustering and hubs of a network with contacts, beside networks of the same degrees."""
    # Numbered from 0 and without attributes: shuffled and met networks are then built and measured alike.
    order = {person: place for place, person in enumerate(graph)}
    edges = [(order[a], order[b]) for a, b in graph.edges()]
    plain = _graph(len(order), edges)
    degrees = [degree for _, degree in plain.degree()]
    by_chance = _ByChance()
    for _ in range(shuffles_for(len(edges))):
        mixed = same_degrees(edges, len(order), random)
        other = _graph(len(order), mixed)
        by_chance.modularity.append(nx.community.modularity(other, _louvain(other)))
        by_chance.clustering.append(nx.average_clustering(other))
        by_chance.hubs.append(_hubs(degrees, mixed))
    circles = sorted(_louvain(plain), key=lambda circle: (-len(circle), min(circle)))
    together = [circle for circle in circles if len(circle) > 1]
    people = list(order)
    return Texture(
        Circles(
            compared(nx.community.modularity(plain, circles), by_chance.modularity),
            {people[place]: number for number, circle in enumerate(together) for place in sorted(circle)},
            tuple(len(circle) for circle in together),
        ),
        clustering=Clustering(compared(nx.average_clustering(plain), by_chance.clustering), nx.transitivity(plain))
        if max(degrees) > 1
        else None,
        hubs=compared(nx.degree_assortativity_coefficient(plain), by_chance.hubs)
        if len({degree for degree in degrees if degree}) > 1
        else None,
    )


def _graph(people: int, edges: Edges) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(edges)
    return graph


def _louvain(graph: nx.Graph) -> list[set[int]]:
    circles: list[set[int]] = nx.community.louvain_communities(graph, weight=None, seed=_SEED)
    return circles


def _hubs(degrees: Sequence[int], edges: Edges) -> float:
    """Degree assortativity, from sums over the ends of all contacts; 0 where all degrees are the same."""
    ends = 2 * len(edges)
    middle = sum(degree**2 for degree in degrees) / ends
    spread = sum(degree**3 for degree in degrees) / ends - middle**2
    product = sum(degrees[a] * degrees[b] for a, b in edges) * 2 / ends
    return (product - middle**2) / spread if spread > 0 else 0.0


def organisations(graph: nx.Graph, random: Random, attribute: str = "organisation") -> Mixing:
    """How organisations mixed: people without one are left out.

    Args:
        graph: The network.
        random: Draws the shuffles.
        attribute: Of the nodes, that names the organisation, or another group; None where there is none.
    """
    member_of = {person: name for person, name in graph.nodes(data=attribute) if name is not None}
    names = sorted(set(member_of.values()))
    place, number = {name: at for at, name in enumerate(names)}, {person: at for at, person in enumerate(member_of)}
    labels = [place[name] for name in member_of.values()]
    edges = [(number[a], number[b]) for a, b in graph.edges() if a in number and b in number]
    met = _sides(edges, labels)
    if not edges:
        return Mixing(len(names), len(labels), 0, 0, None, None)
    by_chance = [_sides(edges, shuffled_labels(labels, random)) for _ in range(LABEL_SHUFFLES)]
    plain = _graph(len(labels), edges)
    nx.set_node_attributes(plain, dict(enumerate(labels)), attribute)
    is_mixable = met.assortativity is not None and all(each.assortativity is not None for each in by_chance)
    return Mixing(
        len(names),
        len(labels),
        met.inside,
        len(edges) - met.inside,
        compared(met.ei, [each.ei for each in by_chance]),
        compared(
            nx.attribute_assortativity_coefficient(plain, attribute),
            [each.assortativity or 0.0 for each in by_chance],
        )
        if is_mixable
        else None,
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """How contacts lie to groups: so many inside one; the index, and the coefficient where it exists."""

    inside: int
    ei: float
    assortativity: float | None


def _sides(edges: Edges, labels: Sequence[int]) -> _Sides:
    """E-I index and assortativity, from one look at all contacts."""
    if not edges:
        return _Sides(0, 0.0, None)
    first, second = zip(*edges, strict=True)
    label_of = labels.__getitem__
    begins, ends = (
        list(map(label_of, first)),
        list(map(label_of, second)),
    )  # 20 times all contacts: a loop is too slow
    inside, count = sum(map(eq, begins, ends)), len(edges)
    shares = Counter(begins)
    shares.update(ends)
    by_chance = sum(number**2 for number in shares.values()) / (2 * count) ** 2
    assortativity = (inside / count - by_chance) / (1 - by_chance) if len(shares) > 1 else None
    return _Sides(inside, (count - 2 * inside) / count, assortativity)


def organisation_contacts(graph: nx.Graph) -> dict[tuple[str, str], int]:
    """How many contacts there are between each two organisations, and within one.

    Returns:
        By the two names in alphabetical order, which are the same for contacts within one. Pairs without contacts,
        and people without an organisation, are left out.
    """
    member_of: dict[int, Any] = dict(graph.nodes(data="organisation"))
    pairs = (sorted((member_of[a], member_of[b])) for a, b in graph.edges() if member_of[a] and member_of[b])
    return dict(Counter((first, second) for first, second in pairs))
