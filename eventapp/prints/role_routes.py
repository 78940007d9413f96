"""Pages of hosts that give people a role: one of them, or many at once from the list of badges."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges.role_forms import GiveForm
from eventapp.badges.roles import give_role
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.prints.forms import PrintForm
from eventapp.prints.pages import BadgesPage
from eventapp.prints.routes import holder_of

bp = Blueprint("given_roles", __name__)


@bp.post("/events/<slug>/badges/give-role")
@with_right(Right.PRINT)
def give(event: Event) -> ResponseReturnValue:
    """Gives a role to those who were ticked in the list, or to all whom it shows."""
    form, page = PrintForm(), BadgesPage(event, request.form)
    found = page.meant(form.scope.data, form.person.data or ())
    if not found:
        flash(_("Nobody was chosen, so nothing has changed."), "warning")
    else:
        _give(event, [row.holder.registration_id for row in found])
    return redirect(page.address(page.number), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/registrations/<uid>/badge/role")
@with_right(Right.PRINT)
def give_one(event: Event, uid: str) -> ResponseReturnValue:
    """Gives one person a role."""
    _give(event, [holder_of(event, uid).registration_id])
    return redirect(url_for("badges.badge", slug=event.slug, uid=uid), HTTPStatus.SEE_OTHER)


def _give(event: Event, registration_ids: list[int]) -> None:
    count = give_role(
        registration_ids,
        GiveForm().role_id(),
        event_id=event.id,
        account_id=signed_in_account().id,
        now=clock.now(),
    )
    if count is None:
        flash(_("This role is gone meanwhile."), "error")
    else:
        flash(ngettext("One badge has changed.", "%(num)s badges have changed.", count), "success")
