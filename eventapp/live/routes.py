"""The streams that keep open pages up to date: graph and door board of an organiser, the phone of an attendee."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from flask import Blueprint, Flask, Response, current_app, request, session
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.accounts.guards import attendee_tokens
from eventapp.accounts.queries import account_by_sign_in, role_at
from eventapp.accounts.roles import Right, may
from eventapp.checkin.queries import door_numbers
from eventapp.contacts.queries import change_numbers
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.live.hub import Stream, hub
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee, attendee_by_sign_in

bp = Blueprint("live", __name__)
LONGEST_CURSOR = 15
"""Digits; a longer one is not ours."""


@bp.get("/events/<slug>/live")
@with_right(Right.WATCH)
def changes(event: Event) -> ResponseReturnValue:
    """Server-Sent Events: everything that changes after a cursor, as it happens (docs/developers/live.md).

    The cursor is `Last-Event-ID` when a browser reconnects, else `?after=`. `?rules=` names the rules by which the
    page's numbers were counted; under other ones the stream answers `reset`.
    """
    return open_network_stream(event.id, _may_still(event.id, Right.WATCH))


@bp.get("/events/<slug>/door/live")
@with_right(Right.ORGANISE)
def doors(event: Event) -> ResponseReturnValue:
    """Server-Sent Events for a board of the doors: that something changed at them; no word about anybody."""
    event_id = event.id
    return _open(
        Stream(event_id, door_numbers([event_id])[event_id], "", _may_still(event_id, Right.ORGANISE), of_doors=True)
    )


@bp.get("/events/<slug>/contacts/live")
@attendee_required
def person(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Server-Sent Events for an attendee's phone: that something about this attendee changed from now on.

    They hold no word about anybody. The page asks for the news, with every check that belongs to it.
    """
    slug, event_id = attendee.slug, attendee.event_id
    token = attendee_tokens()[slug]

    def may_watch() -> bool:
        watching = attendee_by_sign_in(token, slug, now=clock.now())
        return watching is not None and watching.has_place

    return _open(Stream(event_id, change_numbers([event_id])[event_id], "", may_watch, attendee.registration_id))


def open_network_stream(
    event_id: int, may_watch: Callable[[], bool], *, screen: int | None = None
) -> ResponseReturnValue:
    """Opens the stream of an event's network after the cursor that this request names, under the rules that it knows.

    Args:
        event_id: The event.
        may_watch: Whether its owner still may; asked again every few seconds.
        screen: The screen of the hall that asks.
    """
    cursor = _cursor(request.headers.get("Last-Event-ID") or request.args.get("after", "0"))
    if cursor is None:
        return error_response(HTTPStatus.BAD_REQUEST)
    return _open(Stream(event_id, cursor, request.args.get("rules", ""), may_watch, screen=screen))


def _may_still(event_id: int, right: Right) -> Callable[[], bool]:
    """Asks whether whoever sends this request may still watch an event; asked outside of the request, too."""
    token = str(session.get("account"))

    def may_watch() -> bool:
        account = account_by_sign_in(token, now=clock.now())
        return account is not None and may(role_at(account.id, event_id), right)

    return may_watch


def _open(stream: Stream) -> ResponseReturnValue:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 Flask's documented way to the app itself
    if not hub.open(app, stream):
        return error_response(HTTPStatus.SERVICE_UNAVAILABLE)
    response = Response(stream.events(), mimetype="text/event-stream")
    # Also when nothing of it was read: a HEAD, or a browser that went away at once.
    response.call_on_close(partial(hub.close, stream))
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the lines back
    return response


def _cursor(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_CURSOR else None
