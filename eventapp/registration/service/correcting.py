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
from eventapp.events.service import organisation_named
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.registration.service.organisations import forget_if_unused


class Correcting(StrEnum):
    """What came of it."""

    CORRECTED = "corrected"
    UNCHANGED = "unchanged"
    TOO_MUCH = "too_much"
    """More than a slip of the pen, or how all others from there spell it: nothing was changed."""


@dataclass(frozen=True, slots=True)
class Correction:
    """How somebody's name and organisation are to read."""

    name: str
    organisation: str


def correct(registration_id: int, wanted: Correction, *, event_id: int, device_id: int, now: datetime) -> Correcting:
    """Corrects typing mistakes (core.close_names.is_typo); the log says of whom, where and what, not how it read.

    Args:
        registration_id: Whose; must be of the event.
        wanted: How it is to read.
        event_id: The event.
        device_id: The kiosk at which they stand.
        now: The present moment.
    """
    name, organisation = clean_line(wanted.name), clean_line(wanted.organisation)
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        person = session.get_one(Registration, registration_id)
        before = person.organisation.name if person.organisation else ""
        texts = (("name", person.name, name), ("organisation", before, organisation))
        changed = [what for what, old, new in texts if old != new]
        if not changed:
            return Correcting.UNCHANGED
        moves = "organisation" in changed
        if not is_typo(person.name, name) or (moves and not _may_move(session, event_id, before, organisation)):
            return Correcting.TOO_MUCH
        person.name = name
        if moves:
            _move(session, person, organisation)
        person.change_no = next_change_no(session, event_id)
        record(
            session,
            "registration.corrected",
            now=now,
            event_id=event_id,
            registration_id=registration_id,
            device_id=device_id,
            changed=", ".join(changed),
        )
    return Correcting.CORRECTED


def _may_move(session: Session, event_id: int, before: str, organisation: str) -> bool:
    """A recorded result stands; and one organisation has one spelling, of which a single person does not decide."""
    is_other = comparison_key(before) != comparison_key(organisation)
    return is_other and is_typo(before, organisation) and session.get_one(Event, event_id).recorded_at is None


def _move(session: Session, person: Registration, organisation: str) -> None:
    left, series_id = person.organisation_id, session.get_one(Event, person.event_id).series_id
    found = organisation_named(session, series_id, organisation)
    person.organisation_id = found.id if found else None
    session.flush()
    if left is not None:
        forget_if_unused(session, left)
