"""By which lists do doors let people in? Organisers make, change and close them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from eventapp.accounts.audit import record
from eventapp.checkin.models import AdmissionList, Presence
from eventapp.core.admission import Repeat, hours_of_day, last_night
from eventapp.database import write_session
from eventapp.events.changes import count_door_change
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.programme.models import ProgrammeSession

MOST_LISTS = 200
"""Of an event."""
LONGEST_NAME = 100
COMES_EARLY = timedelta(minutes=30)
"""So long before a session its door opens."""


@dataclass(frozen=True, slots=True)
class ListSettings:
    """What an organiser decides about a list.

    Attributes:
        name: As the doors show it; may be empty on the list that an event has by itself.
        room: Where it is.
        day: Only on this day of the event.
        opens: From then on, by the clock on the wall; only with a day.
        closes: Until then; an hour before `opens` is one of the night that follows.
        repeat: How often a person may enter.
        counts_exits: People who leave are counted out.
        capacity: How many may be in at once.
        ends_at_night: Whoever is in at night counts as gone.
    """

    name: str
    room: str = ""
    day: date | None = None
    opens: time | None = None
    closes: time | None = None
    repeat: Repeat = Repeat.ONCE
    counts_exits: bool = False
    capacity: int | None = None
    ends_at_night: bool = False

    def hours(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """From when until when people get in; a day without hours goes from night to night."""
        if self.day is None:
            return None, None
        begins, ends = hours_of_day(self.day, zone)
        if self.opens is not None:
            begins = datetime.combine(self.day, self.opens, ZoneInfo(zone))
        if self.closes is not None:
            ends = datetime.combine(self.day, self.closes, ZoneInfo(zone))
            if ends <= begins:
                ends = datetime.combine(self.day + timedelta(days=1), self.closes, ZoneInfo(zone))
        return begins, ends


def settings_for(session: ProgrammeSession, zone: str) -> ListSettings:
    """A list for a session: its places, and its hours with some time to come in; who has not booked gets in, too."""
    begins, ends = session.starts_at.astimezone(ZoneInfo(zone)), session.ends_at.astimezone(ZoneInfo(zone))
    opens = max(begins - COMES_EARLY, begins.replace(hour=0, minute=0))
    return ListSettings(
        session.title[:LONGEST_NAME],
        session.room,
        begins.date(),
        opens.time(),
        ends.time(),
        capacity=session.capacity,
    )


def make_list(event_id: int, settings: ListSettings, *, account_id: int, now: datetime) -> int | None:
    """Makes a list.

    Returns:
        Its id; None where the event has MOST_LISTS already.
    """
    with write_session(db.session()) as session:
        event = session.get_one(Event, event_id)
        known = session.scalar(select(func.count()).where(AdmissionList.event_id == event_id)) or 0
        if known >= MOST_LISTS:
            return None
        made = AdmissionList(
            event_id=event_id, is_arrival=False, created_at=now, **_values(settings, event.time_zone)
        )
        session.add(made)
        session.flush()
        list_id = made.id
        count_door_change(session, event_id)
        record(session, "door_list.made", event_id=event_id, account_id=account_id, now=now, list_id=list_id)
    return list_id


def change_list(list_id: int, settings: ListSettings, *, event_id: int, account_id: int, now: datetime) -> bool:
    """Changes the rules of a list; who is in stays in. False where the event has none with this id."""
    with write_session(db.session()) as session:
        changed = session.scalar(_one(event_id, list_id))
        if changed is None:
            return False
        for name, value in _values(settings, session.get_one(Event, event_id).time_zone).items():
            setattr(changed, name, value)
        count_door_change(session, event_id)
        record(session, "door_list.changed", event_id=event_id, account_id=account_id, now=now, list_id=list_id)
    return True


def close_list(list_id: int, *, closed: bool, event_id: int, account_id: int, now: datetime) -> bool:
    """Lets nobody in by a list any more, or lets them in again. False where the event has none with this id."""
    with write_session(db.session()) as session:
        changed = session.scalar(_one(event_id, list_id))
        if changed is None:
            return False
        changed.closed_at = now if closed else None
        action = "door_list.closed" if closed else "door_list.opened"
        count_door_change(session, event_id)
        record(session, action, event_id=event_id, account_id=account_id, now=now, list_id=list_id)
    return True


def head_counts(event: Event, *, now: datetime) -> dict[int, int]:
    """How many are in by each list of an event; a list in which nobody is is missing."""
    night = last_night(now, event.time_zone)
    rows = db.session.execute(
        select(Presence.list_id, func.count().label("people"))
        .join(AdmissionList, AdmissionList.id == Presence.list_id)
        .where(
            Presence.event_id == event.id,
            Presence.is_in,
            ~AdmissionList.ends_at_night | (Presence.since >= night),
        )
        .group_by(Presence.list_id)
    )
    return {row.list_id: row.people for row in rows}


def _one(event_id: int, list_id: int) -> Select[AdmissionList]:
    return select(AdmissionList).where(AdmissionList.event_id == event_id, AdmissionList.id == list_id)


def _values(settings: ListSettings, zone: str) -> dict[str, object]:
    opens_at, closes_at = settings.hours(zone)
    return {
        "name": settings.name,
        "room": settings.room,
        "day": settings.day,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "repeat": settings.repeat,
        "counts_exits": settings.counts_exits,
        "capacity": settings.capacity,
        "ends_at_night": settings.ends_at_night,
    }
