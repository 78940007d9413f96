"""Pages of attendees around one contact: note, tags, follow-up."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.contacts import notes
from eventapp.contacts.forms import NoteForm
from eventapp.contacts.notes import NO_NOTE, Saving
from eventapp.contacts.queries import own_contact
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("notes", __name__)

_CONTACT = "/events/<slug>/contacts/<id:contact_id>"


@bp.get(_CONTACT)
@attendee_required
def contact(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """One contact, with what its owner keeps about it."""
    note = notes.notes_of(attendee.registration_id).get(contact_id, NO_NOTE)
    return _page(attendee, contact_id, NoteForm.showing(note))


@bp.post(_CONTACT)
@attendee_required
def save(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """Keeps note, tags and follow-up."""
    form = NoteForm()
    if not form.validate():
        return _page(attendee, contact_id, form), HTTPStatus.BAD_REQUEST
    entry = notes.Entry(
        text=form.text.data or "",
        tags=form.tags.data or "",
        follow_up=form.follow_up.data or "",
        follow_up_on=form.follow_up_on.data,
        # Without an address there is nowhere to send a reminder to; the page offers none.
        wants_reminder=form.wants_reminder.data and registration(attendee.registration_id).email is not None,
    )
    saving = notes.save_note(contact_id, entry, registration_id=attendee.registration_id, now=clock.now())
    if saving is Saving.TOO_LATE:
        form.follow_up_on.errors = [_("Eight o'clock of that day is over. A later day, or no reminder, will do.")]
        return _page(attendee, contact_id, form), HTTPStatus.BAD_REQUEST
    return _saved(attendee, contact_id, saving, _("Saved."))


@bp.post(f"{_CONTACT}/done")
@attendee_required
def done(attendee: SignedInAttendee, contact_id: int) -> ResponseReturnValue:
    """The follow-up is done."""
    saving = notes.finish_follow_up(contact_id, registration_id=attendee.registration_id, now=clock.now())
    return _saved(attendee, contact_id, saving, _("Done. What it was stands in the note."))


def _page(attendee: SignedInAttendee, contact_id: int, form: NoteForm) -> str:
    found = own_contact(attendee.registration_id, contact_id)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    person = registration(attendee.registration_id)
    kept = notes.notes_of(person.id)
    return render_template(
        "contacts/contact.html",
        current_event=person.event,
        contact=found,
        note=kept.get(contact_id, NO_NOTE),
        form=form,
        own_tags=notes.all_tags(kept.values()),
        has_email=person.email is not None,
    )


def _saved(attendee: SignedInAttendee, contact_id: int, saving: Saving, sentence: str) -> ResponseReturnValue:
    if saving is Saving.NOT_YOURS:
        abort(HTTPStatus.NOT_FOUND)
    flash(sentence, "success")
    address = url_for("notes.contact", slug=attendee.slug, contact_id=contact_id)
    return redirect(address, HTTPStatus.SEE_OTHER)
