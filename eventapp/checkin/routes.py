"""Pages of the door: the list, the scanner, check in, undo."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventapp import clock, headers
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import alarms
from eventapp.checkin import service
from eventapp.checkin.answers import AnswerInWords, in_words, since, status_of
from eventapp.checkin.door_facts import DoorRequest
from eventapp.checkin.forms import LONGEST_SEARCH, CheckInForm, SettleForm, UndoForm
from eventapp.checkin.models import AdmissionList, list_rules
from eventapp.checkin.queries import arrival_list, door_list, list_of, lists
from eventapp.checkin.service import DoorAnswer
from eventapp.config import current_config
from eventapp.core.admission import UNDO_WITHIN, Admission, Direction, ListRules
from eventapp.core.codes import read_code
from eventapp.errors import error_response, wants_json
from eventapp.events.guards import may_here, with_right
from eventapp.events.models import Event
from eventapp.language import own_path
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_uid

bp = Blueprint("checkin", __name__)

PER_PAGE = 50
_HIGHEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Door:
    """What the address of a door's page says: by which list it works, and which way people go."""

    event: Event
    chosen: AdmissionList | None
    direction: Direction

    @property
    def list_id(self) -> int | None:
        """None: the list that the event has by itself."""
        return self.chosen.id if self.chosen else None

    @property
    def parts(self) -> dict[str, Any]:
        """What the addresses of its other pages need."""
        named = self.chosen is not None and not self.chosen.is_arrival
        exits = self.direction is Direction.EXIT
        return {
            "slug": self.event.slug,
            "list": self.list_id if named else None,
            "way": self.direction.value if exits else None,
        }


@bp.get("/events/<slug>/door")
@with_right(Right.CHECK_IN)
def door(event: Event) -> ResponseReturnValue:
    """The door list: head count, search, a button beside every name."""
    return door_page(chosen_door(event), _search())


@bp.get("/events/<slug>/door/people")
@with_right(Right.CHECK_IN)
def people(event: Event) -> ResponseReturnValue:
    """The list alone, for a page that searches while the host types."""
    return render_template("checkin/people.html", **_list(chosen_door(event), _search()))


@bp.get("/events/<slug>/door/scan")
@with_right(Right.CHECK_IN)
def scan_page(event: Event) -> ResponseReturnValue:
    """The scanner at the door."""
    headers.allow_wasm()
    here = chosen_door(event)
    return render_template(
        "checkin/scan.html", current_event=event, here=here, badge_base=_badge_base(), nonce=new_nonce()
    )


@bp.get("/events/<slug>/door/check-in")
@bp.get("/events/<slug>/door/undo")
@with_right(Right.CHECK_IN)
def to_the_door(event: Event) -> ResponseReturnValue:
    """Whoever opens the address of an answer again (after choosing a language, for instance) gets the list."""
    return redirect(url_for("checkin.door", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/door/check-in")
@with_right(Right.CHECK_IN)
def check_in(event: Event) -> ResponseReturnValue:
    """Lets one person in (or counts them out), by a code or by their row; JSON from the scanner, or a form.

    The page is the answer itself and no redirect: loading it again sends the same nonce, and says the same.
    Against the list's rules only an organiser lets somebody in, with a reason.
    """
    here, form = chosen_door(event), CheckInForm()
    if not form.validate() or not form.names_one:
        return error_response(HTTPStatus.BAD_REQUEST)
    if form.reason.data and not may_here(Right.ORGANISE):
        abort(HTTPStatus.FORBIDDEN)
    me = signed_in_account()
    answer = service.redeem(
        DoorRequest(
            event_id=event.id,
            list_id=here.list_id,
            code=read_code(form.code.data or ""),
            registration_id=_person(event, form.uid.data).id if form.uid.data else None,
            nonce=form.nonce.data,
            now=clock.now(),
            door=service.name_of(me.id),
            account_id=me.id,
            direction=Direction(form.direction.data) if form.direction.data else here.direction,
            reason=form.reason.data,
        )
    )
    return _answer(event, answer, form.q.data or "") if answer else abort(HTTPStatus.NOT_FOUND)


@bp.post("/events/<slug>/door/undo")
@with_right(Right.CHECK_IN)
def undo(event: Event) -> ResponseReturnValue:
    """Takes the last passing of somebody back."""
    here, form = chosen_door(event), UndoForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    person, me = _person(event, form.uid.data), signed_in_account().id
    own = arrival_list(event.id)
    list_id = here.list_id or (own.id if own else 0)
    answer = service.take_back(person.id, list_id=list_id, event_id=event.id, account_id=me, now=clock.now())
    return _answer(event, answer, form.q.data or "")


@bp.post("/events/<slug>/door/alarms/<id:alarm_id>/settle")
@with_right(Right.DESK)
def settle(event: Event, alarm_id: int) -> ResponseReturnValue:
    """Takes a replaced badge that was held up off the list: the host has spoken with whoever wears it."""
    form = SettleForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    slug = event.slug
    if not alarms.settle_alarm(alarm_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now()):
        abort(HTTPStatus.NOT_FOUND)
    own = url_for("checkin.door", slug=slug)
    return redirect(own_path(form.next.data or own), HTTPStatus.SEE_OTHER)


def new_nonce() -> str:
    """Names one click, so that sending it twice lets nobody in twice."""
    return secrets.token_hex(16)


def _answer(event: Event, answer: DoorAnswer, search: str) -> ResponseReturnValue:
    if answer.verdict is Admission.REUSED_NONCE:
        return error_response(HTTPStatus.CONFLICT)
    words, status = in_words(answer, event), status_of(answer.verdict)
    if wants_json():
        return jsonify({**words, "uid": answer.person.uid if answer.person else ""}), status
    return door_page(chosen_door(event), search, words), status


def door_page(
    here: Door, search: str, answer: AnswerInWords | None = None, template: str = "checkin/door.html", **more: object
) -> str:
    """The door's page, or one that shows more on it.

    Args:
        here: By which list it works.
        search: What stands in its search field.
        answer: What came of the last request.
        template: Extends the door's own.
        more: What that one needs.
    """
    return render_template(
        template,
        answer=answer,
        badge_base=_badge_base(),
        lists=lists(here.event.id),
        is_organiser=may_here(Right.ORGANISE),
        **_list(here, search),
        **more,
    )


def _list(here: Door, search: str) -> dict[str, object]:
    now = clock.now()
    found = door_list(here.event.id, search, list_id=here.list_id, now=now)
    pages = max(1, -(-len(found.rows) // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rules = list_rules(here.chosen, is_test=here.event.is_test) if here.chosen else ListRules()
    full = rules.capacity is not None and found.count.arrived >= rules.capacity
    return {
        "here": here,
        "search": search,
        "people": found.rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        "found": found,
        "page": page,
        "pages": pages,
        "undo_until": now - UNDO_WITHIN,
        "new_nonce": new_nonce,
        "since": since,
        "alarms": alarms.open_alarms(here.event.id),
        "refuses": full or not rules.is_open(now),
        "may_force": may_here(Right.ORGANISE),
    }


def chosen_door(event: Event) -> Door:
    """By which list this page works; 404 for one that the event does not have."""
    named = request.args.get("list", "")
    way = Direction.EXIT if request.args.get("way") == Direction.EXIT else Direction.ENTRY
    if not named:
        return Door(event, arrival_list(event.id), way)
    if not (
        named.isascii() and named.isdigit() and len(named) <= len(str(_HIGHEST_ID)) and int(named) <= _HIGHEST_ID
    ):
        abort(HTTPStatus.NOT_FOUND)
    return Door(event, list_of(event.id, int(named)) or abort(HTTPStatus.NOT_FOUND), way)


def _search() -> str:
    return request.args.get("q", "")[:LONGEST_SEARCH]


def _person(event: Event, uid: str) -> Registration:
    return registration_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)


def _badge_base() -> str:
    return current_config().base_url
