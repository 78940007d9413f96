"""Pages of attendees at the event: home, scanner, badge address, own contacts."""

import secrets
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, headers
from eventapp.accounts.roles import Right, may
from eventapp.badges import qr
from eventapp.badges.queries import FoundBadge, badge_at, current_badge, event_of_code
from eventapp.compression import compressed
from eventapp.config import current_config
from eventapp.contacts import own_contacts
from eventapp.contacts.answers import headers_of, in_words, status_of
from eventapp.contacts.forms import YES, ConsentForm, KnownBeforeForm, ScanForm, phone_time
from eventapp.contacts.guards import uid_found_by
from eventapp.contacts.notes import all_tags, notes_of
from eventapp.contacts.own_contacts import Changing
from eventapp.contacts.own_list import Only, Wanted, narrowed
from eventapp.contacts.people_search import code_of_found
from eventapp.contacts.queries import by_day, contact_counts
from eventapp.contacts.queries import own_contacts as contacts_of
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import record_scan, scan_turn
from eventapp.contacts.suggestions import suggestions_for
from eventapp.core.codes import BadgeCode, ShortCode, badge_address, format_short_code, read_code
from eventapp.core.contact_rules import Way
from eventapp.errors import error_response, wants_json
from eventapp.events.guards import role_here
from eventapp.events.models import Event
from eventapp.language import address_reader
from eventapp.phone.guards import is_scan_of_another
from eventapp.registration.consents import CONSENTS, asked_of
from eventapp.registration.forms import LinkAgainForm
from eventapp.registration.guards import (
    attendee_required,
    begin_scan,
    current_attendee,
    end_session,
    registrant_required,
)
from eventapp.registration.models import Purpose
from eventapp.registration.queries import SignedInAttendee, chosen_topics, registration
from eventapp.registration.question_queries import answers_of
from eventapp.registration.words import said

bp = Blueprint("contacts", __name__)

_CONTACT = "/events/<slug>/contacts/<id:contact_id>"
_LONGEST_SEARCH = 200


@bp.app_context_processor
def attendee_context() -> dict[str, Any]:
    """Gives the pages of a signed-in attendee, errors among them, the way to their three pages, news, and the end."""
    attendee: SignedInAttendee | None = g.get("attendee")
    if attendee is None or not attendee.has_place:
        return {}
    return {
        "nav_items": _nav_items(attendee.slug),
        "news_of": attendee.slug,
        "closing": attendee.closing,
        "closing_now": clock.now(),
    }


@bp.get("/events/<slug>/me")
@attendee_required
def me(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The attendee's home: own badge to be scanned, scan button, numbers, consents, rules."""
    badge = current_badge(attendee.registration_id)
    person = registration(attendee.registration_id)
    address = badge_address(current_config().base_url, badge.code)
    return render_template(
        "contacts/me.html",
        current_event=person.event,
        person=person,
        qr=qr.svg(qr.qr_matrix(address), _("QR code of your badge")),
        short_code=format_short_code(badge.short_code),
        counts=contact_counts(contacts_of(person.id)),
        topics=chosen_topics(person.id),
        answers=answers_of(person.id) if person.event.questions else {},
        said=said,
        suggestions=suggestions_for(person.id, now=clock.now()),
        consents=asked_of(person),
    )


@bp.post("/events/<slug>/consents")
@attendee_required
def consents(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Gives or withdraws one consent; leaving contact tracking is asked once more, since it erases contacts."""
    form = ConsentForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    person = registration(attendee.registration_id)
    purpose, given = Purpose(form.purpose.data), form.given.data == YES
    if purpose is Purpose.TRACKING and not given and form.confirmed.data != YES:
        counts = contact_counts(contacts_of(person.id))
        return render_template("contacts/withdraw.html", current_event=person.event, counts=counts)
    own_contacts.decide_consent(person.id, purpose, CONSENTS[purpose].text, given=given, now=clock.now())
    flash(_("Saved."), "success")
    return redirect(url_for("contacts.me", slug=attendee.slug, _anchor="consents"), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/me/sign-out")
@registrant_required
def sign_out(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Signs the attendee out on this phone, also of other events: here, on the server, in what the browser kept."""
    end_session()
    flash(_("You are signed out."), "success")
    response = redirect(url_for("events.event", slug=attendee.slug), HTTPStatus.SEE_OTHER)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/events/<slug>/scan")
@attendee_required
def scan_page(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The scanner."""
    headers.allow_wasm()
    page = render_template(
        "contacts/scan.html",
        current_event=registration(attendee.registration_id).event,
        badge_base=current_config().base_url,
        nonce=_new_nonce(),
    )
    return compressed(page)


@bp.post("/events/<slug>/scan")
def scan(slug: str) -> ResponseReturnValue:
    """Takes one scan, when it is its turn."""
    with scan_turn():
        return _scan(slug=slug)


@attendee_required
def _scan(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Takes one scan, as JSON from the scanner or as a form, and answers in the same way.

    Who scans comes from the sign-in, never from the request; what somebody else scanned on this phone is
    refused. The status is that of `status_of`; a nonce that came before gets the same body and status again.
    """
    form = ScanForm.sent()
    if form is None:
        return error_response(HTTPStatus.BAD_REQUEST)
    if is_scan_of_another(attendee):
        return error_response(HTTPStatus.CONFLICT, "other_person")
    code, way = _code_and_way(form, attendee)
    answer = record_scan(
        ScanRequest(
            event_id=attendee.event_id,
            scanner_id=attendee.registration_id,
            code=code,
            nonce=form.nonce,
            scanned_at=phone_time(form.scanned_at),
            sent_at=phone_time(form.sent_at),
            now=clock.now(),
            way=way,
        )
    )
    words = in_words(answer)
    status, more = status_of(answer.verdict), headers_of(answer.verdict)
    if request.is_json:
        return jsonify(words), status, more
    person = registration(attendee.registration_id)
    page = render_template(
        "contacts/verdict.html", current_event=person.event, answer=words, own_name=person.name, nonce=_new_nonce()
    )
    return page, status, more


@bp.get("/B/<code>")
@bp.get("/b/<code>")
def badge_page(code: str) -> ResponseReturnValue:
    """What a badge's QR code opens in a phone's own camera: a button to save the contact, for those who may.

    To everybody else it says which event the badge belongs to, and nothing about its holder, and shows the ways in;
    after signing in they are here again. Nobody counts the codes that somebody tries here: a look writes nothing into
    the database, and 128 random bits are not found by trying.
    """
    found = read_code(code)
    event = event_of_code(found) if isinstance(found, BadgeCode) else None
    badge = None if event is None else badge_at(event.id, found)
    role = None if event is None else role_here(event)
    if event is None or badge is None or (not event.is_public and role is None):
        abort(HTTPStatus.NOT_FOUND)
    attendee = current_attendee(event.slug)
    if attendee is not None or role is None:
        address_reader(event.address)
    if attendee is not None:
        g.attendee = attendee
        return _badge_for_attendee(event, badge, attendee, code=code, is_team=may(role, Right.DESK))
    if role is not None:
        g.event, g.role = event, role
        if not may(role, Right.DESK):
            abort(HTTPStatus.FORBIDDEN)
        return render_template("contacts/badge_at_door.html", badge=badge, code=code)
    begin_scan(event.slug, code.upper())
    headers.allow_wasm()
    return render_template(
        "contacts/badge_signed_out.html",
        current_event=event,
        form=LinkAgainForm(formdata=None),
        badge_base=current_config().base_url,
    )


@bp.get("/events/<slug>/contacts")
@attendee_required
def contacts(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The attendee's contacts by day, the latest first; all of them, or those that are looked for."""
    person = registration(attendee.registration_id)
    own, notes = contacts_of(person.id), notes_of(person.id)
    only = request.args.get("only", "")
    wanted = Wanted(
        search=request.args.get("q", "")[:_LONGEST_SEARCH],
        tag=request.args.get("tag", "")[:_LONGEST_SEARCH],
        only=Only(only) if only in list(Only) else None,
    )
    found = narrowed(own, notes, wanted)
    return render_template(
        "contacts/contacts.html",
        current_event=person.event,
        days=by_day(found, person.event.time_zone),
        counts=contact_counts(own),
        found=len(found),
        newest=max((contact.id for contact in own), default=0),
        notes=notes,
        tags=all_tags(notes[contact.id] for contact in own if contact.id in notes),
        kinds={kind: len(narrowed(own, notes, Wanted(only=kind))) for kind in Only},
        has_dates=any(notes[contact.id].follow_up_on for contact in own if contact.id in notes),
        wanted=wanted,
        has_email=person.email is not None,
        is_tracked=person.tracking_consent is not None,
    )


@bp.post(f"{_CONTACT}/reject")
@attendee_required
def reject(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """„Das war kein Gespräch“."""
    changing = own_contacts.reject_contact(contact_id, registration_id=attendee.registration_id, now=clock.now())
    return _changed(attendee, contact_id, changing, _("Noted: that was no conversation. It counts for neither."))


@bp.post(f"{_CONTACT}/restore")
@attendee_required
def restore(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """Takes the attendee's own „das war kein Gespräch“ back."""
    changing = own_contacts.restore_contact(contact_id, registration_id=attendee.registration_id, now=clock.now())
    return _changed(attendee, contact_id, changing, _("The contact is back."))


@bp.post(f"{_CONTACT}/confirm")
@attendee_required
def confirm(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """The scanned person says yes, at events that ask both."""
    changing = own_contacts.confirm_contact(contact_id, registration_id=attendee.registration_id, now=clock.now())
    return _changed(attendee, contact_id, changing, _("Contact confirmed."))


@bp.post(f"{_CONTACT}/known-before")
@attendee_required
def known_before(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """„Kannten uns schon“, or not after all."""
    form = KnownBeforeForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    changing = own_contacts.set_known_before(
        contact_id, registration_id=attendee.registration_id, known=form.known.data == YES, now=clock.now()
    )
    return _changed(attendee, contact_id, changing, _("Saved."))


def _code_and_way(form: ScanForm, attendee: SignedInAttendee) -> tuple[BadgeCode | ShortCode | None, Way]:
    """The code that was sent, and how its sender came by it."""
    code = read_code(form.code)
    if code is None:
        uid = uid_found_by(attendee, form.code)
        return (None, Way.CAMERA) if uid is None else (code_of_found(uid, event_id=attendee.event_id), Way.SEARCH)
    if isinstance(code, ShortCode):
        return code, Way.CODE
    return code, Way.LINK if form.way == Way.LINK else Way.CAMERA


def _nav_items(slug: str) -> list[tuple[str, str, bool]]:
    pages = (
        ("contacts.me", _("My badge")),
        ("contacts.scan_page", _("Scan")),
        ("contacts.contacts", _("My contacts")),
    )
    addresses = [(label, url_for(endpoint, slug=slug)) for endpoint, label in pages]
    return [(label, address, address == request.path) for label, address in addresses]


def _badge_for_attendee(
    event: Event, badge: FoundBadge, attendee: SignedInAttendee, *, code: str, is_team: bool
) -> str:
    own = registration(attendee.registration_id)
    return render_template(
        "contacts/badge.html",
        current_event=event,
        is_own=badge.registration.id == own.id,
        is_replaced=badge.replaced_at is not None,
        own=own,
        # Who it is is told only where both take part.
        holder=badge.registration if own.tracking_consent and badge.registration.tracking_consent else None,
        is_open=event.closing.is_open(clock.now()),
        code=code,
        nonce=_new_nonce(),
        is_team=is_team,
    )


def _changed(attendee: SignedInAttendee, contact_id: int, changing: Changing, sentence: str) -> ResponseReturnValue:
    if changing is Changing.NOT_YOURS:
        abort(HTTPStatus.NOT_FOUND)
    if wants_json():  # the notice of a scan, on whatever page it stands
        return error_response(HTTPStatus.CONFLICT) if changing is Changing.FROZEN else jsonify(changing=changing)
    if changing is Changing.CHANGED:
        flash(sentence, "success")
    elif changing is Changing.FROZEN:
        flash(_("Contact tracking is closed and the result stands, so nothing can be changed any more."), "warning")
    address = url_for("contacts.contacts", slug=attendee.slug, _anchor=f"contact-{contact_id}")
    return redirect(address, HTTPStatus.SEE_OTHER)


def _new_nonce() -> str:
    return secrets.token_hex(16)
