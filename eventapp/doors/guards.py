"""Is this request one of a door's?"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from flask import jsonify, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.doors.queries import KnownDevice, device_by_token

View = Callable[[KnownDevice], ResponseReturnValue]
_BEARER = "Bearer "
_LONGEST_TOKEN = 200


def by_token(view: View) -> Callable[[], ResponseReturnValue]:
    """Opens a resource to devices that name their secret in the header `Authorization: Bearer …`.

    No header, a forged secret, a revoked device and one whose event is over get the same answer: 403. A cookie opens
    nothing here, so that no other site can send for a door.
    """

    @wraps(view)
    def guarded() -> ResponseReturnValue:
        header = request.headers.get("Authorization", "")
        token = header.removeprefix(_BEARER)
        device = None
        if header.startswith(_BEARER) and 0 < len(token) <= _LONGEST_TOKEN:
            device = device_by_token(token, now=clock.now())
        return refusal() if device is None else view(device)

    return guarded


def refusal() -> ResponseReturnValue:
    """What everybody gets who is no door here, whyever."""
    sentence = _("This device is no door of this event, or not any more.")
    return make_response(jsonify(error="no_door", text=sentence), HTTPStatus.FORBIDDEN)


def misunderstood() -> ResponseReturnValue:
    """What a door gets that does not send what the documentation asks for."""
    sentence = _("The request was not understood. Go back and try again.")
    return make_response(jsonify(error="bad_request", text=sentence), HTTPStatus.BAD_REQUEST)
