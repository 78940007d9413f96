"""Is this tablet a contact station of the event?"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import abort, make_response, render_template, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import guards as accounts_guards
from eventapp.errors import error_response, wants_json
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.language import address_reader
from eventapp.stations.models import ContactStation
from eventapp.stations.queries import station_by_token

View = Callable[..., ResponseReturnValue]
STATION = "station"
"""Where the session of a tablet keeps its secret."""


def start_session(token: str) -> None:
    """Makes this browser a station, and nothing else: it stands among people, so everybody is signed out of it."""
    accounts_guards.end_session()
    session[STATION] = token
    session.permanent = True


def current_station(slug: str) -> tuple[ContactStation, Event] | None:
    """The station that this browser is at that event."""
    token = session.get(STATION)
    return station_by_token(token, slug) if isinstance(token, str) else None


def station_required(view: View) -> View:
    """Opens a page `/events/<slug>/…` to stations of that event until contacts are no longer collected.

    The view gets the station and the event instead of the slug.
    """

    @wraps(view)
    def guarded(slug: str, **kwargs: Any) -> ResponseReturnValue:
        found = current_station(slug)
        event = found[1] if found else event_by_slug(slug)
        if event is None or (found is None and not event.is_public):
            abort(HTTPStatus.NOT_FOUND)
        address_reader(event.address)
        if found is None:
            if wants_json():
                return error_response(HTTPStatus.UNAUTHORIZED)
            return make_response(
                render_template("stations/not_paired.html", current_event=event, nav_items=[]),
                HTTPStatus.UNAUTHORIZED,
            )
        if event.closing.has_ended(clock.now()):
            return error_response(
                HTTPStatus.FORBIDDEN, "closed", _("Contacts are no longer collected. Thank you for coming!")
            )
        return view(found[0], event, **kwargs)

    return guarded
