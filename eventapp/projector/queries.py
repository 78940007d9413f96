"""Which screens does an event have, which one is this address, and what may it show now?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventapp.core.codes import secret_hash
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.projector.models import Projector, View

TOP = 10


@dataclass(frozen=True, slots=True)
class RaceLine:
    """One of the first ten as the hall may see them.

    Attributes:
        rank: The place; equal scores share one.
        number: The pseudonym number.
        name: Empty for who did not agree to be named on the wall.
        organisation: Empty where the name is: in a small organisation it would be one.
        counted: Contacts that count.
    """

    rank: int
    number: int
    name: str
    organisation: str
    counted: int


def projectors(event_id: int) -> Sequence[Projector]:
    """All screens of an event, those in use first, then by name."""
    return db.session.scalars(
        select(Projector)
        .where(Projector.event_id == event_id)
        .order_by(Projector.revoked_at.is_not(None), Projector.name, Projector.id)
    ).all()


def projector_by_token(token: str) -> tuple[Projector, Event] | None:
    """The screen that a secret address is, and its event; None for one that is revoked or unknown."""
    row = db.session.execute(
        select(Projector, Event)
        .join(Event, Event.id == Projector.event_id)
        .where(Projector.token_hash == secret_hash(token), Projector.revoked_at.is_(None))
    ).first()
    return None if row is None else (row[0], row[1])


def may_show_network(event: Event, *, now: datetime) -> bool:
    """Whether the hall may still see who is where.

    From the moment at which contact tracking closes, by hand or by the clock, it sees the stage only: whatever else
    stood on the wall would tell the result before the crowning. A rehearsal lies in the past and is there to be
    looked at: its network is shown until somebody closes it.
    """
    if event.is_rehearsal and event.contacts_closed_at is None:
        return True
    return not event.closing.has_ended(now)


def may_watch(projector_id: int, *, now: datetime) -> bool:
    """Whether an open page of a screen may still hear what happens in the network."""
    event = db.session.scalar(
        select(Event)
        .join(Projector, Projector.event_id == Event.id)
        .where(Projector.id == projector_id, Projector.revoked_at.is_(None))
    )
    return event is not None and may_show_network(event, now=now)


def race(projector: Projector, event: Event) -> list[RaceLine]:
    """The first ten of an event, now; nobody where this screen does not show them, or without a counted contact."""
    if View.TOP not in projector.views:
        return []
    return [
        RaceLine(
            rank=row.rank,
            number=row.person.number,
            name=row.person.name if row.person.shows_name else "",
            organisation=row.person.organisation if row.person.shows_name else "",
            counted=row.counted,
        )
        for row in event_network.standings(event)[:TOP]
        if row.counted and row.person.is_tracked
    ]
