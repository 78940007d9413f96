"""Pages: the live graph with its table, the standings, and what rules would do at a rehearsal."""

import json
from functools import cache
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.compression import compressed
from eventapp.core.contact_rules import Reason
from eventapp.errors import error_response
from eventapp.events.forms import TriedRulesForm
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.events.queries import breaks_of_event, rehearsals_of
from eventapp.network import event_network, measuring, positions, wire_format
from eventapp.network.rules_effect import effect

bp = Blueprint("network", __name__)


@bp.get("/events/<slug>/graph")
@with_right(Right.WATCH)
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
        breaks=[(int(each.begins.timestamp()), int(each.ends.timestamp())) for each in breaks_of_event(event)],
        positions_every=int(positions.ASKED_EVERY.total_seconds()),
    )


@bp.get("/events/<slug>/graph.json")
@with_right(Right.WATCH)
def graph_json(event: Event) -> ResponseReturnValue:
    """The whole network in the live wire format (docs/developers/live.md)."""
    return compressed(Response(wire_format.whole(event), mimetype="application/json"))


@bp.get("/events/<slug>/measures.json")
@with_right(Right.WATCH)
def measures_json(event: Event) -> ResponseReturnValue:
    """What the picture shows of the latest measures (docs/developers/measures.md); nothing before the first."""
    measurement = measuring.latest(event)
    if measurement is None:
        return Response(status=HTTPStatus.NO_CONTENT)
    found = measurement.measures
    circles = found.circles.members if found.circles and found.circles.are_found else {}
    picture = {
        "cursor": measurement.change_no,
        "measured_at": int(measurement.measured_at.timestamp()),
        "circles": circles,
        "bridging": {number: round(value, 6) for number, value in found.bridging.betweenness.items()},
    }
    content = json.dumps(picture, separators=(",", ":"))
    return compressed(Response(content, mimetype="application/json"))


@bp.get("/events/<slug>/standings")
@with_right(Right.WATCH)
def standings(event: Event) -> ResponseReturnValue:
    """Who stands where, now."""
    rows = event_network.standings(event)
    return render_template(
        "network/standings.html", rows=rows, figures=event_network.figures(event), reasons=_uncounted(event)
    )


@bp.get("/events/<slug>/settings/effect")
@with_right(Right.ORGANISE)
def rules_effect(event: Event) -> ResponseReturnValue:
    """What rules would do at a rehearsal: those saved, or those in the address. Changes nothing.

    static/js/rules_effect.js shows a part of this page beside the switches of the settings.
    """
    form = TriedRulesForm(request.args, saved=event)
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    rehearsals = rehearsals_of(signed_in_account().id)
    asked = request.args.get("rehearsal", "")
    chosen = next((each for each in rehearsals if each.slug == asked), None)
    if asked and chosen is None:
        abort(HTTPStatus.NOT_FOUND)
    chosen = chosen or (event if event in rehearsals else next(iter(rehearsals), None))
    return render_template(
        "network/rules_effect.html",
        form=form,
        rehearsals=rehearsals,
        chosen=chosen,
        effect=effect(chosen, form.rules(), saved=event.rules) if chosen else None,
    )


@cache
def _modules() -> list[str]:
    """The scripts of the picture, for the browser to fetch at once instead of one import after the other."""
    return [f"js/graph/{path.name}" for path in sorted((assets.FOLDER / "js" / "graph").glob("*.js"))]


def _uncounted(event: Event) -> dict[Reason, int]:
    """How many standing contacts do not count, by reason, the most frequent first."""
    counts = event_network.uncounted(event)
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
