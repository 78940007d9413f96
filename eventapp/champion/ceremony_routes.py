"""Page: the ceremony for the projector, title by title; and whose names may stand there."""

from dataclasses import asdict
from http import HTTPStatus

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.champion import queries, service
from eventapp.champion.ceremony import Ceremony, ceremony, named
from eventapp.champion.forms import NamingForm
from eventapp.champion.naming import decide_naming
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.registration.consents import CONSENTS
from eventapp.registration.models import Purpose

bp = Blueprint("ceremony", __name__)


@bp.get("/events/<slug>/champion/ceremony")
@with_right(Right.ORGANISE)
def show(event: Event) -> ResponseReturnValue:
    """Everything that the ceremony shows, in one page: from here on it needs no network."""
    result = queries.latest_result(event.id) if event.closing.recorded_at else None
    shown = ceremony(event.id, result) if result else Ceremony([], 0, [])
    return render_template(
        "champion/ceremony.html",
        result=result,
        ceremony=shown,
        networks=[asdict(network) for network in shown.networks],
        is_crowned=result is not None and queries.crowning(result.id) is not None,
    )


@bp.post("/events/<slug>/champion/ceremony/<id:version>")
@with_right(Right.ORGANISE)
def reveal(event: Event, version: int) -> ResponseReturnValue:
    """Announces the result that the hall has just seen, for the page itself; the hall's screens and phones follow."""
    account_id = signed_in_account().id
    return jsonify(outcome=service.crown(event.id, account_id=account_id, now=clock.now(), version=version))


@bp.post("/events/<slug>/champion/naming")
@with_right(Right.ORGANISE)
def naming(event: Event) -> ResponseReturnValue:
    """Keeps that somebody has agreed to be named in the hall, or no longer, as an organiser was told."""
    form = NamingForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    number, given = form.number.data, form.given.data == "yes"
    result = queries.latest_result(event.id)
    account, words = signed_in_account(), CONSENTS[Purpose.PROJECTOR].text
    text = _("Told to %(name)s: %(words)s", name=account.name, words=words)
    if result is None or number not in {each.person.number for each in named(event.id, result)}:
        flash(_("The ceremony does not name this person."), "info")
    elif not decide_naming(event.id, number, text=text, given=given, account_id=account.id, now=clock.now()):
        flash(_("That was done already; nothing has changed since."), "info")
    return redirect(url_for("champion.champion", slug=event.slug, _anchor="naming"), HTTPStatus.SEE_OTHER)
