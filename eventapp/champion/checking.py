"""What is left to be decided before a result is recorded?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.champion.queries import delivered_late
from eventapp.contacts.queries import PersonRow
from eventapp.core.close_races import CloseRace, close_races
from eventapp.core.contact_rules import Reason
from eventapp.events.models import Event
from eventapp.network.event_network import networks
from eventapp.review.queries import review


@dataclass(frozen=True, slots=True)
class NamedRace:
    """A close race with the people in it."""

    race: CloseRace
    ahead: PersonRow
    behind: PersonRow


@dataclass(frozen=True, slots=True)
class Checking:
    """What organisers look at between the end and the result.

    Attributes:
        open_flags: What stands out and is not decided about.
        decided_flags: What stood out and is.
        late: Contacts that phones delivered after the end.
        races: Close races for the first places.
    """

    open_flags: int
    decided_flags: int
    late: int
    races: Sequence[NamedRace]


def checking(event: Event) -> Checking:
    """What is left to be looked at, now."""
    found = review(event)
    undecided = {contact.id for flag in found.open for contact in flag.contacts if contact.id not in found.decisions}
    with networks.lock:
        network = networks.current(event)
        flagged: Counter[int] = Counter()
        for contact_id in undecided & network.tally.contacts.keys():
            contact = network.tally.contacts[contact_id]
            if network.tally.reason(contact) is Reason.COUNTS:
                flagged.update((contact.low_id, contact.high_id))
        races = [
            NamedRace(race, network.people[race.ahead.attendee_id], network.people[race.behind.attendee_id])
            for race in close_races(network.tally.standings(), flagged)
        ]
    return Checking(len(found.open), len(found.done), delivered_late(event), races)
