"""What does the picture of a network ask for beside the network: topics for its colours, places for its people."""

from http import HTTPStatus

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.accounts.roles import Right
from eventapp.compression import compressed
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.network.forms import PositionsForm
from eventapp.network.interests import chosen_topics
from eventapp.network.positions import share

bp = Blueprint("picture", __name__)


@bp.get("/events/<slug>/topics.json")
@with_right(Right.WATCH)
def topics(event: Event) -> ResponseReturnValue:
    """Which topics people have chosen, for the colours of the picture."""
    found = chosen_topics(event)
    return compressed(jsonify(topics=found.topics, people={str(key): value for key, value in found.people.items()}))


@bp.post("/events/<slug>/graph/positions")
@with_right(Right.WATCH)
def positions(event: Event) -> ResponseReturnValue:
    """Lets an open picture lead or follow the others (docs/developers/live.md)."""
    form = PositionsForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    version, places = form.version.data or 0, form.places.data or ""
    told = share(event.id, form.screen.data, version=version, places=places, now=clock.now())
    return jsonify(leads=told.leads, version=told.version, places=told.places)
