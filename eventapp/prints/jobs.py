"""Which large printing is drawn next, how far is it, and what becomes of one that nobody draws any more?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.prints.files import KEPT, file_of, forget_others, part_of
from eventapp.prints.models import BadgePrint, PrintJob, State

ALIVE = timedelta(seconds=60)
"""So long nothing need be heard of whoever draws; then another one begins."""
LONGEST = timedelta(minutes=10)
"""For drawing one; whoever takes longer is ended."""
MOST_ATTEMPTS = 3
"""Then a printing has failed: there is something about it that ends whoever draws it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A printing, for the caller to draw. Void as soon as somebody else has begun, or it was cancelled."""

    job_id: int
    key: str
    attempt: int


def claim_next(*, now: datetime) -> Claim | None:
    """The printing that has waited longest; None when none waits."""
    _end_hopeless(now)
    waits = or_(PrintJob.state == State.WAITING, (PrintJob.state == State.DRAWING) & (PrintJob.alive_until <= now))
    waiting = db.session.scalars(select(PrintJob.id).where(waits).order_by(PrintJob.id)).all()
    db.session.rollback()
    for job_id in waiting:
        with write_session(db.session()) as session:
            row = session.execute(
                update(PrintJob)
                .where(PrintJob.id == job_id, waits)
                .values(state=State.DRAWING, attempts=PrintJob.attempts + 1, drawn=0, alive_until=now + ALIVE)
                .returning(PrintJob.key, PrintJob.attempts)
                .execution_options(synchronize_session=False)
            ).first()
        if row is not None:
            return Claim(job_id, row[0], row[1])
    return None


def report(claim: Claim, drawn: int, *, now: datetime) -> bool:
    """Says how far a printing is; False when it is not the caller's any more."""
    with write_session(db.session()) as session:
        return session.scalar(_of(claim).values(drawn=drawn, alive_until=now + ALIVE)) is not None


def finish(claim: Claim, pages: int, problems: Mapping[int, str], *, drawn: int, now: datetime) -> bool:
    """Says that the file is there; False when it is not the caller's any more, and the file is to go.

    Args:
        claim: What was drawn.
        pages: How many pages it has.
        problems: Why badges were left out, by their position.
        drawn: How many badges are on it.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        ended = {"state": State.READY, "ended_at": now, "alive_until": None, "kept_until": now + KEPT}
        if session.scalar(_of(claim).values(**ended, drawn=drawn, pages=pages)) is None:
            return False
        for position, problem in problems.items():
            where = (BadgePrint.job_id == claim.job_id, BadgePrint.position == position)
            session.execute(update(BadgePrint).where(*where).values(problem=problem[:300]))
    return True


def give_back(claim: Claim, *, now: datetime, is_failure: bool) -> None:
    """Says that a printing was not drawn: the next one may, as long as there is hope."""
    has_failed = is_failure and claim.attempt >= MOST_ATTEMPTS
    after: dict[str, object] = {"state": State.FAILED, "ended_at": now} if has_failed else {"state": State.WAITING}
    if not is_failure:
        after["attempts"] = claim.attempt - 1  # the server stopped: nothing is wrong with it
    with write_session(db.session()) as session:
        session.execute(_of(claim).values(**after, alive_until=None))


def tidy(instance: Path, *, now: datetime) -> int:
    """Removes the files that nobody may fetch any more, whatever left them; returns how many."""
    rows = db.session.execute(
        select(PrintJob.key, PrintJob.state, PrintJob.attempts).where(
            or_(PrintJob.state == State.DRAWING, (PrintJob.state == State.READY) & (PrintJob.kept_until > now))
        )
    ).all()
    db.session.rollback()
    kept = set()
    for key, state, attempts in rows:
        kept |= {file_of(instance, key).name}
        if state == State.DRAWING:
            kept |= {part_of(instance, key, attempts).name}
    return forget_others(instance, kept)


def _of(claim: Claim) -> ReturningUpdate[int]:
    return (
        update(PrintJob)
        .where(PrintJob.id == claim.job_id, PrintJob.attempts == claim.attempt, PrintJob.state == State.DRAWING)
        .returning(PrintJob.id)
        .execution_options(synchronize_session=False)
    )


def _end_hopeless(now: datetime) -> None:
    """Those that ended whoever drew them, again and again, and the server with it."""
    hopeless = (
        PrintJob.state == State.DRAWING,
        PrintJob.alive_until <= now,
        PrintJob.attempts >= MOST_ATTEMPTS,
    )
    if db.session.scalar(select(PrintJob.id).where(*hopeless)) is None:
        return
    with write_session(db.session()) as session:
        session.execute(update(PrintJob).where(*hopeless).values(state=State.FAILED, ended_at=now, alive_until=None))
