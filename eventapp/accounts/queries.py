"""Who is signed in, and what may they do?"""

from datetime import datetime

from sqlalchemy import func, select

from eventapp.accounts.models import Account, EventRole, OneTimeLink, Role, SignIn
from eventapp.accounts.roles import RIGHTS
from eventapp.core.codes import secret_hash
from eventapp.extensions import db


def account_by_sign_in(token: str, *, now: datetime) -> Account | None:
    """The account that is signed in with this token."""
    return db.session.scalar(
        select(Account)
        .join(SignIn, SignIn.account_id == Account.id)
        .where(SignIn.token_hash == secret_hash(token), SignIn.ended_at.is_(None), SignIn.expires_at > now)
    )


def account_of(account_id: int) -> Account | None:
    """The account with this id."""
    return db.session.get(Account, account_id)


def sign_in_by_token(token: str, *, now: datetime) -> SignIn | None:
    """The sign-in of an account in a browser, unless it has ended."""
    return db.session.scalar(
        select(SignIn).where(
            SignIn.token_hash == secret_hash(token),
            SignIn.account_id.is_not(None),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
        )
    )


def sign_ins_of(account_id: int, *, now: datetime) -> list[SignIn]:
    """Where an account is signed in, the latest first."""
    return list(
        db.session.scalars(
            select(SignIn)
            .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
            .order_by(SignIn.id.desc())
        )
    )


def role_at(account_id: int, event_id: int) -> Role | None:
    """An account's role at an event."""
    role = db.session.scalar(
        select(EventRole.role).where(EventRole.account_id == account_id, EventRole.event_id == event_id)
    )
    return None if role is None else Role(role)


def team(event_id: int) -> list[EventRole]:
    """Everybody with a role at an event, the largest first, then by name."""
    members = db.session.scalars(
        select(EventRole).join(Account).where(EventRole.event_id == event_id).order_by(Account.name, Account.id)
    )
    order = list(RIGHTS)
    return sorted(members, key=lambda member: -order.index(Role(member.role)))


def usable_link(token: str, *, now: datetime) -> OneTimeLink | None:
    """The one-time link with this secret, unless it is used or expired."""
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == secret_hash(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
    )


def has_accounts() -> bool:
    """Whether anybody has an account on this installation."""
    return bool(db.session.scalar(select(func.count()).select_from(Account)))


def has_account(email: str) -> bool:
    """Whether the owner of this address, in its compared form, has an account."""
    return db.session.scalar(select(Account.id).where(Account.email == email)) is not None
