"""Which networkx graph do people and contacts make, and how do files hold it?"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any

import networkx as nx

from eventapp.core.file_text import harmless, storable


class GraphFormat(StrEnum):
    """File forms of a graph."""

    XLSX = "xlsx"
    """A workbook; network/workbook.py writes it."""
    GEXF = "gexf"
    """With times, as Gephi plays them."""
    GRAPHML = "graphml"
    JSON = "json"
    """networkx's node-link form with `nodes` and `edges`."""
    PEOPLE = "people.csv"
    CONTACTS = "contacts.csv"


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


def labelled(graph: nx.Graph, anonymous: str) -> nx.Graph:
    """The graph with a `label` for each person, and with text that every file can hold.

    Args:
        graph: As `contact_graph` makes it.
        anonymous: What stands for people without a name, with `{number}` in it.
    """
    return contact_graph(
        (
            (number, {"label": storable(data.get("name") or anonymous.format(number=number)), **_storable(data)})
            for number, data in graph.nodes(data=True)
        ),
        ((first, second, _storable(data)) for first, second, data in graph.edges(data=True)),
    )


def graphml(graph: nx.Graph) -> bytes:
    """The graph as GraphML, which has no empty values: attributes that are None are left out."""
    file = BytesIO()
    nx.write_graphml(_filled(graph), file)
    return file.getvalue()


def gexf(graph: nx.Graph, zone: tzinfo) -> bytes:
    """The graph as GEXF that grows: each contact begins when it was made, each person with the first contact.

    Nobody leaves. Gephi shows moments in UTC: they are written as if the wall clock were that.

    Args:
        graph: As `labelled` makes it.
        zone: Of the event.
    """
    growing = _filled(graph)
    for first, second, data in growing.edges(data=True):
        data["start"] = begun = datetime.fromisoformat(data["made_at"]).astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
        for number in (first, second):
            person = growing.nodes[number]
            person["start"] = min(person.get("start", begun), begun)
    file = BytesIO()
    nx.write_gexf(growing, file)
    return file.getvalue()


def node_link(graph: nx.Graph) -> bytes:
    """The graph as JSON in networkx's node-link form."""
    return json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1).encode()


def people_table(graph: nx.Graph) -> Iterator[Sequence[Any]]:
    """Everybody, with the names of the columns first; Gephi and others know `id` and `label`."""
    yield ("id", "label", "organisation", "counted", "contacts")
    for number, data in graph.nodes(data=True):
        yield number, data["label"], data["organisation"], data["counted"], data["contacts"]


def contacts_table(graph: nx.Graph) -> Iterator[Sequence[Any]]:
    """All contacts, the earliest first, with the names of the columns before; `source` and `target` are ids."""
    yield ("source", "target", "made_at", "counts")
    for first, second, data in sorted(graph.edges(data=True), key=lambda edge: (edge[2]["made_at"], *edge[:2])):
        yield first, second, data["made_at"], data["counts"]


def csv_file(rows: Iterable[Sequence[Any]]) -> bytes:
    """A table for programs: UTF-8, commas, `true` and `false`, nothing for None, and no cell that calculates."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return harmless(value) if isinstance(value, str) else value


def _storable(data: dict[str, Any]) -> dict[str, Any]:
    return {key: storable(value) if isinstance(value, str) else value for key, value in data.items()}


def _filled(graph: nx.Graph) -> nx.Graph:
    """The graph without the attributes that are None."""
    return contact_graph(
        ((number, _without_none(data)) for number, data in graph.nodes(data=True)),
        ((first, second, _without_none(data)) for first, second, data in graph.edges(data=True)),
    )


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
