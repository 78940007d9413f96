"""What does a contact graph tell? A graph in, values out; what networkx can compute is a call of networkx."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from random import Random

import networkx as nx

from eventapp.core.measures.brokers import bridging
from eventapp.core.measures.grouping import organisation_contacts, organisations, texture
from eventapp.core.measures.growth import Again, Made, days, half_hours, newcomers
from eventapp.core.measures.structure import core, distance, fragility, groups, size
from eventapp.core.measures.values import NetworkMeasures
from eventapp.core.measures.wire import FORM, from_json, to_json

__all__ = [
    "FORM",
    "Again",
    "Made",
    "NetworkMeasures",
    "Observed",
    "from_json",
    "measure",
    "organisation_contacts",
    "to_json",
]
_SEED = 1


@dataclass(frozen=True, slots=True)
class Observed:
    """What is known of an event.

    Attributes:
        graph: People by number, with the attribute `organisation` (or None); contacts as edges.
        made: The same contacts with their moments.
        again: Scans of people who had met before.
        came_before: For people of whom it is known, whether they were at an earlier event of the series.
        zone: In which days are counted.
    """

    graph: nx.Graph
    made: Sequence[Made] = ()
    again: Sequence[Again] = ()
    came_before: Mapping[int, bool] = field(default_factory=dict)
    zone: tzinfo = UTC


def measure(observed: Observed) -> NetworkMeasures:
    """Measures everything; the same of the same network, since all chance is seeded."""
    graph, random = observed.graph, Random(_SEED)  # noqa: S311 no secret
    parts = sorted(nx.connected_components(graph), key=len, reverse=True)
    has_contacts = graph.number_of_edges() > 0
    seen = texture(graph, random) if has_contacts else None
    return NetworkMeasures(
        size=size(graph),
        groups=groups(parts),
        distance=distance(graph.subgraph(parts[0]).copy(), random) if has_contacts else None,
        core=core(graph) if has_contacts else None,
        clustering=seen.clustering if seen else None,
        circles=seen.circles if seen else None,
        hubs=seen.hubs if seen else None,
        organisations=organisations(graph, random),
        bridging=bridging(graph),
        fragility=fragility(graph),
        newcomers=newcomers(graph, observed.came_before, random),
        days=days(observed.made, observed.again, observed.zone),
        growth=half_hours(observed.made),
    )
