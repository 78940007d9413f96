"""Pages on which a registration is deleted: by the person themselves, or by an organiser on their request."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.forms import ErasureForm
from eventapp.registration.guards import end_session, registrant_required

bp = Blueprint("erasing", __name__)


@bp.route("/events/<slug>/me/delete", methods=["GET", "POST"])
@registrant_required
def own(attendee: queries.SignedInAttendee) -> ResponseReturnValue:
    """The attendee deletes themselves: a page that says what goes, and its button."""
    if request.method != "POST":
        person = queries.registration(attendee.registration_id)
        return render_template("registration/erase_own.html", current_event=person.event, person=person)
    if not ErasureForm().validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    service.erase(attendee.registration_id, account_id=None, now=clock.now())
    end_session()
    flash(_("Your registration is deleted, with everything that belonged to it."), "success")
    response = redirect(url_for("events.event", slug=attendee.slug), HTTPStatus.SEE_OTHER)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.route("/events/<slug>/registrations/<uid>/delete", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def registration(event: Event, uid: str) -> ResponseReturnValue:
    """An organiser deletes a registration on request: the same page about somebody else."""
    person = queries.registration_by_uid(event.id, uid)
    if person is None:
        abort(HTTPStatus.NOT_FOUND)
    if request.method != "POST":
        return render_template("registration/erase.html", event=event, person=person)
    if not ErasureForm().validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    slug = event.slug
    service.erase(person.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("The registration is deleted, with everything that belonged to it."), "success")
    return redirect(url_for("registration.registrations", slug=slug), HTTPStatus.SEE_OTHER)
