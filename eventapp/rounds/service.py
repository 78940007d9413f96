"""How are tables made and renamed, and how do rounds begin and end?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, func, select

from eventapp.accounts.audit import record
from eventapp.core.codes import new_badge_code
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.rounds.models import MeetingTable, Round

MOST_TABLES = 200
"""Of an event, removed ones aside."""


class Starting(StrEnum):
    """What came of starting a round."""

    STARTED = "started"
    ALREADY_RUNNING = "already_running"
    NO_TABLES = "no_tables"
    CLOSED = "closed"
    """No contacts are collected now."""


def make_tables(event_id: int, names: Sequence[str], *, now: datetime) -> bool:
    """Makes tables, each with a code of its own.

    Returns:
        Whether they were made; an event has at most MOST_TABLES.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        there = session.scalar(
            select(func.count()).where(MeetingTable.event_id == event_id, MeetingTable.removed_at.is_(None))
        )
        if (there or 0) + len(names) > MOST_TABLES:
            return False
        session.add_all(
            MeetingTable(event_id=event_id, name=name, code=new_badge_code(), created_at=now) for name in names
        )
    return True


def rename_table(table_id: int, *, event_id: int, name: str) -> bool:
    """Gives a table another name; its printed code stays good.

    Returns:
        Whether the event has such a table.
    """
    with write_session(db.session()) as session:
        table = session.scalar(_table(table_id, event_id))
        if table is None:
            return False
        table.name = name
    return True


def remove_table(table_id: int, *, event_id: int, now: datetime) -> bool:
    """Takes a table away: its code leads nowhere from now on. Contacts made there stay.

    Returns:
        Whether the event has such a table.
    """
    with write_session(db.session()) as session:
        table = session.scalar(_table(table_id, event_id))
        if table is None:
            return False
        table.removed_at = now
    return True


def start_round(event_id: int, *, minutes: int, account_id: int, now: datetime) -> Starting:
    """Begins a round at all tables of an event; one runs at a time."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        if not event.closing.is_open(now):
            return Starting.CLOSED
        if session.scalar(_running(event_id, now)) is not None:
            return Starting.ALREADY_RUNNING
        if session.scalar(_tables(event_id).limit(1)) is None:
            return Starting.NO_TABLES
        number = (session.scalar(select(func.max(Round.number)).where(Round.event_id == event_id)) or 0) + 1
        closes_at = now + timedelta(minutes=minutes)
        session.add(Round(event_id=event_id, number=number, opened_at=now, closes_at=closes_at))
        record(session, "round.started", now=now, event_id=event_id, account_id=account_id, number=number)
    return Starting.STARTED


def end_round(event_id: int, *, account_id: int, now: datetime) -> bool:
    """Ends the running round early.

    Returns:
        Whether one ran.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        running = session.scalar(_running(event_id, now))
        if running is None:
            return False
        running.closes_at = now
        record(session, "round.ended", now=now, event_id=event_id, account_id=account_id, number=running.number)
    return True


def _tables(event_id: int) -> Select[MeetingTable]:
    return select(MeetingTable).where(MeetingTable.event_id == event_id, MeetingTable.removed_at.is_(None))


def _table(table_id: int, event_id: int) -> Select[MeetingTable]:
    return _tables(event_id).where(MeetingTable.id == table_id)


def _running(event_id: int, now: datetime) -> Select[Round]:
    return select(Round).where(Round.event_id == event_id, Round.opened_at <= now, Round.closes_at > now)
