"""Which contacts should an organiser look at again? Flags with evidence; nothing here decides or punishes.

The thresholds come from recorded events (SocioPatterns): honest people reach 12 contacts of a minute or more in ten
minutes and 33 in an hour. Contacts of rounds are exempt from all that is about haste: there, haste is the programme.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import networkx as nx

from eventapp.core.contact_rules import Way

PACES = ((timedelta(minutes=10), 12), (timedelta(minutes=60), 35))
"""More new contacts of one person than this within this time are looked at."""
CLIQUE_WITHIN = timedelta(minutes=5)
SMALLEST_CLIQUE = 5
"""Four people who stand together and scan each other are a conversation."""
FEWEST_ONE_SIDED = 20
FEWEST_AROUND = 20
"""So many other contacts must there be before a pair that knows nobody else is remarkable."""
NIGHT = (time(0), time(6))


class Suspicion(StrEnum):
    """What stands out."""

    PACE = "pace"
    CLIQUE = "clique"
    CLOSED_PAIR = "closed_pair"
    ONE_SIDED = "one_sided"
    SHARED_DEVICE = "shared_device"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True)
class ObservedContact:
    """What a review needs to know about a contact.

    Attributes:
        id: Names the contact.
        low_id: The person with the smaller id.
        high_id: The other person.
        scanner_id: Which of the two scanned.
        made_at: When, aware.
        way: How the two were brought together.
    """

    id: int
    low_id: int
    high_id: int
    scanner_id: int
    made_at: datetime
    way: Way = Way.CAMERA

    @property
    def people(self) -> tuple[int, int]:
        """Both."""
        return (self.low_id, self.high_id)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at, with its evidence.

    Attributes:
        suspicion: What stands out.
        people: Whom it is about, in ascending order.
        contacts: The evidence, in order of time.
        within: How long it took, for PACE and CLIQUE; zero otherwise.
    """

    suspicion: Suspicion
    people: tuple[int, ...]
    contacts: tuple[ObservedContact, ...]
    within: timedelta = timedelta(0)


def flags(
    contacts: Sequence[ObservedContact],
    devices: Iterable[Collection[int]],
    days: Collection[date],
    zone: ZoneInfo,
) -> list[Flag]:
    """Everything that stands out at an event.

    Args:
        contacts: The contacts that stand, in any order.
        devices: For each device, the people who signed in on it.
        days: The event's days.
        zone: The event's time zone.

    Returns:
        The flags, most evidence first.
    """
    ordered = sorted(contacts, key=lambda contact: (contact.made_at, contact.id))
    freely = [contact for contact in ordered if contact.way is not Way.ROUND]
    found = [
        *_paces(freely),
        *_cliques(freely),
        *_closed_pairs(ordered),
        *_one_sided(freely),
        *_shared_devices(ordered, devices),
        *_outside_hours(ordered, days, zone),
    ]
    return sorted(found, key=lambda flag: (-len(flag.contacts), flag.suspicion, flag.people))


def _by_person(contacts: Iterable[ObservedContact]) -> Mapping[int, list[ObservedContact]]:
    of_person = defaultdict(list)
    for contact in contacts:
        for person in contact.people:
            of_person[person].append(contact)
    return of_person


def _paces(contacts: Sequence[ObservedContact]) -> Iterator[Flag]:
    for person, own in _by_person(contacts).items():
        for within, most in PACES:
            hasty = _in_crowded_windows(own, within, most)
            if hasty:
                yield Flag(Suspicion.PACE, (person,), tuple(hasty), within)
                break


def _in_crowded_windows(own: Sequence[ObservedContact], within: timedelta, most: int) -> list[ObservedContact]:
    """Those of a person's contacts, in order of time, that lie in a window with more than `most`."""
    hasty: set[int] = set()
    first = 0
    for last, contact in enumerate(own):
        while contact.made_at - own[first].made_at >= within:
            first += 1
        if last - first + 1 > most:
            hasty.update(range(first, last + 1))
    return [own[place] for place in sorted(hasty)]


def _cliques(contacts: Sequence[ObservedContact]) -> Iterator[Flag]:
    """Groups in which everybody met everybody within minutes.

    Each clique of a window contains the window's newest contact, so that it lies among the common neighbours of
    that contact's two people.
    """
    window: list[ObservedContact] = []
    graph = nx.Graph()
    found: set[frozenset[int]] = set()
    for contact in contacts:
        window.append(contact)
        graph.add_edge(*contact.people)
        while contact.made_at - window[0].made_at > CLIQUE_WITHIN:
            graph.remove_edge(*window.pop(0).people)
        common = set(nx.common_neighbors(graph, *contact.people))
        if len(common) >= SMALLEST_CLIQUE - 2:
            for others in nx.find_cliques(graph.subgraph(common)):
                if len(others) >= SMALLEST_CLIQUE - 2:
                    found.add(frozenset((*others, *contact.people)))
    for group in found:
        if not any(group < larger for larger in found):
            inside = tuple(contact for contact in contacts if group.issuperset(contact.people))
            yield Flag(Suspicion.CLIQUE, tuple(sorted(group)), inside, CLIQUE_WITHIN)


def _closed_pairs(contacts: Sequence[ObservedContact]) -> Iterator[Flag]:
    if len(contacts) <= FEWEST_AROUND:
        return
    of_person = _by_person(contacts)
    for contact in contacts:
        if all(len(of_person[person]) == 1 for person in contact.people):
            yield Flag(Suspicion.CLOSED_PAIR, contact.people, (contact,))


def _one_sided(contacts: Sequence[ObservedContact]) -> Iterator[Flag]:
    for person, own in _by_person(contacts).items():
        if len(own) >= FEWEST_ONE_SIDED and all(contact.scanner_id == person for contact in own):
            yield Flag(Suspicion.ONE_SIDED, (person,), tuple(own))


def _shared_devices(contacts: Sequence[ObservedContact], devices: Iterable[Collection[int]]) -> Iterator[Flag]:
    for people in {frozenset(people) for people in devices}:
        if len(people) > 1:
            theirs = tuple(contact for contact in contacts if not people.isdisjoint(contact.people))
            if theirs:
                yield Flag(Suspicion.SHARED_DEVICE, tuple(sorted(people)), theirs)


def _outside_hours(contacts: Sequence[ObservedContact], days: Collection[date], zone: ZoneInfo) -> Iterator[Flag]:
    def is_outside(contact: ObservedContact) -> bool:
        local = contact.made_at.astimezone(zone)
        return local.date() not in days or NIGHT[0] <= local.time() < NIGHT[1]

    for person, own in _by_person(contact for contact in contacts if is_outside(contact)).items():
        # Told once for each person who scanned; the other side may not even have noticed.
        scanned = tuple(contact for contact in own if contact.scanner_id == person)
        if scanned:
            yield Flag(Suspicion.OUTSIDE_HOURS, (person,), scanned)
