"""Whose badge was printed when, and whose is to be printed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from eventapp.accounts.models import Account
from eventapp.badges.queries import Holder, select_holders
from eventapp.checkin.models import CheckIn
from eventapp.extensions import db
from eventapp.prints.models import CAME_OUT, UNDER_WAY, BadgePrint, PrintJob
from eventapp.registration.models import Registration


class LastPrint(NamedTuple):
    """How somebody's badge came out last."""

    at: datetime
    fingerprint: str


class Candidate(NamedTuple):
    """Somebody whose badge can be printed."""

    holder: Holder
    arrived_at: datetime | None
    last: LastPrint | None
    """None: it has not been printed yet."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One printing of one person's badge."""

    key: str
    """Of the printing."""
    at: datetime
    by: str
    """Who printed it; empty: a command on the server."""
    stock: str
    stock_name: str
    reason: str
    state: str
    problem: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some of the printings of an event, the latest first."""

    jobs: Sequence[PrintJob]
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class OnIt:
    """Somebody whose badge is part of a printing, and why once more."""

    uid: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class OnItPage:
    """Some of the people of a printing, in the order in which their badges came out."""

    people: Sequence[OnIt]
    number: int
    pages: int
    count: int
    """How many of them are registered still."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A badge that did not come out with its printing."""

    uid: str
    name: str
    problem: str


def candidates(event_id: int) -> list[Candidate]:
    """Everybody at an event, with their arrival and the last printing of their badge; three reads however many."""
    arrivals: dict[int, datetime] = {
        row[0]: row[1]
        for row in db.session.execute(
            select(CheckIn.registration_id, CheckIn.happened_at).where(
                CheckIn.event_id == event_id, CheckIn.undone_at.is_(None)
            )
        )
    }
    printed = last_prints(event_id)
    return [
        Candidate(holder, arrivals.get(holder.registration_id), printed.get(holder.registration_id))
        for holder in (Holder(*row) for row in db.session.execute(select_holders(event_id)))
    ]


def last_print(event_id: int, registration_id: int) -> LastPrint | None:
    """How somebody's badge came out last; None: it never has."""
    row = db.session.execute(
        select(PrintJob.made_at, BadgePrint.fingerprint)
        .join(BadgePrint, BadgePrint.job_id == PrintJob.id)
        .where(
            PrintJob.state.in_(CAME_OUT),
            BadgePrint.event_id == event_id,
            BadgePrint.registration_id == registration_id,
            BadgePrint.problem == "",
        )
        .order_by(BadgePrint.job_id.desc())
        .limit(1)
    ).first()
    return None if row is None else LastPrint(*row)


def last_prints(event_id: int) -> dict[int, LastPrint]:
    """How everybody's badge came out last, by registration id; who is missing has none."""
    came_out = select(PrintJob.id, PrintJob.made_at).where(
        PrintJob.event_id == event_id, PrintJob.state.in_(CAME_OUT)
    )
    made_at = {row[0]: row[1] for row in db.session.execute(came_out)}
    newest_first = func.row_number().over(partition_by=BadgePrint.registration_id, order_by=BadgePrint.job_id.desc())
    printed = (
        select(BadgePrint.registration_id, BadgePrint.job_id, BadgePrint.fingerprint, newest_first.label("place"))
        .where(BadgePrint.event_id == event_id, BadgePrint.problem == "", BadgePrint.job_id.in_(made_at))
        .subquery()
    )
    rows = db.session.execute(
        select(printed.c.registration_id, printed.c.job_id, printed.c.fingerprint).where(printed.c.place == 1)
    )
    return {row[0]: LastPrint(made_at[row[1]], row[2]) for row in rows}


def history(event_id: int, registration_id: int) -> list[LogLine]:
    """All printings of somebody's badge, the latest first."""
    rows = db.session.execute(
        select(
            PrintJob.key,
            PrintJob.made_at,
            func.coalesce(Account.name, ""),
            PrintJob.stock,
            PrintJob.stock_name,
            BadgePrint.reason,
            PrintJob.state,
            BadgePrint.problem,
        )
        .join(BadgePrint, BadgePrint.job_id == PrintJob.id)
        .outerjoin(Account, Account.id == PrintJob.account_id)
        .where(BadgePrint.event_id == event_id, BadgePrint.registration_id == registration_id)
        .order_by(PrintJob.id.desc())
    )
    return [LogLine(*row) for row in rows]


def log_page(event_id: int, *, number: int, size: int) -> LogPage:
    """The printings of an event, cut into pages."""
    count = db.session.scalar(select(func.count()).where(PrintJob.event_id == event_id)) or 0
    pages = max(1, -(-count // size))
    number = min(max(1, number), pages)
    rows = db.session.scalars(
        select(PrintJob)
        .where(PrintJob.event_id == event_id)
        .order_by(PrintJob.id.desc())
        .offset((number - 1) * size)
        .limit(size)
    )
    return LogPage(list(rows), number, pages)


def last_design(event_id: int, stock: str) -> str:
    """In which design badges were printed last on a stock; empty for the one that comes with the app."""
    return (
        db.session.scalar(
            select(PrintJob.design)
            .where(PrintJob.event_id == event_id, PrintJob.stock == stock)
            .order_by(PrintJob.made_at.desc(), PrintJob.id.desc())
            .limit(1)
        )
        or ""
    )


def job_by_key(event_id: int, key: str) -> PrintJob | None:
    """A printing, within the event."""
    return db.session.scalar(select(PrintJob).where(PrintJob.event_id == event_id, PrintJob.key == key))


def job_under_way(event_id: int) -> PrintJob | None:
    """The printing that is not done yet, of which an event has one at most."""
    return db.session.scalar(select(PrintJob).where(PrintJob.event_id == event_id, PrintJob.state.in_(UNDER_WAY)))


def reasons_of(job: PrintJob) -> dict[str, int]:
    """How many badges of a printing were printed for which reason."""
    rows = db.session.execute(
        select(BadgePrint.reason, func.count()).where(BadgePrint.job_id == job.id).group_by(BadgePrint.reason)
    )
    return {row[0]: row[1] for row in rows}


def people_on(job: PrintJob, *, number: int, size: int) -> OnItPage:
    """Whose badges a printing has, cut into pages."""
    count = db.session.scalar(select(func.count()).where(BadgePrint.job_id == job.id)) or 0
    pages = max(1, -(-count // size))
    number = min(max(1, number), pages)
    rows = db.session.execute(
        select(Registration.uid, Registration.name, BadgePrint.reason)
        .join(Registration, Registration.id == BadgePrint.registration_id)
        .where(BadgePrint.job_id == job.id)
        .order_by(BadgePrint.position)
        .offset((number - 1) * size)
        .limit(size)
    )
    return OnItPage([OnIt(*row) for row in rows], number, pages, count)


def left_out(job: PrintJob) -> list[LeftOut]:
    """The badges that did not come out with a printing."""
    rows = db.session.execute(
        select(Registration.uid, Registration.name, BadgePrint.problem)
        .join(Registration, Registration.id == BadgePrint.registration_id)
        .where(BadgePrint.job_id == job.id, BadgePrint.problem != "")
        .order_by(BadgePrint.position)
    )
    return [LeftOut(*row) for row in rows]


def printed_holders(job: PrintJob, *, after: int = -1, limit: int | None = None) -> list[tuple[int, Holder]]:
    """Whose badges a printing has, each with their position; those erased since are not among them.

    Args:
        job: Which printing.
        after: Begin behind this position.
        limit: So many at most.
    """
    rows = db.session.execute(
        select_holders(job.event_id)
        .add_columns(BadgePrint.position)
        .join(BadgePrint, BadgePrint.registration_id == Registration.id)
        .where(BadgePrint.job_id == job.id, BadgePrint.position > after, BadgePrint.problem == "")
        .order_by(BadgePrint.position)
        .limit(limit)
    )
    return [(row[-1], Holder(*row[:-1])) for row in rows]
