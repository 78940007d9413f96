"""What attendees take along: contacts as cards, table and PDF, follow-ups for the calendar."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import assets, clock, language
from eventapp.badges.fonts import load_fonts
from eventapp.config import current_config
from eventapp.contacts.calendars import FollowUp, calendar
from eventapp.contacts.contact_sheet import Words, contact_sheet
from eventapp.contacts.exports import Card, table
from eventapp.contacts.notes import NO_NOTE, Note, notes_of
from eventapp.contacts.queries import OwnContact, own_contact, own_contacts
from eventapp.downloads import download
from eventapp.events.models import Event
from eventapp.registration.guards import attendee_required
from eventapp.registration.models import Registration
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("exports", __name__)

_CONTACTS = "/events/<slug>/contacts"


@bp.get(f"{_CONTACTS}.vcf")
@attendee_required
def cards(attendee: SignedInAttendee) -> ResponseReturnValue:
    """All contacts for the address book."""
    event = registration(attendee.registration_id).event
    content = _address_cards(_cards(attendee, event))
    return download(content, "text/vcard", _("Contacts %(event)s", event=event.title), "vcf")


@bp.get(f"{_CONTACTS}/<id:contact_id>.vcf")
@attendee_required
def card(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """One contact for the address book."""
    event = registration(attendee.registration_id).event
    contact = _contact(attendee, contact_id)
    return download(_address_cards([_card(contact, event, NO_NOTE)]), "text/vcard", contact.name, "vcf")


@bp.get(f"{_CONTACTS}.csv")
@attendee_required
def spreadsheet(attendee: SignedInAttendee) -> ResponseReturnValue:
    """All contacts for Excel, LibreOffice and other programs."""
    event = registration(attendee.registration_id).event
    headings = (
        _("Name"),
        _("Organisation"),
        _("E-mail"),
        _("Telephone"),
        _("Met"),
        _("Tags"),
        _("Note"),
        _("Follow-up"),
        _("Until when"),
    )
    separator = ";" if language.current() == "de" else ","
    content = table(_cards(attendee, event), headings, separator)
    return download(content, "text/csv", _("Contacts %(event)s", event=event.title), "csv")


@bp.get(f"{_CONTACTS}.pdf")
@attendee_required
def sheet(attendee: SignedInAttendee) -> ResponseReturnValue:
    """All contacts to be printed or kept."""
    person = registration(attendee.registration_id)
    title = _("Contacts %(event)s", event=person.event.title)
    words = Words(
        title=title,
        subtitle=_("Of %(name)s, as of %(day)s", name=person.name, day=language.full_date(_today(person.event))),
        tags=_("Tags"),
        follow_up=_("Follow-up"),
        until=_("until"),
        note=_("Note"),
        page=_("Page {number} of {count}"),
        day=language.full_date,
    )
    content = contact_sheet(_cards(attendee, person.event), words, load_fonts(assets.FOLDER / "vendor" / "fonts"))
    return download(content, "application/pdf", title, "pdf")


@bp.get(f"{_CONTACTS}.ics")
@attendee_required
def follow_ups(attendee: SignedInAttendee) -> ResponseReturnValue:
    """All follow-ups that have a day, for the calendar; back to the list where there are none."""
    person = registration(attendee.registration_id)
    notes = notes_of(person.id)
    found = [
        _follow_up(contact, notes[contact.id], person)
        for contact in own_contacts(person.id)
        if contact.id in notes and notes[contact.id].follow_up_on
    ]
    if not found:
        return redirect(url_for("contacts.contacts", slug=attendee.slug), HTTPStatus.SEE_OTHER)
    return download(
        calendar(found, now=clock.now()), "text/calendar", _("Follow-ups %(event)s", event=person.event.title), "ics"
    )


@bp.get(f"{_CONTACTS}/<id:contact_id>.ics")
@attendee_required
def follow_up(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """One follow-up for the calendar."""
    person = registration(attendee.registration_id)
    contact = _contact(attendee, contact_id)
    note = notes_of(person.id).get(contact_id, NO_NOTE)
    if note.follow_up_on is None:
        abort(HTTPStatus.NOT_FOUND)
    content = calendar([_follow_up(contact, note, person)], now=clock.now())
    return download(content, "text/calendar", _("Follow-up %(name)s", name=contact.name), "ics")


def _contact(attendee: SignedInAttendee, contact_id: int) -> OwnContact:
    return own_contact(attendee.registration_id, contact_id) or abort(HTTPStatus.NOT_FOUND)


def _cards(attendee: SignedInAttendee, event: Event) -> Sequence[Card]:
    """Without those of whom the person said that it was no conversation."""
    notes = notes_of(attendee.registration_id)
    return [
        _card(contact, event, notes.get(contact.id, NO_NOTE))
        for contact in own_contacts(attendee.registration_id)
        if not contact.rejected_by_me
    ]


def _card(contact: OwnContact, event: Event, note: Note) -> Card:
    return Card(
        name=contact.name,
        organisation=contact.organisation,
        email=contact.email or "",
        phone=contact.phone or "",
        met_at=contact.made_at.astimezone(ZoneInfo(event.time_zone)),
        event=event.title,
        note=note,
    )


def _follow_up(contact: OwnContact, note: Note, owner: Registration) -> FollowUp:
    assert note.follow_up_on is not None  # noqa: S101 for mypy: both callers have looked
    config = current_config()
    what = note.follow_up or _("Get in touch")
    return FollowUp(
        uid=f"{contact.id}-{owner.uid}@{config.hostname}",
        summary=f"{what}: {contact.name}",
        description="\n".join(
            line for line in (contact.name, contact.organisation, contact.email, contact.phone) if line
        ),
        day=note.follow_up_on,
    )


def _address_cards(cards: Sequence[Card]) -> bytes:
    from eventapp.contacts.address_cards import address_cards  # noqa: PLC0415 a tenth of a second of each start

    return address_cards(cards, _("Met at {event}, {day}"))


def _today(event: Event) -> date:
    return clock.now().astimezone(ZoneInfo(event.time_zone)).date()
