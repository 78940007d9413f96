"""Which results are frozen, and who are the people in them?"""

from collections.abc import Sequence

from sqlalchemy import func, select

from eventapp.champion.models import Crowning, FrozenResult
from eventapp.extensions import db
from eventapp.registration.models import Erasure, Registration


def results(event_id: int) -> Sequence[FrozenResult]:
    """All frozen results of an event, the latest first."""
    return list(
        db.session.scalars(
            select(FrozenResult).where(FrozenResult.event_id == event_id).order_by(FrozenResult.version.desc())
        )
    )


def crowning(result_id: int) -> Crowning | None:
    """The announcement of a result."""
    return db.session.get(Crowning, result_id)


def people_by_number(event_id: int, numbers: Sequence[int]) -> dict[int, Registration]:
    """The people behind the pseudonym numbers of a result."""
    rows = db.session.scalars(
        select(Registration).where(Registration.event_id == event_id, Registration.number.in_(numbers))
    )
    return {row.number: row for row in rows}


def erased_since(result: FrozenResult) -> int:
    """How many registrations were erased after a result was frozen: frozen anew, it would lack their contacts."""
    return (
        db.session.scalar(
            select(func.count()).where(Erasure.event_id == result.event_id, Erasure.erased_at >= result.frozen_at)
        )
        or 0
    )
