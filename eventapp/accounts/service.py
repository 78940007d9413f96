"""How do organisers and hosts get an account, a role, and in and out?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from eventapp.accounts import attempts
from eventapp.accounts.audit import record
from eventapp.accounts.models import Account, EventRole, LinkPurpose, OneTimeLink, Role, SecondFactor, SignIn
from eventapp.accounts.roles import joined
from eventapp.core.codes import new_secret, secret_hash
from eventapp.core.text import clean_line
from eventapp.database import insert_once, write_session
from eventapp.extensions import db
from eventapp.mail.service import enqueue

SIGN_IN_LASTS = timedelta(hours=12)
SETUP_LINK_LASTS = timedelta(days=7)
INVITATION_LASTS = timedelta(days=14)
SIGN_IN_LINK_LASTS = timedelta(hours=24)
MAILED_LINK_LASTS = timedelta(hours=1)

INVITATION_MAIL = "team_invitation"
"""The kind of the mail by which somebody is invited."""

HASH_METHOD = "scrypt"
"""How passwords are hashed (werkzeug.security); a tenth of a second each, on purpose. Tests set a quick one."""


class SigningIn(StrEnum):
    """What came of signing in."""

    SIGNED_IN = "signed_in"
    CODE_NEEDED = "code_needed"
    """The password is right; nobody is signed in before the second factor is shown."""
    WRONG = "wrong"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True)
class SignInOutcome:
    """A verdict, the browser's token when it is SIGNED_IN, and whose code is awaited when it is CODE_NEEDED."""

    verdict: SigningIn
    token: str = ""
    account_id: int = 0


def email_key(email: str) -> str:
    """The form in which addresses are compared."""
    return clean_line(email).casefold()


def sign_in(email: str, password: str, *, now: datetime) -> SignInOutcome:
    """Signs an account in with its password; never tells whether the address or the password was wrong."""
    key = email_key(email)
    if not attempts.take(attempts.SIGN_IN, key, now=now):
        return SignInOutcome(SigningIn.TOO_MANY_TRIES)
    account = db.session.scalar(select(Account).where(Account.email == key))
    if not check_password_hash(account.password_hash if account else _nobodys_hash(), password) or not account:
        return SignInOutcome(SigningIn.WRONG)
    attempts.forget(attempts.SIGN_IN, key)
    with write_session(db.session()) as session:
        if _asks_for_code(session, account.id):
            return SignInOutcome(SigningIn.CODE_NEEDED, account_id=account.id)
        token = start_sign_in(session, account.id, now)
        record(session, "account.signed_in", account_id=account.id, now=now)
    return SignInOutcome(SigningIn.SIGNED_IN, token)


def end_sign_ins(tokens: Iterable[object], *, now: datetime) -> None:
    """Signs a browser out; a copy of its cookie is worth nothing from now on.

    Args:
        tokens: The secrets of its sign-ins, of an account and of attendees; what is no text is none.
        now: The present moment.
    """
    hashes = [secret_hash(token) for token in tokens if isinstance(token, str)]
    if not hashes:
        return
    with write_session(db.session()) as session:
        session.execute(
            update(SignIn).where(SignIn.token_hash.in_(hashes), SignIn.ended_at.is_(None)).values(ended_at=now)
        )


def issue_setup_link(*, now: datetime) -> str | None:
    """A new link by which the first organiser makes an account; None when there is an account.

    Links printed at earlier starts stop working.
    """
    with write_session(db.session()) as session:
        if session.scalar(select(func.count()).select_from(Account)):
            return None
        session.execute(delete(OneTimeLink).where(OneTimeLink.purpose == LinkPurpose.SETUP))
        return _issue(session, LinkPurpose.SETUP, now, SETUP_LINK_LASTS)


def issue_sign_in_link(account_id: int, *, now: datetime, lasts: timedelta = SIGN_IN_LINK_LASTS) -> str:
    """A link that signs an account in once; handed out by commands on the server, and by mail."""
    with write_session(db.session()) as session:
        return _issue(session, LinkPurpose.SIGN_IN, now, lasts, account_id=account_id)


def invite(  # noqa: PLR0913 an invitation has these parts
    email: str, role: Role, *, event_id: int, account_id: int, now: datetime, locale: str = "de"
) -> str:
    """A link by which somebody gets a role at an event, to be passed on; and a mail to them with another one.

    Each works once, and neither after the other.
    """
    key, token = email_key(email), new_secret()
    with write_session(db.session()) as session:
        record(session, "team.invited", event_id=event_id, account_id=account_id, now=now, role=role)
        link = OneTimeLink(
            token_hash=secret_hash(token),
            purpose=LinkPurpose.INVITATION,
            email=key,
            event_id=event_id,
            role=role,
            created_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        session.add(link)
        session.flush()
        about = {"link_id": link.id, "account_id": account_id}
        enqueue(session, INVITATION_MAIL, recipient=key, locale=locale, now=now, event_id=event_id, about=about)
    return token


def create_account(*, email: str, name: str, password: str, may_create_events: bool, now: datetime) -> Account:
    """Makes an account; for commands on the server.

    Raises:
        ValueError: The address has one.
    """
    password_hash = hashed(password)
    with write_session(db.session()) as session:
        account_id = _add_account(session, email, name, password_hash, now, may_create_events=may_create_events)
        if account_id is None:
            raise ValueError(f"{email} has an account")
        return session.get_one(Account, account_id)


def use_link_for_account(token: str, *, email: str, name: str, password: str, now: datetime) -> str | None:
    """Makes an account by a setup or invitation link and signs it in.

    Returns:
        The browser's sign-in token; None when the link is used, expired or for something else, or when the
        address has an account (which then signs in and opens the invitation again).
    """
    password_hash = hashed(password)
    with write_session(db.session()) as session:
        link = _take(session, token, now, {LinkPurpose.SETUP, LinkPurpose.INVITATION})
        if link is None:
            return None
        address = link.email or email_key(email)
        is_first = link.purpose == LinkPurpose.SETUP
        account_id = _add_account(session, address, name, password_hash, now, may_create_events=is_first)
        if account_id is None:
            session.rollback()  # the link stays good
            return None
        _grant(session, account_id, link)
        record(session, "account.created", account_id=account_id, event_id=link.event_id, now=now)
        return start_sign_in(session, account_id, now)


def use_link_to_sign_in(token: str, *, now: datetime) -> str | None:
    """Signs an account in by a one-time link; None when the link is not usable, or does not suffice."""
    with write_session(db.session()) as session:
        link = _take(session, token, now, {LinkPurpose.SIGN_IN})
        if link is None or link.account_id is None:
            return None
        if _asks_for_code(session, link.account_id):
            session.rollback()  # the link stays good
            return None
        record(session, "account.signed_in_by_link", account_id=link.account_id, now=now)
        return start_sign_in(session, link.account_id, now, by_link=True)


def use_link_before_code(token: str, *, now: datetime) -> int | None:
    """Uses a sign-in link up for an account with a second factor, whose code is awaited then.

    Returns:
        Whose; None when the link is not usable, or suffices alone.
    """
    with write_session(db.session()) as session:
        link = _take(session, token, now, {LinkPurpose.SIGN_IN})
        if link is None or link.account_id is None or not _asks_for_code(session, link.account_id):
            session.rollback()
            return None
        return link.account_id


def accept_invitation(token: str, *, account_id: int, now: datetime) -> int | None:
    """Gives a signed-in account the role of an invitation to its own address; returns the event's id."""
    with write_session(db.session()) as session:
        # Locked, so that two invitations accepted at the same moment do not both add the role.
        account = session.get_one(Account, account_id, with_for_update=True)
        link = _take(session, token, now, {LinkPurpose.INVITATION})
        if link is None or link.email != account.email:
            session.rollback()
            return None
        _grant(session, account_id, link)
        record(session, "team.joined", account_id=account_id, event_id=link.event_id, now=now)
        return link.event_id


def grant_role(account_id: int, role: Role, *, event_id: int) -> None:
    """Gives an account a role at an event; for commands on the server."""
    with write_session(db.session()) as session:
        session.merge(EventRole(account_id=account_id, event_id=event_id, role=role))


def _add_account(  # noqa: PLR0913 an account has these parts
    session: Session, email: str, name: str, password_hash: str, now: datetime, *, may_create_events: bool
) -> int | None:
    """The new account's id; None where the address has one, perhaps since this very moment."""
    return insert_once(
        session.connection(),
        Account,
        email=email_key(email),
        name=clean_line(name),
        password_hash=password_hash,
        may_create_events=may_create_events,
        created_at=now,
    )


def _grant(session: Session, account_id: int, link: OneTimeLink) -> None:
    if link.event_id is None:
        return
    standing = session.get(EventRole, (account_id, link.event_id))
    invited = Role(link.role or Role.VIEWER)
    if standing is None:
        session.add(EventRole(account_id=account_id, event_id=link.event_id, role=invited))
    else:
        standing.role = joined(Role(standing.role), invited)


def _asks_for_code(session: Session, account_id: int) -> bool:
    factor = session.get(SecondFactor, account_id)
    return factor is not None and factor.confirmed_at is not None


def start_sign_in(session: Session, account_id: int, now: datetime, *, by_link: bool = False) -> str:
    """Signs a browser in within the caller's transaction; returns its secret."""
    token = new_secret()
    session.add(
        SignIn(
            token_hash=secret_hash(token),
            account_id=account_id,
            created_at=now,
            expires_at=now + SIGN_IN_LASTS,
            by_link=by_link,
        )
    )
    return token


def _issue(
    session: Session, purpose: LinkPurpose, now: datetime, lasts: timedelta, *, account_id: int | None = None
) -> str:
    token = new_secret()
    session.add(
        OneTimeLink(
            token_hash=secret_hash(token),
            purpose=purpose,
            account_id=account_id,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return token


def _take(session: Session, token: str, now: datetime, purposes: set[LinkPurpose]) -> OneTimeLink | None:
    link = session.scalar(
        select(OneTimeLink)
        .where(
            OneTimeLink.token_hash == secret_hash(token),
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .with_for_update()
    )
    if link is not None:
        link.used_at = now
        session.execute(
            update(OneTimeLink).where(of_invitation(link), OneTimeLink.used_at.is_(None)).values(used_at=now)
        )
    return link


def of_invitation(link: OneTimeLink) -> ColumnElement[bool]:
    """Which links are the same invitation: the one that was shown, and those that went by mail."""
    first = link.origin_id or link.id
    return (OneTimeLink.id == first) | (OneTimeLink.origin_id == first)


@cache
def _nobodys_hash() -> str:
    """Compared when there is no such account, so that an unknown address takes as long as a wrong password."""
    return hashed("nobody")


def hashed(password: str) -> str:
    """To be called outside of a write transaction: others would wait for it."""
    return generate_password_hash(password, HASH_METHOD)
