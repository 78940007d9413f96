"""What organisers do with many registrations at once: first a page that says with whom, then its button."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.places import Status
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.registration import queries, service
from eventapp.registration.routes import list_address
from eventapp.registration.selection_forms import ALL_FOUND, MAIL, PRINT, SelectionForm
from eventapp.registration.service import Decision

bp = Blueprint("selection", __name__)

NAMES_SHOWN = 30
_WORDS: Mapping[str, Any] = {
    Decision.APPROVE: _l("Approve"),
    Decision.DECLINE: _l("Decline"),
    Decision.GIVE: _l("Give a place"),
    Decision.CANCEL: _l("Cancel the place"),
    MAIL: _l("Send the ticket once more"),
    PRINT: _l("Print badges"),
}


@bp.post("/events/<slug>/registrations/selected")
@with_right(Right.ORGANISE)
def act(event: Event) -> ResponseReturnValue:
    """Does one thing with everybody chosen, once it is confirmed on a page that says with whom."""
    form, slug = SelectionForm(), event.slug
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    back = list_address(slug, request.form)
    people = _chosen(event, form)
    if not people:
        flash(_("Nobody was chosen."), "warning")
        return redirect(back, HTTPStatus.SEE_OTHER)
    if not form.confirmed.data or form.action.data == PRINT:
        return render_template(
            "registration/selection.html",
            event=event,
            people=people,
            shown=NAMES_SHOWN,
            action=form.action.data,
            label=_WORDS[form.action.data],
            back=back,
            sent=request.form,
        )
    ids = [person.id for person in people]
    if form.action.data == MAIL:
        mailed = service.mail_tickets_again(event.id, ids, now=clock.now())
        _say(mailed, len(ids) - mailed)
    else:
        decision = Decision(form.action.data)
        done = service.decide(event.id, ids, decision, account_id=signed_in_account().id, now=clock.now())
        _say(done.done, done.left)
    return redirect(back, HTTPStatus.SEE_OTHER)


def _chosen(event: Event, form: SelectionForm) -> list[queries.Listed]:
    """Whom a form means, by name: those ticked, or everybody whom the search found."""
    if form.scope.data == ALL_FOUND:
        status = form.status.data
        return list(queries.listed(event.id, form.q.data, Status(status) if status else None))
    ticked = set(form.uid.data)
    return [person for person in queries.listed(event.id) if person.uid in ticked]


def _say(done: int, left: int) -> None:
    if done:
        flash(ngettext("Done for one person.", "Done for %(num)s people.", done), "success")
    if left:
        flash(
            ngettext(
                "For one person nothing changed: they stand otherwise, or have no e-mail address.",
                "For %(num)s people nothing changed: they stand otherwise, or have no e-mail address.",
                left,
            ),
            "info",
        )
