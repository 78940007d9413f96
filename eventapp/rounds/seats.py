"""What happens when somebody says „I sit here“?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session, aliased

from eventapp.contacts.models import Contact
from eventapp.contacts.scan_facts import met_before
from eventapp.core.contact_rules import Confirmation, Way
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration, TrackingConsent
from eventapp.rounds.models import MeetingTable, Round, TableSeat

MOST_SEATS = 30
"""At one table: whoever sits down meets everybody there, and a conversation has no more people."""


class Joining(StrEnum):
    """What came of sitting down."""

    JOINED = "joined"
    ALREADY_HERE = "already_here"
    ELSEWHERE = "elsewhere"
    """A person sits at one table in a round; else photographed codes would be contacts with everybody."""
    FULL = "full"
    NO_ROUND = "no_round"
    NO_CONSENT = "no_consent"
    CLOSED = "closed"
    NO_TABLE = "no_table"

    @property
    def sits(self) -> bool:
        """Whether the person sits at that table now."""
        return self in {Joining.JOINED, Joining.ALREADY_HERE}


def join_table(table_id: int, *, event_id: int, registration_id: int, now: datetime) -> Joining:
    """Seats a person at a table in the running round; they and everybody there are contacts from then on.

    Both sides said by their own scan that they sit there, so each contact is confirmed. A pair that has met stays as
    it is; a contact that waited for a yes has it now.

    Args:
        table_id: Which table.
        event_id: The event that the person is signed in to.
        registration_id: Who sits down.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        # One at a time: two who sit down at the same moment would else not see each other.
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        running = session.scalar(
            select(Round).where(Round.event_id == event_id, Round.opened_at <= now, Round.closes_at > now)
        )
        refusal = _refusal(session, event, table_id, registration_id, now)
        if refusal is not None or running is None:
            return refusal or Joining.NO_ROUND
        seated = _seated_at(session, running.id, table_id, registration_id)
        if seated is not None:
            return seated
        for row in _everybody_there(session, running.id, table_id, registration_id):
            _meet(session, event, row, registration_id, now)
        session.add(
            TableSeat(
                event_id=event_id,
                round_id=running.id,
                table_id=table_id,
                registration_id=registration_id,
                taken_at=now,
            )
        )
    return Joining.JOINED


def _refusal(session: Session, event: Event, table_id: int, registration_id: int, now: datetime) -> Joining | None:
    table = session.scalar(
        select(MeetingTable.id).where(
            MeetingTable.id == table_id, MeetingTable.event_id == event.id, MeetingTable.removed_at.is_(None)
        )
    )
    if table is None:
        return Joining.NO_TABLE
    consent = session.scalar(
        select(TrackingConsent.registration_id).where(
            TrackingConsent.registration_id == registration_id, TrackingConsent.event_id == event.id
        )
    )
    if consent is None:
        return Joining.NO_CONSENT
    return None if event.closing.is_open(now) else Joining.CLOSED


def _seated_at(session: Session, round_id: int, table_id: int, registration_id: int) -> Joining | None:
    """Why there is no seat to be taken; None where there is one."""
    own = session.scalar(
        select(TableSeat.table_id).where(TableSeat.round_id == round_id, TableSeat.registration_id == registration_id)
    )
    if own is not None:
        return Joining.ALREADY_HERE if own == table_id else Joining.ELSEWHERE
    taken = session.scalar(select(func.count()).where(TableSeat.round_id == round_id, TableSeat.table_id == table_id))
    return Joining.FULL if (taken or 0) >= MOST_SEATS else None


def _everybody_there(
    session: Session, round_id: int, table_id: int, registration_id: int
) -> list[Row[int, bool, Contact | None]]:
    """Whoever sits there, whether they met the person at an earlier event, and the contact that they have."""
    me, other = aliased(Registration), aliased(Registration)
    pair = and_(
        Contact.event_id == me.event_id,
        Contact.low_id.in_((me.id, other.id)),
        Contact.high_id.in_((me.id, other.id)),
    )
    return list(
        session.execute(
            select(other.id, met_before(me, other), Contact)
            .select_from(TableSeat)
            .join(other, other.id == TableSeat.registration_id)
            .join(Event, Event.id == TableSeat.event_id)
            .join(me, me.id == registration_id)
            .outerjoin(Contact, pair)
            .where(TableSeat.round_id == round_id, TableSeat.table_id == table_id)
            .order_by(other.id)
        ).all()
    )


def _meet(
    session: Session,
    event: Event,
    row: Row[int, bool, Contact | None],
    registration_id: int,
    now: datetime,
) -> None:
    other_id, have_met_before, contact = row
    if contact is None:
        contact = Contact(
            event_id=event.id,
            low_id=min(registration_id, other_id),
            high_id=max(registration_id, other_id),
            scanner_id=registration_id,
            made_at=now,
            met_before=have_met_before,
            confirmed_at=now,
            way=Way.ROUND,
            change_no=next_change_no(session, event.id),
        )
        session.add(contact)
    elif event.confirmation == Confirmation.MUTUAL and contact.confirmed_at is None:
        contact.confirmed_at, contact.change_no = now, next_change_no(session, event.id)
