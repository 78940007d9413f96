"""The page on which an event is tried out, and on which all of that is wiped again."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.champion.trophy.store import Store
from eventapp.config import current_config
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.prints import files
from eventapp.test_mode import queries, service

bp = Blueprint("test_mode", __name__)


@bp.get("/events/<slug>/test-mode")
@with_right(Right.ORGANISE)
def test_mode(event: Event) -> ResponseReturnValue:
    """What a test is, with its button; while there is one, what goes with its end."""
    if event.is_test:
        return render_template(
            "test_mode/end.html",
            event=event,
            happened=queries.happened_at(event.id),
            public_address=current_config().base_url + url_for("events.event", slug=event.slug),
        )
    return render_template("test_mode/begin.html", event=event, obstacles=queries.obstacles(event, now=clock.now()))


@bp.post("/events/<slug>/test-mode/begin")
@with_right(Right.ORGANISE)
def begin(event: Event) -> ResponseReturnValue:
    """Begins a test; the page says what keeps the event from it."""
    if service.begin(event.id, account_id=signed_in_account().id, now=clock.now()):
        flash(_("The test is on. Register yourself and a few others now."), "success")
    else:
        flash(_("This event cannot be tried out any more."), "error")
    return redirect(url_for("test_mode.test_mode", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/test-mode/end")
@with_right(Right.ORGANISE)
def end(event: Event) -> ResponseReturnValue:
    """Ends the test and wipes it; a second press finds nothing to do."""
    wiped = service.end(event.id, account_id=signed_in_account().id, now=clock.now())
    if wiped is not None:
        instance = current_config().instance
        for key in wiped.print_keys:
            files.forget(instance, key)
        Store(instance).forget_event(event.id)
        flash(_("The test is over, and everything that happened in it is deleted."), "success")
    return redirect(url_for("events.overview", slug=event.slug), HTTPStatus.SEE_OTHER)
