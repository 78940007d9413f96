"""What do the mails about contacts say: the reminder of a follow-up, and the list after the event?"""

from datetime import datetime

from eventapp.contacts.notes import morning_has_come, notes_of
from eventapp.contacts.queries import contact_counts, own_contact, own_contacts
from eventapp.letters import address_of, letter
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_registration
from eventapp.registration.service import issue_personal_link


def compose_follow_up(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """Reminds a person of what they want to do next with somebody.

    Args:
        mail: The waiting mail; it is about a registration and one of its contacts.
        now: The present moment.

    Returns:
        None when there is nothing to be reminded of any more: it is done or put off, the contact is gone, the
        address changed.
    """
    person = _recipient(mail)
    contact = own_contact(person.id, mail.about["contact_id"]) if person else None
    if person is None or contact is None or contact.rejected_by_me:
        return None
    note, event = notes_of(person.id).get(contact.id), person.event
    if note is None or not note.wants_reminder or not morning_has_come(note.follow_up_on, event.time_zone, now):
        return None
    values = {
        "name": person.name,
        "event_title": event.title,
        "contact": contact,
        "note": note,
        "link": _personal_link(person.id, now),
    }
    return letter("follow_up", mail, event, values)


def compose_contact_list(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """A person's contacts after the event, with the addresses that are shared at the moment of sending.

    Args:
        mail: The waiting mail; it is about a registration.
        now: The present moment.

    Returns:
        None when the person has no contacts any more, or another address.
    """
    person = _recipient(mail)
    contacts = [contact for contact in own_contacts(person.id) if not contact.rejected_by_me] if person else []
    if person is None or not contacts:
        return None
    event = person.event
    values = {
        "name": person.name,
        "event_title": event.title,
        "contacts": contacts,
        "counts": contact_counts(contacts),
        "details": address_of("registration.privacy", slug=event.slug),
        "link": _personal_link(person.id, now),
    }
    return letter("contact_list", mail, event, values)


def _recipient(mail: OutboxMail) -> Registration | None:
    """Whom the mail is about, if the address is still theirs: what it says is for nobody else."""
    person = find_registration(mail.about["registration_id"])
    return person if person is not None and person.email == mail.recipient else None


def _personal_link(registration_id: int, now: datetime) -> str:
    """A way in that works weeks after the event, too; made here, since the database holds only its hash."""
    token = issue_personal_link(registration_id, by_mail=True, now=now)
    return address_of("registration.personal_link", token=token)
