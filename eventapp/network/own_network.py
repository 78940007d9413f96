"""What does a person's own part of the network look like: whom they met, from where, and which place that is?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, floor, pi, sin

from eventapp.contacts.queries import OwnContact
from eventapp.core.contact_rules import Reason
from eventapp.events.models import Event
from eventapp.network.event_network import networks

SIDE = 720
"""Width and height of the picture, in its own units."""
CENTRE = SIDE / 2
OWN_RADIUS = 44.0
_INNER, _OUTER = 100.0, CENTRE - 8
_RADII = (38.0, 32.0, 27.0, 23.0, 19.0, 16.0, 13.0, 10.0, 8.0, 6.0, 4.0)
_SPACING = 2.35
"""Distance of two nodes' middles, in radii."""
_READABLE = 16.0
"""Smaller nodes hold no initials."""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A person's place, which only they are told.

    Attributes:
        rank: From 1; None as long as nothing counts, or for the team, which is not ranked.
        people: Among how many.
        organisations_met: Behind the counted contacts.
    """

    rank: int | None
    people: int
    organisations_met: int


@dataclass(frozen=True, slots=True)
class Node:
    """One contact in the picture."""

    name: str
    organisation: str
    organisation_index: int
    """By size among the own contacts; -1 without an organisation."""
    counts: bool
    x: float
    y: float
    radius: float

    @property
    def shows_initials(self) -> bool:
        """Whether there is room for them."""
        return self.radius >= _READABLE


def own_place(event: Event, registration_id: int) -> OwnPlace:
    """A person's place at an event, now: among those who take part in contact tracking, without the team."""
    with networks.lock:
        network = networks.current(event)
        ranked = [person.id for person in network.people.values() if person.is_tracked and not person.is_staff]
        score = network.tally.score(registration_id)
        rank = None
        if registration_id in ranked and score.counted:
            # Who is ahead is all that decides a place; everybody's order is not needed.
            rank = 1 + sum(network.tally.score(other).order < score.order for other in ranked)
        return OwnPlace(rank, len(ranked), score.organisations_met)


def organisations_of(contacts: Sequence[OwnContact]) -> list[tuple[str, int]]:
    """The organisations of the own contacts with how many come from each, the largest first."""
    sizes = Counter(contact.organisation for contact in contacts if contact.organisation)
    return sorted(sizes.items(), key=lambda item: (-item[1], item[0].casefold()))


def picture(contacts: Sequence[OwnContact]) -> list[Node]:
    """The own contacts around their owner, those of one organisation side by side, all of one size.

    Nothing is drawn between contacts: who else has met is for those two to tell.
    """
    places = {name: place for place, (name, _count) in enumerate(organisations_of(contacts))}
    ordered = sorted(
        contacts, key=lambda contact: (places.get(contact.organisation, len(places)), contact.made_at, contact.id)
    )
    radius, spots = _spots(len(ordered))
    return [
        Node(
            contact.name,
            contact.organisation,
            places.get(contact.organisation, -1),
            contact.reason is Reason.COUNTS,
            round(x, 1),
            round(y, 1),
            radius,
        )
        for contact, (x, y) in zip(ordered, spots, strict=True)
    ]


def _spots(count: int) -> tuple[float, list[tuple[float, float]]]:
    """Room for so many nodes on rings around the middle: the largest nodes that fit, sorted by their angle."""
    for radius in _RADII:
        rings = list(_rings(radius))
        room = sum(seats for _distance, seats in rings)
        if room >= count:
            break
    spots: list[tuple[float, float]] = []  # (angle, distance)
    left, seats_left = count, room
    for number, (distance, seats) in enumerate(reversed(rings)):
        taken = min(seats, -(-left * seats // seats_left)) if seats_left else 0
        turn = (number % 2) * pi / max(taken, 1)  # rings do not begin in one line
        spots += [(2 * pi * seat / taken + turn, distance) for seat in range(taken)]
        left, seats_left = left - taken, seats_left - seats
    spots.sort()
    return radius, [(CENTRE + sin(angle) * far, CENTRE - cos(angle) * far) for angle, far in spots]


def _rings(radius: float) -> Iterator[tuple[float, int]]:
    """The rings that nodes of this size can stand on, with how many seats each has, from the inside."""
    distance = _OUTER - radius
    rings = []
    while distance >= max(_INNER, OWN_RADIUS + 2 * radius):
        rings.append((distance, floor(2 * pi * distance / (radius * _SPACING))))
        distance -= radius * _SPACING
    yield from reversed(rings)
