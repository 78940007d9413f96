"""Which results are frozen, and who are the people in them?"""

from collections.abc import Sequence

from sqlalchemy import func, select

from eventapp.champion.models import Crowning, FrozenResult
from eventapp.contacts.models import Contact
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.registration.models import Erasure, Registration


def results(event_id: int) -> Sequence[FrozenResult]:
    """All frozen results of an event, the latest first."""
    return list(
        db.session.scalars(
            select(FrozenResult).where(FrozenResult.event_id == event_id).order_by(FrozenResult.version.desc())
        )
    )


def latest_result(event_id: int) -> FrozenResult | None:
    """The latest frozen result of an event; None where nothing is recorded."""
    return db.session.scalar(
        select(FrozenResult).where(FrozenResult.event_id == event_id).order_by(FrozenResult.version.desc()).limit(1)
    )


def result(event_id: int, version: int) -> FrozenResult | None:
    """One result of an event by its number."""
    return db.session.scalar(
        select(FrozenResult).where(FrozenResult.event_id == event_id, FrozenResult.version == version)
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


def organisation_names(ids: Sequence[int]) -> dict[int, str]:
    """The organisations behind the numbers of a result, as they are called now."""
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return {row.id: row.name for row in rows}


def has_contacts(event_id: int) -> bool:
    """Whether anybody has met at an event."""
    return db.session.scalar(select(Contact.id).where(Contact.event_id == event_id).limit(1)) is not None


def delivered_late(event: Event) -> int:
    """How many contacts came in after the end, from phones that had waited for the network."""
    return (
        db.session.scalar(
            select(func.count()).where(Contact.event_id == event.id, Contact.made_at == event.closing.last_moment)
        )
        or 0
    )


def erased_since(result: FrozenResult) -> int:
    """How many registrations were erased after a result was frozen: frozen anew, it would lack their contacts."""
    return (
        db.session.scalar(
            select(func.count()).where(Erasure.event_id == result.event_id, Erasure.erased_at >= result.frozen_at)
        )
        or 0
    )
