"""What does the programme ask of whoever registers: on which days they come, and which sessions they book?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from eventapp.events.models import Event
from eventapp.programme import queries
from eventapp.programme.booking import wish
from eventapp.programme.days import asks_days, keep_days
from eventapp.programme.forms import days_field, hints, sessions_field
from eventapp.programme.queries import Numbers
from eventapp.registration.models import Registration
from eventapp.registration.parts import Part, asks_at_registration


@asks_at_registration
def programme_part(event: Event, now: datetime) -> Part | None:
    """The days of an event that asks for them, and its sessions that can be booked."""
    bookable = queries.bookable_sessions(event.id, now=now)
    numbers = queries.numbers_of(event.id) if bookable else {}
    sessions = [each for each in bookable if each.has_waiting_list or numbers.get(each.id, Numbers()).free(each) != 0]
    fields: dict[str, Any] = {}
    if asks_days(event):
        fields["coming_days"] = days_field(event)
    if sessions:
        fields["wished_sessions"] = sessions_field(sessions)
        fields["session_hints"] = hints(sessions, numbers, event.time_zone)
    return Part("programme/_asked.html", fields, _keep) if fields else None


def _keep(form: Any, session: Session, person: Registration, now: datetime) -> None:
    if "coming_days" in form:
        keep_days(session, person, [date.fromisoformat(day) for day in form.coming_days.data])
    if "wished_sessions" in form:
        wish(session, person, [int(id_) for id_ in form.wished_sessions.data], now)
