"""The page by which organisers put one person into sessions, and take them out."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, language
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.places import LEAVABLE
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.programme import deciding, queries
from eventapp.programme.booking import Finding, Outcome
from eventapp.programme.deciding import Entering
from eventapp.programme.forms import room_left
from eventapp.programme.models import ProgrammeSession
from eventapp.registration.models import Registration
from eventapp.registration.place_forms import WishForm
from eventapp.registration.queries import registration_by_uid
from eventapp.registration.service import Decision

bp = Blueprint("person_programme", __name__)
_ALL = "/events/<slug>/registrations/<uid>/sessions"
_WISHES = (*Entering, Decision.GIVE, Decision.CANCEL)


@bp.get(_ALL)
@with_right(Right.ORGANISE)
def sessions(event: Event, uid: str) -> ResponseReturnValue:
    """The programme, what of it somebody has booked, and what the organisers can do about that."""
    return _page(event, _person(event, uid))


@bp.post(f"{_ALL}/<id:session_id>")
@with_right(Right.ORGANISE)
def decide(event: Event, uid: str, session_id: int) -> ResponseReturnValue:
    """Puts somebody into a session, onto its waiting list, or takes them out of it."""
    person = _person(event, uid)
    session = queries.session_of(event.id, session_id) or abort(HTTPStatus.NOT_FOUND)
    form, slug, about = WishForm(_WISHES), event.slug, (person.name, session.title_in(language.current()))
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    who: dict[str, Any] = {"account_id": signed_in_account().id, "now": clock.now()}
    if form.wish.data in list(Entering):
        outcome = deciding.enter(person.id, session_id, Entering(form.wish.data), **who)
    elif Decision(form.wish.data) is Decision.GIVE:
        given = deciding.give_place(person.id, session_id, **who)
        outcome = Outcome(Finding.BOOKED if given else Finding.OVER)
    else:
        is_out = deciding.take_out(person.id, session_id, **who)
        outcome = Outcome(Finding.GIVEN_BACK if is_out else Finding.OVER)
    problem = _said(outcome, *about)
    if problem:
        return _page(event, _person(event, uid), problem), HTTPStatus.CONFLICT
    here = url_for("person_programme.sessions", slug=slug, uid=uid, _anchor=f"session-{session_id}")
    return redirect(here, HTTPStatus.SEE_OTHER)


def _said(outcome: Outcome, name: str, title: str) -> str:
    """Why nothing was changed; empty where something was, which is said on the next page."""
    good = {
        Finding.BOOKED: _("%(name)s has a place in “%(title)s”.", name=name, title=title),
        Finding.WAITING: _("%(name)s is on the waiting list of “%(title)s”.", name=name, title=title),
        Finding.KEPT: _(
            "Noted: as soon as %(name)s has a place at the event, we book “%(title)s”.", name=name, title=title
        ),
        Finding.GIVEN_BACK: _("%(name)s is no longer in “%(title)s”.", name=name, title=title),
    }
    if outcome.finding in good:
        flash(good[outcome.finding], "success")
        return ""
    other = queries.find_session(outcome.clashes_with)
    bad: dict[Finding, str] = {
        Finding.CLASHES: _(
            "“%(title)s” is at the same time as “%(other)s”. Please take %(name)s out of that first.",
            title=title,
            other=other.title_in(language.current()) if other else "",
            name=name,
        ),
        Finding.FULL: _("“%(title)s” is full. Nothing was changed; please choose what is to happen.", title=title),
        Finding.OVER: _("That is not possible any more: it stands otherwise by now."),
    }
    return bad[outcome.finding]


def _page(event: Event, person: Registration, problem: str = "") -> str:
    return render_template(
        "programme/person.html",
        event=event,
        person=person,
        programme=[row for row in queries.own_programme(person) if row.booking or _is_offered(row.session)],
        may_enter=person.status in LEAVABLE,
        problem=problem,
        room_left=room_left,
        now=clock.now(),
    )


def _is_offered(session: ProgrammeSession) -> bool:
    return session.is_bookable and session.cancelled_at is None


def _person(event: Event, uid: str) -> Registration:
    return registration_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)
