"""Who may run events, and who is signed in?"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.extensions import Base


class Role(StrEnum):
    """What somebody is at one event; accounts.roles says what they may do."""

    VIEWER = "viewer"
    DOOR_HOST = "door_host"
    BADGE_HOST = "badge_host"
    HOST = "host"
    """Both at the door and at the badges."""
    ORGANISER = "organiser"
    OWNER = "owner"


_ROLES = f"role IN ({', '.join(repr(str(role)) for role in Role)})"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    SETUP = "setup"  # makes the first account of this installation
    INVITATION = "invitation"  # makes an account with a role at an event, or adds the role
    SIGN_IN = "sign_in"  # signs an existing account in once


class Account(Base):
    """An organiser or host."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(255))
    may_create_events: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class EventRole(Base):
    """An account's role at one event."""

    __tablename__ = "event_roles"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(10))

    account: Mapped[Account] = relationship()

    __table_args__ = (CheckConstraint(_ROLES, name="role"),)


class OneTimeLink(Base):
    """A secret address that works once; only its hash is stored."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    email: Mapped[str | None] = mapped_column(String(254))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    role: Mapped[str | None] = mapped_column(String(10))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("one_time_links.id"))
    """An invitation has a link to be passed on, and others that went by mail: these name the first one."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("purpose IN ('setup', 'invitation', 'sign_in')", name="purpose"),
        CheckConstraint(_ROLES, name="role"),
        CheckConstraint("purpose <> 'sign_in' OR account_id IS NOT NULL", name="sign_in_has_account"),
        CheckConstraint(
            "purpose <> 'invitation' OR (event_id IS NOT NULL AND role IS NOT NULL AND email IS NOT NULL)",
            name="invitation_has_event",
        ),
    )


class SignIn(Base):
    """A browser in which an account or an attendee is signed in; ends at sign-out, for every copy of the cookie."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_link: Mapped[bool] = mapped_column(default=False, server_default=false())
    """An account came by a one-time link: whoever has lost their password chooses a new one without it."""
    device_hash: Mapped[str | None] = mapped_column(String(64))
    """Names the browser: the hash of a random word in its cookie. Two attendees on one device are seen by it."""

    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (registration_id IS NULL)", name="one_subject"),
        Index(None, "account_id"),
        Index(None, "registration_id"),
    )


class SecondFactor(Base):
    """The device that makes an account's codes, once it has shown one; before that, one that is being set up."""

    __tablename__ = "second_factors"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(32))
    last_step: Mapped[int]
    """The half minute since 1970 of the last code that was taken: none is taken twice."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in for a lost device once; only its hash is stored."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)


class Attempt(Base):
    """A failed or limited attempt, kept for the limiter's window only."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(254))
    happened_at: Mapped[datetime]

    __table_args__ = (Index(None, "kind", "subject", "happened_at"),)


class AuditEntry(Base):
    """Who did what and when. Entries are written once and never changed."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(String(60))
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship()

    __table_args__ = (Index(None, "event_id", "happened_at"),)
