"""Has whoever enters announced other days? The door says so and lets them in: a hint beside its verdict."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from eventapp.checkin.door_facts import DoorSituation, bound
from eventapp.core.admission import Direction
from eventapp.events.models import Event, EventDay
from eventapp.hot_path import HotConnection
from eventapp.programme.models import ChosenDay


def other_days(connection: HotConnection, situation: DoorSituation, at: datetime) -> Sequence[date]:
    """On which days somebody comes who enters on another one; none where they come on this one or have not said.

    Asked for only at events at which people announce their days; on a day that is none of the event's nobody is told.
    """
    row, request = situation.row, situation.request
    if not row.asks_days or row.registration_id is None or request.direction is not Direction.ENTRY:
        return ()
    today = at.astimezone(ZoneInfo(row.time_zone)).date()
    about = {"event": request.event_id, "person": row.registration_id, "today": today}
    return [found.day for found in connection.execute(_OTHER_DAYS, about).all()]


_TODAY, _PERSON = bound(ChosenDay.day, "today"), bound(ChosenDay.registration_id, "person")
_OF_TODAY = aliased(ChosenDay)
_OTHER_DAYS = (
    select(ChosenDay.day)
    .where(
        ChosenDay.registration_id == _PERSON,
        exists().where(EventDay.event_id == bound(Event.id, "event"), EventDay.date == _TODAY),
        ~exists().where(_OF_TODAY.registration_id == _PERSON, _OF_TODAY.day == _TODAY),
    )
    .order_by(ChosenDay.day)
)
"""Kept, since making a statement takes longer than running it."""
