"""Is this the address of a screen of the hall, and may it show the network?"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from flask import Response, abort, after_this_request, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.errors import error_response
from eventapp.events.models import Event
from eventapp.language import address_reader
from eventapp.projector.models import Projector
from eventapp.projector.queries import may_show_network, projector_by_token

ScreenView = Callable[[Projector, Event], ResponseReturnValue]


def by_address(view: ScreenView) -> Callable[[str], ResponseReturnValue]:
    """Opens a page `/projector/<token>…` to whoever has the address, without an account and without a cookie.

    The view gets the screen and its event instead of the secret. A revoked address answers like one that never was;
    no search engine keeps any.
    """

    @wraps(view)
    def guarded(token: str) -> ResponseReturnValue:
        after_this_request(_not_for_search_engines)
        found = projector_by_token(token)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        projector, event = found
        g.event, g.role = event, None
        address_reader(event.address)
        return view(projector, event)

    return guarded


def while_open(view: ScreenView) -> ScreenView:
    """Refuses what shows the network once contact tracking is closed: until the crowning the result is secret."""

    @wraps(view)
    def guarded(projector: Projector, event: Event) -> ResponseReturnValue:
        if not may_show_network(event, now=clock.now()):
            return error_response(HTTPStatus.FORBIDDEN, "closed", _("The result is being checked"))
        return view(projector, event)

    return guarded


def _not_for_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
