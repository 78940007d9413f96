"""Pages on places: how many there are, one's own, and what organisers decide about those of others."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.places import LEAVABLE, RETURNABLE, Status
from eventapp.downloads import download
from eventapp.errors import error_response
from eventapp.events.calendars import calendar
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.registration import place_queries, queries, service
from eventapp.registration.calendars import appointment_of
from eventapp.registration.guards import attendee_required, registrant_required
from eventapp.registration.place_forms import PlacesForm, Wish, WishForm
from eventapp.registration.routes import back_to
from eventapp.registration.service import Decision, Placing

bp = Blueprint("places", __name__)


@bp.route("/events/<slug>/settings/places", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def settings(event: Event) -> ResponseReturnValue:
    """How many people may come, and how places are given out."""
    form = PlacesForm(event)
    if form.validate_on_submit():
        slug = event.slug
        service.change_places(event.id, form.settings(), account_id=signed_in_account().id, now=clock.now())
        flash(_("Saved."), "success")
        return redirect(url_for("places.settings", slug=slug), HTTPStatus.SEE_OTHER)
    page = render_template(
        "registration/places.html", event=event, form=form, counts=place_queries.place_numbers(event.id)
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.route("/events/<slug>/me/place", methods=["GET", "POST"])
@registrant_required
def own(attendee: queries.SignedInAttendee) -> ResponseReturnValue:
    """Where the person stands, and what they can do: accept, cancel, ask for a place once more."""
    person = queries.registration(attendee.registration_id)
    if request.method != "POST":
        return render_template(
            "registration/own_place.html",
            current_event=person.event,
            person=person,
            may_cancel=person.status in LEAVABLE and not service.is_settled(person.id),
            may_bring=person.status in LEAVABLE and clock.now() < person.event.tracking_closes_at,
            may_return=person.status in RETURNABLE,
            ahead=place_queries.ahead_in_line(person) if person.status == Status.WAITING else 0,
        )
    form = WishForm(tuple(Wish))
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    wish, id_, now = Wish(form.wish.data), person.id, clock.now()
    if wish is Wish.ACCEPT:
        _say(service.accept(id_, now=now))
    elif wish is Wish.ASK_AGAIN:
        _say(service.ask_again(id_, now=now))
    else:
        _say(service.cancel(id_, now=now))
    return redirect(url_for("places.own", slug=attendee.slug), HTTPStatus.SEE_OTHER)


@bp.get("/events/<slug>/me/place.ics")
@attendee_required
def own_calendar(attendee: queries.SignedInAttendee) -> ResponseReturnValue:
    """The event for the attendee's own calendar."""
    person = queries.registration(attendee.registration_id)
    content = calendar(appointment_of(person), now=clock.now())
    return download(content, "text/calendar", person.event.title, "ics")


@bp.post("/events/<slug>/registrations/let-more-in")
@with_right(Right.ORGANISE)
def let_more_in(event: Event) -> ResponseReturnValue:
    """Lets as many register again as have within the hour: an organiser has looked, and they are people."""
    slug = event.slug
    service.let_more_in(event.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("Registration goes on."), "success")
    return redirect(url_for("registration.registrations", slug=slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/registrations/<uid>/place")
@with_right(Right.ORGANISE)
def decide(event: Event, uid: str) -> ResponseReturnValue:
    """What an organiser decides about somebody's place."""
    person = queries.registration_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)
    form = WishForm(tuple(Decision))
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    slug = event.slug
    done = service.decide(
        event.id, [person.id], Decision(form.wish.data), account_id=signed_in_account().id, now=clock.now()
    )
    _say(Placing.DONE if done.done else Placing.NOT_NOW)
    return redirect(back_to(slug, request.form), HTTPStatus.SEE_OTHER)


def _say(placing: Placing) -> None:
    sentences = {
        Placing.DONE: (_("Saved."), "success"),
        Placing.NOT_NOW: (_("That is not possible any more: it stands otherwise by now."), "error"),
        Placing.FULL: (_("No place is free at the moment."), "error"),
        Placing.OVER: (_("The event is over."), "error"),
    }
    flash(*sentences[placing])
