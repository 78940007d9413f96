"""Page: what the recorded result says about the attendee who asks, for them alone."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventapp.champion import queries
from eventapp.champion.results import contacts_of, standing_of
from eventapp.core.contact_rules import Reason
from eventapp.registration.guards import attendee_required
from eventapp.registration.models import Registration
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("own_result", __name__)


@bp.get("/events/<slug>/result")
@attendee_required
def own_result(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The attendee's own number and contacts as recorded, each with why it counted or not.

    The place is told only after the crowning: before it, whoever stands first would know.
    """
    person = registration(attendee.registration_id)
    result = queries.latest_result(attendee.event_id) if attendee.closing.recorded_at else None
    rows = contacts_of(result, person.number) if result else []
    people = queries.people_by_number(attendee.event_id, [row.other for row in rows])
    return render_template(
        "champion/own_result.html",
        current_event=person.event,
        person=person,
        result=result,
        standing=standing_of(result, person.number) if result else None,
        is_crowned=result is not None and queries.crowning(result.id) is not None,
        contacts=[(row, _name(people.get(row.other))) for row in rows if row.reason is not Reason.REJECTED],
    )


def _name(person: Registration | None) -> str:
    return person.name if person is not None else ""
