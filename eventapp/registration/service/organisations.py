"""How do two organisations of an event become one, and when is one forgotten?"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.events.models import Event, Organisation, event_organisations
from eventapp.extensions import db
from eventapp.registration.models import InvitationCode, Registration
from eventapp.registration.queries import organisation_uses

AtMerging = Callable[[Session, int, int, datetime], None]
_at_merging: list[AtMerging] = []


def at_merging(step: AtMerging) -> AtMerging:
    """Decorates what a later domain does when an organisation becomes part of another, within that transaction.

    It is given the one that goes and the one that stays. Registration knows no later domain, so that they add
    themselves.
    """
    _at_merging.append(step)
    return step


class Merging(StrEnum):
    """What came of merging."""

    MERGED = "merged"
    NOT_HERE = "not_here"
    """One of the two is none of this event's organisations, or they are the same."""
    FROZEN = "frozen"
    """The result stands; whoever is a colleague of whom stays as it was counted."""


def merge_organisations(
    event_id: int, organisation_id: int, *, into_id: int, account_id: int, now: datetime
) -> Merging:
    """Moves everybody of an organisation into another one, at this event; its name is suggested no more.

    Badges, lists, contacts, standings and open screens follow. Other events of the series keep both.

    Args:
        event_id: The event.
        organisation_id: Which one goes.
        into_id: Which one stays.
        account_id: Who decides that they are the same.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id)
        here = {use.organisation.id for use in organisation_uses(event_id)}
        if organisation_id == into_id or not {organisation_id, into_id} <= here:
            return Merging.NOT_HERE
        if event.recorded_at is not None:
            return Merging.FROZEN
        people = session.scalars(
            select(Registration)
            .where(Registration.event_id == event_id, Registration.organisation_id == organisation_id)
            .order_by(Registration.id)
        ).all()
        for person in people:
            person.organisation_id = into_id
            person.change_no = next_change_no(session, event_id)
        codes = update(InvitationCode).where(
            InvitationCode.event_id == event_id, InvitationCode.organisation_id == organisation_id
        )
        session.execute(codes.values(organisation_id=into_id))
        for step in _at_merging:
            step(session, organisation_id, into_id, now)
        listed = {organisation.id for organisation in event.organisations}
        if organisation_id in listed:
            listed = listed - {organisation_id} | {into_id}
            event.organisations = list(session.scalars(select(Organisation).where(Organisation.id.in_(listed))))
            session.flush()
        forget_if_unused(session, organisation_id)
        record(
            session,
            "organisations.merged",
            event_id=event_id,
            account_id=account_id,
            now=now,
            merged=organisation_id,
            into=into_id,
            people=len(people),
        )
    return Merging.MERGED


def forget_if_unused(session: Session, organisation_id: int) -> None:
    """Forgets an organisation of which nobody is any more, and that no event suggests; its name may be a person's.

    Inside the caller's transaction. One that somebody is just registering with is left.
    """
    free = select(Organisation.id).where(Organisation.id == organisation_id).with_for_update(skip_locked=True)
    if session.scalar(free) is None:
        return
    is_used = or_(
        select(Registration.id).where(Registration.organisation_id == organisation_id).exists(),
        select(event_organisations.c.event_id)
        .where(event_organisations.c.organisation_id == organisation_id)
        .exists(),
        select(InvitationCode.id).where(InvitationCode.organisation_id == organisation_id).exists(),
    )
    if not session.scalar(select(is_used)):
        session.execute(delete(Organisation).where(Organisation.id == organisation_id))
