"""Pages of organisers around the programme: its sessions, who has booked them, whether people choose their days."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, language
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.places import Status
from eventapp.downloads import download
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.programme import asked_part, calendars, deciding, listing, planning, queries
from eventapp.programme.days import ask_days, asks_days, day_of
from eventapp.programme.forms import when_and_where
from eventapp.programme.models import ProgrammeSession
from eventapp.programme.planning import MOST_SESSIONS, Cancelling
from eventapp.programme.queries import Booker, Planned
from eventapp.programme.session_forms import AsksDaysForm, SessionForm
from eventapp.registration.forms import ErasureForm
from eventapp.registration.place_forms import WishForm
from eventapp.registration.queries import registration_by_uid
from eventapp.registration.service import Decision
from eventapp.spreadsheets import csv_table

bp = Blueprint("programme", __name__)
_ALL = "/events/<slug>/programme"
_ONE = f"{_ALL}/sessions/<id:session_id>"
_WISHES = (Decision.GIVE, Decision.CANCEL)
ADDED_TO_REGISTRATION = (asked_part.programme_part, calendars.slots_of, listing.listed_programme)
"""What the programme asks in the form of registration, adds to its calendars, and reads in lists."""


@bp.app_template_global()
def programme_of(event: Event) -> Sequence[ProgrammeSession]:
    """What takes place at an event, in order, for every page that shows it."""
    return [each for each in queries.sessions_of(event.id) if each.cancelled_at is None]


@bp.app_template_global()
def has_programme(event: Event) -> bool:
    """Whether an attendee has something to choose or to book."""
    return asks_days(event) or queries.has_sessions(event.id)


bp.app_template_global()(when_and_where)


@bp.get(_ALL)
@with_right(Right.ORGANISE)
def programme(event: Event) -> ResponseReturnValue:
    """The sessions with their numbers, and how many people come on which day."""
    form = AsksDaysForm(formdata=None, data={"asks_days": event.asks_days})
    shown = queries.programme(event.id)
    return render_template(
        "programme/programme.html",
        event=event,
        programme=shown,
        shares_room=queries.in_one_room(row.session for row in shown),
        expected=queries.expected_by_day(event) if event.asks_days else {},
        form=form,
        astray=_astray(event, shown),
    )


@bp.post(f"{_ALL}/days")
@with_right(Right.ORGANISE)
def days(event: Event) -> ResponseReturnValue:
    """Whether people say on which days they come."""
    form, slug = AsksDaysForm(), event.slug
    ask_days(event.id, asks=form.asks_days.data, **_who())
    flash(_("Saved."), "success")
    return _to_programme(slug)


@bp.route(f"{_ALL}/sessions/new", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def new(event: Event) -> ResponseReturnValue:
    """Puts a session into the programme."""
    form, slug = SessionForm(event), event.slug
    if not form.validate_on_submit():
        return _form_page(event, form, None)
    event_id = event.id
    made = planning.add_session(event_id, form.entry(), **_who())
    if made is None:
        form.form_errors.append(_("A programme has at most %(most)d sessions.", most=MOST_SESSIONS))
        return _form_page(event, form, None)
    flash(_("Saved."), "success")
    _hint_at_room(event_id, made)
    return _to_programme(slug)


@bp.get(_ONE)
@with_right(Right.ORGANISE)
def session(event: Event, session_id: int) -> ResponseReturnValue:
    """Who has booked a session, and who waits for it."""
    shown = _session(event, session_id)
    numbers = queries.numbers_of(event.id).get(session_id, queries.Numbers())
    return render_template(
        "programme/session.html",
        event=event,
        planned=Planned(shown, numbers),
        bookers=queries.bookers(session_id),
        now=clock.now(),
    )


@bp.route(f"{_ONE}/change", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def change(event: Event, session_id: int) -> ResponseReturnValue:
    """Changes a session; whoever comes to it is told by mail where they have to know."""
    shown, slug, event_id = _session(event, session_id), event.slug, event.id
    form = SessionForm(event, shown)
    if not form.validate_on_submit():
        return _form_page(event, form, shown)
    if planning.change_session(session_id, form.entry(), **_who()):
        flash(_("Saved."), "success")
        _hint_at_room(event_id, session_id)
    else:
        flash(_("This session was cancelled and stays as it is."), "error")
    return redirect(url_for("programme.session", slug=slug, session_id=session_id), HTTPStatus.SEE_OTHER)


@bp.route(f"{_ONE}/cancel", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def cancel(event: Event, session_id: int) -> ResponseReturnValue:
    """Takes a session out of the programme: a page that says who is told, and its button."""
    shown, slug = _session(event, session_id), event.slug
    if request.method != "POST":
        people = len(queries.bookers(session_id))
        return render_template("programme/cancel.html", event=event, session=shown, people=people)
    if not ErasureForm().validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    sentences = {
        Cancelling.CANCELLED: (_("The session is cancelled; mails are on their way."), "success"),
        Cancelling.REMOVED: (_("The session is deleted; nobody had booked it."), "success"),
        Cancelling.NOT_NOW: (_("That is not possible any more: it stands otherwise by now."), "error"),
    }
    flash(*sentences[planning.cancel_session(session_id, **_who())])
    return _to_programme(slug)


@bp.post(f"{_ONE}/people/<uid>")
@with_right(Right.ORGANISE)
def decide(event: Event, session_id: int, uid: str) -> ResponseReturnValue:
    """Gives somebody a place in a session past the line, or takes them out of it."""
    person = registration_by_uid(event.id, uid)
    if person is None:
        abort(HTTPStatus.NOT_FOUND)
    _session(event, session_id)
    form, slug = WishForm(_WISHES), event.slug
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    decision = deciding.give_place if Decision(form.wish.data) is Decision.GIVE else deciding.take_out
    if decision(person.id, session_id, **_who()):
        flash(_("Saved."), "success")
    else:
        flash(_("That is not possible any more: it stands otherwise by now."), "error")
    return redirect(url_for("programme.session", slug=slug, session_id=session_id), HTTPStatus.SEE_OTHER)


@bp.post(f"{_ONE}/export")
@with_right(Right.ORGANISE)
def export(event: Event, session_id: int) -> ResponseReturnValue:
    """Who has booked a session and who waits, as a file; its button makes it, since the log notes that."""
    shown = _session(event, session_id)
    columns = [
        _("Name"),
        _("Organisation"),
        _("E-mail address"),
        _("Place"),
        _("Since (%(zone)s)", zone=event.time_zone),
    ]
    people = queries.bookers(session_id)
    rows = [_cells(each, event.time_zone) for each in people]
    name = f"{shown.title_in(language.current())} {event.title}"
    planning.log_export(session_id, len(people), **_who())
    content = csv_table(columns, rows, ";" if language.current() == "de" else ",")
    return download(content, "text/csv", name, "csv")


def _astray(event: Event, shown: Sequence[Planned]) -> set[int]:
    """The sessions that are on no day of the event any more."""
    days = {day.date for day in event.days}
    return {row.session.id for row in shown if day_of(row.session, event.time_zone) not in days}


def _hint_at_room(event_id: int, session_id: int) -> None:
    """Says that another session is in the same room at the same time; that may be meant, so nothing is refused."""
    other = queries.in_one_room(queries.sessions_of(event_id)).get(session_id)
    if other is not None:
        title = other.title_in(language.current())
        flash(_("By the way: “%(title)s” is in the same room at the same time.", title=title), "info")


def _cells(each: Booker, zone: str) -> Sequence[str]:
    person = each.person
    stands = {
        Status.CONFIRMED: _("booked"),
        Status.WAITING: _("waiting list"),
        Status.REQUESTED: _("no place at the event yet"),
    }
    return (
        person.name,
        person.organisation.name if person.organisation else "",
        person.email or "",
        stands[Status(each.booking.status)],
        _wall_clock(each.booking.since, zone),
    )


def _wall_clock(moment: datetime, zone: str) -> str:
    return language.local_date_time(moment, zone)


def _form_page(event: Event, form: SessionForm, shown: ProgrammeSession | None) -> ResponseReturnValue:
    page = render_template("programme/session_form.html", event=event, form=form, shown=shown)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _session(event: Event, session_id: int) -> ProgrammeSession:
    return queries.session_of(event.id, session_id) or abort(HTTPStatus.NOT_FOUND)


def _who() -> dict[str, Any]:
    return {"account_id": signed_in_account().id, "now": clock.now()}


def _to_programme(slug: str) -> ResponseReturnValue:
    return redirect(url_for("programme.programme", slug=slug), HTTPStatus.SEE_OTHER)
