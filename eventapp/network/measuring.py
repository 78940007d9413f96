"""What do the measures of an event's network say, how old are they, and which event is to be measured next?"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.orm import aliased

from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact, Scan
from eventapp.core import measures
from eventapp.core.contact_rules import Verdict
from eventapp.core.measures import Again, Made, NetworkMeasures, Observed
from eventapp.database import insert_once, write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network.event_network import EventNetwork, counted_anew
from eventapp.network.models import Measurement as MeasurementRow
from eventapp.network.models import MeasuringClaim
from eventapp.registration.models import Registration

SHORTEST_PAUSE = timedelta(seconds=10)
"""Between two measurements of an event."""
PAUSE_FOR_EACH_SECOND = 5
"""How many seconds of pause a second of measuring asks for, so that large events take a sixth of one processor."""
CLAIM_LASTS = timedelta(minutes=10)
"""Longer than any network takes; a process that dies while it measures is replaced after this time."""
RETRY_AFTER = timedelta(minutes=1)
"""When measuring failed."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured of an event's network.

    Attributes:
        measures: All values.
        measured_at: When the network was read.
        change_no: The event's change number at that moment.
        seconds: How long measuring took.
        is_newest: Nothing has changed since.
    """

    measures: NetworkMeasures
    measured_at: datetime
    change_no: int
    seconds: float
    is_newest: bool


def latest(event: Event) -> Measurement | None:
    """The measures of an event as they were kept last; None where there are none yet."""
    row = db.session.get(MeasurementRow, event.id)
    if row is None or row.form != measures.FORM:
        return None
    return Measurement(
        measures.from_json(row.record), row.measured_at, row.change_no, row.seconds, row.change_no == event.change_no
    )


def measure(event: Event, *, now: datetime) -> Measurement:
    """Measures an event's network as the database has it, and keeps nothing of it.

    Args:
        event: Whose network.
        now: The present moment.
    """
    begun = time.perf_counter()
    network = counted_anew(event)
    found = measures.measure(_observed(event, network))
    seconds = round(time.perf_counter() - begun, 3)
    return Measurement(found, now, network.cursor, seconds, is_newest=True)


def keep(event: Event, measurement: Measurement) -> None:
    """Keeps measures for the pages, in place of older ones, and lets the next process measure this event."""
    event_id = event.id
    values = {
        "form": measures.FORM,
        "change_no": measurement.change_no,
        "measured_at": measurement.measured_at,
        "seconds": measurement.seconds,
        "record": measures.to_json(measurement.measures),
    }
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.execute(delete(MeasuringClaim).where(MeasuringClaim.event_id == event_id))
        if measurement.change_no < session.scalars(select(Event.wiped_no).where(Event.id == event_id)).one():
            return  # the people who were measured are gone
        row = session.get(MeasurementRow, event_id, with_for_update=True)
        if row is None:
            insert_once(session.connection(), MeasurementRow, event_id=event_id, **values)
        elif row.measured_at <= measurement.measured_at:
            for name, value in values.items():
                setattr(row, name, value)


def claim_next(*, now: datetime) -> Event | None:
    """The event that has waited longest to be measured, for the caller to measure; None when none is due.

    Whoever asks next does not get the same event before `keep`, `give_back`, or the end of CLAIM_LASTS.
    """
    rows: Any = db.session.execute(_waiting(now))
    due = [event.id for event, row in rows if _has_paused(row, now)]
    db.session.rollback()
    claimed = next((event_id for event_id in due if _claim(event_id, now)), None)
    return None if claimed is None else db.session.get_one(Event, claimed)


def give_back(event_id: int, *, now: datetime, is_failure: bool) -> None:
    """Says that an event was not measured: it is due again at once, or after RETRY_AFTER when that failed."""
    until = now + RETRY_AFTER if is_failure else now
    with write_session(db.session()) as session:
        session.execute(update(MeasuringClaim).where(MeasuringClaim.event_id == event_id).values(until=until))


def _waiting(now: datetime) -> Select[Event, MeasurementRow | None]:
    """Events that have changed since they were measured, and that nobody measures now; those never measured first."""
    has_contacts: ColumnElement[bool] = select(Contact.id).where(Contact.event_id == Event.id).exists()
    return (
        select(Event, MeasurementRow)
        .outerjoin(MeasurementRow, MeasurementRow.event_id == Event.id)
        .where(
            or_(
                MeasurementRow.event_id.is_(None) & has_contacts,
                MeasurementRow.form != measures.FORM,
                MeasurementRow.change_no != Event.change_no,
            ),
            ~select(MeasuringClaim.event_id)
            .where(MeasuringClaim.event_id == Event.id, MeasuringClaim.until > now)
            .exists(),
        )
        .order_by(MeasurementRow.measured_at.is_not(None), MeasurementRow.measured_at, Event.id)
    )


def _has_paused(row: MeasurementRow | None, now: datetime) -> bool:
    if row is None or row.measured_at > now:  # measured in the future: a clock was set back
        return True
    return now - row.measured_at >= max(SHORTEST_PAUSE, timedelta(seconds=PAUSE_FOR_EACH_SECOND * row.seconds))


def _claim(event_id: int, now: datetime) -> bool:
    """Whether the event is ours to measure: of all processes that ask at the same moment, this is true for one."""
    with write_session(db.session()) as session:
        taken_over = session.scalar(
            update(MeasuringClaim)
            .where(MeasuringClaim.event_id == event_id, MeasuringClaim.until <= now)
            .values(until=now + CLAIM_LASTS)
            .returning(MeasuringClaim.event_id)
            .execution_options(synchronize_session=False)
        )
        if taken_over is not None:
            return True
        return (
            insert_once(session.connection(), MeasuringClaim, event_id=event_id, until=now + CLAIM_LASTS) is not None
        )


def _observed(event: Event, network: EventNetwork) -> Observed:
    """An event as the measures see it: people by number, nobody by name."""
    number = {person.id: person.number for person in network.people.values() if person.is_tracked}
    made = [
        Made(
            number[contact.low_id],
            number[contact.high_id],
            contact.made_at,
            is_new_ever=not (contact.met_before or contact.known_before),
        )
        for contact in network.standing_contacts()
    ]
    return Observed(
        network.graph(with_names=False),
        made,
        _again(event.id, number),
        _came_before(event, number),
        ZoneInfo(event.time_zone),
    )


def _again(event_id: int, number: Mapping[int, int]) -> list[Again]:
    """Scans of people who had met before at the event."""
    rows: Any = db.session.execute(
        select(Scan.scanner_id, Scan.target_id, Scan.received_at).where(
            Scan.event_id == event_id, Scan.verdict.in_((Verdict.ALREADY_MET, Verdict.CONFIRMED))
        )
    )
    return [
        Again(number[scanner], number[target], at)
        for scanner, target, at in rows
        if {scanner, target} <= number.keys()
    ]


def _came_before(event: Event, number: Mapping[int, int]) -> dict[int, bool]:
    """Whether people were at an earlier event of the series; it is known of those with a confirmed address."""
    earlier, then = aliased(Event), aliased(Registration)
    arrived = select(CheckIn.id).where(CheckIn.registration_id == then.id, CheckIn.undone_at.is_(None)).exists()
    met = select(Contact.id).where(or_(Contact.low_id == then.id, Contact.high_id == then.id)).exists()
    came = (
        select(then.person_id)
        .join(earlier, earlier.id == then.event_id)
        .where(
            earlier.series_id == event.series_id,
            earlier.tracking_opens_at < event.tracking_opens_at,
            earlier.is_rehearsal.is_(False),
            earlier.test_mode_since.is_(None),
            then.person_id.is_not(None),
            or_(arrived, met),
        )
    )
    rows: Any = db.session.execute(
        select(Registration.id, Registration.person_id.in_(came)).where(
            Registration.event_id == event.id, Registration.person_id.is_not(None)
        )
    )
    return {number[registration]: bool(before) for registration, before in rows if registration in number}
