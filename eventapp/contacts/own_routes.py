"""Pages of attendees on whom they should still meet: declining a suggestion, and taking that back."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.contacts import suggestions
from eventapp.contacts.forms import SuggestionForm
from eventapp.errors import error_response
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee

bp = Blueprint("suggestions", __name__)


@bp.post("/events/<slug>/suggestions/decline")
@attendee_required
def decline(attendee: SignedInAttendee) -> ResponseReturnValue:
    """„Nicht mehr vorschlagen“: the two are suggested to each other no more."""
    form = SuggestionForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    other = suggestions.decline(attendee.registration_id, form.uid.data, now=clock.now())
    if other is None:
        abort(HTTPStatus.NOT_FOUND)
    flash(_("%(name)s is not suggested any more.", name=other.name), "success")
    return redirect(url_for("contacts.me", slug=attendee.slug, _anchor="suggestions"), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/suggestions/take-back")
@attendee_required
def take_back(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The person may be suggested again after all."""
    form = SuggestionForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    other = suggestions.take_back(attendee.registration_id, form.uid.data)
    if other is None:
        abort(HTTPStatus.NOT_FOUND)
    flash(_("%(name)s may be suggested again.", name=other.name), "success")
    return redirect(url_for("contacts.me", slug=attendee.slug, _anchor="suggestions"), HTTPStatus.SEE_OTHER)
