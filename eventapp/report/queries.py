"""What came of an event, as far as numbers tell it? Nothing in here names a person, by whatever name or number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from eventapp.champion import queries as champion_queries
from eventapp.champion.results import titles_of
from eventapp.checkin.models import CheckIn
from eventapp.contacts.notes import follow_ups_agreed
from eventapp.core.measures import NetworkMeasures
from eventapp.core.series_network import Step
from eventapp.core.titles import Title
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.network import measuring
from eventapp.network.event_network import networks
from eventapp.network.positions import kept
from eventapp.network.series import series_overview
from eventapp.registration.models import HAS_PLACE, Registration
from eventapp.report import growth_picture, network_picture
from eventapp.report.growth_picture import GrowthPicture
from eventapp.report.network_picture import NetworkPicture, Node
from eventapp.report.shares import Share, shares


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who registered and came, without the team.

    Attributes:
        registered: How many.
        came: Those of them who were checked in; 0 also where nobody checked in anybody.
        organisations: Of those who came; of those who registered, where nobody is known to have come.
        shares: Their people.
        names: Of the organisations in `shares`.
    """

    registered: int
    came: int
    organisations: int
    shares: Sequence[Share]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Awarded:
    """A title and how many hold it; who does stays unsaid.

    Attributes:
        title: Which.
        day: For the champion of a day.
        holders: How many share it.
        value: What it was awarded for.
    """

    title: Title
    day: date | None
    holders: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class Recorded:
    """The result that stands: which one, since when, and its fingerprint."""

    version: int
    recorded_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says.

    Attributes:
        event: About which event.
        made_at: When these numbers were read.
        turnout: Who came.
        measures: Of the network; None while it has not been measured.
        picture: Of the network; None where nobody has opened its picture yet.
        growth: Of the network; None without contacts.
        series: The events of the series up to this one, each with what it added; fewer than two are no comparison.
        follow_ups: Contacts of whom at least one wants to do something next.
        titles: Those that are announced.
        recorded: None while there is no result.
    """

    event: Event
    made_at: datetime
    turnout: Turnout
    measures: NetworkMeasures | None
    picture: NetworkPicture | None
    growth: GrowthPicture | None
    series: Sequence[tuple[Event, Step]]
    follow_ups: int
    titles: Sequence[Awarded]
    recorded: Recorded | None


def report_of(event: Event, *, account_id: int, now: datetime) -> Report:
    """Counts what came of an event.

    Args:
        event: Which.
        account_id: For whom: the series is compared as far as this account organises it.
        now: The present moment.
    """
    found, measurement = turnout(event.id), measuring.latest(event)
    measures = None if measurement is None else measurement.measures
    overview = series_overview(event.series_id, account_id=account_id, now=now)
    series = [
        (each, step)
        for each, step in zip(overview.events, overview.network.steps, strict=True)
        if each.tracking_opens_at <= event.tracking_opens_at
    ]
    return Report(
        event=event,
        made_at=now,
        turnout=found,
        measures=measures,
        picture=picture_of(event, found),
        growth=None if measures is None else growth_picture.drawn(measures.growth, event.time_zone),
        series=series if not event.is_rehearsal else [],
        follow_ups=follow_ups_agreed(event.id),
        titles=_titles(event),
        recorded=_recorded(event),
    )


def turnout(event_id: int) -> Turnout:
    """Who registered for an event and came."""
    rows: Any = db.session.execute(
        select(Registration.organisation_id, Organisation.name, CheckIn.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(CheckIn, (CheckIn.registration_id == Registration.id) & CheckIn.undone_at.is_(None))
        .where(Registration.event_id == event_id, Registration.is_staff.is_(False), HAS_PLACE)
    ).all()
    arrived = [row for row in rows if row[2] is not None]
    people = Counter(organisation_id for organisation_id, _name, _check_in in arrived or rows)
    found = shares(people)
    named = {share.organisation for share in found}
    return Turnout(
        registered=len(rows),
        came=len(arrived),
        organisations=sum(organisation_id is not None for organisation_id in people),
        shares=found,
        names={organisation_id: name for organisation_id, name, _check_in in rows if organisation_id in named},
    )


def picture_of(event: Event, found: Turnout) -> NetworkPicture | None:
    """The network as it stood in its picture last; None where nobody has opened that yet."""
    rows = (place.split(",") for place in (kept(event.id).places or "").split())
    places = {int(number): (float(x), float(y)) for number, x, y in rows}
    with networks.lock:
        network = networks.current(event)
        nodes = {
            person.id: Node(places[person.number], person.organisation_id)
            for person in network.people.values()
            if person.is_tracked and person.number in places
        }
        pairs = [
            (contact.low_id, contact.high_id)
            for contact in network.standing_contacts()
            if contact.low_id in nodes and contact.high_id in nodes
        ]
    if not pairs:
        return None
    return network_picture.drawn(nodes, pairs, {share.organisation: share.colour for share in found.shares})


def champions_of(event: Event) -> Sequence[Registration]:
    """Those who share the title of champion, once that is announced; erased ones are not among them."""
    held = _held(event)
    numbers = [number for holder in held if holder.title is Title.CHAMPION for number in holder.numbers]
    return list(champion_queries.people_by_number(event.id, numbers).values())


def _titles(event: Event) -> list[Awarded]:
    return [
        Awarded(holder.title, holder.day, len(holder.numbers) + len(holder.organisations), holder.value)
        for holder in _held(event)
    ]


def _held(event: Event) -> Sequence[Any]:
    """The titles of the result that is announced; while a corrected one is being checked, there are none."""
    latest = champion_queries.latest_result(event.id)
    if latest is None or event.recorded_at is None or champion_queries.crowning(latest.id) is None:
        return []
    return titles_of(latest)


def _recorded(event: Event) -> Recorded | None:
    latest = champion_queries.latest_result(event.id)
    if latest is None or event.recorded_at is None:
        return None
    return Recorded(latest.version, latest.frozen_at, latest.sha256)
