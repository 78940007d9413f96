"""What would other rules do? Counted on the people and contacts of a rehearsal, before the event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eventapp.core.contact_rules import Confirmation, Reason, Rules
from eventapp.events.models import Event
from eventapp.network.event_network import EventNetwork, StandingRow, counted_under

TOP = 5
_IN_FORCE: Mapping[Reason, Callable[[Rules], bool]] = {
    Reason.VOIDED: lambda _rules: True,
    Reason.STAFF: lambda _rules: True,
    Reason.SAME_ORGANISATION: lambda rules: rules.require_other_organisation,
    Reason.MET_BEFORE: lambda rules: rules.require_new_in_series,
    Reason.KNOWN_BEFORE: lambda rules: rules.require_not_known_before,
    Reason.NOT_CONFIRMED: lambda rules: rules.confirmation is Confirmation.MUTUAL,
    Reason.NOT_CHECKED_IN: lambda rules: rules.require_check_in,
}
"""By which rules a reason applies at all, in the order in which `core.contact_rules.reason` asks."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one rule takes away.

    Attributes:
        reason: The reason that its contacts carry.
        contacts: How many standing contacts do not count for this reason; None: the rule is off.
        saved: The same by the rules that are saved.
    """

    reason: Reason
    contacts: int | None
    saved: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """One of the first places, and which one this person has by the rules that are saved."""

    row: StandingRow
    saved_rank: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What rules do at a rehearsal, beside the rules that are saved.

    Attributes:
        people: People in contact tracking.
        contacts: Standing contacts, whatever the rules.
        counted: How many of them count.
        saved: How many of them count by the rules that are saved.
        taken: Rule by rule, what does not count; each contact stands at the first rule that takes it.
        first: The first places with a contact that counts.
        is_saved: The rules tried are those that are saved.
        lacks_confirmations: Both would have to agree, and at this rehearsal nobody ever did, as in all played lists.
    """

    people: int
    contacts: int
    counted: int
    saved: int
    taken: Sequence[Taken]
    first: Sequence[Place]
    is_saved: bool
    lacks_confirmations: bool


def effect(rehearsal: Event, rules: Rules, *, saved: Rules) -> Effect:
    """Counts a rehearsal by rules that are tried, and by those that are saved.

    Args:
        rehearsal: The event whose people and contacts are taken.
        rules: The rules that are tried.
        saved: The rules of the event that is prepared, as they are now.
    """
    tried, *others = counted_under(rehearsal, *dict.fromkeys((rules, saved)))
    now = others[0] if others else tried
    figures, counted_now = tried.figures(), now.figures().counted
    ranks = {standing.attendee_id: standing.rank for standing in now.tally.standings()}
    return Effect(
        people=figures.people,
        contacts=figures.contacts,
        counted=figures.counted,
        saved=counted_now,
        taken=_taken(tried, now),
        first=[Place(row, ranks[row.person.id]) for row in tried.standings(TOP) if row.counted],
        is_saved=rules == saved,
        lacks_confirmations=rules.confirmation is Confirmation.MUTUAL
        and not any(contact.confirmed_at for contact in tried.standing_contacts()),
    )


def _taken(tried: EventNetwork, now: EventNetwork) -> list[Taken]:
    uncounted, uncounted_now = tried.uncounted(), now.uncounted()
    return [
        Taken(
            reason,
            uncounted[reason] if is_in_force(tried.tally.rules) else None,
            uncounted_now[reason] if is_in_force(now.tally.rules) else None,
        )
        for reason, is_in_force in _IN_FORCE.items()
        if reason is not Reason.VOIDED or uncounted[reason]
    ]
