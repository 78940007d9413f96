"""What do the network and the standings of an event look like now? Kept per process, brought up to date by change."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

import networkx as nx
from sqlalchemy import Engine, select

from eventapp.contacts.queries import EventChanges, PersonRow, changes_after
from eventapp.core.contact_rules import MadeContact, Reason, Rules
from eventapp.core.graph import contact_graph
from eventapp.core.standings import Tally
from eventapp.events.models import Event
from eventapp.extensions import db


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A person's place with what a list shows of them."""

    rank: int
    person: PersonRow
    counted: int
    contacts: int
    organisations_met: int
    reached_at: datetime | None


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """The network in four numbers.

    Attributes:
        people: People in contact tracking.
        contacts: Standing contacts.
        counted: Contacts that count.
        isolates: People in contact tracking who have met nobody yet.
    """

    people: int
    contacts: int
    counted: int
    isolates: int


class EventNetwork:
    """People, contacts and scores of one event up to a cursor. Not thread-safe; `networks` hands it out locked."""

    def __init__(self, event_id: int, slug: str, rules: Rules) -> None:
        """Starts before the first change."""
        self.event_id = event_id
        self.slug = slug
        self.cursor = 0
        self.people: dict[int, PersonRow] = {}
        self.tally = Tally(rules)
        self._uncounted: Counter[Reason] | None = None

    def apply(self, changes: EventChanges) -> None:
        """Takes in changes; those known already do no harm."""
        self._uncounted = None
        for person in changes.people:
            self.people[person.id] = person
            self.tally.put_attendee(person.attendee)
        for contact in changes.contacts:
            # Where each read sees a moment of its own (PostgreSQL), somebody may register and be scanned between
            # those of people and of contacts. Both have changed after the cursor, and come together next time.
            if contact.low_id in self.people and contact.high_id in self.people:
                self.tally.put_contact(contact)
        for contact_id in changes.removed_contact_ids:
            self.tally.remove_contact(contact_id)
        for erased in changes.erased:
            self.people.pop(erased.id, None)
            self.tally.remove_attendee(erased.id)
        self.cursor = max(self.cursor, changes.change_no)

    def under(self, rules: Rules) -> "EventNetwork":
        """The same people and contacts as they stand now, counted by other rules."""
        other = EventNetwork(self.event_id, self.slug, rules)
        other.cursor, other.people, other.tally = self.cursor, dict(self.people), self.tally.under(rules)
        return other

    def standings(self, limit: int | None = None) -> list[StandingRow]:
        """Everybody registered, best first; equal names stand in the order of their names."""
        rows = [
            StandingRow(
                standing.rank,
                self.people[standing.attendee_id],
                standing.score.counted,
                standing.score.contacts,
                standing.score.organisations_met,
                standing.score.reached_at,
            )
            for standing in self.tally.standings()
        ]
        rows.sort(key=lambda row: (row.rank, row.person.name.casefold(), row.person.number))
        return rows[:limit]

    def figures(self) -> NetworkFigures:
        """The network in four numbers."""
        tracked = [person.id for person in self.people.values() if person.is_tracked]
        scores = [self.tally.score(person_id) for person_id in tracked]
        return NetworkFigures(
            people=len(tracked),
            contacts=sum(score.contacts for score in scores) // 2,
            counted=sum(score.counted for score in scores) // 2,
            isolates=sum(1 for score in scores if score.contacts == 0),
        )

    def uncounted(self) -> Counter[Reason]:
        """How many standing contacts do not count, by reason."""
        if self._uncounted is None:
            self._uncounted = Counter(self.tally.reason(contact) for contact in self.standing_contacts())
            del self._uncounted[Reason.COUNTS]
        return self._uncounted.copy()

    def contacts_since(self, moment: datetime) -> int:
        """How many standing contacts were made at or after a moment."""
        return sum(1 for contact in self.standing_contacts() if contact.made_at >= moment)

    def graph(self, *, with_names: bool) -> nx.Graph:
        """The network as a networkx graph.

        Nodes are pseudonym numbers with `organisation` (or None), `counted`, `contacts` and, if asked for, `name`;
        edges are standing contacts with `made_at` (ISO 8601, UTC) and `counts`. People outside contact tracking
        are not part of it.

        Args:
            with_names: Adds the names of those who agreed to be named; the others' `name` is None.
        """
        people = []
        for person in self.people.values():
            if not person.is_tracked:
                continue
            score = self.tally.score(person.id)
            attributes: dict[str, Any] = {"name": person.name if person.shows_name else None} if with_names else {}
            attributes |= {
                "organisation": person.organisation or None,
                "counted": score.counted,
                "contacts": score.contacts,
            }
            people.append((person.number, attributes))
        contacts = (
            (
                self.people[contact.low_id].number,
                self.people[contact.high_id].number,
                {"made_at": contact.made_at.isoformat(), "counts": self.tally.reason(contact) is Reason.COUNTS},
            )
            for contact in self.standing_contacts()
        )
        return contact_graph(people, contacts)

    def standing_contacts(self) -> Iterator[MadeContact]:
        """All contacts but the rejected ones, in the order in which they became known."""
        return (contact for contact in self.tally.contacts.values() if not contact.rejected)


class Networks:
    """The networks that this process knows; each is brought up to date when somebody looks."""

    def __init__(self) -> None:
        """Knows none."""
        self._lock = RLock()
        self._networks: WeakKeyDictionary[Engine, dict[int, EventNetwork]] = WeakKeyDictionary()

    def current(self, event: Event) -> EventNetwork:
        """The event's network as the database has it now. Hold `lock` while reading it.

        Not inside a write transaction: what it has seen there would stay known after a rollback. `counted_anew`
        is for that.
        """
        with self._lock:
            of_database = self._networks.setdefault(db.engine, {})
            network = of_database.get(event.id)
            if network is None or network.tally.rules != event.rules or _is_void(event, network.cursor):
                network = of_database[event.id] = EventNetwork(event.id, event.slug, event.rules)
            if event.change_no > network.cursor:
                network.apply(changes_after(event.id, network.cursor))
            return network

    @property
    def lock(self) -> RLock:
        """Guards every read of a network."""
        return self._lock


networks = Networks()


def _is_void(event: Event, cursor: int) -> bool:
    """Whether what is known is of nobody any more: the event was wiped since, or a backup was put in its place.

    A caller who read the event a moment before somebody else brought the network up to date is no such case.
    """
    if event.change_no >= cursor:
        return cursor < event.wiped_no
    with db.engine.connect() as connection:
        newest = connection.scalar(select(Event.change_no).where(Event.id == event.id))
    return newest is None or newest < cursor


def counted_anew(event: Event) -> EventNetwork:
    """The event's network counted from the start, as the caller's transaction sees it.

    Nothing that this process has kept goes into it, and it keeps nothing of it: right for what must rest on the
    database alone, and inside a transaction that may yet be rolled back.
    """
    network = EventNetwork(event.id, event.slug, event.rules)
    network.apply(changes_after(event.id, 0))
    return network


def standings(event: Event) -> list[StandingRow]:
    """Everybody's place at an event, now."""
    with networks.lock:
        return networks.current(event).standings()


def figures(event: Event) -> NetworkFigures:
    """The event's network in four numbers, now."""
    with networks.lock:
        return networks.current(event).figures()


def uncounted(event: Event) -> Counter[Reason]:
    """How many standing contacts of an event do not count, by reason, now."""
    with networks.lock:
        return networks.current(event).uncounted()


def counted_under(event: Event, *rules: Rules) -> list[EventNetwork]:
    """The event's network as it stands now, counted by each of these rules; for looking only."""
    with networks.lock:
        network = networks.current(event)
        return [network.under(each) for each in rules]


def contacts_since(event: Event, moment: datetime) -> int:
    """How many standing contacts of an event were made at or after a moment."""
    with networks.lock:
        return networks.current(event).contacts_since(moment)


def graph(event: Event, *, with_names: bool = False) -> nx.Graph:
    """The event's contact graph, as `EventNetwork.graph` describes it; for notebooks and exports."""
    with networks.lock:
        return networks.current(event).graph(with_names=with_names)
