"""Pages: the lists by which the doors of an event let people in."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.checkin import lists as service
from eventapp.checkin.forms import ListForm
from eventapp.checkin.models import AdmissionList
from eventapp.checkin.queries import list_of, lists
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.programme.queries import session_of

bp = Blueprint("door_lists", __name__)
_ALL = "/events/<slug>/door/lists"
_ONE = f"{_ALL}/<id:list_id>"


@bp.route(_ALL, methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def all_lists(event: Event) -> ResponseReturnValue:
    """The lists with who is in, and a form for another one."""
    form = _form(event)
    if form.validate_on_submit():
        made = service.make_list(event.id, form.settings, account_id=signed_in_account().id, now=clock.now())
        if made is None:
            flash(_("There are very many lists already."), "error")
        else:
            flash(_("The list is there. Choose it at the door."), "success")
        return _to_lists(event)
    now = clock.now()
    page = render_template(
        "checkin/lists.html", form=form, lists=lists(event.id), counts=service.head_counts(event, now=now), now=now
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.route(_ONE, methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def one(event: Event, list_id: int) -> ResponseReturnValue:
    """One list, to be changed."""
    shown, form = _list(event, list_id), _form(event)
    if shown.is_arrival:
        form.name_may_be_empty()
    if form.validate_on_submit():
        me = signed_in_account().id
        service.change_list(list_id, form.settings, event_id=event.id, account_id=me, now=clock.now())
        flash(_("Saved."), "success")
        return _to_lists(event)
    if not form.is_submitted():
        form.fill(shown, event.time_zone)
    page = render_template("checkin/list.html", form=form, shown=shown)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.post(f"{_ONE}/close")
@with_right(Right.ORGANISE)
def close(event: Event, list_id: int) -> ResponseReturnValue:
    """Lets nobody in by a list from now on."""
    return _switch(event, list_id, closed=True)


@bp.post(f"{_ONE}/open")
@with_right(Right.ORGANISE)
def reopen(event: Event, list_id: int) -> ResponseReturnValue:
    """Takes the closing back."""
    return _switch(event, list_id, closed=False)


@bp.post(f"{_ALL}/for-session/<id:session_id>")
@with_right(Right.ORGANISE)
def for_session(event: Event, session_id: int) -> ResponseReturnValue:
    """Makes a list for a session of the programme, with its room, hours and places; pressed twice, it is one."""
    session = session_of(event.id, session_id)
    if session is None or session.cancelled_at is not None:
        abort(HTTPStatus.NOT_FOUND)
    settings = service.settings_for(session, event.time_zone)
    is_there = any((each.name, each.day) == (settings.name, settings.day) for each in lists(event.id))
    me, now = signed_in_account().id, clock.now()
    if not is_there and service.make_list(event.id, settings, account_id=me, now=now) is None:
        flash(_("There are very many lists already."), "error")
    else:
        flash(_("The list is there. Choose it at the door."), "success")
    return _to_lists(event)


def _switch(event: Event, list_id: int, *, closed: bool) -> ResponseReturnValue:
    _list(event, list_id)
    me = signed_in_account().id
    service.close_list(list_id, closed=closed, event_id=event.id, account_id=me, now=clock.now())
    return _to_lists(event)


def _form(event: Event) -> ListForm:
    form = ListForm()
    form.offer_days((day.date, format_date(day.date, "EEEE, d. MMMM")) for day in event.days)
    return form


def _list(event: Event, list_id: int) -> AdmissionList:
    return list_of(event.id, list_id) or abort(HTTPStatus.NOT_FOUND)


def _to_lists(event: Event) -> ResponseReturnValue:
    return redirect(url_for("door_lists.all_lists", slug=event.slug), HTTPStatus.SEE_OTHER)
