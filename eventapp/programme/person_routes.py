"""The page by which organisers put one person into sessions, take them out, and say on which days they come."""

from datetime import date
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
from eventapp.programme import days, deciding, queries
from eventapp.programme.booking import Finding, Outcome
from eventapp.programme.deciding import Entering
from eventapp.programme.forms import days_form, room_left, sent_days_form
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


@bp.post(f"{_ALL}/days")
@with_right(Right.ORGANISE)
def decide_days(event: Event, uid: str) -> ResponseReturnValue:
    """On which days somebody comes, as they have told the organisers."""
    person = _person(event, uid)
    if not days.asks_days(event):
        abort(HTTPStatus.NOT_FOUND)
    form, slug, name = sent_days_form(event), event.slug, person.name
    if not form.validate():
        return _page(event, person, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    chosen = [date.fromisoformat(day) for day in form.coming_days.data]
    found = deciding.decide_days(person.id, chosen, account_id=signed_in_account().id, now=clock.now())
    if found is days.Choosing.CHOSEN:
        flash(_("It is noted on which days %(name)s comes.", name=name), "success")
        return redirect(url_for("person_programme.sessions", slug=slug, uid=uid), HTTPStatus.SEE_OTHER)
    person = _person(event, uid)
    if found is days.Choosing.ABSENT:
        problem = _("That is not possible any more: it stands otherwise by now.")
        return _page(event, person, problem), HTTPStatus.CONFLICT
    booked = days.booked_outside(person, chosen)
    titles = ", ".join(_("“%(reason)s”", reason=each.title_in(language.current())) for each in booked)
    sentence = _("%(name)s has booked %(sessions)s on another day. Please take them out of that first.")
    form.coming_days.errors = [sentence % {"name": name, "sessions": titles}]
    return _page(event, person, form=form), HTTPStatus.CONFLICT


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


def _page(event: Event, person: Registration, problem: str = "", form: Any = None) -> str:
    may_enter = person.status in LEAVABLE
    if form is None and may_enter and days.asks_days(event):
        form = days_form(event, queries.chosen_days(person.id))
    if form is not None:
        form.coming_days.label.text = _("On which days does %(name)s come?", name=person.name)
    return render_template(
        "programme/person.html",
        event=event,
        person=person,
        programme=[row for row in queries.own_programme(person) if row.booking or _is_offered(row.session)],
        may_enter=may_enter,
        form=form,
        problem=problem,
        room_left=room_left,
        now=clock.now(),
    )


def _is_offered(session: ProgrammeSession) -> bool:
    return session.is_bookable and session.cancelled_at is None


def _person(event: Event, uid: str) -> Registration:
    return registration_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)
