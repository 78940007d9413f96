"""Does the network in memory take in changes as they come?"""

from dataclasses import replace
from datetime import UTC, datetime

from eventapp.contacts.queries import EventChanges, PersonRow
from eventapp.core.contact_rules import MadeContact, Rules
from eventapp.network.event_network import EventNetwork

AT = datetime(2026, 11, 19, 18, tzinfo=UTC)
ADA = PersonRow(1, 1, "Ada", 1, "Werk A", is_staff=False, shows_name=True, is_tracked=True, checked_in_at=AT)
BEN = replace(ADA, id=2, number=2, name="Ben", organisation_id=2, organisation="Werk B")
THEIRS = MadeContact(1, 1, 2, AT)


def test_a_contact_of_somebody_still_to_come_waits_for_them() -> None:
    """Registered and scanned between two reads: the contact comes again, with the person, and counts then."""
    network = EventNetwork(1, "treffen", Rules())
    network.apply(EventChanges(3, [ADA], [THEIRS], [], []))
    assert [(row.person.name, row.contacts) for row in network.standings()] == [("Ada", 0)]
    network.apply(EventChanges(5, [BEN], [THEIRS], [], []))
    assert [(row.person.name, row.counted) for row in network.standings()] == [("Ada", 1), ("Ben", 1)]
