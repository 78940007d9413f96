"""What does the mail about somebody's programme say?"""

from datetime import datetime

from eventapp.events.calendars import calendar
from eventapp.letters import address_of, letter
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import Attachment, ComposedMail
from eventapp.programme.days import asks_days
from eventapp.programme.notices import Change
from eventapp.programme.queries import chosen_days, find_session, own_programme
from eventapp.registration.calendars import appointment_of
from eventapp.registration.queries import find_registration
from eventapp.registration.service import issue_personal_link


def compose_programme(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """What changed, and everything that the person has booked by now, with the calendar entries to it.

    Args:
        mail: The waiting mail; it is about a registration, and often about a session.
        now: The present moment.

    Returns:
        None when the person is gone or has another address by now: the link is for nobody else.
    """
    person = find_registration(mail.about["registration_id"])
    if person is None or person.email != mail.recipient:
        return None
    values = {
        "person": person,
        "event": person.event,
        "change": Change(mail.about["occasion"]),
        "about": find_session(mail.about["session_id"]),
        "programme": own_programme(person),
        "comes_on": chosen_days(person.id) if asks_days(person.event) else (),
        "link": address_of("registration.personal_link", token=issue_personal_link(person.id, by_mail=True, now=now)),
    }
    file = calendar(appointment_of(person), now=now)
    goes = (Attachment("event.ics", "text/calendar", file),) if person.has_place else ()
    return letter("programme", mail, person.event, values, goes)
