"""How often was this tried lately? A limiter that all processes share and that survives a restart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from eventapp.accounts.models import Attempt
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.hot_path import hot

LONGEST_SUBJECT = 254
LONGEST_WINDOW = timedelta(hours=1)
"""What is older matters to no limit."""


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts of a kind by one subject within `window`."""

    kind: str
    most: int
    window: timedelta

    def __post_init__(self) -> None:
        """Checks that attempts are kept long enough.

        Raises:
            ValueError: The window is longer than the longest.
        """
        if self.window > LONGEST_WINDOW:
            raise ValueError(f"attempts are kept for {LONGEST_WINDOW} only")


SIGN_IN = Limit("sign_in", 10, timedelta(minutes=10))
"""Failed passwords for one address."""
SECOND_FACTOR = Limit("second_factor", 5, timedelta(minutes=10))
"""Wrong codes for one account: trying all would take years."""
SECOND_FACTORS = Limit("second_factors", 60, timedelta(minutes=10))
"""Codes from one network address; a team shares one."""
SIGN_IN_MAIL = Limit("sign_in_mail", 3, timedelta(minutes=30))
"""Mails with a sign-in link to one address, whether it has an account or not."""
SIGN_IN_MAILS = Limit("sign_in_mails", 30, timedelta(minutes=30))
"""Such mails asked for from one network address."""
INVITATIONS = Limit("invitations", 30, timedelta(hours=1))
"""Invitations to a team, by one account: each is a mail to an address of which nobody has asked its owner."""
SECRET_LINK = Limit("secret_link", 100, timedelta(minutes=10))
"""Wrong personal or one-time links from one network address; a hall shares one, so the limit is high."""
REGISTRATION_MAIL = Limit("registration_mail", 1, timedelta(minutes=10))
"""Mails to an address that is registered already."""

REGISTRATIONS = Limit("registrations", 3000, timedelta(hours=1))
"""People who register for one event by its public page: more than the largest of our events has."""
RUSH_MAILS = Limit("rush_mails", 1, timedelta(hours=1))
"""Mails to the organisers that so many do."""

KIOSK_CODE = Limit("kiosk_code", 30, timedelta(minutes=10))
"""Codes of nobody at one kiosk: short codes are not to be guessed there."""
KIOSK_PIN = Limit("kiosk_pin", 5, timedelta(minutes=10))
"""Wrong PINs at one kiosk."""

NAME_SEARCH = Limit("name_search", 20, timedelta(minutes=10))
"""Searches of one attendee for people at the event; with five hits each, nobody copies the list of guests."""


_TRIED = (
    select(func.count())
    .select_from(Attempt)
    .where(
        Attempt.kind == bindparam("of_kind"),
        Attempt.subject == bindparam("by_subject"),
        Attempt.happened_at > bindparam("since", type_=Attempt.happened_at.type),
    )
)
_TRY = insert(Attempt)


def is_allowed(limit: Limit, subject: str, *, now: datetime, besides: int = 0) -> bool:
    """Whether the subject may try once more, besides attempts of its own that are counted already."""
    since = {"of_kind": limit.kind, "by_subject": subject[:LONGEST_SUBJECT], "since": now - limit.window}
    return (db.session.scalar(_TRIED, since) or 0) < limit.most + besides


def take(limit: Limit, subject: str, *, now: datetime) -> bool:
    """Counts an attempt before it is made, so that many at the same moment cannot slip past the limit together.

    Returns:
        Whether it may be made. A refused attempt is not counted: the window ends even while somebody hammers on.
    """
    subject = subject[:LONGEST_SUBJECT]
    note(limit, subject, now=now)
    if is_allowed(limit, subject, now=now, besides=1):
        return True
    with write_session(db.session()) as session:
        latest = select(func.max(Attempt.id)).where(Attempt.kind == limit.kind, Attempt.subject == subject)
        session.execute(delete(Attempt).where(Attempt.id == latest.scalar_subquery()))
    return False


def take_within(session: Session, limit: Limit, subject: str, *, now: datetime) -> bool:
    """The same within the caller's transaction, in which something is locked that all who could try have to lock."""
    if not is_allowed_within(session, limit, subject, now=now):
        return False
    note_within(session, limit, subject, now=now)
    return True


def is_allowed_within(session: Session, limit: Limit, subject: str, *, now: datetime) -> bool:
    """Whether the subject may try once more, as the caller's transaction sees it."""
    since = {"of_kind": limit.kind, "by_subject": subject[:LONGEST_SUBJECT], "since": now - limit.window}
    return bool(hot(session).scalar(_TRIED, since) < limit.most)


def note_within(session: Session, limit: Limit, subject: str, *, now: datetime) -> None:
    """Notes one attempt in the caller's transaction."""
    hot(session).execute(_TRY, {"kind": limit.kind, "subject": subject[:LONGEST_SUBJECT], "happened_at": now})


def forget(limit: Limit, subject: str) -> None:
    """Forgets a subject's attempts: they have shown that they may."""
    with write_session(db.session()) as session:
        session.execute(
            delete(Attempt).where(Attempt.kind == limit.kind, Attempt.subject == subject[:LONGEST_SUBJECT])
        )


def note(limit: Limit, subject: str, *, now: datetime) -> None:
    """Notes one attempt."""
    with write_session(db.session()) as session:
        session.add(Attempt(kind=limit.kind, subject=subject[:LONGEST_SUBJECT], happened_at=now))


def forget_old(now: datetime) -> None:
    """Forgets the attempts that no longer matter."""
    is_old = Attempt.happened_at <= now - LONGEST_WINDOW
    if db.session.scalar(select(Attempt.id).where(is_old).limit(1)) is not None:
        with write_session(db.session()) as session:
            session.execute(delete(Attempt).where(is_old))
