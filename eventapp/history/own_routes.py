"""What the person whom it is about takes along of their own data."""

import json

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.downloads import download
from eventapp.history.own_data import own_data
from eventapp.registration.guards import registrant_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("own_data", __name__)


@bp.get("/events/<slug>/me/data.json")
@registrant_required
def everything(attendee: SignedInAttendee) -> ResponseReturnValue:
    """All that is kept about the registration, as a file that people and programs read."""
    person = registration(attendee.registration_id)
    content = json.dumps(own_data(person), ensure_ascii=False, indent=2).encode()
    return download(content, "application/json", _("My data %(event)s", event=person.event.title), "json")
