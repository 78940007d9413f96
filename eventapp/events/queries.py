"""Which events are there?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from eventapp.accounts.models import EventRole, Role
from eventapp.accounts.roles import Right, may, roles_with
from eventapp.core.breaks import BreakOfDay, breaks_of
from eventapp.core.text import comparison_key
from eventapp.events.models import Event, Organisation, Series
from eventapp.extensions import db

LONGEST_KEY = 200


@dataclass(frozen=True)
class OwnEvent:
    """An event with the role that somebody has there."""

    event: Event
    role: Role

    @property
    def is_organised(self) -> bool:
        """Whether they organise it."""
        return may(self.role, Right.ORGANISE)


_BY_SLUG = select(Event).where(Event.slug == bindparam("at_slug"))
"""Kept, since nearly every page asks this, and writing it takes as long as running it."""


def event_by_slug(slug: str) -> Event | None:
    """The event of that address, whatever stands there."""
    return db.session.scalar(_BY_SLUG, {"at_slug": slug})


def events_of(account_id: int) -> list[OwnEvent]:
    """The events at which an account has a role, the latest first."""
    rows = db.session.execute(
        select(Event, EventRole.role)
        .join(EventRole, EventRole.event_id == Event.id)
        .where(EventRole.account_id == account_id)
        .order_by(Event.tracking_opens_at.desc(), Event.id.desc())
        .options(selectinload(Event.days))
    )
    return [OwnEvent(event, Role(role)) for event, role in rows]


def series_of(account_id: int) -> list[Series]:
    """The series that an account made or organises an event of, by title."""
    organised = (
        select(Event.series_id)
        .join(EventRole, EventRole.event_id == Event.id)
        .where(EventRole.account_id == account_id, EventRole.role.in_(roles_with(Right.ORGANISE)))
    )
    return list(
        db.session.scalars(
            select(Series)
            .where((Series.created_by_id == account_id) | Series.id.in_(organised))
            .order_by(Series.title, Series.id)
        )
    )


def rehearsals_of(account_id: int) -> list[Event]:
    """The rehearsals that an account organises, the latest first."""
    return [own.event for own in events_of(account_id) if own.event.is_rehearsal and own.is_organised]


def event_by_id(event_id: int) -> Event:
    """One event; it must exist."""
    return db.session.get_one(Event, event_id)


def upcoming_events(*, now: datetime) -> list[Event]:
    """Published events that are not over yet, the next first; rehearsals and tests are nobody else's business."""
    return list(
        db.session.scalars(
            select(Event)
            .where(
                Event.published_at.is_not(None),
                Event.is_rehearsal.is_(False),
                Event.test_mode_since.is_(None),
                Event.tracking_closes_at > now,
            )
            .order_by(Event.tracking_opens_at, Event.id)
            .options(selectinload(Event.days))
        )
    )


def organisation_key(name: str) -> str:
    """The form in which names of organisations are compared; some signs become many, so it is cut to fit."""
    return comparison_key(name)[:LONGEST_KEY]


def organisation_by_name(series_id: int, name: str) -> Organisation | None:
    """The organisation of a series that goes by this name, however it is spelled in case and spaces."""
    return db.session.scalar(
        select(Organisation).where(Organisation.series_id == series_id, Organisation.key == organisation_key(name))
    )


def breaks_of_event(event: Event) -> list[BreakOfDay]:
    """The breaks of an event's programme, in order."""
    return breaks_of(event.breaks, [day.date for day in event.days], event.time_zone)
