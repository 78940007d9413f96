"""How did the network of a series grow: who came again, and which organisations stayed connected?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
"""Two numbers, the smaller one first."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came to an event.

    Attributes:
        id: Names the guest within the event.
        human: The same number at every event; None: nobody knows whether the guest was at another one.
        organisation: The same number at every event; None: of none.
    """

    id: int
    human: int | None
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A contact of two guests; `is_new_ever` unless they had met at an earlier event or knew each other before."""

    low_id: int
    high_id: int
    is_new_ever: bool


@dataclass(frozen=True, slots=True)
class Gathering:
    """One event: its guests, and who met whom."""

    guests: Sequence[Guest]
    meetings: Sequence[Meeting]


@dataclass(frozen=True, slots=True)
class FallenBridge:
    """Two organisations that were connected at an earlier event, and not now, although both were there.

    Attributes:
        organisations: The two.
        last: Place of the event at which they were connected last.
        contacts: How many contacts there were between them then.
    """

    organisations: Pair
    last: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one event added to the series.

    Attributes:
        people: Guests.
        recognisable: Those of them of whom is known whether they were at another event.
        returning: Those of these who were at an earlier one.
        contacts: Contacts.
        new_ever: Those of people who had not met before.
        organisations: Organisations with a guest.
        connected: Pairs of organisations with a contact between them.
        connected_first: Those of them without one at any earlier event.
        fallen: Pairs that lost theirs; those with most contacts before come first.
        out_of_reach: Pairs connected earlier of which one organisation was not there now.
        could_meet_again: Pairs of people who met at an earlier event and were both there now.
        met_again: Those of them who met now.
    """

    people: int
    recognisable: int
    returning: int
    contacts: int
    new_ever: int
    organisations: int
    connected: int
    connected_first: int
    fallen: Sequence[FallenBridge]
    out_of_reach: int
    could_meet_again: int
    met_again: int

    @property
    def newcomers(self) -> int:
        """Guests at their first event of the series."""
        return self.recognisable - self.returning


@dataclass(frozen=True, slots=True)
class SeriesNetwork:
    """The network of a series.

    Attributes:
        steps: What each event added, the earliest first.
        visits: How many people were at one event, at two, and so on.
    """

    steps: Sequence[Step]
    visits: Mapping[int, int]

    @property
    def people(self) -> int:
        """Different people, as far as that is known."""
        return sum(self.visits.values())

    @property
    def came_again(self) -> int:
        """Those of them who were at more than one event."""
        return sum(people for visits, people in self.visits.items() if visits > 1)


@dataclass(slots=True)
class _Memory:
    """What is known of the events so far."""

    humans: set[int]
    met: set[Pair]
    connected: dict[Pair, tuple[int, int]]
    """The place of the last event at which two organisations were connected, and the contacts between them there."""


def series_network(gatherings: Sequence[Gathering]) -> SeriesNetwork:
    """Compares the events of a series, each with all that were before it.

    Args:
        gatherings: The events, the earliest first.
    """
    memory = _Memory(set(), set(), {})
    steps = [_step(place, gathering, memory) for place, gathering in enumerate(gatherings)]
    came = Counter(human for gathering in gatherings for human in _humans(gathering))
    return SeriesNetwork(steps, dict(sorted(Counter(came.values()).items())))


def _step(place: int, gathering: Gathering, memory: _Memory) -> Step:
    """Compares one event with those before, and remembers it."""
    humans, met, connected = _humans(gathering), _met(gathering), _connected(gathering)
    organisations = {guest.organisation for guest in gathering.guests if guest.organisation is not None}
    missing = memory.connected.keys() - connected.keys()
    within_reach = {pair for pair in missing if organisations.issuperset(pair)}
    could = {pair for pair in memory.met if humans.issuperset(pair)}
    step = Step(
        people=len(gathering.guests),
        recognisable=len(humans),
        returning=len(humans & memory.humans),
        contacts=len(gathering.meetings),
        new_ever=sum(meeting.is_new_ever for meeting in gathering.meetings),
        organisations=len(organisations),
        connected=len(connected),
        connected_first=len(connected.keys() - memory.connected.keys()),
        fallen=sorted(
            (FallenBridge(pair, *memory.connected[pair]) for pair in within_reach),
            key=lambda bridge: (-bridge.contacts, -bridge.last, bridge.organisations),
        ),
        out_of_reach=len(missing) - len(within_reach),
        could_meet_again=len(could),
        met_again=len(could & met),
    )
    memory.humans |= humans
    memory.met |= met
    memory.connected |= {pair: (place, contacts) for pair, contacts in connected.items()}
    return step


def _humans(gathering: Gathering) -> set[int]:
    return {guest.human for guest in gathering.guests if guest.human is not None}


def _met(gathering: Gathering) -> set[Pair]:
    """Pairs of people who can be recognised at other events."""
    human = {guest.id: guest.human for guest in gathering.guests}
    pairs = ((human[meeting.low_id], human[meeting.high_id]) for meeting in gathering.meetings)
    return {_pair(one, other) for one, other in pairs if one is not None and other is not None}


def _connected(gathering: Gathering) -> dict[Pair, int]:
    """Pairs of organisations with the number of contacts between them."""
    member_of = {guest.id: guest.organisation for guest in gathering.guests}
    pairs = ((member_of[meeting.low_id], member_of[meeting.high_id]) for meeting in gathering.meetings)
    return Counter(
        _pair(one, other) for one, other in pairs if one is not None and other is not None and one != other
    )


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
