"""How does a mail get from the outbox to its reader, once, whatever stops in between?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.hot_path import hot, hot_connection
from eventapp.mail.models import OutboxMail

CLAIM_LASTS = timedelta(minutes=5)
"""A sender that dies with a mail in hand gives it back after this time; longer than the slowest SMTP server takes
within the transport's timeouts, so that a slow mail is never sent twice."""
APART = timedelta(milliseconds=20)
"""Between two mails of many that are written at once."""
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail.

    Attributes:
        filename: Under which it is saved.
        media_type: Such as image/png.
        content: The file itself.
        content_id: The name by which the HTML text shows it in place (`<img src="cid:…">`), or "".
    """

    filename: str
    media_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class ComposedMail:
    """A mail with its text, ready to go; exists only while it is being sent."""

    recipient: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = field(default_factory=tuple)


class Transport(Protocol):
    """Whatever takes a mail away. Raises OSError or smtplib.SMTPException when it cannot."""

    def send(self, mail: ComposedMail) -> None:
        """Sends one mail, or raises."""

    def close(self) -> None:
        """Ends what it keeps for the next mail."""


Composer = Callable[[OutboxMail, datetime], ComposedMail | None]
"""Makes the text of a mail of one kind; None when there is nothing to send any more."""


_ENQUEUE = insert(OutboxMail)
Mail = tuple[str, str, Mapping[str, str | int]]
"""Address, language, and what the composer needs to know."""


def enqueue(  # noqa: PLR0913 a mail has these parts
    session: Session,
    kind: str,
    *,
    recipient: str,
    locale: str,
    now: datetime,
    about: Mapping[str, str | int],
    event_id: int | None = None,
    due_at: datetime | None = None,
) -> None:
    """Puts a mail into the outbox within the caller's transaction.

    Args:
        session: The write session of what causes the mail.
        kind: Which composer writes it.
        recipient: E-mail address.
        locale: Language of the mail, "de" or "en".
        now: The present moment.
        about: What the composer needs to know; ids, never secrets.
        event_id: The event concerned.
        due_at: When it is to go; None: now.
    """
    mail = {
        "event_id": event_id,
        "kind": kind,
        "recipient": recipient,
        "locale": locale,
        "about": dict(about),
        "created_at": now,
        "due_at": due_at or now,
        "attempts": 0,
    }
    hot(session).execute(_ENQUEUE, mail)


def enqueue_each(session: Session, kind: str, mails: Sequence[Mail], *, event_id: int, now: datetime) -> None:
    """Puts many mails of one kind into the outbox by one statement; see `enqueue`.

    Between two of them is time for another: the ticket of somebody who registers meanwhile does not wait behind all.
    """
    same = {"event_id": event_id, "kind": kind, "created_at": now, "attempts": 0}
    rows = [
        {**same, "recipient": recipient, "locale": locale, "about": dict(about), "due_at": now + number * APART}
        for number, (recipient, locale, about) in enumerate(mails)
    ]
    if rows:
        session.execute(insert(OutboxMail), rows)


def forget_mails(session: Session, *, event_id: int, registration_id: int) -> None:
    """Takes all mails about a registration out of the outbox, sent ones too, within the caller's transaction."""
    session.execute(
        delete(OutboxMail).where(
            OutboxMail.event_id == event_id, OutboxMail.about["registration_id"].as_integer() == registration_id
        )
    )


def deliver_one(composers: Mapping[str, Composer], transport: Transport, *, now: datetime) -> bool:
    """Sends the mail that waits longest; False when none is due.

    The mail is claimed first, so that several processes never send one twice; a failure is tried again later,
    with growing pauses, and given up after the last.
    """
    mail = _claim(now)
    if mail is None:
        return False
    error = ""
    try:
        composed = composers[mail.kind](mail, now)
        db.session.rollback()  # no connection to the database waits for the SMTP server
        if composed is not None:
            transport.send(composed)
    except Exception as failure:  # noqa: BLE001 one mail that fails must not stop the others; the reason is kept
        db.session.rollback()
        error = f"{type(failure).__name__}: {failure}"[:500]
    _settle(mail.id, error, now)
    return True


_NEXT = (
    select(OutboxMail.id)
    .where(
        OutboxMail.sent_at.is_(None),
        OutboxMail.gave_up_at.is_(None),
        OutboxMail.due_at <= bindparam("now", type_=OutboxMail.due_at.type),
    )
    .order_by(OutboxMail.due_at, OutboxMail.id)
    .limit(1)
)
_CLAIM = (
    update(OutboxMail)
    .where(OutboxMail.id == _NEXT.with_for_update(skip_locked=True).scalar_subquery())
    .values(
        due_at=bindparam("claimed_until", type_=OutboxMail.due_at.type),
        attempts=OutboxMail.attempts + 1,
    )
    .returning(*OutboxMail.__table__.columns)
)
_SENT = (
    update(OutboxMail)
    .where(OutboxMail.id == bindparam("mail_id"))
    .values(sent_at=bindparam("now", type_=OutboxMail.sent_at.type), last_error=None)
)


def _claim(now: datetime) -> OutboxMail | None:
    """The mail that waits longest, as it is now; no session holds it."""
    with hot_connection(db.engine) as connection:
        if connection.scalar(_NEXT, {"now": now}) is None:
            return None  # mostly, and nobody had to wait for it
        with connection.write():
            claimed = connection.execute(_CLAIM, {"now": now, "claimed_until": now + CLAIM_LASTS}).first()
    return None if claimed is None else OutboxMail(**claimed._asdict())


def _settle(mail_id: int, error: str, now: datetime) -> None:
    if not error:
        with hot_connection(db.engine) as connection, connection.write():
            connection.execute(_SENT, {"mail_id": mail_id, "now": now})
        return
    with write_session(db.session()) as session:
        mail = session.get(OutboxMail, mail_id)
        if mail is None:  # its recipient was erased while it was under way
            return
        mail.last_error = error
        if mail.attempts > len(RETRY_AFTER):
            mail.gave_up_at = now
        else:
            mail.due_at = now + RETRY_AFTER[mail.attempts - 1]


def failing_mails(event_id: int) -> list[OutboxMail]:
    """Mails of an event that did not go out at the first try and have not gone out since."""
    return list(
        db.session.scalars(
            select(OutboxMail)
            .where(
                OutboxMail.event_id == event_id,
                OutboxMail.sent_at.is_(None),
                or_(OutboxMail.last_error.is_not(None), OutboxMail.gave_up_at.is_not(None)),
            )
            .order_by(OutboxMail.id)
        )
    )
