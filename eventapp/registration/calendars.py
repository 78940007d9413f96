"""What stands in somebody's calendar about their registration?"""

from eventapp.config import current_config
from eventapp.core.places import OUT_OF_CALENDAR
from eventapp.events.calendars import Appointment
from eventapp.letters import address_of
from eventapp.registration.models import Registration


def appointment_of(person: Registration) -> Appointment:
    """The event in the calendar of somebody registered; the same entry in every mail and file about it."""
    return Appointment(
        person.event,
        uid=f"{person.uid}@{current_config().hostname}",
        booked_at=person.created_at,
        address=address_of("events.event", slug=person.event.slug),
        is_cancelled=person.status in OUT_OF_CALENDAR,
    )
