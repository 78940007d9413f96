"""Pages: an organiser's list of contact stations, the pairing of a tablet, and the tablet's own page."""

import secrets
from http import HTTPStatus

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, headers
from eventapp.accounts import attempts
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import qr
from eventapp.config import current_config
from eventapp.contacts.answers import headers_of, status_of
from eventapp.core.codes import read_code
from eventapp.errors import error_response, wants_json
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.stations import queries, service
from eventapp.stations.answers import PairInWords, in_words
from eventapp.stations.forms import PairForm, StationForm
from eventapp.stations.guards import start_session, station_required
from eventapp.stations.models import ContactStation
from eventapp.stations.pairs import PairRequest, record_pair
from eventapp.stations.queries import StationState

bp = Blueprint("stations", __name__)

_NEW_PAIRING = "new_pairing"
_NAMES_SHOWN = 6
"""Seconds after which a tablet without JavaScript clears the names of two people."""


@bp.route("/events/<slug>/stations", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def stations(event: Event) -> ResponseReturnValue:
    """Lists the stations, and makes one; its pairing code is shown once."""
    form, now = StationForm(), clock.now()
    if form.validate_on_submit():
        secret = service.make_station(event.id, name=form.name.data, account_id=signed_in_account().id, now=now)
        if secret is None:
            flash(_("There are very many stations already. Revoke one first."), "error")
        else:
            _keep_pairing(event, form.name.data, secret)
        return _to_list(event)
    pairing = session.pop(_NEW_PAIRING, None)
    if pairing is not None and pairing["slug"] != event.slug:
        pairing = None
    page = render_template(
        "stations/stations.html",
        form=form,
        pairing=pairing,
        qr=qr.svg(qr.qr_matrix(pairing["address"]), _("Pairing code")) if pairing else None,
        stations=[(station, queries.state_of(station, now=now)) for station in queries.stations(event.id)],
        states=StationState,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.post("/events/<slug>/stations/<id:station_id>/pairing")
@with_right(Right.ORGANISE)
def pair_again(event: Event, station_id: int) -> ResponseReturnValue:
    """Makes a new pairing code for a station."""
    station = _station(event, station_id)
    name = station.name
    secret = service.renew_pairing(station_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    if secret is None:
        flash(_("This station was revoked. Make a new one."), "error")
    else:
        _keep_pairing(event, name, secret)
    return _to_list(event)


@bp.post("/events/<slug>/stations/<id:station_id>/revoke")
@with_right(Right.ORGANISE)
def revoke(event: Event, station_id: int) -> ResponseReturnValue:
    """Stops a station at once."""
    _station(event, station_id)
    service.revoke(station_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("The station is revoked: its tablet can do nothing any more."), "success")
    return _to_list(event)


@bp.route("/station/pair/<token>", methods=["GET", "POST"])
def pair(token: str) -> ResponseReturnValue:
    """Makes the tablet that holds the pairing code a station: looking shows a button, sending uses the code up."""
    now, visitor, sends = clock.now(), request.remote_addr or "", request.method == "POST"
    if sends and not attempts.is_allowed(attempts.SECRET_LINK, visitor, now=now):
        return error_response(HTTPStatus.TOO_MANY_REQUESTS)
    found = queries.station_to_pair(token, now=now)
    if found is not None and not sends:
        station, event = found
        return render_template("stations/pair.html", station=station, paired_event=event)
    tablet = service.pair(token, now=now) if sends else None
    if tablet is not None:
        start_session(tablet.token)
        return redirect(url_for("stations.station", slug=tablet.slug), HTTPStatus.SEE_OTHER)
    if sends:
        attempts.note(attempts.SECRET_LINK, visitor, now=now)
    if wants_json():
        return error_response(HTTPStatus.GONE)
    return make_response(render_template("stations/dead_pairing.html"), HTTPStatus.GONE)


@bp.get("/events/<slug>/station")
@station_required
def station(station: ContactStation, event: Event) -> ResponseReturnValue:
    """The tablet's page."""
    return _page(station, event, PairForm(formdata=None))


@bp.post("/events/<slug>/station")
@station_required
def join(station: ContactStation, event: Event) -> ResponseReturnValue:
    """Takes two badges, as JSON from the page's script or as a form, and answers in the same way."""
    form = PairForm()
    if not form.validate():
        if request.is_json or form.nonce.errors:
            return error_response(HTTPStatus.BAD_REQUEST)
        return _page(station, event, form), HTTPStatus.UNPROCESSABLE_ENTITY
    answer = record_pair(
        PairRequest(
            event_id=event.id,
            station_id=station.id,
            station=station.name,
            first=read_code(form.first.data),
            second=read_code(form.second.data),
            nonce=form.nonce.data,
            now=clock.now(),
        )
    )
    words, status, more = in_words(answer), status_of(answer.verdict), headers_of(answer.verdict)
    if request.is_json:
        return jsonify(words), status, more
    more["Refresh"] = f"{_NAMES_SHOWN}; url={url_for('stations.station', slug=event.slug)}"
    return _page(station, event, PairForm(formdata=None), words), status, more


def _page(station: ContactStation, event: Event, form: PairForm, answer: PairInWords | None = None) -> str:
    headers.allow_wasm()
    return render_template(
        "stations/station.html",
        current_event=event,
        nav_items=[],
        station=station,
        form=form,
        answer=answer,
        badge_base=current_config().base_url,
        nonce=secrets.token_hex(16),
    )


def _station(event: Event, station_id: int) -> ContactStation:
    found = (station for station in queries.stations(event.id) if station.id == station_id)
    return next(found, None) or abort(HTTPStatus.NOT_FOUND)


def _keep_pairing(event: Event, name: str, secret: str) -> None:
    address = current_config().base_url + url_for("stations.pair", token=secret)
    session[_NEW_PAIRING] = {"slug": event.slug, "name": name, "address": address}


def _to_list(event: Event) -> ResponseReturnValue:
    return redirect(url_for("stations.stations", slug=event.slug), HTTPStatus.SEE_OTHER)
