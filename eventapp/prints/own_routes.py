"""Page of an attendee: how the own badge looks on paper, what its QR code holds, when it was printed."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.badges.own_sizes import find_stock
from eventapp.badges.preview import badge_picture
from eventapp.badges.printing import as_badge
from eventapp.badges.queries import holder_by_uid
from eventapp.badges.stock import SHEET
from eventapp.core.codes import format_short_code
from eventapp.prints import queries
from eventapp.prints.words import usual_look
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("own_badge", __name__)


@bp.get("/events/<slug>/me/badge")
@attendee_required
def own_badge(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The own badge, as it was printed last or will be."""
    person = registration(attendee.registration_id)
    holder = holder_by_uid(attendee.event_id, person.uid) or abort(404)
    printed = queries.history(attendee.event_id, attendee.registration_id)
    series_id = person.event.series_id
    stock = next((stock for line in printed if (stock := find_stock(series_id, line.stock)) is not None), SHEET)
    shown = usual_look(person.event, stock)
    return render_template(
        "prints/own_badge.html",
        current_event=person.event,
        picture=badge_picture(holder, shown.edition, shown.design, _("Badge of %(name)s", name=holder.name)),
        address=as_badge(holder, shown.edition).address,
        short_code=format_short_code(holder.short_code),
        printed=[line for line in printed if not line.problem],
    )
