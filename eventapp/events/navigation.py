"""Where can an organiser or host go within an event?"""

from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _

from eventapp.accounts.models import Role
from eventapp.events.guards import role_here
from eventapp.events.models import Event

NavItem = tuple[str, str, bool]
"""Label, address, and whether the visitor is there."""


def event_context() -> dict[str, Any]:
    """Gives the templates of an event's pages `current_event`, and its team `nav_items`."""
    event: Event | None = g.get("event")
    if event is None:
        return {}
    role = g.role if "role" in g else role_here(event)
    if role is None:
        return {"current_event": event}
    return {"current_event": event, "nav_items": nav_items(event, role)}


def nav_items(event: Event, role: Role) -> list[NavItem]:
    """The pages of an event that somebody with this role may open, in the order of the evening."""
    pages = [("events.overview", _("Overview"))]
    if role is Role.ORGANISER:
        pages.append(("registration.registrations", _("Registrations")))
    pages += [("badges.badges", _("Badges")), ("checkin.door", _("Door"))]
    if role is Role.ORGANISER:
        pages += [
            ("network.graph", _("Contact graph")),
            ("network.standings", _("Standings")),
            ("champion.champion", _("Champion")),
            ("events.settings", _("Settings")),
            ("events.team", _("Team")),
        ]
    return [
        (label, url_for(endpoint, slug=event.slug), request.endpoint == endpoint)
        for endpoint, label in pages
        if endpoint in current_app.view_functions
    ]
