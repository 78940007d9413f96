"""Who is entitled to which certificate, which ones were made, and what does one state?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, true

from eventapp.accounts.models import Role
from eventapp.badges.queries import holders as badge_holders
from eventapp.certificates.models import FEWEST_EVENTS, Certificate, CertificateChoice, Kind, SeriesCertificates
from eventapp.certificates.typesetting import Pictures
from eventapp.champion import queries as champion_queries
from eventapp.champion.models import FrozenResult
from eventapp.champion.results import titles_of
from eventapp.checkin.models import CheckIn
from eventapp.core.titles import Title, TitleHolder
from eventapp.events.models import Event
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
        events: Of a series: those the person came to, the earliest first.
        of_events: How many the series had until then.
    """

    kind: Kind
    title: str = ""
    days: Sequence[date] = ()
    hours: Sequence[tuple[date, float]] = ()
    rounds: int = 0
    held: TitleHolder | None = None
    events: Sequence[Event] = ()
    of_events: int = 0


Entitled = Mapping[int, Sequence[Statement]]
"""What may be certified of whom, by registration."""


def title_key(title: Title, day: date | None) -> str:
    """How a certificate names a title: "champion", "champion_of_day:2026-11-20"."""
    return str(title) if day is None else f"{title}:{day.isoformat()}"


def choice_of(event_id: int) -> CertificateChoice | None:
    """What the organisers of an event chose; None: nothing yet."""
    return db.session.get(CertificateChoice, event_id)


def of_series(series_id: int) -> SeriesCertificates:
    """What holds for the certificates of a series; the usual, where nobody chose anything."""
    found = db.session.get(SeriesCertificates, series_id)
    return found or SeriesCertificates(series_id=series_id, least_events=FEWEST_EVENTS, logo=None)


def kinds_offered(choice: CertificateChoice | None) -> Sequence[Kind]:
    """Which certificates the organisers offer."""
    if choice is None:
        return ()
    offered = {
        Kind.ATTENDANCE: choice.offers_attendance,
        Kind.TITLE: choice.offers_titles,
        Kind.SERIES: choice.offers_series,
    }
    return [kind for kind, is_offered in offered.items() if is_offered]


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


def statement_of(certificate: Certificate, event: Event) -> Statement | None:
    """What a certificate states, looked up anew; None: it does not hold any more."""
    mine = entitled(event, Kind(certificate.kind), [certificate.registration_id])
    statements = mine.get(certificate.registration_id, ())
    return next((statement for statement in statements if statement.title == certificate.title), None)


def made(event_id: int, kind: Kind) -> set[tuple[int, str]]:
    """Of whom certificates of one kind were made, and of which title."""
    rows = db.session.execute(
        select(Certificate.registration_id, Certificate.title).where(
            Certificate.event_id == event_id, Certificate.kind == kind
        )
    )
    return {(registration_id, title) for registration_id, title in rows}


def own_certificate(registration_id: int, kind: str, title: str) -> Certificate | None:
    """A certificate that was made of somebody."""
    return db.session.scalar(
        select(Certificate).where(
            Certificate.registration_id == registration_id, Certificate.kind == kind, Certificate.title == title
        )
    )


def pictures_of(event: Event) -> Pictures:
    """The logo of an event's series, and the signature of the event."""
    choice = choice_of(event.id)
    return Pictures(of_series(event.series_id).logo, None if choice is None else choice.signature)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is behind a code: a certificate that holds, of which event, and whose it is."""

    certificate: Certificate
    event: Event
    name: str
    statement: Statement


def certificate_by_code(code: str) -> Checked | None:
    """The certificate with this code; None where there is none, or where what it states is not so any more."""
    row = db.session.execute(
        select(Certificate, Event, Registration.name)
        .join(Event, Event.id == Certificate.event_id)
        .join(Registration, Registration.id == Certificate.registration_id)
        .where(Certificate.code == code)
    ).first()
    statement = None if row is None else statement_of(row[0], row[1])
    return None if row is None or statement is None else Checked(row[0], row[1], row[2], statement)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that was made and still holds: whose, of what, under which code."""

    name: str
    statement: Statement
    code: str


def issued(event: Event, kind: Kind) -> Sequence[Issued]:
    """The certificates of one kind that were made and still hold, in the order in which badges are printed."""
    statements = entitled(event, kind)
    place = {holder.registration_id: number for number, holder in enumerate(badge_holders(event.id))}
    rows: Any = db.session.execute(
        select(Registration.name, Certificate.registration_id, Certificate.title, Certificate.code)
        .join(Registration, Registration.id == Certificate.registration_id)
        .where(Certificate.event_id == event.id, Certificate.kind == kind)
    )
    found = [
        (place[registration_id], Issued(name, statement, code))
        for name, registration_id, title, code in rows
        for statement in statements.get(registration_id, ())
        if statement.title == title
    ]
    return [certificate for _place, certificate in sorted(found, key=lambda each: (each[0], each[1].code))]


def may_certify_series(event: Event, account_id: int) -> bool:
    """Whether an account organises every event that counts for the certificate of the series.

    Whoever runs one event of a series learns nothing of the guests of others'.
    """
    own = {own.event.id for own in events_of(account_id) if own.role is Role.ORGANISER}
    return own.issuperset(counted.id for counted in _events_until(event))


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
    """People's titles of the result that is crowned; while a corrected one is being checked, nobody has a title."""
    newest = select(FrozenResult.id).where(FrozenResult.event_id == event.id).order_by(FrozenResult.version.desc())
    latest_id = db.session.scalar(newest.limit(1))
    if latest_id is None or event.recorded_at is None or champion_queries.crowning(latest_id) is None:
        return {}
    held = titles_of(db.session.get_one(FrozenResult, latest_id))
    people = champion_queries.people_by_number(event.id, [number for holder in held for number in holder.numbers])
    days = [day.date for day in event.days]
    found: dict[int, list[Statement]] = defaultdict(list)
    for holder in held:
        for number in holder.numbers:
            if number in people and (only is None or people[number].id in only):
                of_days = days if holder.day is None else [holder.day]
                found[people[number].id].append(
                    Statement(Kind.TITLE, title_key(holder.title, holder.day), days=of_days, held=holder)
                )
    return found


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


def _events_until(event: Event) -> Sequence[Event]:
    """The public events of the series up to this one, the earliest first; no rehearsals."""
    return list(
        db.session.scalars(
            select(Event)
            .where(
                Event.series_id == event.series_id,
                Event.is_rehearsal.is_(False),
                Event.published_at.is_not(None),
                Event.tracking_opens_at <= event.tracking_opens_at,
            )
            .order_by(Event.tracking_opens_at, Event.id)
        )
    )


def _arrived() -> ColumnElement[bool]:
    return select(CheckIn.id).where(CheckIn.registration_id == Registration.id, CheckIn.undone_at.is_(None)).exists()


def _among(column: Any, only: Collection[int] | None) -> ColumnElement[bool]:
    return true() if only is None else column.in_(only)
