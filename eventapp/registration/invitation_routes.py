"""Pages on invitations: the codes of organisers, and colleagues whom somebody brings along."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.places import LEAVABLE
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.letters import address_of
from eventapp.registration import invitation_queries, place_queries, queries, service
from eventapp.registration.guards import registrant_required
from eventapp.registration.invitation_forms import CodeForm, colleagues_form
from eventapp.registration.service import MOST_COLLEAGUES, Entering

bp = Blueprint("invitations", __name__)

_CODES = "/events/<slug>/settings/invitation-codes"
ROWS_SHOWN = 3
_REFUSALS = {
    Entering.TOO_MANY: _l("You can enter ten people at most."),
    Entering.NOT_OPEN: _l("Registration is closed."),
    Entering.FULL: _l("No place is left for those who stand here: for them nothing was saved."),
    Entering.NO_PLACE: _l("Only who comes can bring others along."),
}


@bp.route(_CODES, methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def codes(event: Event) -> ResponseReturnValue:
    """The invitation codes of an event, how often each was used, and a form for one more."""
    form = CodeForm(event)
    if form.validate_on_submit():
        slug = event.slug
        service.add_code(event.id, form.entry(), account_id=signed_in_account().id, now=clock.now())
        flash(_("The code is made."), "success")
        return redirect(url_for("invitations.codes", slug=slug), HTTPStatus.SEE_OTHER)
    page = render_template(
        "registration/invitation_codes.html",
        event=event,
        form=form,
        codes=invitation_queries.codes_of(event.id, now=clock.now()),
        counts=place_queries.place_numbers(event.id),
        address=lambda code: address_of("registration.register", slug=event.slug, code=code.code),
        organisations=[organisation.name for organisation in event.organisations],
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.post(f"{_CODES}/<id:code_id>/end")
@with_right(Right.ORGANISE)
def end_code(event: Event, code_id: int) -> ResponseReturnValue:
    """Ends a code; whoever came with it keeps what they have."""
    slug = event.slug
    if not service.end_code(event.id, code_id, account_id=signed_in_account().id, now=clock.now()):
        abort(HTTPStatus.NOT_FOUND)
    flash(_("The code is no longer valid."), "success")
    return redirect(url_for("invitations.codes", slug=slug), HTTPStatus.SEE_OTHER)


@bp.route("/events/<slug>/me/colleagues", methods=["GET", "POST"])
@registrant_required
def colleagues(attendee: queries.SignedInAttendee) -> ResponseReturnValue:
    """Registers up to ten people of the same house; each gets a mail and a personal link of their own."""
    person, now = queries.registration(attendee.registration_id), clock.now()
    left = MOST_COLLEAGUES - person.colleagues_entered
    comes = person.status in LEAVABLE
    form = colleagues_form(person.organisation.name if person.organisation else "", max(left, 0))
    if left > 0 and comes and form.validate_on_submit():
        done = service.enter_colleagues(form.people, organisation=form.organisation.data, by_id=person.id, now=now)
        if done.entered:
            said = ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", done.entered)
            flash(said, "success")
        if done.verdict is Entering.ENTERED:
            return redirect(url_for("invitations.colleagues", slug=attendee.slug), HTTPStatus.SEE_OTHER)
        form.form_errors.append(_REFUSALS[done.verdict])
        form.forget(done.entered)
    page = render_template(
        "registration/colleagues.html",
        current_event=person.event,
        person=person,
        form=form,
        left=left,
        comes=comes,
        rows_shown=ROWS_SHOWN,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
