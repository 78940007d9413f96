"""Which attendee asks?"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import abort, current_app, g, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from eventapp import clock
from eventapp.accounts.guards import ATTENDEES, attendee_tokens
from eventapp.accounts.service import end_sign_ins
from eventapp.core.codes import new_secret
from eventapp.errors import error_response, wants_json
from eventapp.events.queries import event_by_slug
from eventapp.language import address_reader
from eventapp.registration.queries import SignedInAttendee, attendee_by_sign_in

View = Callable[..., ResponseReturnValue]
DEVICE = "device"
BEGUN = "begun_scan"
BEGUN_LASTS = timedelta(hours=2)
"""A scan that began before signing in goes on within this time: long enough for a slow mail, not for the next day."""
_MOST_EVENTS = 5
"""A browser stays signed in to the latest few events; the cookie stays small."""


def current_registrant(slug: str) -> SignedInAttendee | None:
    """Who is signed in to that event in this browser, with or without a place."""
    token = attendee_tokens().get(slug)
    return attendee_by_sign_in(token, slug, now=clock.now()) if isinstance(token, str) else None


def current_attendee(slug: str) -> SignedInAttendee | None:
    """The attendee of that event who is signed in in this browser; whoever has no place is none."""
    found = current_registrant(slug)
    return found if found is not None and found.has_place else None


def start_session(slug: str, token: str) -> None:
    """Signs this browser in as an attendee of an event, for as long as the event lasts.

    Whoever was signed in to that event before is not any more; an organiser's own sign-in stays.
    """
    known = attendee_tokens()
    others = [(key, value) for key, value in known.items() if key != slug]
    kept = {**dict(others[-(_MOST_EVENTS - 1) :]), slug: token}
    end_sign_ins(set(known.values()) - set(kept.values()), now=clock.now())
    session[ATTENDEES] = kept
    session.permanent = True


def device_word() -> str:
    """A random word that names this browser, made at its first sign-in and kept in its cookie.

    Only its hash is stored: it tells organisers that two attendees sign in on one device, and nothing else.
    """
    word: str = session.setdefault(DEVICE, new_secret())
    return word


def end_session() -> None:
    """Signs the attendees in this browser out, of every event, and with them every copy of the cookie."""
    end_sign_ins(attendee_tokens().values(), now=clock.now())
    session.pop(ATTENDEES, None)


def begin_scan(slug: str, code: str) -> None:
    """Keeps in this browser that somebody scanned a badge before signing in; nobody is named by it."""
    session[BEGUN] = _begun().dumps([slug, code, int(clock.now().timestamp())])


def kept_scan() -> str:
    """The scan that began in this browser, as a word that can travel in a mail; "" where none did."""
    kept = session.get(BEGUN)
    return kept if isinstance(kept, str) else ""


def end_begun_scan() -> None:
    """Forgets the scan that began in this browser."""
    session.pop(BEGUN, None)


def begun_scan(slug: str, *words: str) -> str | None:
    """The badge's code in the first of these words that is ours, of this event and not too old.

    It is a code and no address, so that nobody can be led elsewhere by it.
    """
    latest = clock.now() - BEGUN_LASTS
    for word in words:
        try:
            event, code, begun_at = _begun().loads(word)
        except BadData:
            continue
        if event == slug and begun_at >= latest.timestamp():
            return str(code)
    return None


def _begun() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="begun scan")


def attendee_required(view: View) -> View:
    """Opens a page `/events/<slug>/…` to attendees of that event; the view gets the attendee instead of the slug."""
    return _signed_in(view, needs_place=True)


def registrant_required(view: View) -> View:
    """The same for everybody registered there, also without a place."""
    return _signed_in(view, needs_place=False)


def _signed_in(view: View, *, needs_place: bool) -> View:
    @wraps(view)
    def guarded(slug: str, **kwargs: Any) -> ResponseReturnValue:
        attendee = current_registrant(slug)
        if attendee is not None:
            g.attendee = attendee
            address_reader(attendee.address)
            if needs_place and not attendee.has_place:
                return _to_own_place(slug)
            return view(attendee, **kwargs)
        event = event_by_slug(slug)
        if event is None or not event.is_public:
            abort(404)
        address_reader(event.address)
        if wants_json():
            return error_response(401)
        return make_response(render_template("registration/link_needed.html", current_event=event), 401)

    return guarded


def _to_own_place(slug: str) -> ResponseReturnValue:
    """Where somebody without a place reads how they stand."""
    if wants_json():
        return error_response(HTTPStatus.FORBIDDEN)
    return redirect(url_for("places.own", slug=slug), HTTPStatus.SEE_OTHER)
