"""The page of a borrowed phone that is a door: the same without network, what it holds, and what it sends."""

import re
import secrets
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from eventapp import clock, headers, language
from eventapp.checkin import service as checkin
from eventapp.checkin import walk_ins
from eventapp.checkin.answers import in_words, status_of, walk_in_words
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.service import DoorAnswer
from eventapp.checkin.walk_in_forms import SpokenForm
from eventapp.checkin.walk_ins import WalkingIn, WalkInOutcome, WalkInRequest
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
from eventapp.registration.service import Spoken

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
    person = registration_by_uid(device.event_id, form.uid) if form.uid else None
    if form.uid and person is None:
        abort(HTTPStatus.NOT_FOUND)
    passing = replace(
        _passing(form, device, now=now),
        code=read_code(form.code) if form.code else None,
        registration_id=person.id if person else None,
    )
    answer = checkin.redeem(passing)
    assert answer is not None  # noqa: S101 for mypy: the device's lists are those of its event
    return _answered(event, device, answer)


@bp.post("/events/<slug>/gate/walk-in")
@device_required_with_grace
def walk_in(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """Somebody without a registration, whom a phone without network may have let in long ago."""
    form, typed = PassingForm.sent(of_walk_in=True), SpokenForm()
    if form is None:
        return error_response(HTTPStatus.BAD_REQUEST)
    now = clock.now()
    if now >= device.expires_at and not form.happened_before(device.expires_at, now=now):
        return refusal(Standing.ENDED)
    if not typed.validate():
        if request.is_json:
            sentence = " ".join(str(error) for errors in typed.errors.values() for error in errors)
            return error_response(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", sentence)
        return _page(event, device, typed=typed), HTTPStatus.UNPROCESSABLE_ENTITY
    entry = typed.entry(Spoken(device.name), language.current())
    is_new = bool(typed.is_new.data or form.happened)
    asked = WalkInRequest(entry, _passing(form, device, now=now), is_new=is_new)
    return _walked_in(event, device, typed, walk_ins.walk_in(asked))


def _walked_in(event: Event, device: DoorDevice, typed: SpokenForm, outcome: WalkInOutcome) -> ResponseReturnValue:
    if outcome.verdict in {WalkingIn.REGISTERED, WalkingIn.REPEATED} and outcome.answer is not None:
        return _answered(event, device, outcome.answer)
    words = walk_in_words(outcome, event)
    if request.is_json:
        return jsonify(words), HTTPStatus.CONFLICT
    typed.is_new.data = "y" if outcome.verdict is WalkingIn.SIMILAR else ""
    return _page(event, device, words, typed), HTTPStatus.CONFLICT


def _answered(event: Event, device: DoorDevice, answer: DoorAnswer) -> ResponseReturnValue:
    if answer.verdict is Admission.REUSED_NONCE:
        return error_response(HTTPStatus.CONFLICT)
    words, status = in_words(answer, event), status_of(answer.verdict)
    if request.is_json:
        more = {"since": answer.since.isoformat() if answer.since else "", "despite": answer.despite or ""}
        return jsonify({**words, **more, "uid": answer.person.uid if answer.person else ""}), status
    return _page(event, device, words), status


def _page(event: Event, device: DoorDevice | None, answer: object = None, typed: SpokenForm | None = None) -> str:
    headers.allow_wasm()
    lists = lists_of(device, now=clock.now()) if device else []
    return render_template(
        "doors/phone.html",
        form=typed or SpokenForm(formdata=None, meta={"csrf": False}),  # the kept page is the same for every device
        is_walking_in=typed is not None,
        current_event=event,
        nav_items=[],
        door=device.name if device else "",
        lists=[(each.id, each.name or _("Entrance")) for each in lists],
        answer=answer,
        badge_base=current_config().base_url,
        nonce=secrets.token_hex(16),
    )


def _passing(form: PassingForm, device: DoorDevice, *, now: datetime) -> DoorRequest:
    """What somebody at a device asks for, whoever it is; 404 where the device may not use that list."""
    usable = [each.id for each in lists_of(device, now=now)]
    list_id = int(form.list_id) if form.list_id else usable[0]
    if list_id not in usable:
        abort(HTTPStatus.NOT_FOUND)
    told = form.told_at(now)
    return DoorRequest(
        event_id=device.event_id,
        list_id=list_id,
        code=None,
        nonce=form.nonce,
        now=now,
        door=device.name,
        device_id=device.id,
        direction=Direction(form.direction or Direction.ENTRY),
        happened_at=max(told, device.paired_at or told) if form.happened else None,
        device_time=phone_time(form.device_time),
    )
