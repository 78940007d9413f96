"""What does a browser with a one-time link get to see? Looking uses nothing up; only a button does."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.accounts import attempts
from eventapp.accounts.models import LinkPurpose
from eventapp.accounts.queries import usable_link
from eventapp.errors import error_response

View = Callable[..., ResponseReturnValue]


def dead_link() -> ResponseReturnValue:
    """The page for a link that is used, expired, or was never given out; it does not tell which."""
    return make_response(render_template("accounts/dead_link.html"), HTTPStatus.GONE)


def link_required(purpose: LinkPurpose) -> Callable[[View], View]:
    """Opens a page `/…/<token>` to holders of a usable link; the view gets the token and the link.

    Wrong secrets that are sent are counted for each network address; a mere look changes no row.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(token: str, **kwargs: Any) -> ResponseReturnValue:
            now, visitor, sends = clock.now(), request.remote_addr or "", request.method == "POST"
            if sends and not attempts.is_allowed(attempts.SECRET_LINK, visitor, now=now):
                return error_response(HTTPStatus.TOO_MANY_REQUESTS)
            link = usable_link(token, now=now)
            if link is not None and link.purpose == purpose:
                return view(token, link, **kwargs)
            if sends:
                attempts.note(attempts.SECRET_LINK, visitor, now=now)
            return dead_link()

        return guarded

    return guard
