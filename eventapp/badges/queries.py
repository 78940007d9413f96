"""Whose badge is this?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventapp.badges.models import BadgeCode
from eventapp.core import codes
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration


@dataclass(frozen=True)
class FoundBadge:
    """A badge of an event and its holder."""

    registration: Registration
    replaced_at: datetime | None


def badge_at(event_id: int, code: codes.BadgeCode | codes.ShortCode | None) -> FoundBadge | None:
    """The badge with this code at the event; None for a code of no badge or of another event."""
    if code is None:
        return None
    column = BadgeCode.code if isinstance(code, codes.BadgeCode) else BadgeCode.short_code
    row = db.session.execute(
        select(Registration, BadgeCode.replaced_at)
        .join(BadgeCode, BadgeCode.registration_id == Registration.id)
        .where(BadgeCode.event_id == event_id, column == code.text)
    ).first()
    return None if row is None else FoundBadge(row[0], row[1])


def event_of_code(code: codes.BadgeCode) -> Event | None:
    """The event whose badge carries this code; says nothing about the holder."""
    return db.session.scalar(
        select(Event).join(BadgeCode, BadgeCode.event_id == Event.id).where(BadgeCode.code == code.text)
    )


def current_codes(registration_ids: Sequence[int]) -> dict[int, BadgeCode]:
    """The current badge codes of people, by registration id."""
    rows = db.session.scalars(
        select(BadgeCode).where(BadgeCode.registration_id.in_(registration_ids), BadgeCode.replaced_at.is_(None))
    )
    return {row.registration_id: row for row in rows}
