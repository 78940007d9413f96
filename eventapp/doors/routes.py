"""Pages: an organiser's list of devices, and the pairing of a phone."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import attempts
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import qr
from eventapp.checkin import service as checkin
from eventapp.checkin.queries import arrival_list, lists
from eventapp.config import current_config
from eventapp.doors import queries, service
from eventapp.doors.forms import DeviceForm
from eventapp.doors.models import DoorDevice, Kind
from eventapp.doors.phone_guards import start_session
from eventapp.doors.queries import DeviceState
from eventapp.errors import error_response, wants_json
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.prints.desk_routes import label_stock

bp = Blueprint("doors", __name__)

_ALL = "/events/<slug>/door/devices"
_NEW_PAIRING = "new_door"


@bp.route(_ALL, methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def devices(event: Event) -> ResponseReturnValue:
    """Lists the devices, and makes one; its pairing code is shown once."""
    form, now = _form(event), clock.now()
    if form.validate_on_submit():
        list_ids = [list_id or checkin.own_list(event.id, now=now) for list_id in form.lists.data]
        kind, paper = Kind(form.kind.data), label_stock(event, form.label_stock.data or "")
        is_kiosk = kind is Kind.KIOSK
        pin, label = (form.pin.data or "", paper.key if paper else "") if is_kiosk else ("", "")
        new = service.NewDevice(form.name.data, list_ids, kind, pin, label)
        secret = service.make_device(event.id, new, account_id=signed_in_account().id, now=now)
        if secret is None:
            flash(_("There are very many devices already. Revoke one first."), "error")
        else:
            _keep_pairing(event, new.name, secret)
        return _to_devices(event)
    pairing = session.pop(_NEW_PAIRING, None)
    if pairing is not None and pairing["slug"] != event.slug:
        pairing = None
    page = render_template(
        "doors/devices.html",
        form=form,
        pairing=pairing,
        qr=qr.svg(qr.qr_matrix(pairing["address"]), _("Pairing code")) if pairing else None,
        devices=[(device, queries.state_of(device, now=now)) for device in queries.devices(event.id)],
        states=DeviceState,
        now=now,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.post(f"{_ALL}/<id:device_id>/pairing")
@with_right(Right.ORGANISE)
def pair_again(event: Event, device_id: int) -> ResponseReturnValue:
    """Makes a new pairing code for a device."""
    name = _device(event, device_id).name
    secret = service.renew_pairing(device_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    if secret is None:
        flash(_("This device was revoked. Make a new one."), "error")
    else:
        _keep_pairing(event, name, secret)
    return _to_devices(event)


@bp.post(f"{_ALL}/<id:device_id>/revoke")
@with_right(Right.ORGANISE)
def revoke(event: Event, device_id: int) -> ResponseReturnValue:
    """Ends a device at once."""
    _device(event, device_id)
    service.revoke(device_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("The device is revoked: it can let nobody in any more."), "success")
    return _to_devices(event)


@bp.route("/door/pair/<token>", methods=["GET", "POST"])
def pair(token: str) -> ResponseReturnValue:
    """Makes the phone that holds the pairing code a door: looking shows a button, sending uses the code up."""
    now, visitor, sends = clock.now(), request.remote_addr or "", request.method == "POST"
    if sends and not attempts.is_allowed(attempts.SECRET_LINK, visitor, now=now):
        return error_response(HTTPStatus.TOO_MANY_REQUESTS)
    found = queries.device_to_pair(token, now=now)
    if found is not None and not sends:
        device, event = found
        return render_template("doors/pair.html", device=device, paired_event=event)
    paired = service.pair(token, now=now) if sends else None
    if paired is not None:
        start_session(paired.token)
        page = "kiosk.page" if paired.kind is Kind.KIOSK else "door_phone.page"
        return redirect(url_for(page, slug=paired.slug), HTTPStatus.SEE_OTHER)
    if sends:
        attempts.note(attempts.SECRET_LINK, visitor, now=now)
    if wants_json():
        return error_response(HTTPStatus.GONE)
    return make_response(render_template("doors/dead_pairing.html"), HTTPStatus.GONE)


def _form(event: Event) -> DeviceForm:
    form = DeviceForm()
    own = [] if arrival_list(event.id) else [(0, _("Entrance"))]
    form.offer_lists(own + [(each.id, each.name or _("Entrance")) for each in lists(event.id)])
    return form


def _device(event: Event, device_id: int) -> DoorDevice:
    found = (device for device in queries.devices(event.id) if device.id == device_id)
    return next(found, None) or abort(HTTPStatus.NOT_FOUND)


def _keep_pairing(event: Event, name: str, secret: str) -> None:
    address = current_config().base_url + url_for("doors.pair", token=secret)
    session[_NEW_PAIRING] = {"slug": event.slug, "name": name, "address": address}


def _to_devices(event: Event) -> ResponseReturnValue:
    return redirect(url_for("doors.devices", slug=event.slug), HTTPStatus.SEE_OTHER)
