"""The organiser's board of the doors: a page that is kept up to date by its stream (live.doors)."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.accounts.roles import Right
from eventapp.checkin.routes import chosen_door
from eventapp.doors.board import Kind, board
from eventapp.doors.board_chart import drawn
from eventapp.events.guards import with_right
from eventapp.events.models import Event

bp = Blueprint("door_board", __name__)


@bp.get("/events/<slug>/door/board")
@with_right(Right.ORGANISE)
def show(event: Event) -> ResponseReturnValue:
    """Numbers of the doors as of now; its script fetches the page again when something has changed."""
    here, now = chosen_door(event), clock.now()
    found = board(event, here.list_id, _day(event), now=now)
    return render_template(
        "doors/board.html", here=here, board=found, chart=drawn(found.quarters, event.time_zone), kinds=Kind, now=now
    )


def _day(event: Event) -> date | None:
    """The day of the event that the address names; anything else is as if nothing was named."""
    named = request.args.get("day", "")
    return next((day.date for day in event.days if day.date.isoformat() == named), None)
