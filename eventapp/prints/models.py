"""Who printed which badges, when, on what, and how far is a printing that takes long?"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.accounts.models import Account
from eventapp.extensions import Base, one_of


class State(StrEnum):
    """How far a printing is."""

    DIRECT = "direct"
    """So few that they are drawn whenever they are fetched; no file is kept."""
    WAITING = "waiting"
    DRAWING = "drawing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNDER_WAY = (State.WAITING, State.DRAWING)
CAME_OUT = (State.DIRECT, State.READY)
"""Whoever was printed so has a badge."""


class Reason(StrEnum):
    """Why is a badge printed that was printed before?"""

    FIRST = "first"
    """It was not."""
    NEW_CODE = "new_code"
    """The old badge was lost: its code is replaced."""
    CHANGED = "changed"
    """Something else stands on it, or it looks different."""
    MISPRINT = "misprint"
    DAMAGED = "damaged"
    SPARE = "spare"
    OTHER = "other"


class PrintJob(Base):
    """One printing: some badges at once, on one stock."""

    __tablename__ = "print_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    key: Mapped[str] = mapped_column(String(26), unique=True)
    """Names it in addresses, and its file; random, allows nothing."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
    badges: Mapped[int]
    """How many were asked for."""
    stock: Mapped[str] = mapped_column(String(60))
    stock_name: Mapped[str] = mapped_column(String(200))
    """As it was called then: an own size may be renamed or deleted."""
    design: Mapped[str] = mapped_column(String(60))
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What else was chosen (prints.orders)."""
    locale: Mapped[str] = mapped_column(String(5))
    """The language of the words that are the same on many badges."""
    state: Mapped[str] = mapped_column(String(10))
    drawn: Mapped[int] = mapped_column(default=0)
    """How many of the badges are drawn by now."""
    pages: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """How often somebody began; whoever draws knows by it that nobody else has begun since."""
    alive_until: Mapped[datetime | None]
    """Until then whoever draws must have said how far they are; from then on another one begins."""
    ended_at: Mapped[datetime | None]
    kept_until: Mapped[datetime | None]
    """When the file is deleted; at once, when somebody on it is erased."""

    account: Mapped[Account | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("badges > 0", name="badges"),
        UniqueConstraint("event_id", "id"),  # ties the badges to the event
        Index(None, "event_id", "made_at"),
        Index(
            "uq_print_jobs_under_way",
            "event_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'drawing')"),
            postgresql_where=text("state IN ('waiting', 'drawing')"),
        ),
    )


class BadgePrint(Base):
    """That somebody's badge is part of a printing."""

    __tablename__ = "badge_prints"

    job_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """In the order in which the badges come out, from 0."""
    event_id: Mapped[int]
    registration_id: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(32))
    """Of what was drawn (prints.fingerprints): says later whether the badge has changed."""
    reason: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Why this badge was left out; empty for all that came out."""

    __table_args__ = (
        CheckConstraint(one_of("reason", Reason), name="reason"),
        ForeignKeyConstraint(["event_id", "job_id"], ["print_jobs.event_id", "print_jobs.id"]),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(None, "event_id", "registration_id"),
    )
