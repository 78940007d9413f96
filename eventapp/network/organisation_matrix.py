"""Which organisations met which, and which have not yet?"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from eventapp.events.models import Event
from eventapp.network.event_network import EventNetwork, networks

MOST_ORGANISATIONS = 30
"""Rows and columns of the matrix; with more, nobody reads it."""
MOST_PAIRS = 500
"""Lines of the table of pairs."""
MOST_STRANGERS = 20
"""Pairs that are named as those who have not met."""
SHADES = 6


class PairOrder(StrEnum):
    """By what the table of pairs is sorted."""

    CONTACTS = "contacts"
    SHARE = "share"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations, or one with itself.

    Attributes:
        first: The one, in the order of the alphabet where there are two.
        second: The other.
        contacts: Standing contacts between people of the two.
        possible: Pairs of people who could have met.
    """

    first: str
    second: str
    contacts: int
    possible: int

    @property
    def share(self) -> float:
        """Of the pairs of people who could have met, the share who did."""
        return self.contacts / self.possible if self.possible else 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the matrix.

    Attributes:
        pair: The organisations of its row and its column.
        shade: 0 without a contact, up to SHADES for the highest share of all.
    """

    pair: Pair
    shade: int


@dataclass(frozen=True, slots=True)
class Row:
    """An organisation with its fields, in the order of the rows.

    Attributes:
        name: Of the organisation.
        people: Who belong to it and take part in contact tracking.
        cells: One for each organisation of the matrix.
    """

    name: str
    people: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class OrganisationMatrix:
    """Who met whom, by organisation.

    Attributes:
        rows: The largest organisations, the largest first.
        organisations: How many there are in all.
        connected: How many pairs of different organisations have a contact.
        pairs: Those with contacts, as asked for, cut after MOST_PAIRS; each organisation with itself too.
        strangers: Pairs of organisations of the matrix without a contact, those first where most could have met.
        strangers_in_all: How many there are of them.
        without: People in contact tracking who have no organisation.
    """

    rows: tuple[Row, ...]
    organisations: int
    connected: int
    pairs: tuple[Pair, ...]
    strangers: tuple[Pair, ...]
    strangers_in_all: int
    without: int


def organisation_matrix(event: Event, order: PairOrder = PairOrder.CONTACTS) -> OrganisationMatrix:
    """The event's organisations as they stand now.

    Args:
        event: Whose network.
        order: Of the table of pairs.
    """
    with networks.lock:
        people, met = _counted(networks.current(event))
    without = people.pop("", 0)
    names = sorted(people, key=lambda name: (-people[name], name))
    shown = names[:MOST_ORGANISATIONS]
    pairs = [_pair(people, met, *both) for both in met]
    strangers = _strangers(people, met, shown)
    return OrganisationMatrix(
        rows=_rows(people, met, shown),
        organisations=len(names),
        connected=sum(pair.first != pair.second for pair in pairs),
        pairs=tuple(sorted(pairs, key=_ORDERS[order])[:MOST_PAIRS]),
        strangers=tuple(strangers[:MOST_STRANGERS]),
        strangers_in_all=len(strangers),
        without=without,
    )


_ORDERS = {
    PairOrder.CONTACTS: lambda pair: (-pair.contacts, pair.first, pair.second),
    PairOrder.SHARE: lambda pair: (-pair.share, -pair.contacts, pair.first, pair.second),
    PairOrder.NAME: lambda pair: (pair.first, pair.second),
}


def _counted(network: EventNetwork) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """People of each organisation, "" for none, and contacts of each two that have any, both with a name."""
    people = Counter(person.organisation for person in network.people.values() if person.is_tracked)
    met: Counter[tuple[str, str]] = Counter()
    for contact in network.standing_contacts():
        first, second = sorted(
            (network.people[contact.low_id].organisation, network.people[contact.high_id].organisation)
        )
        if first:
            met[first, second] += 1
    return people, met


def _pair(people: Counter[str], met: Counter[tuple[str, str]], one: str, other: str) -> Pair:
    first, second = sorted((one, other))
    possible = math.comb(people[first], 2) if first == second else people[first] * people[second]
    return Pair(first, second, met[first, second], possible)


def _rows(people: Counter[str], met: Counter[tuple[str, str]], names: Iterable[str]) -> tuple[Row, ...]:
    names = list(names)
    fields = {(one, other): _pair(people, met, one, other) for one in names for other in names}
    highest = max((pair.share for pair in fields.values()), default=0.0)
    return tuple(
        Row(
            name,
            people[name],
            tuple(Cell(fields[name, other], _shade(fields[name, other], highest)) for other in names),
        )
        for name in names
    )


def _shade(pair: Pair, highest: float) -> int:
    """By the root of the share: most fields hold little, and little is to be told from nothing."""
    return math.ceil(SHADES * math.sqrt(pair.share / highest)) if pair.contacts and highest else 0


def _strangers(people: Counter[str], met: Counter[tuple[str, str]], names: Iterable[str]) -> list[Pair]:
    pairs = (_pair(people, met, *both) for both in combinations(names, 2))
    return sorted(
        (pair for pair in pairs if not pair.contacts), key=lambda pair: (-pair.possible, pair.first, pair.second)
    )
