"""Which mails about contacts are due: reminders of follow-ups, and everybody's list after the event?"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select

from eventapp.contacts.models import Contact, ContactNote
from eventapp.contacts.notes import reminder_is_due
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.service import enqueue
from eventapp.registration.models import Registration

FOLLOW_UP = "follow_up"
CONTACT_LIST = "contact_list"
LIST_COMES_AFTER = timedelta(hours=1)
"""After the end of contact tracking: whoever closed it by mistake has an hour to open it again."""
LIST_COMES_WITHIN = timedelta(days=7)
"""A server that was away for longer, or an old event that is brought to a new version, sends no lists any more."""
_EARLIEST_MORNING = timedelta(hours=14 - 8)
"""Eight o'clock comes first 14 hours ahead of UTC: on the day that it will be in UTC after this time."""


def enqueue_reminders(now: datetime) -> int:
    """Puts the reminders that are due into the outbox, each once however many processes look; how many there were.

    Args:
        now: The present moment.
    """
    if not _candidates(now):
        return 0
    with write_session(db.session()) as session:
        due = [
            (note, person)
            for note, person, time_zone in session.execute(
                _waiting_notes(now).with_for_update(of=ContactNote, skip_locked=True)
            )
            if reminder_is_due(note, time_zone, now)
        ]
        for note, person in due:
            note.reminded_at = now
            if person.email:
                enqueue(
                    session,
                    FOLLOW_UP,
                    recipient=person.email,
                    locale=person.locale,
                    now=now,
                    event_id=person.event_id,
                    about={"registration_id": person.id, "contact_id": note.contact_id},
                )
        return len(due)


def _candidates(now: datetime) -> bool:
    """Whether a reminder is due, without waiting for a turn to write."""
    rows = db.session.execute(_waiting_notes(now)).all()
    db.session.rollback()
    return any(reminder_is_due(note, time_zone, now) for note, _person, time_zone in rows)


def _waiting_notes(now: datetime) -> Select[ContactNote, Registration, str]:
    return (
        select(ContactNote, Registration, Event.time_zone)
        .join(Registration, Registration.id == ContactNote.owner_id)
        .join(Event, Event.id == Registration.event_id)
        .where(
            ContactNote.follow_up_on <= (now + _EARLIEST_MORNING).date(),
            ContactNote.wants_reminder,
            ContactNote.reminded_at.is_(None),
        )
        .order_by(ContactNote.follow_up_on, ContactNote.contact_id, ContactNote.owner_id)
    )


def enqueue_contact_lists(now: datetime) -> int:
    """Puts everybody's list of contacts into the outbox once contact tracking is over; how many mails there were.

    Everybody with an e-mail address and at least one contact gets one; rehearsals send none.

    Args:
        now: The present moment.
    """
    event_ids = db.session.scalars(select(Event.id).where(_is_over(now))).all()
    db.session.rollback()
    return sum(_enqueue_lists_of(event_id, now) for event_id in event_ids)


def _is_over(now: datetime) -> ColumnElement[bool]:
    earliest, latest = now - LIST_COMES_WITHIN, now - LIST_COMES_AFTER
    return and_(
        Event.contact_lists_mailed_at.is_(None),
        or_(Event.published_at.is_not(None), Event.test_mode_since.is_not(None)),
        Event.is_rehearsal.is_(False),
        or_(
            Event.contacts_closed_at.between(earliest, latest),
            and_(Event.contacts_closed_at.is_(None), Event.tracking_closes_at.between(earliest, latest)),
        ),
    )


def _enqueue_lists_of(event_id: int, now: datetime) -> int:
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.scalar(select(Event).where(Event.id == event_id, _is_over(now)))
        if event is None:  # another process was quicker, or an organiser has just opened it again
            return 0
        event.contact_lists_mailed_at = now
        people = session.execute(
            select(Registration.id, Registration.email, Registration.locale).where(
                Registration.event_id == event_id,
                Registration.email.is_not(None),
                select(Contact.id)
                .where(
                    or_(Contact.low_id == Registration.id, Contact.high_id == Registration.id),
                    Contact.rejected_at.is_(None),
                )
                .exists(),
            )
        ).all()
        for registration_id, email, locale in people:
            enqueue(
                session,
                CONTACT_LIST,
                recipient=email or "",
                locale=locale,
                now=now,
                event_id=event_id,
                about={"registration_id": registration_id},
            )
        return len(people)
