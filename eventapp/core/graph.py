"""Which networkx graph do people and contacts make, and in which file forms does it leave the house?"""

import json
from collections.abc import Iterable
from enum import StrEnum
from io import BytesIO
from typing import Any

import networkx as nx


class GraphFormat(StrEnum):
    """File forms of a graph."""

    GRAPHML = "graphml"
    GEXF = "gexf"
    JSON = "json"


def contact_graph(
    people: Iterable[tuple[int, dict[str, Any]]], contacts: Iterable[tuple[int, int, dict[str, Any]]]
) -> nx.Graph:
    """Builds the graph of an event.

    Args:
        people: (number, attributes) of every person, those without contacts too.
        contacts: (number, number, attributes) of every standing contact.

    Returns:
        An undirected graph; nodes are numbers.
    """
    graph = nx.Graph()
    graph.add_nodes_from(people)
    graph.add_edges_from(contacts)
    return graph


def graph_file(graph: nx.Graph, file_format: GraphFormat) -> bytes:
    """The graph as a file.

    GraphML and GEXF have no empty values: attributes that are None are left out there. JSON is networkx's
    node-link form with `nodes` and `edges`.
    """
    if file_format is GraphFormat.JSON:
        return json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1).encode()
    plain = graph.copy()
    attributes = [data for _, data in plain.nodes(data=True)] + [data for *_, data in plain.edges(data=True)]
    for data in attributes:
        for key in [key for key, value in data.items() if value is None]:
            del data[key]
    file = BytesIO()
    write = nx.write_graphml if file_format is GraphFormat.GRAPHML else nx.write_gexf
    write(plain, file)
    return file.getvalue()
