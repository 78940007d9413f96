"""Who is registered, and which attendee is signed in?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventapp.accounts.models import SignIn
from eventapp.core.codes import secret_hash
from eventapp.core.text import search_key
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import ConsentRecord, PersonalLink, Registration


@dataclass(frozen=True, slots=True)
class SignedInAttendee:
    """The attendee whose browser asks."""

    registration_id: int
    event_id: int


def attendee_by_sign_in(token: str, slug: str, *, now: datetime) -> SignedInAttendee | None:
    """The attendee of that event who is signed in with this token; one indexed read."""
    row = db.session.execute(
        select(Registration.id, Registration.event_id)
        .join(SignIn, SignIn.registration_id == Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(
            SignIn.token_hash == secret_hash(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            Event.slug == slug,
        )
    ).first()
    return None if row is None else SignedInAttendee(row[0], row[1])


def registration(registration_id: int) -> Registration:
    """One registration; it must exist."""
    return db.session.get_one(Registration, registration_id)


def registration_by_uid(event_id: int, uid: str) -> Registration | None:
    """The registration that an organiser's or host's address names, within the event."""
    return db.session.scalar(select(Registration).where(Registration.event_id == event_id, Registration.uid == uid))


def registrations(event_id: int, search: str = "") -> Sequence[Registration]:
    """All registrations of an event by name; with a search, those whose name or organisation holds every word.

    Case and accents do not matter: „muller“ finds Müller.
    """
    rows = list(
        db.session.scalars(
            select(Registration).where(Registration.event_id == event_id).order_by(Registration.name, Registration.id)
        )
    )
    words = search_key(search).split()
    if not words:
        return rows
    return [row for row in rows if _matches(row, words)]


def registration_count(event_id: int) -> int:
    """How many people are registered."""
    return db.session.scalar(select(func.count()).where(Registration.event_id == event_id)) or 0


def link_is_usable(token: str, *, now: datetime) -> bool:
    """Whether a personal link would sign somebody in now; changes nothing."""
    return event_of_link(token, now=now) is not None


def event_of_link(token: str, *, now: datetime) -> Event | None:
    """The event that a usable personal link belongs to; tells nothing about the person."""
    return db.session.scalar(
        select(Event)
        .join(Registration, Registration.event_id == Event.id)
        .join(PersonalLink, PersonalLink.registration_id == Registration.id)
        .where(
            PersonalLink.token_hash == secret_hash(token),
            PersonalLink.revoked_at.is_(None),
            PersonalLink.expires_at > now,
        )
    )


def consent_records(registration_id: int) -> Sequence[ConsentRecord]:
    """Every decision of a person on their consents, in order."""
    return list(
        db.session.scalars(
            select(ConsentRecord)
            .where(ConsentRecord.registration_id == registration_id)
            .order_by(ConsentRecord.happened_at, ConsentRecord.id)
        )
    )


def _matches(row: Registration, words: Sequence[str]) -> bool:
    organisation = row.organisation.name if row.organisation else ""
    text = search_key(f"{row.name} {organisation}")
    spelled_out = search_key(f"{row.name} {organisation}".translate(_GERMAN))
    return all(word in text or word in spelled_out for word in words)


_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
