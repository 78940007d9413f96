"""The record of a result as a file that anybody can count again."""

import json

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from eventapp.accounts.roles import Right
from eventapp.champion import queries
from eventapp.champion.recording import exported
from eventapp.compression import compressed
from eventapp.downloads import download
from eventapp.events.guards import with_right
from eventapp.events.models import Event

bp = Blueprint("result_export", __name__)


@bp.get("/events/<slug>/champion/result-<id:version>.json")
@with_right(Right.ORGANISE)
def record(event: Event, version: int) -> ResponseReturnValue:
    """Hands out a result with everything that it follows from; it names nobody (docs/developers/result.md)."""
    result = queries.result(event.id, version)
    if result is None or result.evidence is None:
        abort(404)
    content = json.dumps(exported(result), ensure_ascii=False).encode()
    return compressed(download(content, "application/json", f"{event.slug}-result-{version}", "json"))
