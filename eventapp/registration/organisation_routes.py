"""Pages on the organisations of an event: how many come from each, and which of them are the same one."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.organisation_names import likely_same
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.registration.forms import MergeForm
from eventapp.registration.queries import organisation_uses
from eventapp.registration.service import Merging, merge_organisations

bp = Blueprint("organisations", __name__)


@bp.get("/events/<slug>/settings/organisations")
@with_right(Right.ORGANISE)
def organisations(event: Event) -> ResponseReturnValue:
    """Every organisation with how many people come from it, and those that may be one side by side."""
    uses = {use.organisation.id: use for use in organisation_uses(event.id)}
    guesses = likely_same({id_: use.organisation.name for id_, use in uses.items()})
    # The larger one stays, unless the organiser says otherwise.
    pairs = [sorted((uses[one], uses[other]), key=lambda use: use.people) for one, other in guesses]
    return render_template("registration/organisations.html", event=event, uses=list(uses.values()), pairs=pairs)


@bp.route("/events/<slug>/settings/organisations/<id:organisation_id>/merge", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def merge(event: Event, organisation_id: int) -> ResponseReturnValue:
    """Says what follows when an organisation becomes part of another one, and does it."""
    uses = {use.organisation.id: use for use in organisation_uses(event.id)}
    goes = uses.pop(organisation_id, None)
    if goes is None:
        abort(HTTPStatus.NOT_FOUND)
    form = MergeForm(list(uses.values()), data={"into": request.args.get("into")})
    name = goes.organisation.name
    if form.validate_on_submit():
        slug, stays = event.slug, uses.get(form.into.data)
        stays_as = stays.organisation.name if stays else ""
        merging = merge_organisations(
            event.id, organisation_id, into_id=form.into.data, account_id=signed_in_account().id, now=clock.now()
        )
        if merging is Merging.NOT_HERE:
            abort(HTTPStatus.NOT_FOUND)
        if merging is Merging.MERGED:
            flash(_("%(name)s is now part of %(into)s.", name=name, into=stays_as), "success")
            return redirect(url_for("organisations.organisations", slug=slug), HTTPStatus.SEE_OTHER)
    is_frozen = event.recorded_at is not None
    status = HTTPStatus.OK
    if form.is_submitted():
        status = HTTPStatus.CONFLICT if is_frozen and not form.errors else HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("registration/merge.html", event=event, goes=goes, form=form, is_frozen=is_frozen), status
