"""Who prints which badges, and what becomes of it when somebody is erased?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.queries import Holder, select_holders
from eventapp.badges.service import replace_codes
from eventapp.core.codes import new_badge_code
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.prints.fingerprints import is_same
from eventapp.prints.models import UNDER_WAY, BadgePrint, PrintJob, Reason, State
from eventapp.prints.orders import AT_ONCE, PrintOrder
from eventapp.prints.queries import LastPrint, last_prints
from eventapp.registration.models import Registration
from eventapp.registration.service import at_erasure, mail_new_tickets

Fingerprint = Callable[[Holder], str]
Refused = Callable[[Holder], str]


class Placing(StrEnum):
    """What came of an order."""

    PLACED = "placed"
    NOBODY = "nobody"
    """None of these people is registered any more."""
    BUSY = "busy"
    """The event has a large printing under way; nothing was done."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of an order; the key of the printing is that of the new one, or of the one that is under way."""

    verdict: Placing
    key: str = ""
    renewed: int = 0
    """So many people got a new code: their tickets no longer work."""
    mailed: int = 0
    """So many of them are sent the new one."""


@dataclass(frozen=True, slots=True)
class Press:
    """What the service must be told of drawing, of which it knows nothing.

    Attributes:
        fingerprint: What is drawn on somebody's badge.
        refused: Why somebody's badge cannot be drawn; empty when it can.
    """

    fingerprint: Fingerprint
    refused: Refused


def place(  # noqa: PLR0913 each is its own fact
    registration_ids: Sequence[int],
    order: PrintOrder,
    press: Press,
    *,
    event_id: int,
    account_id: int | None,
    now: datetime,
) -> Placed:
    """Keeps that badges are printed: few are drawn when they are fetched, many beside the server.

    Args:
        registration_ids: Whose, in the order in which they come out.
        order: How.
        press: Draws them.
        event_id: The event; who is not registered there is left out.
        account_id: Who prints; None: a command on the server.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        there = set(_holders(session, event_id))
        people = [id_ for id_ in dict.fromkeys(registration_ids) if id_ in there]
        if not people:
            return Placed(Placing.NOBODY)
        is_large = len(people) > AT_ONCE
        busy = _under_way(session, event_id) if is_large else None
        if busy is not None:
            return Placed(Placing.BUSY, busy)
        earlier = last_prints(event_id)
        if order.voids_codes:
            replace_codes(session, people, event_id, account_id=account_id, now=now)
        mailed = mail_new_tickets(session, people, now) if order.voids_codes and order.mails_tickets else 0
        holders = _holders(session, event_id)
        job = _job(session, event_id, len(people), order, State.WAITING if is_large else State.DIRECT, now)
        job.account_id = account_id
        session.flush()
        rows = [
            {
                "job_id": job.id,
                "position": position,
                "event_id": event_id,
                "registration_id": id_,
                "fingerprint": (drawn := press.fingerprint(holders[id_])),
                "reason": _reason(holders[id_], drawn, order, earlier.get(id_)),
                "problem": "" if is_large else press.refused(holders[id_])[:300],
            }
            for position, id_ in enumerate(people)
        ]
        session.execute(insert(BadgePrint), rows)
        record(session, "badges.printed", event_id=event_id, account_id=account_id, now=now, badges=len(people))
        renewed = len(people) if order.voids_codes else 0
        return Placed(Placing.PLACED, job.key, renewed, mailed)


def cancel(key: str, *, event_id: int, account_id: int, now: datetime) -> bool:
    """Ends a printing that is not done; whoever draws it stops within seconds. False where nothing is to end."""
    with write_session(db.session()) as session:
        ended = session.scalar(
            update(PrintJob)
            .where(PrintJob.event_id == event_id, PrintJob.key == key, PrintJob.state.in_(UNDER_WAY))
            .values(state=State.CANCELLED, ended_at=now, alive_until=None)
            .returning(PrintJob.id)
        )
        if ended is not None:
            record(session, "badges.print_cancelled", event_id=event_id, account_id=account_id, now=now)
    return ended is not None


@at_erasure
def take_prints(session: Session, registration: Registration) -> None:
    """Erases when somebody's badge was printed; files that show it are deleted, and one that is drawn begins anew."""
    theirs = select(BadgePrint.job_id).where(BadgePrint.registration_id == registration.id)
    printed = update(PrintJob).where(PrintJob.id.in_(theirs)).execution_options(synchronize_session=False)
    session.execute(printed.where(PrintJob.state == State.READY).values(kept_until=None))
    session.execute(
        printed.where(PrintJob.state == State.DRAWING).values(state=State.WAITING, drawn=0, alive_until=None)
    )
    session.execute(delete(BadgePrint).where(BadgePrint.registration_id == registration.id))


def _holders(session: Session, event_id: int) -> dict[int, Holder]:
    rows = (Holder(*row) for row in session.execute(select_holders(event_id)))
    return {holder.registration_id: holder for holder in rows}


def _under_way(session: Session, event_id: int) -> str | None:
    return session.scalar(select(PrintJob.key).where(PrintJob.event_id == event_id, PrintJob.state.in_(UNDER_WAY)))


def _job(  # noqa: PLR0913, PLR0917 each is its own fact
    session: Session, event_id: int, badges: int, order: PrintOrder, state: State, now: datetime
) -> PrintJob:
    job = PrintJob(
        event_id=event_id,
        key=new_badge_code(),
        made_at=now,
        badges=badges,
        stock=order.stock.key,
        stock_name=order.stock.name,
        design=order.design,
        options=dict(order.options),
        locale=order.locale,
        state=state,
        ended_at=now if state is State.DIRECT else None,
    )
    session.add(job)
    return job


def _reason(holder: Holder, drawn: str, order: PrintOrder, last: LastPrint | None) -> Reason:
    if last is None:
        return Reason.FIRST
    if order.voids_codes or holder.code_drawn_at > last.at:
        return Reason.NEW_CODE
    return order.again if is_same(last.fingerprint, drawn) else Reason.CHANGED
