"""Finding somebody at the event by name, where no badge can be read."""

import secrets
from http import HTTPStatus

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.contacts.answers import search_in_words
from eventapp.contacts.forms import PeopleForm
from eventapp.contacts.guards import found_by
from eventapp.contacts.people_search import Search, SearchAnswer, search_people
from eventapp.errors import error_response
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("people_search", __name__)


@bp.get("/events/<slug>/scan/people")
@attendee_required
def page(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The search alone, for phones without JavaScript."""
    return _page(attendee, PeopleForm(formdata=None), None)


@bp.post("/events/<slug>/scan/people")
@attendee_required
def search(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Whom a name means, as JSON for the scanner or as a page.

    It is a POST, since every search is counted. Choosing somebody sends a scan like any other.
    """
    form = PeopleForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST) if request.is_json else _page(attendee, form, None)
    answer = search_people(form.q.data, registration_id=attendee.registration_id, now=clock.now())
    status = HTTPStatus.TOO_MANY_REQUESTS if answer.outcome is Search.TOO_OFTEN else HTTPStatus.OK
    if not request.is_json:
        return _page(attendee, form, answer), status
    people = [
        {"code": found_by(attendee, person.uid), "name": person.name, "organisation": person.organisation}
        for person in answer.people
    ]
    return jsonify(text=search_in_words(answer), people=people), status


def _page(attendee: SignedInAttendee, form: PeopleForm, answer: SearchAnswer | None) -> str:
    return render_template(
        "contacts/people.html",
        current_event=registration(attendee.registration_id).event,
        form=form,
        people=[
            (person, found_by(attendee, person.uid), secrets.token_hex(16))
            for person in (answer.people if answer else ())
        ],
        told=search_in_words(answer) if answer else "",
    )
