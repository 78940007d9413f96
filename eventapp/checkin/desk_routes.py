"""What a desk does for somebody: signs them in on their phone, by a code on its screen; corrects their name."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import qr
from eventapp.checkin.walk_in_forms import CorrectionForm
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.letters import address_of
from eventapp.registration import service
from eventapp.registration.models import Registration
from eventapp.registration.queries import organisation_uses, registration_by_uid
from eventapp.registration.service import DESK_LINK_LASTS, Correcting, Correction, Corrector, issue_desk_link

bp = Blueprint("desk", __name__)
_PHONE = "/events/<slug>/registrations/<uid>/phone"


@bp.get(_PHONE)
@with_right(Right.DESK)
def ask(event: Event, uid: str) -> ResponseReturnValue:
    """Asks the host to be sure who stands there, before a code is shown."""
    return _page(event, _person(event, uid), "")


@bp.post(_PHONE)
@with_right(Right.DESK)
def show(event: Event, uid: str) -> ResponseReturnValue:
    """Shows a code that signs this person in on the phone that scans it, once."""
    person = _person(event, uid)
    person_id = person.id
    token = issue_desk_link(person_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    return _page(event, _person(event, uid), address_of("registration.personal_link", token=token))


@bp.route("/events/<slug>/registrations/<uid>/correct", methods=["GET", "POST"])
@with_right(Right.PRINT)
def correct(event: Event, uid: str) -> ResponseReturnValue:
    """Corrects what stands on somebody's badge."""
    person, slug = _person(event, uid), event.slug
    stands = {
        "attention": person.attention,
        "name": person.name,
        "organisation": person.organisation.name if person.organisation else "",
    }
    form = CorrectionForm(data=stands)
    if form.validate_on_submit():
        id_, now, me = person.id, clock.now(), signed_in_account().id
        wanted, attention = Correction(form.name.data, form.organisation.data), form.attention.data
        came = service.correct(id_, wanted, Corrector(me), event_id=event.id, now=now)
        service.note_attention(id_, attention, event_id=event.id, account_id=me, now=now)
        if came is not Correcting.RECORDED:
            flash(_("Saved. A badge that was printed before shows the old words."), "success")
            return redirect(url_for("badges.badge", slug=slug, uid=uid), HTTPStatus.SEE_OTHER)
        form.organisation.errors = [_("The result is recorded; who comes from where stays as it was counted.")]
    organisations = [use.organisation.name for use in organisation_uses(event.id)]
    page = render_template("checkin/correct.html", person=_person(event, uid), form=form, organisations=organisations)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


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
