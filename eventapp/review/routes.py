"""Page: what stands out at an event, and the organisers' decisions about it."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.review import queries, service
from eventapp.review.forms import DecisionForm
from eventapp.review.service import Deciding, Decision

bp = Blueprint("review", __name__)
MOST_FLAGS = 30
"""On one page; the others follow when these are decided."""


@bp.get("/events/<slug>/review")
@with_right(Right.ORGANISE)
def review(event: Event) -> ResponseReturnValue:
    """What stands out, with its evidence. Nothing here happens by itself."""
    return render_template("review/review.html", review=queries.review(event), most=MOST_FLAGS)


@bp.post("/events/<slug>/review")
@with_right(Right.ORGANISE)
def decide(event: Event) -> ResponseReturnValue:
    """Keeps, voids or restores the contacts that were ticked."""
    form = DecisionForm()
    if not form.validate():
        if form.contact.errors and not form.contact.raw_data:
            flash(_("Tick the contacts that you decide about."), "warning")
            return redirect(url_for("review.review", slug=event.slug), HTTPStatus.SEE_OTHER)
        return error_response(HTTPStatus.BAD_REQUEST)
    outcome = service.decide(
        event.id,
        form.contact.data,
        Decision(form.decision.data),
        reason=form.reason.data or "",
        account_id=signed_in_account().id,
        now=clock.now(),
    )
    if outcome is Deciding.REASON_MISSING:
        flash(_("Please say why you void a contact; the reason stands in the log."), "warning")
    elif outcome is Deciding.NO_SUCH_CONTACT:
        flash(_("Nothing was changed: one of the contacts is gone. This is the latest state."), "warning")
    else:
        flash(_("Saved. The standings show it already."), "success")
    return redirect(url_for("review.review", slug=event.slug), HTTPStatus.SEE_OTHER)
