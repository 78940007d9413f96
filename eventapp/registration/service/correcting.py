"""How is a mistyped name or organisation put right, and how much of it may whom it is about change themselves?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.close_names import is_typo
from eventapp.core.text import clean_line, comparison_key
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.events.models import Event
from eventapp.events.service import organisation_id_of
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.registration.service.organisations import forget_if_unused


class Correcting(StrEnum):
    """What came of it."""

    CORRECTED = "corrected"
    UNCHANGED = "unchanged"
    TOO_MUCH = "too_much"
    """More than a slip of the pen, or how all others from there spell it: nothing was changed."""
    RECORDED = "recorded"
    """A result stands, in which it counts who is of which organisation: nothing was changed."""


@dataclass(frozen=True, slots=True)
class Correction:
    """How somebody's name and organisation are to read."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Corrector:
    """Who corrects: a host, who may change anything, or whom it is about, at a kiosk, who may put a slip right."""

    account_id: int | None = None
    device_id: int | None = None


def correct(registration_id: int, wanted: Correction, by: Corrector, *, event_id: int, now: datetime) -> Correcting:
    """Corrects how somebody is called; the log says of whom and by whom, not how it read.

    Args:
        registration_id: Whose; must be of the event.
        wanted: How it is to read.
        by: Who does it.
        event_id: The event.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        person = session.get_one(Registration, registration_id)
        stands = Correction(person.name, person.organisation.name if person.organisation else "")
        clean = Correction(clean_line(wanted.name), clean_line(wanted.organisation))
        changed = [what for what in ("name", "organisation") if getattr(stands, what) != getattr(clean, what)]
        if not changed:
            return Correcting.UNCHANGED
        if by.account_id is None and not _is_slip(stands, clean):
            return Correcting.TOO_MUCH
        if "organisation" in changed and session.get_one(Event, event_id).recorded_at is not None:
            return Correcting.RECORDED
        person.name = clean.name
        if "organisation" in changed:
            _move(session, person, clean.organisation)
        person.change_no = next_change_no(session, event_id)
        about = {"registration_id": registration_id, "device_id": by.device_id, "changed": ", ".join(changed)}
        record(session, "registration.corrected", now=now, event_id=event_id, account_id=by.account_id, **about)
    return Correcting.CORRECTED


def note_attention(registration_id: int, text: str, *, event_id: int, account_id: int, now: datetime) -> bool:
    """Keeps what a door has to know about somebody; the log says of whom and by whom, not what. False: as before.

    Args:
        registration_id: Whose; must be of the event.
        text: In a sentence; nothing: there is nothing (any more).
        event_id: The event.
        account_id: Who writes it.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        person = session.get_one(Registration, registration_id, populate_existing=True)
        if person.attention == clean_line(text):
            return False
        person.attention = clean_line(text)
        person.change_no = next_change_no(session, event_id)
        record(
            session,
            "registration.corrected",
            now=now,
            event_id=event_id,
            account_id=account_id,
            registration_id=registration_id,
            changed="attention",
        )
    return True


def _is_slip(stands: Correction, wanted: Correction) -> bool:
    """One organisation has one spelling, of which a single person does not decide."""
    keys = (comparison_key(each.organisation) for each in (stands, wanted))
    is_respelled = stands.organisation != wanted.organisation and len(set(keys)) == 1
    are_typos = is_typo(stands.name, wanted.name) and is_typo(stands.organisation, wanted.organisation)
    return are_typos and not is_respelled


def _move(session: Session, person: Registration, organisation: str) -> None:
    left, series_id = person.organisation_id, session.get_one(Event, person.event_id).series_id
    person.organisation_id = organisation_id_of(session, series_id, organisation)
    session.flush()
    if left is not None and left != person.organisation_id:
        forget_if_unused(session, left)
