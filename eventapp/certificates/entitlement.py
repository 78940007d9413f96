"""Who may have which certificate, and what does it state of them?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, true

from eventapp.certificates.choices import choice_of, of_series
from eventapp.certificates.models import Kind
from eventapp.champion import queries as champion_queries
from eventapp.champion.models import FrozenResult
from eventapp.champion.results import titles_of
from eventapp.checkin.models import CheckIn
from eventapp.core.titles import Title, TitleHolder
from eventapp.events.models import Event, Organisation
from eventapp.events.queries import events_of
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.rounds.models import TableSeat


@dataclass(frozen=True, slots=True)
class Statement:
    """What a certificate states of somebody.

    Attributes:
        kind: Which certificate.
        title: Which title, as `title_key` says it; "" for the other kinds.
        days: Those of the event from the arrival on.
        hours: The days with a number of hours, in order.
        rounds: At tables of how many rounds the person sat.
        held: The title with all its holders, and what it was awarded for.
        organisation: Whose title it is, with which the person earned it; "" for a title of one's own.
        events: Of a series: those the person came to, the earliest first.
        of_events: How many the series had until then.
    """

    kind: Kind
    title: str = ""
    days: Sequence[date] = ()
    hours: Sequence[tuple[date, float]] = ()
    rounds: int = 0
    held: TitleHolder | None = None
    organisation: str = ""
    events: Sequence[Event] = ()
    of_events: int = 0


Entitled = Mapping[int, Sequence[Statement]]
"""What may be certified of whom, by registration."""


def title_key(title: Title, day: date | None) -> str:
    """How a certificate names a title: "champion", "champion_of_day:2026-11-20"."""
    return str(title) if day is None else f"{title}:{day.isoformat()}"


def entitled(event: Event, kind: Kind, only: Collection[int] | None = None) -> Entitled:
    """Who may have a certificate of this kind, as the data is now.

    Args:
        event: Of which event.
        kind: Which certificate.
        only: Registrations to look at; None: all of the event.
    """
    if kind is Kind.ATTENDANCE:
        return _attendance(event, only)
    return _titles(event, only) if kind is Kind.TITLE else _came_again(event, only)


def _attendance(event: Event, only: Collection[int] | None) -> Entitled:
    zone, choice = ZoneInfo(event.time_zone), choice_of(event.id)
    hours = {} if choice is None else choice.hours
    days = [day.date for day in event.days]
    rounds: Any = db.session.execute(
        select(TableSeat.registration_id, func.count())
        .where(TableSeat.event_id == event.id, _among(TableSeat.registration_id, only))
        .group_by(TableSeat.registration_id)
    )
    rounds_of = {registration_id: count for registration_id, count in rounds}  # noqa: C416 mypy takes a row for no pair
    found = {}
    for registration_id, arrived_at in _arrivals(event.id, only).items():
        arrived = min(arrived_at.astimezone(zone).date(), days[-1])  # somebody may be checked in after the fact
        attended = [day for day in days if day >= arrived]
        known = [(day, hours[day.isoformat()]) for day in attended if day.isoformat() in hours]
        found[registration_id] = [
            Statement(Kind.ATTENDANCE, days=attended, hours=known, rounds=rounds_of.get(registration_id, 0))
        ]
    return found


def _arrivals(event_id: int, only: Collection[int] | None) -> Mapping[int, datetime]:
    rows: Any = db.session.execute(
        select(CheckIn.registration_id, CheckIn.happened_at).where(
            CheckIn.event_id == event_id, CheckIn.undone_at.is_(None), _among(CheckIn.registration_id, only)
        )
    )
    return {registration_id: at for registration_id, at in rows}  # noqa: C416 mypy takes a row for no pair


def _titles(event: Event, only: Collection[int] | None) -> Entitled:
    """Titles of the result that is crowned; while a corrected one is being checked, nobody has a title."""
    newest = select(FrozenResult.id).where(FrozenResult.event_id == event.id).order_by(FrozenResult.version.desc())
    latest_id = db.session.scalar(newest.limit(1))
    if latest_id is None or event.recorded_at is None or champion_queries.crowning(latest_id) is None:
        return {}
    days = [day.date for day in event.days]
    found: dict[int, list[Statement]] = defaultdict(list)
    for held in titles_of(db.session.get_one(FrozenResult, latest_id)):
        key, of_days = title_key(held.title, held.day), days if held.day is None else [held.day]
        for registration_id, organisation in _holders(event.id, held, only):
            statement = Statement(Kind.TITLE, key, days=of_days, held=held, organisation=organisation)
            found[registration_id].append(statement)
    return found


def _holders(event_id: int, held: TitleHolder, only: Collection[int] | None) -> Sequence[tuple[int, str]]:
    """Who holds a title; of an organisation's title all of its people who came, each with its name."""
    if held.organisations:
        members: Any = db.session.execute(
            select(Registration.id, Organisation.name)
            .join(Organisation, Organisation.id == Registration.organisation_id)
            .where(Organisation.id.in_(held.organisations), _arrived(), _among(Registration.id, only))
        )
        return [(registration_id, name) for registration_id, name in members]
    people = champion_queries.people_by_number(event_id, held.numbers)
    return [(person.id, "") for person in people.values() if only is None or person.id in only]


def _came_again(event: Event, only: Collection[int] | None) -> Entitled:
    """Who came to enough events of the series, this one among them; known by a confirmed e-mail address."""
    events = {counted.id: counted for counted in _events_until(event)}
    if event.id not in events:
        return {}
    least = of_series(event.series_id).least_events
    here: Any = db.session.execute(
        select(Registration.person_id, Registration.id).where(
            Registration.event_id == event.id,
            Registration.person_id.is_not(None),
            _arrived(),
            _among(Registration.id, only),
        )
    )
    registration_of = {person_id: registration_id for person_id, registration_id in here}  # noqa: C416 mypy takes a row for no pair
    rows: Any = db.session.execute(
        select(Registration.person_id, Registration.event_id)
        .where(Registration.event_id.in_(events), Registration.person_id.is_not(None), _arrived())
        .distinct()
    )
    came_to: dict[int, list[int]] = defaultdict(list)
    for person_id, event_id in rows:
        came_to[person_id].append(event_id)
    return {
        registration_id: [
            Statement(
                Kind.SERIES,
                days=[day.date for day in event.days],
                events=[counted for id_, counted in events.items() if id_ in came_to[person_id]],
                of_events=len(events),
            )
        ]
        for person_id, registration_id in registration_of.items()
        if len(came_to[person_id]) >= least
    }


def may_certify_series(event: Event, account_id: int) -> bool:
    """Whether an account organises every event that counts for the certificate of the series.

    Whoever runs one event of a series learns nothing of the guests of others'.
    """
    own = {own.event.id for own in events_of(account_id) if own.is_organised}
    return own.issuperset(counted.id for counted in _events_until(event))


def _events_until(event: Event) -> Sequence[Event]:
    """The public events of the series up to this one, the earliest first; no rehearsals."""
    return list(
        db.session.scalars(
            select(Event)
            .where(
                Event.series_id == event.series_id,
                Event.is_rehearsal.is_(False),
                Event.published_at.is_not(None),
                Event.test_mode_since.is_(None),
                Event.tracking_opens_at <= event.tracking_opens_at,
            )
            .order_by(Event.tracking_opens_at, Event.id)
        )
    )


def _arrived() -> ColumnElement[bool]:
    return select(CheckIn.id).where(CheckIn.registration_id == Registration.id, CheckIn.undone_at.is_(None)).exists()


def _among(column: Any, only: Collection[int] | None) -> ColumnElement[bool]:
    return true() if only is None else column.in_(only)
