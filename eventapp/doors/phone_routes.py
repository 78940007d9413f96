"""The page of a borrowed phone that is a door: the same without network, what it holds, and what it sends."""

import re
import secrets
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from eventapp import clock, headers
from eventapp.checkin import service as checkin
from eventapp.checkin.answers import in_words, status_of
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.service import DoorAnswer
from eventapp.compression import compressed
from eventapp.config import current_config
from eventapp.contacts.forms import phone_time
from eventapp.core.admission import Admission, Direction
from eventapp.core.codes import read_code
from eventapp.doors.forms import PassingForm
from eventapp.doors.models import DoorDevice
from eventapp.doors.phone_guards import device_required, device_required_with_grace, refusal
from eventapp.doors.queries import Standing
from eventapp.doors.roster import lists_of, roster
from eventapp.doors.service import note_seen
from eventapp.errors import error_response
from eventapp.events.models import Event
from eventapp.forms import sent_texts
from eventapp.registration.queries import registration_by_uid

bp = Blueprint("door_phone", __name__)
_NUMBER = re.compile(r"[0-9]{1,9}")


@bp.get("/events/<slug>/gate")
@device_required
def page(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """The phone's page."""
    return _page(event, device)


@bp.get("/events/<slug>/gate/shell")
@device_required
def shell(_device: DoorDevice, event: Event) -> ResponseReturnValue:
    """The same as the service worker keeps it: for every device alike, without name, key or token."""
    headers.allow_wasm()
    return compressed(_page(event, None))


@bp.get("/events/<slug>/gate/session")
@device_required_with_grace
def session(device: DoorDevice, _event: Event) -> ResponseReturnValue:
    """The token that this browser needs for sending, the server's clock, and when the door ends."""
    return jsonify(
        csrf_token=generate_csrf(),
        now=clock.now().isoformat(),
        expires_at=device.expires_at.isoformat(),
    )


@bp.post("/events/<slug>/gate/seen")
@device_required
def seen(device: DoorDevice, _event: Event) -> ResponseReturnValue:
    """The device says how it stands: how many entries wait in it, and what its clock says."""
    texts, now = sent_texts(), clock.now()
    waiting = texts.get("waiting", "")
    queue_length = int(waiting) if _NUMBER.fullmatch(waiting) else 0
    note_seen(device.id, queue_length=queue_length, device_time=phone_time(texts.get("sent_at", "")), now=now)
    return jsonify(now=now.isoformat())


@bp.get("/events/<slug>/gate/roster")
@device_required
def people(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """What the device holds to work without network; 304 where it holds that already."""
    response = jsonify(roster(device, event, now=clock.now()))
    response.add_etag(weak=True)
    if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        return make_response("", HTTPStatus.NOT_MODIFIED)
    return compressed(response)


@bp.post("/events/<slug>/gate")
@device_required_with_grace
def redeem(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """Somebody at the door: JSON from the page's script, or a form."""
    form = PassingForm.sent()
    if form is None:
        return error_response(HTTPStatus.BAD_REQUEST)
    now = clock.now()
    if now >= device.expires_at and not form.happened_before(device.expires_at, now=now):
        return refusal(Standing.ENDED)
    answer = _pass_door(form, device, now=now)
    if answer is None:
        abort(HTTPStatus.NOT_FOUND)
    if answer.verdict is Admission.REUSED_NONCE:
        return error_response(HTTPStatus.CONFLICT)
    words, status = in_words(answer, event), status_of(answer.verdict)
    if request.is_json:
        more = {"since": answer.since.isoformat() if answer.since else "", "despite": answer.despite or ""}
        return jsonify({**words, **more, "uid": answer.person.uid if answer.person else ""}), status
    return _page(event, device, words), status


def _page(event: Event, device: DoorDevice | None, answer: object = None) -> str:
    headers.allow_wasm()
    lists = lists_of(device, now=clock.now()) if device else []
    return render_template(
        "doors/phone.html",
        current_event=event,
        nav_items=[],
        door=device.name if device else "",
        lists=[(each.id, each.name or _("Entrance")) for each in lists],
        answer=answer,
        badge_base=current_config().base_url,
        nonce=secrets.token_hex(16),
    )


def _pass_door(form: PassingForm, device: DoorDevice, *, now: datetime) -> DoorAnswer | None:
    """Judges and keeps a passing at a device.

    Returns:
        The answer; None where the device may not use that list, or nobody of the event was picked.
    """
    usable = [each.id for each in lists_of(device, now=now)]
    list_id = int(form.list_id) if form.list_id else usable[0]
    person = registration_by_uid(device.event_id, form.uid) if form.uid else None
    if list_id not in usable or (form.uid and person is None):
        return None
    told = form.told_at(now)
    return checkin.redeem(
        DoorRequest(
            event_id=device.event_id,
            list_id=list_id,
            code=read_code(form.code) if form.code else None,
            registration_id=person.id if person else None,
            nonce=form.nonce,
            now=now,
            door=device.name,
            device_id=device.id,
            direction=Direction(form.direction or Direction.ENTRY),
            happened_at=max(told, device.paired_at or told) if form.happened else None,
            device_time=phone_time(form.device_time),
        )
    )
