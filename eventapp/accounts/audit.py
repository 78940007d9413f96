"""Who did what, and when?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from eventapp.accounts.models import AuditEntry
from eventapp.extensions import db


def record(
    session: Session,
    action: str,
    *,
    now: datetime,
    event_id: int | None = None,
    account_id: int | None = None,
    **about: str | int | None,
) -> None:
    """Adds an entry to the caller's transaction.

    Args:
        session: The write session in which the action itself happens.
        action: What was done, as `<thing>.<past participle>`; written out in full where it happens, so that a test
            finds each and sees that the history says it in words (history.words).
        now: The present moment.
        event_id: The event concerned.
        account_id: Who did it; None: the person themselves or a command on the server.
        about: Details without personal data; ids and reasons.
    """
    session.add(AuditEntry(event_id=event_id, account_id=account_id, action=action, about=about, happened_at=now))


def record_each(  # noqa: PLR0913 as `record`
    session: Session,
    action: str,
    abouts: Sequence[Mapping[str, str | int]],
    *,
    now: datetime,
    event_id: int,
    account_id: int,
) -> None:
    """Adds one entry for each of many to the caller's transaction, by one statement; see `record`."""
    same = {"event_id": event_id, "account_id": account_id, "action": action, "happened_at": now}
    if abouts:
        session.execute(insert(AuditEntry), [{**same, "about": about} for about in abouts])


def entries(event_id: int, limit: int = 100) -> list[AuditEntry]:
    """The latest entries of an event, newest first."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.event_id == event_id)
            .order_by(AuditEntry.happened_at.desc(), AuditEntry.id.desc())
            .limit(limit)
        )
    )
