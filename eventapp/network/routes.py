"""Pages: the live graph with its table, and the standings."""

import gzip
import json
from functools import cache
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import assets, clock
from eventapp.accounts.models import Role
from eventapp.core.contact_rules import Reason
from eventapp.events.guards import for_role
from eventapp.events.models import Event
from eventapp.network import event_network, wire_format

bp = Blueprint("network", __name__)
GZIP_LEVEL = 4
"""2,500 people with 30,000 contacts: a fifth of the size in a few hundredths of a second."""


@bp.get("/events/<slug>/graph")
@for_role(Role.ORGANISER)
def graph(event: Event) -> ResponseReturnValue:
    """The live graph, and the same numbers as a table."""
    rows = [row for row in event_network.standings(event) if row.person.is_tracked]
    midnight = clock.now().astimezone(ZoneInfo(event.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return render_template(
        "network/graph.html",
        rows=rows,
        figures=event_network.figures(event),
        contacts_today=event_network.contacts_since(event, midnight),
        modules=_modules(),
    )


@bp.get("/events/<slug>/graph.json")
@for_role(Role.ORGANISER)
def graph_json(event: Event) -> ResponseReturnValue:
    """The whole network in the live wire format (docs/developers/live.md)."""
    content = json.dumps(wire_format.whole(event), separators=(",", ":"), ensure_ascii=False).encode()
    response = Response(content, mimetype="application/json")
    if request.accept_encodings.quality("gzip"):
        response.set_data(gzip.compress(content, GZIP_LEVEL))
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@bp.get("/events/<slug>/standings")
@for_role(Role.ORGANISER)
def standings(event: Event) -> ResponseReturnValue:
    """Who stands where, now."""
    rows = event_network.standings(event)
    return render_template(
        "network/standings.html", rows=rows, figures=event_network.figures(event), reasons=_uncounted(event)
    )


@cache
def _modules() -> list[str]:
    """The scripts of the picture, for the browser to fetch at once instead of one import after the other."""
    return [f"js/graph/{path.name}" for path in sorted((assets.FOLDER / "js" / "graph").glob("*.js"))]


def _uncounted(event: Event) -> dict[Reason, int]:
    """How many standing contacts do not count, by reason, the most frequent first."""
    counts = event_network.uncounted(event)
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
