"""How does an event get into somebody's calendar, and out of it again?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventapp.events.models import Event


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of an event in one person's calendar.

    Attributes:
        uid: Names it for ever.
        starts_at: When it begins: a moment, or a whole day.
        ends_at: When it ends; the day after the last one.
        title: What it is.
        place: Where it is.
        about: What it is about.
        is_cancelled: They are not coming, or it does not take place.
    """

    uid: str
    starts_at: datetime | date
    ends_at: datetime | date
    title: str
    place: str
    about: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """An event in one person's calendar.

    Attributes:
        event: Which one.
        uid: Names it for ever, so that a calendar that gets it again changes it instead of adding another.
        booked_at: When they registered; from then on counts which version of it is the latest.
        address: Of the event's page.
        is_cancelled: They are not coming.
        slots: The parts of it that they come to, and those that they came to before.
    """

    event: Event
    uid: str
    booked_at: datetime
    address: str
    is_cancelled: bool = False
    slots: Sequence[Slot] = ()


def calendar(appointment: Appointment, *, now: datetime) -> bytes:
    """An event as a calendar file: its days, as an entry of whole days for each stretch of them, and its parts.

    SEQUENCE is the seconds since somebody registered (RFC 5545, 3.8.7.4: it must grow with each later version): no
    version has to be counted.

    Args:
        appointment: Whose it is, and of which event.
        now: The present moment.
    """
    from icalendar import Calendar  # noqa: PLC0415 a tenth of a second that few starts need
    from icalendar import Event as Entry  # noqa: PLC0415

    entries = Calendar()
    entries.add("prodid", "-//eventapp//events//EN")
    entries.add("version", "2.0")
    entries.add("method", "CANCEL" if appointment.is_cancelled else "PUBLISH")
    about_all = {
        "sequence": max(0, int((now - appointment.booked_at).total_seconds())),
        "dtstamp": now,
        "url": appointment.address,
    }
    for slot in _slots(appointment):
        entry = Entry()
        about = {
            "uid": slot.uid,
            **about_all,
            "dtstart": slot.starts_at,
            "dtend": slot.ends_at,
            "summary": slot.title,
            "location": slot.place,
            **({"description": slot.about} if slot.about else {}),
            "status": "CANCELLED" if slot.is_cancelled or appointment.is_cancelled else "CONFIRMED",
        }
        for name, value in about.items():
            entry.add(name, value)
        entries.add_component(entry)
    return bytes(entries.to_ical())


def _slots(appointment: Appointment) -> list[Slot]:
    event, one_day = appointment.event, timedelta(days=1)
    days = [
        Slot(f"{appointment.uid}-{number}", first, last + one_day, event.title, event.place)
        for number, (first, last) in enumerate(_stretches(event), 1)
    ]
    return [*days, *appointment.slots]


def _stretches(event: Event) -> list[tuple[date, date]]:
    """The first and last day of each run of days without a gap."""
    found: list[tuple[date, date]] = []
    for day in sorted(each.date for each in event.days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
