"""Which attendee asks?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, g, make_response, render_template, session
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.errors import error_response, wants_json
from eventapp.events.queries import event_by_slug
from eventapp.registration.queries import SignedInAttendee, attendee_by_sign_in

View = Callable[..., ResponseReturnValue]
_KEY = "attendees"
_MOST_EVENTS = 5
"""A browser stays signed in to the latest few events; the cookie stays small."""


def current_attendee(slug: str) -> SignedInAttendee | None:
    """The attendee of that event who is signed in in this browser."""
    tokens = session.get(_KEY)
    token = tokens.get(slug) if isinstance(tokens, dict) else None
    return attendee_by_sign_in(token, slug, now=clock.now()) if isinstance(token, str) else None


def start_session(slug: str, token: str) -> None:
    """Signs this browser in as an attendee of an event, for as long as the event lasts.

    Whoever was signed in to that event before is not any more; an organiser's own sign-in stays.
    """
    tokens = {key: value for key, value in session.get(_KEY, {}).items() if key != slug}
    latest = list(tokens.items())[-(_MOST_EVENTS - 1) :]
    session[_KEY] = {**dict(latest), slug: token}
    session.permanent = True


def end_session(slug: str) -> str | None:
    """Forgets the attendee of an event in this browser; gives the token back to be ended."""
    tokens = dict(session.get(_KEY, {}))
    token = tokens.pop(slug, None)
    session[_KEY] = tokens
    return token if isinstance(token, str) else None


def attendee_required(view: View) -> View:
    """Opens a page `/events/<slug>/…` to attendees of that event; the view gets the attendee instead of the slug."""

    @wraps(view)
    def guarded(slug: str, **kwargs: Any) -> ResponseReturnValue:
        attendee = current_attendee(slug)
        if attendee is not None:
            g.attendee = attendee
            return view(attendee, **kwargs)
        event = event_by_slug(slug)
        if event is None or event.published_at is None:
            abort(404)
        if wants_json():
            return error_response(401)
        return make_response(render_template("registration/link_needed.html", current_event=event), 401)

    return guarded
