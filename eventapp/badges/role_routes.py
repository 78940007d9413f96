"""Pages of organisers around roles: which an event has, and how each looks on a badge."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import roles
from eventapp.badges.design import design_for
from eventapp.badges.design.badge import Badge
from eventapp.badges.fonts import load_fonts
from eventapp.badges.preview import picture_of
from eventapp.badges.role_forms import RoleForm
from eventapp.badges.roles import USUAL_COLOURS, Keeping, RoleUse, Usual
from eventapp.badges.stock import SHEET
from eventapp.config import current_config
from eventapp.core.codes import badge_address
from eventapp.core.text import comparison_key
from eventapp.events.days import days_in_words
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.forms import sent_texts

bp = Blueprint("roles", __name__)

_CODE, _SHORT_CODE = "ABCDEFGHJKMNPQRSTUVWXYZ234", "ABCD2345"
_ROLES = "/events/<slug>/badges/roles"


@bp.get(_ROLES)
@with_right(Right.ORGANISE)
def all_roles(event: Event) -> ResponseReturnValue:
    """Every role with a badge that shows it, and those that many events have."""
    there = roles.roles_of(event.id)
    taken = {comparison_key(role.name) for role in there}
    usual = [(key, word) for key, word in _usual_words().items() if comparison_key(word) not in taken]
    return render_template("badges/roles.html", roles=[(role, _picture(event, role)) for role in there], usual=usual)


@bp.post(_ROLES)
@with_right(Right.ORGANISE)
def begin(event: Event) -> ResponseReturnValue:
    """Takes over a role that many events have; its name and colour can be changed afterwards."""
    wanted = sent_texts().get("usual", "")
    if wanted not in list(Usual):
        abort(HTTPStatus.BAD_REQUEST)
    usual = Usual(wanted)
    kept = roles.keep_role(event.id, _usual_words()[usual], USUAL_COLOURS[usual], **_who())
    if kept is not Keeping.KEPT:
        flash(_sentence(kept), "warning")
    return _to_roles(event)


@bp.route(f"{_ROLES}/new", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def new(event: Event) -> ResponseReturnValue:
    """Makes one."""
    return _edited(event, RoleForm(), None)


@bp.route(f"{_ROLES}/<id:role_id>", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def change(event: Event, role_id: int) -> ResponseReturnValue:
    """Changes one; the badges of all who have it count as changed."""
    role = roles.role_of(event.id, role_id) or abort(HTTPStatus.NOT_FOUND)
    return _edited(event, RoleForm(obj=role), role)


@bp.post(f"{_ROLES}/<id:role_id>/remove")
@with_right(Right.ORGANISE)
def remove(event: Event, role_id: int) -> ResponseReturnValue:
    """Removes one; its people stay."""
    role = roles.role_of(event.id, role_id) or abort(HTTPStatus.NOT_FOUND)
    roles.remove_role(event.id, role_id, **_who())
    flash(_("The role %(name)s is gone.", name=role.name), "success")
    return _to_roles(event)


def _edited(event: Event, form: RoleForm, role: RoleUse | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        role_id = None if role is None else role.id
        kept = roles.keep_role(event.id, form.name.data, form.colour.data, role_id=role_id, **_who())
        if kept is Keeping.KEPT:
            flash(_("Saved."), "success")
            return _to_roles(event)
        form.name.errors = [*form.name.errors, _sentence(kept)]
    page = render_template("badges/role.html", form=form, role=role)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _sentence(kept: Keeping) -> str:
    sentences = {
        Keeping.TAKEN: _("There is a role of this name already."),
        Keeping.TOO_MANY: _("The event has %(count)s roles already: please remove one first.", count=roles.MOST),
        Keeping.MISSING: _("This role is gone meanwhile."),
    }
    return str(sentences[kept])


def _usual_words() -> dict[Usual, str]:
    return {
        Usual.SPEAKER: _("Speaker"),
        Usual.HOST: _("Your host"),
        Usual.PRESS: _("Press"),
        Usual.EXHIBITOR: _("Exhibitor"),
        Usual.GUEST: _("Guest of honour"),
    }


def _picture(event: Event, role: RoleUse) -> Markup:
    address = badge_address(current_config().base_url, _CODE)
    badge = Badge(
        "Anna Schmidt",
        "Mittelstand-Digital Zentrum",
        event.title,
        address,
        _SHORT_CODE,
        role.name,
        role.colour,
        day=days_in_words(event),
    )
    fonts = load_fonts(assets.FOLDER / "vendor" / "fonts")
    title = _("A badge with the role %(name)s", name=role.name)
    return picture_of(badge, design_for(SHEET.width, SHEET.height), fonts, title)


def _who() -> dict[str, Any]:
    return {"account_id": signed_in_account().id, "now": clock.now()}


def _to_roles(event: Event) -> ResponseReturnValue:
    return redirect(url_for("roles.all_roles", slug=event.slug), HTTPStatus.SEE_OTHER)
