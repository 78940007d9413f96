"""When did people meet, how much of it was new, and how were newcomers received?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from random import Random

import networkx as nx

from eventapp.core.measures.chance import MANY, compared, shuffled_labels
from eventapp.core.measures.values import Compared, Day, HalfHour, Newcomers

HALF_HOUR = 1800


@dataclass(frozen=True, slots=True)
class Made:
    """That two people met for the first time at this event.

    Attributes:
        low: Number of the one.
        high: Number of the other.
        at: When.
        is_new_ever: They had not met at an earlier event of the series, and did not know each other before.
    """

    low: int
    high: int
    at: datetime
    is_new_ever: bool


@dataclass(frozen=True, slots=True)
class Again:
    """That one of two people who had met before scanned the other once more."""

    scanner: int
    target: int
    at: datetime


def days(made: Iterable[Made], again: Iterable[Again], zone: tzinfo) -> tuple[Day, ...]:
    """Who met on which day of the event's own time zone; only pairs who have a standing contact."""
    new: Counter[date] = Counter()
    new_ever: Counter[date] = Counter()
    pairs: dict[date, set[frozenset[int]]] = defaultdict(set)
    standing: set[frozenset[int]] = set()
    for contact in made:
        day, pair = contact.at.astimezone(zone).date(), frozenset((contact.low, contact.high))
        new[day] += 1
        new_ever[day] += contact.is_new_ever
        pairs[day].add(pair)
        standing.add(pair)
    for scan in again:
        pair = frozenset((scan.scanner, scan.target))
        if pair in standing:
            pairs[scan.at.astimezone(zone).date()].add(pair)
    return tuple(Day(day.isoformat(), len(pairs[day]), new[day], new_ever[day]) for day in sorted(pairs))


def half_hours(made: Iterable[Made]) -> tuple[HalfHour, ...]:
    """When contacts were made."""
    begins = Counter(int(contact.at.timestamp()) // HALF_HOUR * HALF_HOUR for contact in made)
    return tuple(HalfHour(begin, begins[begin]) for begin in sorted(begins))


def newcomers(graph: nx.Graph, came_before: Mapping[int, bool], random: Random) -> Newcomers | None:
    """How newcomers were received.

    Args:
        graph: The network.
        came_before: For people of whom it is known, whether they were at an earlier event of the series.
        random: Draws the shuffles.

    Returns:
        None where there are no newcomers, or nobody else.
    """
    known = {person: came_before[person] for person in graph if person in came_before}
    new = [graph.degree(person) for person, before in known.items() if not before]
    old = [graph.degree(person) for person, before in known.items() if before]
    if not new or not old:
        return None
    return Newcomers(
        len(new),
        len(old),
        new.count(0),
        sum(new) / len(new),
        sum(old) / len(old),
        _with_returning(graph, known, random),
    )


def _with_returning(graph: nx.Graph, known: Mapping[int, bool], random: Random) -> Compared | None:
    place = {person: at for at, person in enumerate(known)}
    edges = [(place[a], place[b]) for a, b in graph.edges() if a in place and b in place]
    labels = [int(before) for before in known.values()]
    value = _share(edges, labels)
    by_chance = [_share(edges, shuffled_labels(labels, random)) for _ in range(MANY)]
    shares = [share for share in by_chance if share is not None]
    return compared(value, shares) if value is not None and len(shares) == MANY else None


def _share(edges: Iterable[tuple[int, int]], labels: list[int]) -> float | None:
    """Of the contacts that newcomers (0) have, the share with others (1)."""
    sums = Counter(labels[a] + labels[b] for a, b in edges)
    ends = 2 * sums[0] + sums[1]  # a contact of two newcomers is one of each
    return sums[1] / ends if ends else None
