"""How does an event's network travel to a screen: whole, and then change by change? (docs/developers/live.md)."""

import json
from collections import Counter
from typing import Any
from weakref import WeakKeyDictionary

from eventapp.contacts.queries import EventChanges, changes_after
from eventapp.core.contact_rules import MadeContact, Reason, Rules
from eventapp.events.models import Event
from eventapp.network.event_network import EventNetwork, networks
from eventapp.network.positions import Positions, kept

NO_ORGANISATION = -1


_TEXTS: WeakKeyDictionary[EventNetwork, tuple[tuple[int, int], str]] = WeakKeyDictionary()
"""The text of each network as it was asked for last, with the state that it shows: all screens of a hall ask at once
when they come back."""


def whole(event: Event) -> str:
    """The event's network, now, and where everybody stands in its picture, as JSON."""
    positions = kept(event.id)
    with networks.lock:
        network = networks.current(event)
        state = network.cursor, positions.version
        known, text = _TEXTS.get(network, (None, ""))
        if known != state:
            text = json.dumps(_whole(network, positions), separators=(",", ":"), ensure_ascii=False)
            _TEXTS[network] = state, text
        return text


def _whole(network: EventNetwork, positions: Positions) -> dict[str, Any]:
    tracked = [person.id for person in network.people.values() if person.is_tracked]
    return {
        "event": network.slug,
        "cursor": network.cursor,
        "rules": rules_key(network.tally.rules),
        **_people(network, tracked),
        "contacts": [_contact(network, contact) for contact in network.standing_contacts()],
        "positions": {"version": positions.version, "places": positions.places},
    }


def changes_since(event: Event, cursor: int) -> dict[str, Any]:
    """What a screen needs to follow everything that changed after a cursor."""
    with networks.lock:
        network = networks.current(event)
        changes = changes_after(event.id, cursor)
        # Read by an older transaction than what is known: applied now, it would undo what came since.
        if changes.change_no >= network.cursor:
            network.apply(changes)
        return _changes(network, changes)


def rules_key(rules: Rules) -> str:
    """Names the rules by which contacts were counted; other rules have another name."""
    filters = (
        rules.require_check_in,
        rules.require_other_organisation,
        rules.require_new_in_series,
        rules.require_not_known_before,
    )
    return rules.confirmation + "".join(str(int(is_on)) for is_on in filters)


def _changes(network: EventNetwork, changes: EventChanges) -> dict[str, Any]:
    """These changes with all that follows from them.

    A change of a person (arrival, organisation) changes the scores of those whom they met, so that these and the
    contacts between them are given too.
    """
    people = {person.id for person in changes.people if person.id in network.people}
    contact_ids = {contact.id for contact in changes.contacts}
    for person_id in people:
        contact_ids.update(contact.id for contact in network.tally.contacts_of(person_id))
    known = network.tally.contacts
    contacts = [known[contact_id] for contact_id in sorted(contact_ids) if contact_id in known]
    for contact in contacts:
        people |= {contact.low_id, contact.high_id}
    rejected = [contact.id for contact in contacts if contact.rejected]
    return {
        "cursor": changes.change_no,
        **_people(network, [person_id for person_id in sorted(people) if network.people[person_id].is_tracked]),
        "contacts": [_contact(network, contact) for contact in contacts if not contact.rejected],
        "removed": [*changes.removed_contact_ids, *rejected],
        "removed_people": [
            *(person.number for person in changes.people if not person.is_tracked),
            *(person.number for person in changes.erased),
        ],
    }


def _people(network: EventNetwork, person_ids: list[int]) -> dict[str, Any]:
    """The organisations of some people, the largest first, and the people with the place of theirs in it."""
    sizes = Counter(network.people[person_id].organisation for person_id in person_ids)
    del sizes[""]
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    places = {name: place for place, name in enumerate(names)}
    people = []
    for person_id in person_ids:
        person, score = network.people[person_id], network.tally.score(person_id)
        place = places.get(person.organisation, NO_ORGANISATION)
        # The picture is what gets thrown onto the wall: whoever did not agree to that has no name in it.
        name = person.name if person.shows_name else ""
        people.append([person.number, name, place, score.counted, score.contacts])
    return {"organisations": names, "people": people}


def _contact(network: EventNetwork, contact: MadeContact) -> list[Any]:
    return [
        contact.id,
        network.people[contact.low_id].number,
        network.people[contact.high_id].number,
        int(contact.made_at.timestamp()),
        int(network.tally.reason(contact) is Reason.COUNTS),
    ]
