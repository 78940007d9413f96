"""Pages of the door: the list, the scanner, check in, undo."""

import secrets
from http import HTTPStatus

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventapp import clock, headers
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.models import Role
from eventapp.checkin import service
from eventapp.checkin.answers import AnswerInWords, in_words, since, status_of
from eventapp.checkin.forms import LONGEST_SEARCH, CheckInForm, UndoForm
from eventapp.checkin.queries import door_list
from eventapp.checkin.service import UNDO_WITHIN, CheckingIn, DoorAnswer
from eventapp.config import current_config
from eventapp.errors import error_response, wants_json
from eventapp.events.guards import for_role
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_uid

bp = Blueprint("checkin", __name__)

PER_PAGE = 50


@bp.get("/events/<slug>/door")
@for_role(Role.HOST)
def door(event: Event) -> ResponseReturnValue:
    """The door list: head count, search, a button beside every name."""
    return _door(event, _search())


@bp.get("/events/<slug>/door/people")
@for_role(Role.HOST)
def people(event: Event) -> ResponseReturnValue:
    """The list alone, for a page that searches while the host types."""
    return render_template("checkin/people.html", **_list(event, _search()))


@bp.get("/events/<slug>/door/scan")
@for_role(Role.HOST)
def scan_page(event: Event) -> ResponseReturnValue:
    """The scanner at the door."""
    headers.allow_wasm()
    return render_template("checkin/scan.html", current_event=event, badge_base=_badge_base(), nonce=new_nonce())


@bp.get("/events/<slug>/door/check-in")
@bp.get("/events/<slug>/door/undo")
@for_role(Role.HOST)
def to_the_door(event: Event) -> ResponseReturnValue:
    """Whoever opens the address of an answer again (after choosing a language, for instance) gets the list."""
    return redirect(url_for("checkin.door", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/door/check-in")
@for_role(Role.HOST)
def check_in(event: Event) -> ResponseReturnValue:
    """Lets one person in, by a code or by their row; JSON from the scanner, or a form.

    The page is the answer itself and no redirect: loading it again sends the same nonce, and says the same.
    """
    form = CheckInForm()
    if not form.validate() or not form.names_one:
        return error_response(HTTPStatus.BAD_REQUEST)
    host_id, now = signed_in_account().id, clock.now()
    if form.uid.data:
        person = _person(event, form.uid.data)
        answer = service.check_in(person.id, event_id=event.id, nonce=form.nonce.data, account_id=host_id, now=now)
    else:
        answer = service.check_in_by_code(
            form.code.data, event_id=event.id, nonce=form.nonce.data, account_id=host_id, now=now
        )
    return _answer(event, answer, form.q.data or "")


@bp.post("/events/<slug>/door/undo")
@for_role(Role.HOST)
def undo(event: Event) -> ResponseReturnValue:
    """Takes an arrival back."""
    form = UndoForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    person = _person(event, form.uid.data)
    answer = service.undo_check_in(person.id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    return _answer(event, answer, form.q.data or "")


def new_nonce() -> str:
    """Names one click, so that sending it twice lets nobody in twice."""
    return secrets.token_hex(16)


def _answer(event: Event, answer: DoorAnswer, search: str) -> ResponseReturnValue:
    if answer.verdict is CheckingIn.REUSED_NONCE:
        return error_response(HTTPStatus.CONFLICT)
    words, status = in_words(answer, event), status_of(answer.verdict)
    if wants_json():
        return jsonify(words), status
    return _door(event, search, words), status


def _door(event: Event, search: str, answer: AnswerInWords | None = None) -> str:
    return render_template("checkin/door.html", answer=answer, badge_base=_badge_base(), **_list(event, search))


def _list(event: Event, search: str) -> dict[str, object]:
    found = door_list(event.id, search)
    pages = max(1, -(-len(found.rows) // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return {
        "search": search,
        "people": found.rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        "found": found,
        "page": page,
        "pages": pages,
        "undo_until": clock.now() - UNDO_WITHIN,
        "new_nonce": new_nonce,
        "since": since,
    }


def _search() -> str:
    return request.args.get("q", "")[:LONGEST_SEARCH]


def _person(event: Event, uid: str) -> Registration:
    return registration_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)


def _badge_base() -> str:
    return current_config().base_url
