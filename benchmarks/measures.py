"""How long does it take to measure a network, and what does the backend behind networkx save?

All measures are taken by `eventapp.core.measures.measure`, as the command `measures` does: of the recorded conference
(403 people, 9,565 contacts; where its list is not there, of a made-up network of that size), of a large event and of
a very large one, whose people have very different numbers of contacts, and meet within circles half of the time. The
baseline is one call of betweenness by networkx alone, on the same network.
"""

import time
from collections.abc import Callable
from itertools import accumulate
from random import Random

import networkx as nx

from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from eventapp import graph_backend
from eventapp.cli.measures import spare_the_collector
from eventapp.core.contact_list import ContactList, read_contact_list
from eventapp.core.measures import Observed
from eventapp.core.measures import measure as measure_all

NAME = "measures"
_CONFERENCE, _LARGE, _VERY_LARGE = (403, 9_565), (2_500, 30_000), (10_000, 200_000)
_BARS = {_CONFERENCE: Bar(1), _LARGE: Bar(6)}
_SMALL = ((20, 40), (30, 60), (40, 80))
_ORGANISATIONS, _CIRCLES = 60, 24


def measure(options: Options) -> list[Figure]:
    """Measures the three networks, the smallest one first."""
    graph_backend.switch_on()
    spare_the_collector()
    conference = _recorded(options) or made_up(*(_SMALL[0] if options.is_small else _CONFERENCE))
    large, very_large = (made_up(*size) for size in (_SMALL[1:] if options.is_small else (_LARGE, _VERY_LARGE)))
    nx.betweenness_centrality(made_up(200, 2_000))  # scipy is imported at the first call
    figures = [_all_measures(graph) for graph in (conference, large, very_large)]
    own = _seconds(lambda: nx.betweenness_centrality(large.copy()))
    alone = _seconds(lambda: nx.betweenness_centrality(large, backend="networkx"))
    return [
        *figures,
        Figure(NAME, f"betweenness, {_size(large)}", own, "s", baseline=alone),
        Figure(NAME, "betweenness ratio", alone / own, "", Bar(10, is_floor=True), 1),
    ]


def made_up(people: int, contacts: int) -> nx.Graph:
    """A network in which some have many contacts, and half of them lie within circles; the same one each time."""
    random, graph = Random(1), nx.Graph()  # noqa: S311 no secret
    circles = [range(circle, people, _CIRCLES) for circle in range(min(_CIRCLES, people // 5))]
    sociable = [random.lognormvariate(0, 1) for _ in range(people)]
    weights = {crowd: list(accumulate(sociable[person] for person in crowd)) for crowd in (range(people), *circles)}
    for person in range(people):
        graph.add_node(person, organisation=f"Werk {random.randrange(_ORGANISATIONS)}")
    met: dict[tuple[int, int], None] = {}
    while len(met) < contacts:
        crowd = random.choice(circles) if random.random() < 0.5 else range(people)  # noqa: PLR2004 a coin
        one, other = random.choices(crowd, cum_weights=weights[crowd], k=2)
        if one != other:
            met[min(one, other), max(one, other)] = None
    graph.add_edges_from(met)
    return graph


def _recorded(options: Options) -> nx.Graph | None:
    """The network of the recorded list; it has no organisations."""
    found = options.contact_list and read_contact_list(options.contact_list.read_bytes())
    if not isinstance(found, ContactList):
        return None
    graph = nx.Graph()
    graph.add_edges_from((scanner, scanned) for _seconds, scanner, scanned in found.first_meetings)
    return nx.convert_node_labels_to_integers(graph)


def _all_measures(graph: nx.Graph) -> Figure:
    seconds = _seconds(lambda: measure_all(Observed(graph)))
    return Figure(NAME, f"all, {_size(graph)}", seconds, "s", _BARS.get((len(graph), graph.number_of_edges())))


def _size(graph: nx.Graph) -> str:
    return f"{len(graph):,}/{graph.number_of_edges():,}"


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
