"""How does an event begin to be tried out, and how does that end?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.prints.models import PrintJob
from eventapp.test_mode.queries import Happened, happened, obstacles
from eventapp.test_mode.wiping import wipe


@dataclass(frozen=True, slots=True)
class Wiped:
    """What is gone.

    Attributes:
        happened: In numbers.
        print_keys: Of printings, whose files are to go.
    """

    happened: Happened
    print_keys: tuple[str, ...]


def begin(event_id: int, *, account_id: int, now: datetime) -> bool:
    """Begins a test: from now on whoever has the event's address can register, and is wiped with its end.

    Returns:
        False where something keeps the event from it (queries.obstacles).
    """
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.is_test:
            return True
        if obstacles(event, now=now):
            return False
        event.test_mode_since = now
        record(session, "test_mode.begun", event_id=event_id, account_id=account_id, now=now)
    return True


def end(event_id: int, *, account_id: int, now: datetime) -> Wiped | None:
    """Ends a test, and wipes all that happened in it; what was set up stays, and the event is as it was before.

    Returns:
        What is gone; None where the event is not tried out (any more).
    """
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if not event.is_test:
            return None
        found = happened(session, event_id)
        keys = tuple(session.scalars(select(PrintJob.key).where(PrintJob.event_id == event_id)))
        wipe(session, event)
        record(
            session,
            "test_mode.ended",
            event_id=event_id,
            account_id=account_id,
            now=now,
            people=found.people,
            contacts=found.contacts,
            mails=found.mails,
        )
    return Wiped(found, keys)


def _locked(session: Session, event_id: int) -> Event:
    """The event, at which nobody registers or meets until the transaction ends."""
    lock_event(session, event_id)
    return session.get_one(Event, event_id, populate_existing=True)
