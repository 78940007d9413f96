"""Page: the network of a series over its events."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.network.series import series_overview

bp = Blueprint("series", __name__)

MOST_FALLEN = 12
"""Connections that fell away which are named; more is no list to act on."""


@bp.get("/events/<slug>/series")
@with_right(Right.ORGANISE)
def series(event: Event) -> ResponseReturnValue:
    """Who came again, how organisations connected from event to event, and which connections fell away."""
    now = clock.now()
    overview = series_overview(event.series_id, account_id=signed_in_account().id, now=now)
    latest = overview.events[-1] if overview.events else event
    return render_template(
        "network/series.html",
        series=event.series,
        overview=overview,
        steps=list(zip(overview.events, overview.network.steps, strict=True)),
        most_fallen=MOST_FALLEN,
        is_over=latest.closing.has_ended(now),
    )
