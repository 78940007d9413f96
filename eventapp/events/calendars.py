"""How does an event get into somebody's calendar, and out of it again?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventapp.events.models import Event


@dataclass(frozen=True, slots=True)
class Appointment:
    """An event in one person's calendar.

    Attributes:
        event: Which one.
        uid: Names it for ever, so that a calendar that gets it again changes it instead of adding another.
        booked_at: When they registered; from then on counts which version of it is the latest.
        address: Of the event's page.
        is_cancelled: They are not coming.
    """

    event: Event
    uid: str
    booked_at: datetime
    address: str
    is_cancelled: bool = False


def calendar(appointment: Appointment, *, now: datetime) -> bytes:
    """An event as a calendar file: its days, as an entry of whole days for each stretch of them.

    SEQUENCE is the minutes since somebody registered (RFC 5545, 3.8.7.4: it must grow with each later version): no
    version has to be counted, and a file that is fetched twice in a minute is the same version.

    Args:
        appointment: Whose it is, and of which event.
        now: The present moment.
    """
    from icalendar import Calendar  # noqa: PLC0415 a tenth of a second that few starts need
    from icalendar import Event as Entry  # noqa: PLC0415

    event, entries = appointment.event, Calendar()
    entries.add("prodid", "-//eventapp//events//EN")
    entries.add("version", "2.0")
    entries.add("method", "CANCEL" if appointment.is_cancelled else "PUBLISH")
    sequence = max(0, int((now - appointment.booked_at).total_seconds() // 60))
    for number, (first, last) in enumerate(_stretches(event), 1):
        entry = Entry()
        entry.add("uid", f"{appointment.uid}-{number}")
        entry.add("sequence", sequence)
        entry.add("dtstamp", now)
        entry.add("dtstart", first)
        entry.add("dtend", last + timedelta(days=1))
        entry.add("summary", event.title)
        entry.add("location", event.place)
        entry.add("url", appointment.address)
        entry.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
        entries.add_component(entry)
    return bytes(entries.to_ical())


def _stretches(event: Event) -> list[tuple[date, date]]:
    """The first and last day of each run of days without a gap."""
    found: list[tuple[date, date]] = []
    for day in sorted(each.date for each in event.days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
