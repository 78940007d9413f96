"""Which change is this, in the one order of an event's changes?

Every change of a person or a contact takes the next number inside its own transaction. The row lock on the event
(PostgreSQL) or the writer's turn (SQLite) lets no later number become visible before an earlier one, so that a
reader's cursor never skips a change.
"""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from eventapp.events.models import Event
from eventapp.hot_path import hot

_NEXT_CHANGE = (
    update(Event)
    .where(Event.id == bindparam("at_event"))
    .values(change_no=Event.change_no + 1)
    .returning(Event.change_no)
)


def next_change_no(session: Session, event_id: int) -> int:
    """Takes the event's next change number; the caller's transaction commits it."""
    number: int | None = hot(session).scalar(_NEXT_CHANGE, {"at_event": event_id})
    assert number is not None  # noqa: S101 for mypy: a foreign key ties every change to its event
    return number


def take_change_nos(session: Session, event_id: int, count: int) -> range:
    """Takes the next change numbers for so many changes at once; the caller's transaction commits them."""
    last = session.scalar(
        update(Event)
        .where(Event.id == event_id)
        .values(change_no=Event.change_no + count)
        .returning(Event.change_no)
        .execution_options(synchronize_session=False)
    )
    assert last is not None  # noqa: S101 for mypy: a foreign key ties every change to its event
    return range(last - count + 1, last + 1)


def count_door_change(session: Session, event_id: int) -> None:
    """Takes the next number of what changes at an event's doors; boards that show them wait for it."""
    session.execute(
        update(Event)
        .where(Event.id == event_id)
        .values(door_no=Event.door_no + 1)
        .execution_options(synchronize_session=False)
    )


def lock_event(session: Session, event_id: int) -> None:
    """Lets no other transaction change this event's people and contacts until the caller's ends.

    On PostgreSQL by a row lock; on SQLite the writer's turn does it already.
    """
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update())


_LOCKED = (
    select(Event).where(Event.id == bindparam("at_event")).with_for_update().execution_options(populate_existing=True)
)


def locked_event(session: Session, event_id: int) -> Event:
    """The event, locked as by `lock_event`, as it is now.

    Raises:
        NoResultFound: There is no such event.
    """
    return session.scalars(_LOCKED, {"at_event": event_id}).one()
