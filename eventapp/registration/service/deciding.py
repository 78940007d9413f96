"""What do organisers decide about the places of others: of one, or of many at once?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.places import Given, Status, place_for
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.invitation_queries import code_of
from eventapp.registration.models import Registration
from eventapp.registration.place_queries import room_of
from eventapp.registration.service.places import others_follow, place, settle, take_off, tell


class Decision(StrEnum):
    """What organisers decide about somebody's place."""

    APPROVE = "approve"
    """Their yes: a place, or one on the waiting list."""
    DECLINE = "decline"
    """Their no to somebody who asked."""
    GIVE = "give"
    """A place past the line, whether one is free or not."""
    CANCEL = "cancel"
    """Somebody does not come after all; whoever waits longest is the next."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it.

    Attributes:
        done: Of how many people it holds now.
        left: How many stand so that it means nothing for them, or have been there already.
    """

    done: int
    left: int


def decide(
    event_id: int, registration_ids: Collection[int], decision: Decision, *, account_id: int, now: datetime
) -> Decided:
    """Decides about people of an event in one transaction, in the order in which they ask; each gets a mail.

    Args:
        event_id: The event; whoever is not registered for it is passed over.
        registration_ids: About whom.
        decision: What.
        account_id: Who decides.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        if decision is Decision.CANCEL:
            done = _cancel(session, event, _people(session, event_id, registration_ids), account_id, now)
        else:
            settle(session, event, now=now)
            step, people = _STEPS[decision], _people(session, event_id, registration_ids)
            done = sum(step(session, event, person, account_id, now) for person in people)
    return Decided(done, len(registration_ids) - done)


def _people(session: Session, event_id: int, registration_ids: Collection[int]) -> list[Registration]:
    since = func.coalesce(Registration.status_since, Registration.created_at)
    meant = (Registration.event_id == event_id, Registration.id.in_(registration_ids))
    statement = select(Registration).where(*meant).order_by(since, Registration.id)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def _approve(session: Session, event: Event, person: Registration, account_id: int, now: datetime) -> bool:
    if person.status not in (Status.REQUESTED, Status.DECLINED):
        return False
    code = code_of(session, person.id)
    held = room_of(session, event.id, now=now).held_for(code.id if code else None)
    given = place_for(event.place_rules, held, is_known=True, is_approved=True, now=now)
    assert given is not None  # noqa: S101 for mypy: whoever is approved may wait
    place(session, person, given, now=now)
    _tell_and_log(session, person, "registration.approved", account_id, now)
    return True


def _decline(session: Session, _event: Event, person: Registration, account_id: int, now: datetime) -> bool:
    if person.status != Status.REQUESTED:
        return False
    place(session, person, Given(Status.DECLINED), now=now)
    _tell_and_log(session, person, "registration.declined", account_id, now)
    return True


def _give(session: Session, _event: Event, person: Registration, account_id: int, now: datetime) -> bool:
    if person.status == Status.CONFIRMED:
        return False
    place(session, person, Given(Status.CONFIRMED), now=now)
    _tell_and_log(session, person, "registration.placed", account_id, now)
    return True


def _cancel(session: Session, event: Event, people: Sequence[Registration], account_id: int, now: datetime) -> int:
    """All of them first; only then do places go to others, of whom none is among them."""
    gone = [person for person in people if take_off(session, person, account_id=account_id, now=now)]
    for person in gone:
        others_follow(session, person, now)
    settle(session, event, now=now)
    return len(gone)


def _tell_and_log(session: Session, person: Registration, action: str, account_id: int, now: datetime) -> None:
    tell(session, person, now)
    id_, status = person.id, str(person.status)
    record(
        session,
        action,
        event_id=person.event_id,
        account_id=account_id,
        now=now,
        registration_id=id_,
        status=status,
    )


_STEPS: Mapping[Decision, Callable[[Session, Event, Registration, int, datetime], bool]] = {
    Decision.APPROVE: _approve,
    Decision.DECLINE: _decline,
    Decision.GIVE: _give,
}
