"""The desk's page for those who come without a registration: one form, and they are in."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, language
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import qr
from eventapp.checkin import service
from eventapp.checkin.answers import in_words, since
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.forms import LONGEST_SEARCH
from eventapp.checkin.routes import Door, chosen_door, door_page, new_nonce
from eventapp.checkin.walk_in_forms import WalkInForm
from eventapp.checkin.walk_ins import WalkingIn, WalkInOutcome, WalkInRequest, walk_in
from eventapp.core.admission import Admission
from eventapp.errors import error_response
from eventapp.events.guards import may_here, with_right
from eventapp.events.models import Event
from eventapp.letters import address_of
from eventapp.registration.queries import organisation_uses
from eventapp.registration.service import DESK_LINK_LASTS, Spoken

bp = Blueprint("walk_ins", __name__)
_ADDRESS = "/events/<slug>/door/walk-in"


@bp.get(_ADDRESS)
@with_right(Right.CHECK_IN)
def form(event: Event) -> ResponseReturnValue:
    """An empty form, with the name that was searched for in vain."""
    return _form_page(chosen_door(event), WalkInForm(name=request.args.get("q", "")[:LONGEST_SEARCH]))


@bp.post(_ADDRESS)
@with_right(Right.CHECK_IN)
def register(event: Event) -> ResponseReturnValue:
    """Registers somebody and lets them in; the answer is the door's page, with the code for their phone on it once.

    It is no redirect: loading it again sends the same nonce, and the code is not shown a second time.
    """
    here, typed = chosen_door(event), WalkInForm()
    if not typed.validate():
        if typed.nonce.errors:
            return error_response(HTTPStatus.BAD_REQUEST)
        return _form_page(here, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    if typed.reason.data and not may_here(Right.ORGANISE):
        abort(HTTPStatus.FORBIDDEN)
    outcome = walk_in(_request(here, typed))
    if outcome.verdict in {WalkingIn.REGISTERED, WalkingIn.REPEATED}:
        return _answered(here, outcome)
    return _form_page(here, typed, outcome), HTTPStatus.CONFLICT


def _request(here: Door, typed: WalkInForm) -> WalkInRequest:
    me = signed_in_account().id
    door = service.name_of(me)
    return WalkInRequest(
        typed.entry(Spoken(door, me), language.current()),
        DoorRequest(
            event_id=here.event.id,
            list_id=here.list_id,
            code=None,
            nonce=typed.nonce.data,
            now=clock.now(),
            door=door,
            account_id=me,
            reason=typed.reason.data,
        ),
        is_new=bool(typed.is_new.data),
    )


def _answered(here: Door, outcome: WalkInOutcome) -> ResponseReturnValue:
    answer, event = outcome.answer, here.event
    if answer is None or answer.person is None or answer.verdict is Admission.REUSED_NONCE:
        return error_response(HTTPStatus.CONFLICT)
    address = address_of("registration.personal_link", token=outcome.token) if outcome.token else ""
    return door_page(
        chosen_door(event),
        answer.person.name,
        in_words(answer, event),
        "checkin/walked_in.html",
        walked_in=answer.person,
        is_in=answer.verdict.passes,
        qr=qr.svg(qr.qr_matrix(address), _("Code for signing in")) if address else None,
        minutes=int(DESK_LINK_LASTS.total_seconds() // 60),
    )


def _form_page(here: Door, shown: WalkInForm, outcome: WalkInOutcome | None = None) -> str:
    return render_template(
        "checkin/walk_in.html",
        here=here,
        form=shown,
        outcome=outcome,
        refusal=in_words(outcome.answer, here.event) if outcome and outcome.answer else None,
        organisations=[use.organisation.name for use in organisation_uses(here.event.id)],
        may_force=may_here(Right.ORGANISE),
        new_nonce=new_nonce,
        since=since,
    )
