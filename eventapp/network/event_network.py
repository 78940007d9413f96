"""What do the network and the standings of an event look like now? Kept per process, brought up to date by change."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

import networkx as nx
from sqlalchemy import Engine

from eventapp.contacts.queries import EventChanges, PersonRow, changes_after
from eventapp.core.contact_rules import MadeContact, Reason, Rules
from eventapp.core.graph import contact_graph
from eventapp.core.standings import Tally
from eventapp.events.models import Event
from eventapp.extensions import db

NO_ORGANISATION = -1


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
    """People, contacts and scores of one event up to a cursor. Not thread-safe; `network_of` hands it out locked."""

    def __init__(self, event_id: int, slug: str, rules: Rules) -> None:
        """Starts before the first change."""
        self.event_id = event_id
        self.slug = slug
        self.cursor = 0
        self.people: dict[int, PersonRow] = {}
        self.tally = Tally(rules)

    def apply(self, changes: EventChanges) -> None:
        """Takes in changes; those known already do no harm."""
        for person in changes.people:
            self.people[person.id] = person
            self.tally.put_attendee(person.attendee)
        for contact in changes.contacts:
            self.tally.put_contact(contact)
        for contact_id in changes.removed_contact_ids:
            self.tally.remove_contact(contact_id)
        self.cursor = max(self.cursor, changes.change_no)

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
        reasons = Counter(self.tally.reason(contact) for contact in self._standing_contacts())
        del reasons[Reason.COUNTS]
        return reasons

    def contacts_since(self, moment: datetime) -> int:
        """How many standing contacts were made at or after a moment."""
        return sum(1 for contact in self._standing_contacts() if contact.made_at >= moment)

    def payload(self) -> dict[str, Any]:
        """The whole network in the live wire format (docs/developers/live.md)."""
        tracked = [person.id for person in self.people.values() if person.is_tracked]
        return {
            "event": self.slug,
            "cursor": self.cursor,
            **self._people(tracked),
            "contacts": [self._contact(contact) for contact in self._standing_contacts()],
        }

    def payload_of(self, changes: EventChanges) -> dict[str, Any]:
        """What a screen needs to follow these changes, in the live wire format.

        A change of a person (arrival, organisation) changes the scores of those whom they met, so that these
        and the contacts between them are given too.
        """
        contact_ids = {contact.id for contact in changes.contacts}
        for person in changes.people:
            contact_ids.update(contact.id for contact in self.tally.contacts_of(person.id))
        contacts = [
            self.tally.contacts[contact_id] for contact_id in contact_ids if contact_id in self.tally.contacts
        ]
        people = {person.id for person in changes.people}
        for contact in contacts:
            people |= {contact.low_id, contact.high_id}
        rejected = [contact.id for contact in contacts if contact.rejected]
        return {
            "cursor": changes.change_no,
            **self._people([person_id for person_id in sorted(people) if self.people[person_id].is_tracked]),
            "contacts": [self._contact(contact) for contact in contacts if not contact.rejected],
            "removed": [*changes.removed_contact_ids, *rejected],
        }

    def graph(self, *, with_names: bool) -> nx.Graph:
        """The network as a networkx graph.

        Nodes are pseudonym numbers with `organisation`, `counted`, `contacts` and, if asked for, `name`; edges
        are standing contacts with `made_at` (ISO 8601, UTC) and `counts`. People outside contact tracking are
        not part of it.

        Args:
            with_names: Adds names; only for those who may see them.
        """
        people = []
        for person in self.people.values():
            if not person.is_tracked:
                continue
            score = self.tally.score(person.id)
            attributes: dict[str, Any] = {"name": person.name} if with_names else {}
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
            for contact in self._standing_contacts()
        )
        return contact_graph(people, contacts)

    def _standing_contacts(self) -> Iterator[MadeContact]:
        return (contact for contact in self.tally.contacts.values() if not contact.rejected)

    def _people(self, person_ids: list[int]) -> dict[str, Any]:
        """The organisations of some people, the largest first, and the people with the place of theirs in it."""
        sizes = Counter(self.people[person_id].organisation for person_id in person_ids)
        del sizes[""]
        names = sorted(sizes, key=lambda name: (-sizes[name], name))
        places = {name: place for place, name in enumerate(names)}
        people = []
        for person_id in person_ids:
            person, score = self.people[person_id], self.tally.score(person_id)
            place = places.get(person.organisation, NO_ORGANISATION)
            people.append([person.number, person.name, place, score.counted, score.contacts])
        return {"organisations": names, "people": people}

    def _contact(self, contact: MadeContact) -> list[Any]:
        return [
            contact.id,
            self.people[contact.low_id].number,
            self.people[contact.high_id].number,
            int(contact.made_at.timestamp()),
            int(self.tally.reason(contact) is Reason.COUNTS),
        ]


class Networks:
    """The networks that this process knows; each is brought up to date when somebody looks."""

    def __init__(self) -> None:
        """Knows none."""
        self._lock = RLock()
        self._networks: WeakKeyDictionary[Engine, dict[int, EventNetwork]] = WeakKeyDictionary()

    def current(self, event: Event) -> EventNetwork:
        """The event's network as the database has it now. Hold `lock` while reading it."""
        with self._lock:
            of_database = self._networks.setdefault(db.engine, {})
            network = of_database.get(event.id)
            # Other rules, or a database that was restored to an earlier state: counted from the start.
            if network is None or network.tally.rules != event.rules or event.change_no < network.cursor:
                network = of_database[event.id] = EventNetwork(event.id, event.slug, event.rules)
            if event.change_no != network.cursor:
                network.apply(changes_after(event.id, network.cursor))
            return network

    @property
    def lock(self) -> RLock:
        """Guards every read of a network."""
        return self._lock


networks = Networks()


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


def contacts_since(event: Event, moment: datetime) -> int:
    """How many standing contacts of an event were made at or after a moment."""
    with networks.lock:
        return networks.current(event).contacts_since(moment)


def payload(event: Event) -> dict[str, Any]:
    """The event's network in the live wire format, now."""
    with networks.lock:
        return networks.current(event).payload()


def payload_after(event: Event, cursor: int) -> dict[str, Any]:
    """What changed after a cursor, in the live wire format."""
    with networks.lock:
        network = networks.current(event)
        changes = changes_after(event.id, cursor)
        network.apply(changes)
        return network.payload_of(changes)


def graph(event: Event, *, with_names: bool = False) -> nx.Graph:
    """The event's contact graph, as `EventNetwork.graph` describes it; for notebooks and exports."""
    with networks.lock:
        return networks.current(event).graph(with_names=with_names)
