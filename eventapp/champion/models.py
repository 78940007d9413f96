"""Which results were frozen, and who was crowned?"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base


class FrozenResult(Base):
    """The standings at the moment of freezing. Never changed: a correction is a new row with a reason."""

    __tablename__ = "frozen_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    version: Mapped[int]
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Rules, standings and titles by pseudonym number; names are joined when a page is shown."""
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """The larger rest of the record: people, contacts, decisions. The fingerprint is over both.

    None in results from before there was one.
    """
    sha256: Mapped[str] = mapped_column(String(64))
    is_test: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Recorded while the event was only tried out: the one kind of result that can be deleted."""

    __table_args__ = (
        UniqueConstraint("event_id", "version"),
        CheckConstraint("version = 1 OR reason <> ''", name="correction_has_reason"),
    )


class Crowning(Base):
    """That a frozen result was announced: from then on the projector shows the champion."""

    __tablename__ = "crownings"

    result_id: Mapped[int] = mapped_column(ForeignKey("frozen_results.id"), primary_key=True)
    crowned_at: Mapped[datetime]
    crowned_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
