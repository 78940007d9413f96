"""What stands in somebody's calendar about their registration?"""

from collections.abc import Callable, Sequence

from eventapp.config import current_config
from eventapp.core.places import OUT_OF_CALENDAR
from eventapp.events.calendars import Appointment, Slot
from eventapp.letters import address_of
from eventapp.registration.models import Registration

SlotsOf = Callable[[Registration], Sequence[Slot]]
_also: list[SlotsOf] = []


def also_in_calendar(slots_of: SlotsOf) -> SlotsOf:
    """Decorates what a later domain knows for somebody's calendar: what they have booked."""
    _also.append(slots_of)
    return slots_of


def appointment_of(person: Registration) -> Appointment:
    """The event in the calendar of somebody registered; the same entry in every mail and file about it."""
    return Appointment(
        person.event,
        uid=f"{person.uid}@{current_config().hostname}",
        booked_at=person.created_at,
        address=address_of("events.event", slug=person.event.slug),
        is_cancelled=person.status in OUT_OF_CALENDAR,
        slots=[slot for slots_of in _also for slot in slots_of(person)],
    )
