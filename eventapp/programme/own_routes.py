"""Pages of attendees: on which days they come, and which sessions they book."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, language
from eventapp.programme import booking, days, queries
from eventapp.programme.booking import Finding, Outcome
from eventapp.programme.forms import days_form, room_left, sent_days_form
from eventapp.programme.models import ProgrammeSession
from eventapp.registration.guards import registrant_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("own_programme", __name__)
_OWN = "/events/<slug>/me/programme"
_ONE = f"{_OWN}/sessions/<id:session_id>"


@bp.get(_OWN)
@registrant_required
def own(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The programme, what of it the person has booked, and on which days they come."""
    return _page(attendee)


@bp.post(f"{_OWN}/days")
@registrant_required
def own_days(attendee: SignedInAttendee) -> ResponseReturnValue:
    """On which days the person comes."""
    event = registration(attendee.registration_id).event
    if not days.asks_days(event):
        abort(HTTPStatus.NOT_FOUND)
    form = sent_days_form(event)
    if not form.validate():
        return _page(attendee, form), HTTPStatus.UNPROCESSABLE_ENTITY
    chosen = [date.fromisoformat(day) for day in form.coming_days.data]
    if days.choose_days(attendee.registration_id, chosen) is days.Choosing.BOOKED:
        form.coming_days.errors = [_("You have booked a session on another day: please give it back first.")]
        return _page(attendee, form), HTTPStatus.CONFLICT
    flash(_("Saved."), "success")
    return redirect(url_for("own_programme.own", slug=attendee.slug), HTTPStatus.SEE_OTHER)


@bp.post(f"{_ONE}/book")
@registrant_required
def book(attendee: SignedInAttendee, session_id: int) -> ResponseReturnValue:
    """Books a session, or waits for it."""
    wanted = _session(attendee, session_id)
    return _said(attendee, wanted, booking.book(attendee.registration_id, wanted.id, now=clock.now()))


@bp.post(f"{_ONE}/give-back")
@registrant_required
def give_back(attendee: SignedInAttendee, session_id: int) -> ResponseReturnValue:
    """Gives a session back, or waits for it no longer."""
    left = _session(attendee, session_id)
    return _said(attendee, left, booking.give_back(attendee.registration_id, left.id, now=clock.now()))


def _said(attendee: SignedInAttendee, about: ProgrammeSession, outcome: Outcome) -> ResponseReturnValue:
    session_id, title = about.id, about.title_in(language.current())
    good = {
        Finding.BOOKED: _("“%(title)s” is booked.", title=title),
        Finding.WAITING: _("You are on the waiting list of “%(title)s”.", title=title),
        Finding.KEPT: _("Noted: as soon as you have a place at the event, we book “%(title)s”.", title=title),
        Finding.GIVEN_BACK: _("“%(title)s” is given back.", title=title),
    }
    if outcome.finding in good:
        flash(good[outcome.finding], "success")
        here = url_for("own_programme.own", slug=attendee.slug, _anchor=f"session-{session_id}")
        return redirect(here, HTTPStatus.SEE_OTHER)
    other = queries.find_session(outcome.clashes_with)
    said = other.title_in(language.current()) if other else ""
    bad = {
        Finding.CLASHES: _(
            "“%(title)s” is at the same time as “%(other)s”. Please give that back first.", title=title, other=said
        ),
        Finding.FULL: _("“%(title)s” is full, and there is no waiting list.", title=title),
        Finding.OVER: _("“%(title)s” can no longer be booked or given back.", title=title),
    }
    return _page(attendee, problem=bad[outcome.finding]), HTTPStatus.CONFLICT


def _page(attendee: SignedInAttendee, form: Any = None, problem: str = "") -> str:
    person = registration(attendee.registration_id)
    event = person.event
    if form is None and days.asks_days(event):
        form = days_form(event, queries.chosen_days(person.id))
    return render_template(
        "programme/own.html",
        current_event=event,
        person=person,
        programme=queries.own_programme(person),
        form=form,
        problem=problem,
        room_left=room_left,
        now=clock.now(),
    )


def _session(attendee: SignedInAttendee, session_id: int) -> ProgrammeSession:
    return queries.session_of(attendee.event_id, session_id) or abort(HTTPStatus.NOT_FOUND)
