"""What goes of somebody's contacts when they leave contact tracking, or are erased?"""

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from eventapp.accounts.attempts import NAME_SEARCH
from eventapp.accounts.models import Attempt
from eventapp.contacts.models import Contact, ContactReview, RefusedSuggestion, RemovedContact, Scan
from eventapp.events.changes import next_change_no
from eventapp.registration.models import Registration
from eventapp.registration.service import at_erasure, keeps_place


@keeps_place
def has_met_somebody(session: Session, registration: Registration) -> bool:
    """Whether somebody has contacts, which others keep, too."""
    theirs = or_(Contact.low_id == registration.id, Contact.high_id == registration.id)
    return session.scalar(select(Contact.id).where(theirs).limit(1)) is not None


def erase_contacts(session: Session, registration: Registration) -> None:
    """Erases a person's contacts and scans, for the others too, within the caller's transaction.

    With the contacts go the notes of both and what was decided about them. Open screens are told to drop each.
    """
    theirs = or_(Contact.low_id == registration.id, Contact.high_id == registration.id)
    contacts = session.scalars(select(Contact).where(theirs)).all()
    for contact in contacts:
        change_no = next_change_no(session, registration.event_id)
        session.add(RemovedContact(contact_id=contact.id, event_id=registration.event_id, change_no=change_no))
        other_id = contact.high_id if contact.low_id == registration.id else contact.low_id
        session.get_one(Registration, other_id).change_no = change_no  # their numbers change too
    session.flush()
    ids = select(Contact.id).where(theirs)
    session.execute(
        delete(ContactReview).where(
            ContactReview.event_id == registration.event_id, ContactReview.contact_id.in_(ids)
        )
    )
    session.execute(delete(Contact).where(theirs))
    session.execute(delete(Scan).where(or_(Scan.target_id == registration.id, Scan.scanner_id == registration.id)))


@at_erasure
def erase_meetings(session: Session, registration: Registration) -> None:
    """Erases whom somebody met, looked for or did not want to meet, and who did not want to meet them."""
    erase_contacts(session, registration)
    me = registration.id
    session.execute(
        delete(RefusedSuggestion).where(
            or_(RefusedSuggestion.registration_id == me, RefusedSuggestion.refused_id == me)
        )
    )
    session.execute(delete(Attempt).where(Attempt.kind == NAME_SEARCH.kind, Attempt.subject == str(me)))
