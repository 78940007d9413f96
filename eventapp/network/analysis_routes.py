"""Pages: what an event's network tells in words, and which organisations met which."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.roles import Right
from eventapp.core.advice import ENOUGH_CONTACTS, Advice, advice
from eventapp.core.measures.values import Chance
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.events.queries import breaks_of_event
from eventapp.network import measuring
from eventapp.network.analysis import bridge_builders, charts, in_breaks, scale
from eventapp.network.organisation_matrix import PairOrder, organisation_matrix

bp = Blueprint("analysis", __name__)


@bp.get("/events/<slug>/analysis")
@with_right(Right.WATCH)
def analysis(event: Event) -> ResponseReturnValue:
    """What the latest measures say, what that means here, and what one could do now."""
    measurement = measuring.latest(event)
    if measurement is None or not measurement.measures.size.contacts:
        return render_template("network/analysis_empty.html", is_measured=measurement is not None)
    measures, breaks = measurement.measures, breaks_of_event(event)
    drawn = charts(measures.growth, event.time_zone, breaks)
    return render_template(
        "network/analysis.html",
        measurement=measurement,
        measures=measures,
        is_enough=measures.size.contacts >= ENOUGH_CONTACTS,
        advice=advice(measures),
        Advice=Advice,
        Chance=Chance,
        scale=scale,
        bridge_builders=bridge_builders(event, measures),
        days=[(date.fromisoformat(day.date), day) for day in measures.days],
        charts=drawn,
        in_breaks=in_breaks(event, drawn, breaks),
    )


@bp.get("/events/<slug>/analysis/organisations")
@with_right(Right.WATCH)
def organisations(event: Event) -> ResponseReturnValue:
    """Which organisations met which, as a heat map and as a table; `?order=` sorts the table."""
    asked = request.args.get("order", "")
    order = PairOrder(asked) if asked in list(PairOrder) else PairOrder.CONTACTS
    return render_template(
        "network/organisations.html", matrix=organisation_matrix(event, order), order=order, orders=list(PairOrder)
    )
