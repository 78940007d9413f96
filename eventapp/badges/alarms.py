"""Where was a replaced badge held up? Somebody wears one that was reported lost, and the desk should know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.models import BadgeAlarm, BadgeCode, Place
from eventapp.database import Scalars, insert_once, write_session
from eventapp.events.models import Organisation
from eventapp.extensions import db
from eventapp.registration.models import Registration

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Sighting:
    """A replaced badge that is held up just now.

    Attributes:
        event_id: Where.
        registration_id: Whose badge it was.
        badge_code_id: Which of their badges.
        place: At which kind of place.
        place_name: Which one of these, as the desk knows it.
    """

    event_id: int
    registration_id: int
    badge_code_id: int
    place: Place
    place_name: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A replaced badge that was held up, in all that a host may know of it."""

    id: int
    uid: str
    name: str
    organisation: str
    replaced_at: datetime
    place: str
    place_name: str
    first_at: datetime
    last_at: datetime
    times: int


def raise_alarm(connection: Scalars, seen: Sighting, *, now: datetime) -> None:
    """Keeps a sighting, in the caller's transaction; until it is settled, a further one at that place counts up."""
    where = {"badge_code_id": seen.badge_code_id, "place": seen.place, "place_name": seen.place_name}
    raised = insert_once(
        connection,
        BadgeAlarm,
        event_id=seen.event_id,
        registration_id=seen.registration_id,
        first_at=now,
        last_at=now,
        times=1,
        **where,
    )
    if raised is None:
        connection.scalar(
            update(BadgeAlarm)
            .where(BadgeAlarm.settled_at.is_(None), *(getattr(BadgeAlarm, name) == where[name] for name in where))
            .values(last_at=now, times=BadgeAlarm.times + 1)
            .returning(BadgeAlarm.id),
            {},
        )


def keep_sighting(seen: Sighting, *, now: datetime) -> None:
    """The same, in a transaction of its own."""
    with write_session(db.session()) as session:
        raise_alarm(session.connection(), seen, now=now)


def open_alarms(event_id: int) -> list[Alarm]:
    """What nobody has settled, the latest first."""
    rows: Any = db.session.execute(
        select(
            BadgeAlarm.id,
            Registration.uid,
            Registration.name,
            func.coalesce(Organisation.name, ""),
            BadgeCode.replaced_at,
            BadgeAlarm.place,
            BadgeAlarm.place_name,
            BadgeAlarm.first_at,
            BadgeAlarm.last_at,
            BadgeAlarm.times,
        )
        .join(Registration, Registration.id == BadgeAlarm.registration_id)
        .join(BadgeCode, BadgeCode.id == BadgeAlarm.badge_code_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(BadgeAlarm.event_id == event_id, BadgeAlarm.settled_at.is_(None))
        .order_by(BadgeAlarm.last_at.desc(), BadgeAlarm.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Alarm(*row) for row in rows]


def settle_alarm(alarm_id: int, *, event_id: int, account_id: int, now: datetime) -> bool:
    """Takes an alarm off the desk's list; False where the event has none with this id."""
    with write_session(db.session()) as session:
        alarm = session.scalar(select(BadgeAlarm).where(BadgeAlarm.event_id == event_id, BadgeAlarm.id == alarm_id))
        if alarm is None:
            return False
        if alarm.settled_at is None:
            alarm.settled_at, alarm.settled_by_id = now, account_id
            about = {"registration_id": alarm.registration_id}
            record(session, "badge_alarm.settled", event_id=event_id, account_id=account_id, now=now, **about)
    return True


def forget_alarms(session: Session, registration_id: int) -> None:
    """Erases where somebody's badges were seen."""
    session.execute(delete(BadgeAlarm).where(BadgeAlarm.registration_id == registration_id))
