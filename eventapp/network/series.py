"""What became of the network over the events of a series, as far as one account organises them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventapp.core.series_network import Gathering, Guest, Meeting, SeriesNetwork, series_network
from eventapp.events.models import Event, Organisation
from eventapp.events.queries import events_of
from eventapp.extensions import db
from eventapp.network.event_network import counted_under
from eventapp.registration.models import Registration


@dataclass(frozen=True, slots=True)
class SeriesOverview:
    """A series as one organiser sees it.

    Attributes:
        events: Those that the account organises and that have begun, the earliest first; no rehearsals.
        network: What each of them added.
        organisations: The names of the organisations that lost a connection.
        others: Public events of the series that have begun and that somebody else organises: not counted.
    """

    events: Sequence[Event]
    network: SeriesNetwork
    organisations: Mapping[int, str]
    others: int


def series_overview(series_id: int, *, account_id: int, now: datetime) -> SeriesOverview:
    """The network of a series over the events that an account organises."""
    begun = (
        Event.series_id == series_id,
        Event.is_rehearsal.is_(False),
        Event.test_mode_since.is_(None),
        Event.tracking_opens_at <= now,
    )
    own_ids = {own.event.id for own in events_of(account_id) if own.is_organised}
    of_series = db.session.scalars(select(Event).where(*begun).order_by(Event.tracking_opens_at, Event.id)).all()
    events = [event for event in of_series if event.id in own_ids]
    others = sum(event.id not in own_ids and event.published_at is not None for event in of_series)
    humans = _humans([event.id for event in events])
    network = series_network([_gathering(event, humans) for event in events])
    named = {
        organisation for step in network.steps for bridge in step.fallen for organisation in bridge.organisations
    }
    return SeriesOverview(events, network, _names(named), others)


def _gathering(event: Event, humans: Mapping[int, int]) -> Gathering:
    """An event with those who take part in contact tracking and came: through the door, or to a contact."""
    [network] = counted_under(event, event.rules)
    contacts = list(network.standing_contacts())
    met = {person_id for contact in contacts for person_id in (contact.low_id, contact.high_id)}
    return Gathering(
        [
            Guest(person.id, humans.get(person.id), person.organisation_id)
            for person in network.people.values()
            if person.is_tracked and (person.checked_in_at or person.id in met)
        ],
        [
            Meeting(contact.low_id, contact.high_id, not (contact.met_before or contact.known_before))
            for contact in contacts
        ],
    )


def _humans(event_ids: Sequence[int]) -> dict[int, int]:
    """Who is who across events, of registrations with a confirmed address."""
    rows: Any = db.session.execute(
        select(Registration.id, Registration.person_id).where(
            Registration.event_id.in_(event_ids), Registration.person_id.is_not(None)
        )
    )
    return {registration_id: person_id for registration_id, person_id in rows}  # noqa: C416 mypy takes a row for no pair


def _names(organisation_ids: set[int]) -> dict[int, str]:
    rows: Any = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids))
    )
    return {organisation_id: name for organisation_id, name in rows}  # noqa: C416 mypy takes a row for no pair
