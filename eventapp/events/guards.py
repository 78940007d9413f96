"""Which event is this page about, and what may the visitor do there?"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.accounts import roles
from eventapp.accounts.guards import current_account, sign_in_first
from eventapp.accounts.models import Account, Role
from eventapp.accounts.queries import role_at
from eventapp.accounts.roles import Right
from eventapp.accounts.second_factor import has_second_factor
from eventapp.errors import error_response, wants_json
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.language import address_reader

View = Callable[..., ResponseReturnValue]


def role_here(event: Event) -> Role | None:
    """The visitor's role at an event."""
    account = current_account()
    return None if account is None else role_at(account.id, event.id)


def may_here(right: Right) -> bool:
    """Whether the visitor of an event's page may do something at this event."""
    return roles.may(g.get("role"), right)


def with_right(right: Right) -> Callable[[View], View]:
    """Opens a page `/events/<slug>/…` to those of that event's team who may do this.

    The view gets the event instead of the slug. An event of others answers like one that does not exist.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(slug: str, **kwargs: Any) -> ResponseReturnValue:
            account = current_account()
            if account is None:
                return sign_in_first()
            event = event_by_slug(slug)
            own = None if event is None else role_here(event)
            if event is None or own is None:
                abort(404)
            if not roles.may(own, right):
                abort(403)
            if _lacks_second_factor(event, own, account):
                return _second_factor_first()
            g.event, g.role = event, own
            return view(event, **kwargs)

        return guarded

    return guard


def _lacks_second_factor(event: Event, own: Role, account: Account) -> bool:
    asked = event.requires_second_factor and roles.sees_personal_data(own)
    return asked and not has_second_factor(account.id)


def _second_factor_first() -> ResponseReturnValue:
    """Leads somebody who signed in with a password alone to setting the second factor up, and back afterwards."""
    if wants_json():
        sentence = _("This event asks its team for two-factor sign-in. Set it up under “My account”.")
        return error_response(HTTPStatus.FORBIDDEN, "second_factor_needed", sentence)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("factor.factor", next=target), HTTPStatus.SEE_OTHER)


def public(view: View) -> View:
    """Opens a page of a published event, or one that is tried out, to everybody; of a draft to its team.

    It addresses its reader as the event addresses its attendees.
    """

    @wraps(view)
    def guarded(slug: str, **kwargs: Any) -> ResponseReturnValue:
        event = event_by_slug(slug)
        if event is None or (not event.is_public and role_here(event) is None):
            abort(404)
        g.event = event
        address_reader(event.address)
        return view(event, **kwargs)

    return guarded
