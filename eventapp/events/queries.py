"""Which events are there?"""

from dataclasses import dataclass

from sqlalchemy import select

from eventapp.accounts.models import EventRole, Role
from eventapp.core.text import comparison_key
from eventapp.events.models import Event, Organisation, Series
from eventapp.extensions import db


@dataclass(frozen=True)
class OwnEvent:
    """An event with the role that somebody has there."""

    event: Event
    role: Role


def event_by_slug(slug: str) -> Event | None:
    """The event of that address."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def events_of(account_id: int) -> list[OwnEvent]:
    """The events at which an account has a role, the latest first."""
    rows = db.session.execute(
        select(Event, EventRole.role)
        .join(EventRole, EventRole.event_id == Event.id)
        .where(EventRole.account_id == account_id)
        .order_by(Event.tracking_opens_at.desc(), Event.id.desc())
    )
    return [OwnEvent(event, Role(role)) for event, role in rows]


def series_of(account_id: int) -> list[Series]:
    """The series that an account made or organises an event of, by title."""
    organised = (
        select(Event.series_id)
        .join(EventRole, EventRole.event_id == Event.id)
        .where(EventRole.account_id == account_id, EventRole.role == Role.ORGANISER)
    )
    return list(
        db.session.scalars(
            select(Series)
            .where((Series.created_by_id == account_id) | Series.id.in_(organised))
            .order_by(Series.title, Series.id)
        )
    )


def organisation_by_name(series_id: int, name: str) -> Organisation | None:
    """The organisation of a series that goes by this name, however it is spelled in case and spaces."""
    return db.session.scalar(
        select(Organisation).where(Organisation.series_id == series_id, Organisation.key == comparison_key(name))
    )
