"""Pages of a kiosk: visitors show their code, see their badge, correct a slip, and come in. It names nobody else."""

import secrets
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from eventapp import clock, headers
from eventapp.accounts import attempts
from eventapp.badges.queries import Holder, holder_by_uid
from eventapp.badges.stock import SINGLE
from eventapp.checkin import service as checkin
from eventapp.checkin.answers import status_of
from eventapp.checkin.door_facts import DoorRequest
from eventapp.config import current_config
from eventapp.core.admission import Admission
from eventapp.core.codes import read_code
from eventapp.doors import service
from eventapp.doors.forms import CodeForm, PinForm
from eventapp.doors.kiosk_guards import (
    THANKS_LAST,
    VISIT_LASTS,
    Visit,
    begin_anew,
    begin_visit,
    current_visit,
    end_kiosk,
    end_visit,
    kiosk_required,
    thank,
)
from eventapp.doors.models import DoorDevice
from eventapp.doors.roster import lists_of
from eventapp.events.models import Event
from eventapp.prints.desk_routes import drawn_label, is_printed, label_stock, place_label, sheet_of
from eventapp.prints.pages import picture_of
from eventapp.prints.words import usual_look
from eventapp.registration.forms import NameForm
from eventapp.registration.service import Correcting, Correction, Corrector, correct

bp = Blueprint("kiosk", __name__)
_KIOSK = "/events/<slug>/kiosk"
_NOBODYS = {Admission.UNKNOWN_BADGE, Admission.OTHER_EVENT}


@bp.get(_KIOSK)
@kiosk_required
def page(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """The beginning, or what whoever stands there has to see next; nothing of whoever stood there before."""
    visit = current_visit()
    holder = holder_by_uid(event.id, visit.uid) if visit else None
    if visit is None or holder is None:
        return _start_page(event, CodeForm(formdata=None))
    if visit.is_in:
        return _thanks_page(device, event, visit, holder)
    return _check_page(device, event, holder, NameForm(formdata=None, data=_details(holder)))


@bp.post(_KIOSK)
@kiosk_required
def identify(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """Takes a code. Whose it is stands on the next page alone, which no way back leads to once they have gone."""
    form, now, slug = CodeForm(), clock.now(), event.slug
    end_visit()
    if not form.validate():
        return _start_page(event, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if not attempts.is_allowed(attempts.KIOSK_CODE, str(device.id), now=now):
        return _refusal_page(event, "too_often", HTTPStatus.TOO_MANY_REQUESTS)
    request = _passing(device, now=now, code=form.code.data)
    foreseen = checkin.foresee(request)
    if foreseen is not None and foreseen.verdict.passes and foreseen.person is not None:
        begin_visit(foreseen.person.uid, request.nonce)
        return _to_start(slug)
    refused = checkin.redeem(request)  # which keeps that somebody was refused, and tells the desk of a replaced badge
    verdict = refused.verdict if refused else Admission.CLOSED
    if verdict in _NOBODYS:
        attempts.note(attempts.KIOSK_CODE, str(device.id), now=now)
    return _refusal_page(event, verdict, status_of(verdict))


@bp.post(f"{_KIOSK}/enter")
@kiosk_required
def enter(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """It is them: a slip is corrected, they are let in, and their label comes out."""
    visit, slug = current_visit(), event.slug
    holder = holder_by_uid(event.id, visit.uid) if visit else None
    if visit is None or holder is None or visit.is_in:
        return _to_start(slug)
    form, now = NameForm(), clock.now()
    if not form.validate():
        return _check_page(device, event, holder, form)
    wanted = Correction(form.name.data, form.organisation.data)
    came = correct(holder.registration_id, wanted, Corrector(device_id=device.id), event_id=event.id, now=now)
    if came not in {Correcting.CORRECTED, Correcting.UNCHANGED}:
        _ask_at_the_desk(form, holder)
        return _check_page(device, event, holder, form)
    answer = checkin.redeem(_passing(device, now=now, registration_id=holder.registration_id, nonce=visit.nonce))
    if answer is None or not answer.verdict.passes:
        end_visit()
        verdict = answer.verdict if answer else Admission.CLOSED
        return _refusal_page(event, verdict, status_of(verdict))
    paper = label_stock(event, device.label_stock)
    fresh = holder_by_uid(event.id, visit.uid) if paper else None
    key = ""
    if paper and fresh and not is_printed(event, fresh, paper):  # on the second day they have one
        key = place_label(event, fresh, paper, account_id=None)
    thank(visit, key)
    return _to_start(slug)


@bp.post(f"{_KIOSK}/leave")
@kiosk_required
def leave(_device: DoorDevice, event: Event) -> ResponseReturnValue:
    """Whoever stood there has gone, or it is not them."""
    begin_anew()
    return _to_start(event.slug)


@bp.get(f"{_KIOSK}/label.css")
@kiosk_required
def label_size(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """Makes the printed page as large as a label."""
    return sheet_of(label_stock(event, device.label_stock) or SINGLE)


@bp.route(f"{_KIOSK}/end", methods=["GET", "POST"])
@kiosk_required
def end(device: DoorDevice, event: Event) -> ResponseReturnValue:
    """Whoever knows the PIN ends the kiosk, for good; wrong ones are counted before they are looked at."""
    form, now, slug = PinForm(), clock.now(), event.slug
    if not form.validate_on_submit():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
        return render_template("doors/kiosk_end.html", current_event=event, form=form), status
    if not attempts.take(attempts.KIOSK_PIN, str(device.id), now=now):
        form.pin.errors = [_("Too many wrong PINs. Please try again in ten minutes.")]
        return render_template("doors/kiosk_end.html", current_event=event, form=form), HTTPStatus.TOO_MANY_REQUESTS
    if not service.is_pin(device, form.pin.data):
        form.pin.errors = [_("This is not the PIN.")]
        return render_template("doors/kiosk_end.html", current_event=event, form=form), HTTPStatus.FORBIDDEN
    service.revoke(device.id, event_id=event.id, account_id=None, now=now)
    end_kiosk()
    flash(_("The kiosk is ended. This device can let nobody in any more."), "success")
    return redirect(url_for("events.event", slug=slug), HTTPStatus.SEE_OTHER)


def _passing(
    device: DoorDevice, *, now: datetime, code: str = "", registration_id: int | None = None, nonce: str = ""
) -> DoorRequest:
    return DoorRequest(
        event_id=device.event_id,
        list_id=lists_of(device, now=now)[0].id,
        code=read_code(code),
        registration_id=registration_id,
        nonce=nonce or secrets.token_hex(16),
        now=now,
        door=device.name,
        device_id=device.id,
    )


def _details(holder: Holder) -> dict[str, str]:
    return {"name": holder.name, "organisation": holder.organisation}


def _ask_at_the_desk(form: NameForm, holder: Holder) -> None:
    """Says beside what was changed that it is more than a slip; it reads as before, so that they can come in."""
    pairs: tuple[tuple[Field, str], ...] = ((form.name, holder.name), (form.organisation, holder.organisation))
    for field, before in pairs:
        if field.data != before:
            field.data = before
            field.errors = [
                _("Only typing mistakes can be corrected here. For anything more, please ask at the desk.")
            ]


def _start_page(event: Event, form: CodeForm, refusal: str = "") -> str:
    headers.allow_wasm()
    return render_template(
        "doors/kiosk.html", current_event=event, form=form, refusal=refusal, badge_base=current_config().base_url
    )


def _refusal_page(event: Event, refusal: str, status: HTTPStatus) -> Response:
    response = make_response(_start_page(event, CodeForm(formdata=None), refusal), status)
    return _begins_anew(response, event, THANKS_LAST)


def _check_page(device: DoorDevice, event: Event, holder: Holder, form: NameForm) -> Response:
    paper = label_stock(event, device.label_stock)
    shown = usual_look(event, paper or SINGLE)
    page = render_template(
        "doors/kiosk_check.html",
        current_event=event,
        holder=holder,
        form=form,
        picture=picture_of(holder, shown),
        prints=paper is not None and not is_printed(event, holder, paper),
    )
    response = make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK)
    return _begins_anew(response, event, VISIT_LASTS)


def _thanks_page(device: DoorDevice, event: Event, visit: Visit, holder: Holder) -> Response:
    label = drawn_label(event, visit.print_key) if visit.print_key else None
    page = render_template(
        "doors/kiosk_thanks.html",
        current_event=event,
        holder=holder,
        label=label,
        print_key=visit.print_key,
        has_badge=not visit.print_key and label_stock(event, device.label_stock) is not None,
    )
    return _begins_anew(make_response(page), event, THANKS_LAST)


def _begins_anew(response: Response, event: Event, after: timedelta) -> Response:
    """Without scripts, too, the kiosk begins anew by itself."""
    seconds = int(after.total_seconds()) + 1
    response.headers["Refresh"] = f"{seconds}; url={url_for('kiosk.page', slug=event.slug)}"
    return response


def _to_start(slug: str) -> ResponseReturnValue:
    return redirect(url_for("kiosk.page", slug=slug), HTTPStatus.SEE_OTHER)
