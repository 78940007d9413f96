"""What may somebody do with their own account: name, password, the browsers they are signed in in, a way back in?"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from eventapp.accounts import attempts
from eventapp.accounts.audit import record
from eventapp.accounts.models import Account, LinkPurpose, OneTimeLink, SignIn
from eventapp.accounts.service import email_key, hashed
from eventapp.core.codes import new_secret, secret_hash
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.mail.service import enqueue

SIGN_IN_LINK = "sign_in_link"
"""The kind of the mail with which somebody comes back in."""
LOST_PASSWORD_LASTS = timedelta(hours=1)
"""So long after coming by a link a new password needs no old one."""


class Changing(StrEnum):
    """What came of choosing a new password."""

    CHANGED = "changed"
    WRONG = "wrong"
    TOO_MANY_TRIES = "too_many_tries"


def rename(account_id: int, name: str, *, now: datetime) -> None:
    """Changes the name by which the team knows somebody."""
    with write_session(db.session()) as session:
        session.get_one(Account, account_id).name = clean_line(name)
        record(session, "account.renamed", account_id=account_id, now=now)


def may_choose_anew(sign_in: SignIn, *, now: datetime) -> bool:
    """Whether this browser came by a link just now, so that it need not know the password."""
    return sign_in.by_link and now < sign_in.created_at + LOST_PASSWORD_LASTS


def knows_password(account_id: int, password: str, *, now: datetime) -> Changing:
    """Whether somebody who is signed in knows their password too; tries count as those of signing in."""
    account = db.session.get_one(Account, account_id)
    email, password_hash = account.email, account.password_hash
    if not attempts.take(attempts.SIGN_IN, email, now=now):
        return Changing.TOO_MANY_TRIES
    if not check_password_hash(password_hash, password):
        return Changing.WRONG
    attempts.forget(attempts.SIGN_IN, email)
    return Changing.CHANGED


def choose_password(account_id: int, password: str, token: str, *, now: datetime) -> str:
    """Sets a new password, and ends whatever the old one or a lost link may have opened.

    Args:
        account_id: Whose.
        password: The new one.
        token: Of the browser that asks; it alone stays signed in.
        now: The present moment.

    Returns:
        The browser's new token: a copy of its cookie is worth nothing any more.
    """
    password_hash = hashed(password)
    with write_session(db.session()) as session:
        session.get_one(Account, account_id).password_hash = password_hash
        session.execute(
            delete(OneTimeLink).where(
                OneTimeLink.account_id == account_id,
                OneTimeLink.purpose == LinkPurpose.SIGN_IN,
                OneTimeLink.used_at.is_(None),
            )
        )
        record(session, "account.password_changed", account_id=account_id, now=now)
        return _end_others(session, account_id, token, now)


def end_other_sign_ins(account_id: int, token: str, *, now: datetime) -> str:
    """Signs an account out everywhere but in the browser that asks; returns that browser's new token."""
    with write_session(db.session()) as session:
        record(session, "account.signed_out_elsewhere", account_id=account_id, now=now)
        return _end_others(session, account_id, token, now)


def end_sign_in(sign_in_id: int, *, account_id: int, now: datetime) -> bool:
    """Signs an account out in one browser; False where there is no such sign-in of this account."""
    with write_session(db.session()) as session:
        ended = session.execute(
            update(SignIn)
            .where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
            .values(ended_at=now)
            .returning(SignIn.id)
        ).first()
    return ended is not None


def ask_for_link(email: str, *, visitor: str, locale: str, now: datetime) -> bool:
    """Puts a mail with a sign-in link into the outbox, if the address has an account.

    Whoever asks learns nothing: for an unknown address the same rows are written, and nobody gets the mail.

    Args:
        email: The address as it was typed.
        visitor: The network address that asks.
        locale: The language of the mail.
        now: The present moment.

    Returns:
        False where that network address asks too often, for whichever address.
    """
    key = email_key(email)
    if not attempts.take(attempts.SIGN_IN_MAILS, visitor, now=now):
        return False
    if not attempts.take(attempts.SIGN_IN_MAIL, secret_hash(key), now=now):  # of strangers we keep no address
        return True
    with write_session(db.session()) as session:
        account_id = session.scalar(select(Account.id).where(Account.email == key))
        recipient = "" if account_id is None else key
        about = {"account_id": account_id or 0}
        enqueue(session, SIGN_IN_LINK, recipient=recipient, locale=locale, now=now, about=about)
    return True


def _end_others(session: Session, account_id: int, token: str, now: datetime) -> str:
    """Ends all sign-ins but one, which gets another token."""
    own, renewed = secret_hash(token), new_secret()
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.token_hash != own, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.token_hash == own)
        .values(token_hash=secret_hash(renewed), by_link=False)
    )
    return renewed
