"""Which tables and rounds does an event have, who sits at a table, and what came of earlier rounds?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, func, select

from eventapp.contacts.models import Contact
from eventapp.core.contact_rules import Way
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.rounds.models import MeetingTable, Round, TableSeat


@dataclass(frozen=True, slots=True)
class PastRound:
    """A round with what came of it.

    Attributes:
        round: The round, over or still running.
        people: How many sat at a table.
        contacts: How many new contacts the tables made.
    """

    round: Round
    people: int
    contacts: int


def tables(event_id: int) -> Sequence[MeetingTable]:
    """The tables of an event, in the order in which they were made."""
    return db.session.scalars(
        select(MeetingTable)
        .where(MeetingTable.event_id == event_id, MeetingTable.removed_at.is_(None))
        .order_by(MeetingTable.id)
    ).all()


def tables_ever(event_id: int) -> int:
    """How many tables an event has had, removed ones too: numbers in names are not used again."""
    return db.session.scalar(select(func.count()).where(MeetingTable.event_id == event_id)) or 0


def table_by_code(code: str) -> tuple[MeetingTable, Event] | None:
    """The table with this code, and its event."""
    row = db.session.execute(
        select(MeetingTable, Event)
        .join(Event, Event.id == MeetingTable.event_id)
        .where(MeetingTable.code == code, MeetingTable.removed_at.is_(None))
    ).first()
    return None if row is None else (row[0], row[1])


def running_round(event_id: int, *, now: datetime) -> Round | None:
    """The round that runs at a moment."""
    return db.session.scalar(
        select(Round).where(Round.event_id == event_id, Round.opened_at <= now, Round.closes_at > now)
    )


def seats_taken(round_id: int) -> dict[int, int]:
    """How many sit at each table in a round, by the id of the table; empty tables are left out."""
    rows = db.session.execute(
        select(TableSeat.table_id, func.count()).where(TableSeat.round_id == round_id).group_by(TableSeat.table_id)
    )
    return {table_id: count for table_id, count in rows}  # noqa: C416 mypy takes a row for no pair


def table_of(registration_id: int, round_id: int) -> MeetingTable | None:
    """At which table somebody sits in a round."""
    return db.session.scalar(
        select(MeetingTable)
        .join(TableSeat, TableSeat.table_id == MeetingTable.id)
        .where(TableSeat.round_id == round_id, TableSeat.registration_id == registration_id)
    )


def circle(round_id: int, table_id: int, *, without: int) -> Sequence[Row[str, str | None]]:
    """Name and organisation of everybody at a table in a round but one, in the order in which they sat down."""
    return db.session.execute(
        select(Registration.name, Organisation.name.label("organisation"))
        .join(TableSeat, TableSeat.registration_id == Registration.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(
            TableSeat.round_id == round_id,
            TableSeat.table_id == table_id,
            TableSeat.registration_id != without,
        )
        .order_by(TableSeat.taken_at, Registration.id)
    ).all()


def history(event_id: int) -> list[PastRound]:
    """All rounds of an event, the latest first."""
    people = (
        select(func.count(TableSeat.registration_id.distinct()))
        .where(TableSeat.round_id == Round.id)
        .scalar_subquery()
    )
    # One round runs at a time, so that the moment tells in which one a contact was made.
    contacts = (
        select(func.count())
        .select_from(Contact)
        .where(
            and_(Contact.event_id == Round.event_id, Contact.way == Way.ROUND),
            Contact.made_at >= Round.opened_at,
            Contact.made_at < Round.closes_at,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Round, people, contacts).where(Round.event_id == event_id).order_by(Round.number.desc())
    )
    return [PastRound(*row) for row in rows]
