"""How do calls of networkx that take minutes take seconds? A backend for its dispatch, over scipy.

networkx finds `eventapp.graph_backend.interface` by the entry point `networkx.backends` (pyproject.toml) and imports
it at the first call that may use it, never while networkx itself is being imported. Callers go on calling networkx:
where the backend does not apply (directed graphs, weights, no scipy), networkx computes by itself.
docs/developers/measures.md has the whole of it.
"""

import networkx as nx

NAME = "eventapp"
FUNCTIONS = (
    "average_clustering",
    "average_shortest_path_length",
    "betweenness_centrality",
    "closeness_centrality",
    "clustering",
    "constraint",
    "eccentricity",
    "harmonic_centrality",
    "louvain_communities",
    "transitivity",
)
"""What it computes; each gives what networkx gives, up to rounding."""


def switch_on() -> None:
    """Lets networkx use the backend for FUNCTIONS in this process, where the installation has announced it."""
    if NAME not in nx.config.backends:
        return
    for function in FUNCTIONS:
        nx.config.backend_priority[function] = [NAME]
    # networkx warns when it uses a converted graph again: a graph may be changed behind its back. Ours are not.
    nx.config.warnings_to_ignore.add("cache")
