"""What stands in somebody's calendar of the sessions that they booked?"""

from collections.abc import Sequence

from eventapp.config import current_config
from eventapp.core.places import Status
from eventapp.events.calendars import Slot
from eventapp.extensions import db
from eventapp.programme.models import ProgrammeSession
from eventapp.programme.queries import bookings_of
from eventapp.registration.calendars import also_in_calendar
from eventapp.registration.models import Registration


@also_in_calendar
def slots_of(person: Registration) -> Sequence[Slot]:
    """What somebody has booked, and what they had: an entry that is taken out has to be named once more."""
    known = [each for each in bookings_of([person.id]) if each.booked_at is not None]
    found = [(each, db.session.get_one(ProgrammeSession, each.session_id)) for each in known]
    found.sort(key=lambda pair: (pair[1].starts_at, pair[1].id))
    return [
        Slot(
            uid=f"{person.uid}-session-{session.id}@{current_config().hostname}",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            title=session.title_in(person.locale),
            place=", ".join(filter(None, (session.room, person.event.place))),
            about=session.about_in(person.locale),
            is_cancelled=booking.status != Status.CONFIRMED,
        )
        for booking, session in found
    ]
