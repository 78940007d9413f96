"""Pages of attendees: their own certificates."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp import clock
from eventapp.certificates import choices, entitlement, queries, service
from eventapp.certificates.forms import OwnForm
from eventapp.certificates.models import Kind
from eventapp.certificates.queries import Issued
from eventapp.certificates.service import Fetching
from eventapp.certificates.typesetting import typeset
from eventapp.certificates.words import document_of, edition_of, heading_of
from eventapp.downloads import download
from eventapp.language import LANGUAGES
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("own_certificates", __name__)

_OWN = "/events/<slug>/me/certificates"


@bp.app_template_global()
def offers_certificates(event_id: int) -> bool:
    """For pages of domains that do not know certificates: whether there is any that attendees can fetch."""
    return bool(choices.kinds_offered(choices.choice_of(event_id)))


@bp.get(_OWN)
@attendee_required
def own(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Which certificates somebody can fetch, in German and in English."""
    event, now = registration(attendee.registration_id).event, clock.now()
    me = attendee.registration_id
    offered = choices.kinds_offered(choices.choice_of(event.id))
    waiting = [kind for kind in offered if not service.is_over(event, kind, now=now)]
    ready = [
        statement
        for kind in offered
        if kind not in waiting
        for statement in entitlement.entitled(event, kind, [me]).get(me, ())
    ]
    return render_template(
        "certificates/own.html",
        current_event=event,
        offered=offered,
        ready=[(statement, heading_of(statement)) for statement in ready],
        waits=bool(waiting),
    )


@bp.post(_OWN)
@attendee_required
def fetch(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Makes a certificate, and leads to it."""
    form = OwnForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    me, kind, title = attendee.registration_id, Kind(form.kind.data), form.title.data or ""
    outcome = service.fetch_own(me, event_id=attendee.event_id, kind=kind, title=title, now=clock.now())
    sentences = {
        Fetching.NOT_OFFERED: _("The organisers do not offer this certificate."),
        Fetching.TOO_EARLY: _("Certificates can be fetched when the event is over."),
        Fetching.NOT_ENTITLED: _("There is no such certificate for you at this event."),
    }
    if outcome in sentences:
        flash(sentences[outcome], "info")
        return redirect(url_for("own_certificates.own", slug=attendee.slug), HTTPStatus.SEE_OTHER)
    return redirect(
        url_for(
            "own_certificates.sheet",
            slug=attendee.slug,
            kind=kind,
            language=form.language.data,
            title=title or None,
        ),
        HTTPStatus.SEE_OTHER,
    )


@bp.get(f"{_OWN}/<kind>.<language>.pdf")
@attendee_required
def sheet(attendee: SignedInAttendee, kind: str, language: str) -> ResponseReturnValue:
    """One's own certificate."""
    person = registration(attendee.registration_id)
    certificate = queries.own_certificate(person.id, kind, request.args.get("title", ""))
    statement = None if certificate is None else queries.statement_of(certificate, person.event)
    if certificate is None or statement is None or language not in LANGUAGES:
        abort(HTTPStatus.NOT_FOUND)
    edition = edition_of(person.event, language)
    document = document_of([Issued(person.name, statement, certificate.code)], edition)
    pdf = typeset(document, choices.pictures_of(person.event), edition.fonts)
    with force_locale(language):
        name = f"{heading_of(statement)} {person.event.title}"
    return download(pdf, "application/pdf", name, "pdf")
