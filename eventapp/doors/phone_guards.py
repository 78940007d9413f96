"""Is this browser a door of the event, and if not any more, why?"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import abort, make_response, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import guards as accounts_guards
from eventapp.doors.models import Kind
from eventapp.doors.queries import Standing, doorway
from eventapp.errors import error_response, wants_json
from eventapp.events.queries import event_by_slug
from eventapp.language import address_reader

View = Callable[..., ResponseReturnValue]
DEVICE = "door"
"""Where the session of a borrowed phone keeps its secret."""


GRACE = timedelta(days=1)
"""So long after its end a device may still tell what happened before."""


def start_session(token: str) -> None:
    """Makes this browser a door, and nothing else: the phone is borrowed, so everybody is signed out of it."""
    accounts_guards.end_session()
    session[DEVICE] = token
    session.permanent = True


def device_required(view: View) -> View:
    """Opens a page `/events/<slug>/…` to devices that are doors of that event; tells all others why not.

    The view gets the device and the event instead of the slug.
    """
    return guarded_by(view, timedelta())


def device_required_with_grace(view: View) -> View:
    """The same for what a device needs to tell what happened before its end; the view looks when that was."""
    return guarded_by(view, GRACE)


def guarded_by(view: View, grace: timedelta, kind: Kind = Kind.DOOR) -> View:
    """Opens a page to devices of one kind; to a device of the other it is as closed as to anybody."""

    @wraps(view)
    def guarded(slug: str, **kwargs: Any) -> ResponseReturnValue:
        found = doorway(session.get(DEVICE), slug, kind, now=clock.now())
        event = found.event or event_by_slug(slug)
        if event is None or (found.device is None and not event.is_public):
            abort(HTTPStatus.NOT_FOUND)
        address_reader(event.address)
        in_grace = found.standing is Standing.ENDED and found.device and clock.now() < found.device.expires_at + grace
        if found.standing is Standing.PAIRED or in_grace:
            return view(found.device, event, **kwargs)
        if wants_json():
            return refusal(found.standing)
        page = render_template("doors/no_door.html", current_event=event, nav_items=[], why=why(found.standing))
        return make_response(page, HTTPStatus.UNAUTHORIZED)

    return guarded


def refusal(standing: Standing) -> ResponseReturnValue:
    """Tells a script why the device is no door."""
    return error_response(HTTPStatus.UNAUTHORIZED, standing, why(standing))


def why(standing: Standing) -> str:
    """Why a device is no door, in one sentence."""
    sentences = {
        Standing.NOT_PAIRED: _("This device is not a door of this event."),
        Standing.REVOKED: _("The organisers have ended this door."),
        Standing.ENDED: _("The event is over, and with it this door."),
    }
    return str(sentences[standing])
