"""How do follow-ups get into a calendar?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One thing to do with one person until a day.

    Attributes:
        uid: Names it for ever, so that a calendar that gets it again changes it instead of adding another.
        summary: Its line in the calendar.
        description: More about it.
        day: The day.
    """

    uid: str
    summary: str
    description: str
    day: date


def calendar(follow_ups: Iterable[FollowUp], *, now: datetime) -> bytes:
    """The follow-ups as a calendar file: entries of a whole day that leave the day free.

    Not tasks (VTODO), which most calendars on phones do not show.

    Args:
        follow_ups: At least one.
        now: The present moment.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 a tenth of a second that few starts need

    entries = Calendar()
    entries.add("prodid", "-//eventapp//follow-ups//EN")
    entries.add("version", "2.0")
    entries.add("method", "PUBLISH")
    for follow_up in follow_ups:
        entry = Event()
        entry.add("uid", follow_up.uid)
        entry.add("dtstamp", now)
        entry.add("dtstart", follow_up.day)
        entry.add("dtend", follow_up.day + timedelta(days=1))
        entry.add("summary", follow_up.summary)
        entry.add("description", follow_up.description)
        entry.add("transp", "TRANSPARENT")
        entries.add_component(entry)
    return bytes(entries.to_ical())
