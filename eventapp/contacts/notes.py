"""What does a person keep about a contact, for themselves alone, and what do they want to do next?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from eventapp.contacts.models import Contact, ContactNote
from eventapp.core.text import clean_line, comparison_key
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration

LONGEST_NOTE = 2000
LONGEST_TAG = 30
MOST_TAGS = 10
LONGEST_FOLLOW_UP = 300
REMINDER_AT = time(8)
"""On the clock of the event's place."""
DONE = "✓"
"""Before a follow-up that was done, in the note: what was agreed is not lost with a tap."""


class Saving(StrEnum):
    """What came of saving."""

    SAVED = "saved"
    NOT_YOURS = "not_yours"
    """No such contact, one of other people, or one that the other person rejected: the same answer."""
    TOO_LATE = "too_late"
    """The morning on which the reminder would go out is over."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a person keeps about a contact.

    Attributes:
        text: Some lines.
        tags: In the order in which they were typed, each once.
        follow_up: What to do next.
        follow_up_on: Until when.
        wants_reminder: By mail, in the morning of that day.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    follow_up: str = ""
    follow_up_on: date | None = None
    wants_reminder: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return bool(self.follow_up or self.follow_up_on)


NO_NOTE = Note()


@dataclass(frozen=True, slots=True)
class Entry:
    """A note as it was typed."""

    text: str = ""
    tags: str = ""
    """Separated by commas."""
    follow_up: str = ""
    follow_up_on: date | None = None
    wants_reminder: bool = False

    def cleaned(self) -> Note:
        """The note as it is kept: without control characters, each tag once, nothing longer than its column."""
        return Note(
            clean_text(self.text),
            split_tags(self.tags),
            clean_line(self.follow_up)[:LONGEST_FOLLOW_UP],
            self.follow_up_on,
            wants_reminder=self.wants_reminder and self.follow_up_on is not None,
        )


def clean_text(text: str) -> str:
    """Some lines of typed text in their plain form, as `core.text.clean_line` has it for one."""
    return "\n".join(clean_line(line) for line in text.splitlines()).strip()[:LONGEST_NOTE]


def split_tags(typed: str) -> tuple[str, ...]:
    """The tags in a line, each once, whatever its case; a „#“ before one means the same tag."""
    tags: dict[str, str] = {}
    for part in typed.split(","):
        tag = clean_line(part).lstrip("#").strip()[:LONGEST_TAG].strip()
        if tag:
            tags.setdefault(comparison_key(tag), tag)
    return tuple(tags.values())[:MOST_TAGS]


def notes_of(registration_id: int) -> Mapping[int, Note]:
    """A person's notes by the ids of their contacts."""
    rows = db.session.scalars(select(ContactNote).where(ContactNote.owner_id == registration_id))
    return {row.contact_id: _note(row) for row in rows}


def save_note(contact_id: int, entry: Entry, *, registration_id: int, now: datetime) -> Saving:
    """Keeps what a person typed about a contact; also after the result stands, which it does not touch.

    Args:
        contact_id: One of the person's contacts.
        entry: What was typed.
        registration_id: Whose note it is.
        now: The present moment.
    """
    note = entry.cleaned()
    with write_session(db.session()) as session:
        event = _event_of_contact(session, contact_id, registration_id)
        if event is None:
            return Saving.NOT_YOURS
        row = session.get(ContactNote, (contact_id, registration_id))
        is_asked_anew = row is None or not row.wants_reminder or row.follow_up_on != note.follow_up_on
        if note.wants_reminder and is_asked_anew and morning_has_come(note.follow_up_on, event.time_zone, now):
            return Saving.TOO_LATE
        if row is None:
            row = ContactNote(contact_id=contact_id, owner_id=registration_id)
            session.add(row)
        if is_asked_anew:
            row.reminded_at = None
        row.text, row.tags = note.text, list(note.tags)
        row.follow_up, row.follow_up_on, row.wants_reminder = note.follow_up, note.follow_up_on, note.wants_reminder
        row.updated_at = now
    return Saving.SAVED


def follow_ups_agreed(event_id: int) -> int:
    """With how many contacts of an event somebody wants, or wanted, to do something next: a number, and no words."""
    open_or_done = or_(
        ContactNote.follow_up != "", ContactNote.follow_up_on.is_not(None), ContactNote.text.contains(DONE)
    )
    return (
        db.session.scalar(
            select(func.count(ContactNote.contact_id.distinct()))
            .join(Contact, Contact.id == ContactNote.contact_id)
            .where(Contact.event_id == event_id, Contact.rejected_at.is_(None), open_or_done)
        )
        or 0
    )


def finish_follow_up(contact_id: int, *, registration_id: int, now: datetime) -> Saving:
    """What was to be done is done: it leaves the open ones, and its words move into the note while there is room."""
    with write_session(db.session()) as session:
        if _event_of_contact(session, contact_id, registration_id) is None:
            return Saving.NOT_YOURS
        row = session.get(ContactNote, (contact_id, registration_id))
        if row is None or not _note(row).is_open:
            return Saving.SAVED
        text = "\n".join(part for part in (row.text, f"{DONE} {row.follow_up}" if row.follow_up else "") if part)
        if len(text) <= LONGEST_NOTE:
            row.text = text
        row.follow_up, row.follow_up_on, row.wants_reminder, row.reminded_at = "", None, False, None
        row.updated_at = now
    return Saving.SAVED


def reminder_is_due(row: ContactNote, time_zone: str, now: datetime) -> bool:
    """Whether the morning has come on which a note's owner wants to be reminded."""
    return row.wants_reminder and row.reminded_at is None and morning_has_come(row.follow_up_on, time_zone, now)


def morning_has_come(day: date | None, time_zone: str, now: datetime) -> bool:
    """Whether reminders of a day may go out."""
    return _morning(day, time_zone) <= now


def all_tags(notes: Iterable[Note]) -> list[str]:
    """The tags that occur, each once, in the order of the alphabet."""
    tags = {comparison_key(tag): tag for note in notes for tag in note.tags}
    return [tags[key] for key in sorted(tags)]


def _morning(day: date | None, time_zone: str) -> datetime:
    assert day is not None  # noqa: S101 for mypy: the database keeps no reminder without its day
    return datetime.combine(day, REMINDER_AT, ZoneInfo(time_zone))


def _note(row: ContactNote) -> Note:
    return Note(row.text, tuple(row.tags), row.follow_up, row.follow_up_on, row.wants_reminder)


def _event_of_contact(session: Session, contact_id: int, registration_id: int) -> Event | None:
    """The event of a contact that the person has, which is held so that nobody erases it or saves at once."""
    return session.scalar(
        select(Event)
        .join(Registration, Registration.event_id == Event.id)
        .join(
            Contact,
            and_(
                Contact.event_id == Event.id,
                or_(Contact.low_id == Registration.id, Contact.high_id == Registration.id),
            ),
        )
        .where(
            Contact.id == contact_id,
            Registration.id == registration_id,
            or_(Contact.rejected_by_id.is_(None), Contact.rejected_by_id == registration_id),
        )
        .with_for_update(of=Contact, key_share=True)
    )
