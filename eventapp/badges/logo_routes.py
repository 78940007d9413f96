"""Page of organisers on the logo of an organisation."""

from base64 import b64encode
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import logos
from eventapp.events.guards import with_right
from eventapp.events.models import Event, Organisation
from eventapp.pictures import PictureFlaw
from eventapp.registration.queries import organisation_uses

bp = Blueprint("logos", __name__)

_LOGO = "/events/<slug>/settings/organisations/<id:organisation_id>/logo"


@bp.get(_LOGO)
@with_right(Right.ORGANISE)
def logo(event: Event, organisation_id: int) -> ResponseReturnValue:
    """The logo as it is, and how it is replaced."""
    return _page(_organisation(event, organisation_id))


@bp.post(_LOGO)
@with_right(Right.ORGANISE)
def keep(event: Event, organisation_id: int) -> ResponseReturnValue:
    """Takes another one."""
    organisation, file = _organisation(event, organisation_id), request.files.get("file")
    flaw = logos.keep_logo(organisation.id, b"" if file is None else file.read(), **_who(event))
    sentences = {
        PictureFlaw.EMPTY: _("Please choose a file first."),
        PictureFlaw.TOO_LARGE: _("This picture is too large: at most 900 KB and 40 megapixels."),
        PictureFlaw.NOT_A_PICTURE: _("This file is no picture that can be read: PNG or JPEG, please."),
    }
    if flaw is not None:
        return _page(_organisation(event, organisation_id), sentences[flaw]), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "success")
    return _to_page(event, organisation_id)


@bp.post(f"{_LOGO}/remove")
@with_right(Right.ORGANISE)
def remove(event: Event, organisation_id: int) -> ResponseReturnValue:
    """Takes it away."""
    logos.remove_logo(_organisation(event, organisation_id).id, **_who(event))
    return _to_page(event, organisation_id)


def _page(organisation: Organisation, error: str = "") -> str:
    kept = logos.logo_of(organisation.id)
    address = "" if kept is None else f"data:{kept.media_type};base64,{b64encode(kept.content).decode()}"
    return render_template("badges/logo.html", organisation=organisation, picture=kept, address=address, error=error)


def _organisation(event: Event, organisation_id: int) -> Organisation:
    uses = (use.organisation for use in organisation_uses(event.id) if use.organisation.id == organisation_id)
    return next(uses, None) or abort(HTTPStatus.NOT_FOUND)


def _who(event: Event) -> dict[str, Any]:
    return {"event_id": event.id, "account_id": signed_in_account().id, "now": clock.now()}


def _to_page(event: Event, organisation_id: int) -> ResponseReturnValue:
    address = url_for("logos.logo", slug=event.slug, organisation_id=organisation_id)
    return redirect(address, HTTPStatus.SEE_OTHER)
