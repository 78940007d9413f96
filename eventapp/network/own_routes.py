"""The attendee's own part of the network, for nobody else."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from eventapp.contacts.queries import contact_counts, own_contacts
from eventapp.network import own_network as own
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("own_network", __name__)


@bp.get("/events/<slug>/me/network")
@attendee_required
def own_network(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Own numbers, own place, and a picture of whom the attendee met."""
    person = registration(attendee.registration_id)
    contacts = [contact for contact in own_contacts(person.id) if not contact.rejected_by_me]
    return render_template(
        "network/own.html",
        current_event=person.event,
        person=person,
        counts=contact_counts(contacts),
        place=own.own_place(person.event, person.id),
        organisations=own.organisations_of(contacts),
        nodes=own.picture(contacts),
        side=own.SIDE,
        own_radius=own.OWN_RADIUS,
    )
