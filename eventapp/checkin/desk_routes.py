"""Signing somebody in on their phone, by a code on the desk's screen: for those without the mail at hand."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.models import Role
from eventapp.badges import qr
from eventapp.events.guards import for_role
from eventapp.events.models import Event
from eventapp.letters import address_of
from eventapp.registration.models import Registration
from eventapp.registration.queries import registration_by_uid
from eventapp.registration.service import DESK_LINK_LASTS, issue_desk_link

bp = Blueprint("desk", __name__)
_PHONE = "/events/<slug>/registrations/<uid>/phone"


@bp.get(_PHONE)
@for_role(Role.HOST)
def ask(event: Event, uid: str) -> ResponseReturnValue:
    """Asks the host to be sure who stands there, before a code is shown."""
    return _page(event, _person(event, uid), "")


@bp.post(_PHONE)
@for_role(Role.HOST)
def show(event: Event, uid: str) -> ResponseReturnValue:
    """Shows a code that signs this person in on the phone that scans it, once."""
    person = _person(event, uid)
    person_id = person.id
    token = issue_desk_link(person_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    return _page(event, _person(event, uid), address_of("registration.personal_link", token=token))


def _page(event: Event, person: Registration, address: str) -> str:
    return render_template(
        "checkin/phone.html",
        current_event=event,
        person=person,
        qr=qr.svg(qr.qr_matrix(address), _("Code for signing in")) if address else None,
        minutes=int(DESK_LINK_LASTS.total_seconds() // 60),
    )


def _person(event: Event, uid: str) -> Registration:
    return registration_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)
