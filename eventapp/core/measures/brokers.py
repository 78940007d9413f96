"""Who joins people that would be far from each other otherwise?"""

import math
from heapq import nlargest
from statistics import mean, stdev

import networkx as nx

from eventapp.core.measures.structure import is_exact
from eventapp.core.measures.values import Bridging

RUNS, PIVOTS = 8, 128
HIGHEST = 10
"""Of so many people the error is told: only they are spoken of."""
_QUANTILE = 2.364624252
"""97.5 % quantile of Student's t with RUNS - 1 degrees of freedom."""


def bridging(graph: nx.Graph) -> Bridging:
    """Betweenness, constraint and effective size of everybody."""
    if graph.number_of_edges() == 0:
        return Bridging(dict.fromkeys(graph, 0.0), None, None, {}, {})
    constraint = {person: value for person, value in nx.constraint(graph).items() if graph.degree(person)}
    clustering = nx.clustering(graph)
    # Borgatti: t contacts among d make a clustering of 2t / d(d-1), so that 2t / d is clustering times d - 1.
    effective = {
        person: degree - clustering[person] * (degree - 1) for person, degree in graph.degree() if degree > 0
    }
    if is_exact(graph):
        return Bridging(nx.betweenness_centrality(graph), None, None, constraint, effective)
    runs = [nx.betweenness_centrality(graph, k=PIVOTS, seed=run) for run in range(RUNS)]
    estimates = {person: [run[person] for run in runs] for person in graph}
    highest = nlargest(HIGHEST, estimates.values(), key=mean)
    return Bridging(
        {person: mean(values) for person, values in estimates.items()},
        PIVOTS,
        max(_QUANTILE * stdev(values) / math.sqrt(RUNS) for values in highest),
        constraint,
        effective,
    )
