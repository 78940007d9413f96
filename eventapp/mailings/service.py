"""How is a mailing written, tried, sent once and stopped?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.codes import new_badge_code
from eventapp.core.text import clean_line, clean_text
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import enqueue, enqueue_each
from eventapp.mailings.models import Audience, Mailing
from eventapp.mailings.queries import MAILING, TRIAL, mails_of, select_audience


class Sending(StrEnum):
    """What came of it."""

    STARTED = "started"
    NOT_NOW = "not_now"
    """It was sent before: nobody gets it twice."""
    NOBODY = "nobody"
    """Nobody is meant: nothing was done."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What organisers write, and to whom (mailings.models.Mailing)."""

    audience: Audience
    subject: str
    text: str
    subject_en: str = ""
    text_en: str = ""


def write(draft: Draft, *, event_id: int, account_id: int, now: datetime) -> Mailing:
    """Keeps a mailing that is not sent yet."""
    with write_session(db.session()) as session:
        mailing = Mailing(event_id=event_id, uid=new_badge_code(), created_by_id=account_id, created_at=now)
        _apply(mailing, draft)
        session.add(mailing)
    return mailing


def rewrite(mailing_id: int, draft: Draft) -> bool:
    """Changes a mailing that is not sent yet; False: it is."""
    with write_session(db.session()) as session:
        mailing = _held(session, mailing_id)
        if mailing.sent_at is not None:
            return False
        _apply(mailing, draft)
    return True


def remove(mailing_id: int) -> bool:
    """Throws a mailing away that is not sent yet; False: it is."""
    with write_session(db.session()) as session:
        mailing = _held(session, mailing_id)
        if mailing.sent_at is not None:
            return False
        session.delete(mailing)
    return True


def try_out(mailing: Mailing, *, recipient: str, locale: str, now: datetime) -> None:
    """Sends a mailing to one of the organisers, in one language; the link in it leads to the event's page."""
    with write_session(db.session()) as session:
        about = {"mailing_id": mailing.id}
        enqueue(session, TRIAL, recipient=recipient, locale=locale, now=now, event_id=mailing.event_id, about=about)


def send(mailing_id: int, *, account_id: int, now: datetime) -> Sending:
    """Puts a mail for everybody who is meant now into the outbox, all in one transaction, and once."""
    with write_session(db.session()) as session:
        mailing = _held(session, mailing_id)
        if mailing.sent_at is not None:
            return Sending.NOT_NOW
        audience = select_audience(mailing.event_id, Audience(mailing.audience))
        people = session.scalars(audience).all()
        if not people:
            return Sending.NOBODY
        mails = [
            (person.email or "", person.locale, {"mailing_id": mailing.id, "registration_id": person.id})
            for person in people
        ]
        enqueue_each(session, MAILING, mails, event_id=mailing.event_id, now=now)
        mailing.sent_at, mailing.people = now, len(mails)
        _log(session, mailing, "mailing.sent", account_id, now)
    return Sending.STARTED


def stop(mailing_id: int, *, account_id: int, now: datetime) -> int:
    """Takes all mails of a mailing out of the outbox that have not gone; returns how many."""
    with write_session(db.session()) as session:
        mailing = _held(session, mailing_id)
        if mailing.sent_at is None or mailing.stopped_at is not None:
            return 0
        unsent = (OutboxMail.sent_at.is_(None), OutboxMail.gave_up_at.is_(None))
        taken = session.execute(delete(OutboxMail).where(*mails_of(mailing), *unsent).returning(OutboxMail.id)).all()
        mailing.stopped_at = now
        _log(session, mailing, "mailing.stopped", account_id, now)
    return len(taken)


def _held(session: Session, mailing_id: int) -> Mailing:
    """A mailing that nobody else changes until the transaction ends."""
    event_id = session.get_one(Mailing, mailing_id).event_id
    lock_event(session, event_id)
    return session.get_one(Mailing, mailing_id, populate_existing=True)


def _apply(mailing: Mailing, draft: Draft) -> None:
    mailing.audience = draft.audience
    mailing.subject, mailing.subject_en = clean_line(draft.subject), clean_line(draft.subject_en)
    mailing.text, mailing.text_en = clean_text(draft.text), clean_text(draft.text_en)


def _log(session: Session, mailing: Mailing, action: str, account_id: int, now: datetime) -> None:
    record(
        session,
        action,
        now=now,
        event_id=mailing.event_id,
        account_id=account_id,
        mailing_id=mailing.id,
        people=mailing.people,
    )
