"""The evening that the tests of the graph page draw."""

import itertools
import time
from typing import Any

from tests.network.graph_site import Graph

CIRCLES = 3
SIZE = 10
NAMES = ["Jürgen Müller", "Zoë Öztürk", "<img src=x onerror=alert(1)>", "Ada König"]


def evening() -> Graph:
    """Three organisations whose people have all met each other, a few bridges, and two who met nobody."""
    people: list[list[Any]] = [[100 + i, f"Person {i}", i // SIZE, 0, 0] for i in range(CIRCLES * SIZE)]
    people += [[900, "Nora Neu", -1, 0, 0], [901, "Ned New", -1, 0, 0]]
    for person, name in zip(people, NAMES, strict=False):
        person[1] = name
    pairs = [
        (a, b)
        for circle in range(CIRCLES)
        for a, b in itertools.combinations(range(circle * SIZE, (circle + 1) * SIZE), 2)
    ]
    pairs += [(1, SIZE + 1), (SIZE + 2, 2 * SIZE + 2), (3, 2 * SIZE + 3)]
    contacts = []
    for number, (a, b) in enumerate(pairs, start=1):
        counts = int(people[a][2] != people[b][2])
        contacts.append([number, people[a][0], people[b][0], 1_000_000 + number, counts])
        for person in (people[a], people[b]):
            person[3] += counts
            person[4] += 1
    names = ["Alpha", "Beta", "Gamma"]
    return {
        "event": "evening",
        "cursor": len(contacts),
        "organisations": names,
        "people": people,
        "contacts": contacts,
    }


def meet(graph: Graph, a: int, b: int) -> Graph:
    """A change in which two people, by their place in the list, have just met."""
    graph["cursor"] += 1
    for place in (a, b):
        graph["people"][place][3] += 1
        graph["people"][place][4] += 1
    people = [list(graph["people"][place]) for place in (a, b)]
    contact = [graph["cursor"], people[0][0], people[1][0], int(time.time()), 1]
    return {**graph, "people": people, "contacts": [contact], "removed": [], "removed_people": []}
