"""How does a screen of the hall get its address, how does it change, and how does it stop?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.codes import new_secret, secret_hash
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.projector.models import Projector, Theme, View

MOST_PROJECTORS = 20
"""Of an event, revoked ones aside."""


def make_projector(  # noqa: PLR0913 each says something of its own
    event_id: int, *, name: str, views: Sequence[View], theme: Theme, account_id: int, now: datetime
) -> str | None:
    """Makes a screen.

    Returns:
        The secret of its address; None where an event has MOST_PROJECTORS already.
    """
    secret = new_secret()
    with write_session(db.session()) as session:
        in_use = session.scalars(
            select(Projector.id).where(Projector.event_id == event_id, Projector.revoked_at.is_(None))
        ).all()
        if len(in_use) >= MOST_PROJECTORS:
            return None
        projector = Projector(
            event_id=event_id,
            name=name,
            views=[view.value for view in View if view in views],
            theme=theme.value,
            created_by_id=account_id,
            created_at=now,
            token_hash=secret_hash(secret),
        )
        session.add(projector)
        session.flush()
        record(
            session, "projector.made", now=now, event_id=event_id, account_id=account_id, projector_id=projector.id
        )
    return secret


def show_top(projector_id: int, *, shown: bool, event_id: int, account_id: int, now: datetime) -> bool:
    """Lets a screen show the first ten, or not any more; open pages follow within seconds.

    Returns:
        Whether the event has such a screen in use that then still shows something.
    """
    with write_session(db.session()) as session:
        projector = _in_use(session, projector_id, event_id)
        if projector is None:
            return False
        views = {*projector.views, View.TOP.value} if shown else {*projector.views} - {View.TOP.value}
        if not views:
            return False
        projector.views = [view.value for view in View if view.value in views]
        record(
            session,
            "projector.top_shown" if shown else "projector.top_hidden",
            now=now,
            event_id=event_id,
            account_id=account_id,
            projector_id=projector_id,
        )
    return True


def revoke(projector_id: int, *, event_id: int, account_id: int, now: datetime) -> bool:
    """Stops a screen at once and for good: its address leads nowhere any more.

    Returns:
        Whether the event has such a screen; one that was revoked before stays so.
    """
    with write_session(db.session()) as session:
        projector = session.scalar(
            select(Projector).where(Projector.id == projector_id, Projector.event_id == event_id)
        )
        if projector is None:
            return False
        if projector.revoked_at is None:
            projector.revoked_at, projector.token_hash = now, None
            record(
                session,
                "projector.revoked",
                now=now,
                event_id=event_id,
                account_id=account_id,
                projector_id=projector_id,
            )
    return True


def _in_use(session: Session, projector_id: int, event_id: int) -> Projector | None:
    return session.scalar(
        select(Projector).where(
            Projector.id == projector_id, Projector.event_id == event_id, Projector.revoked_at.is_(None)
        )
    )
