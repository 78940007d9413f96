"""Which addresses for the hall's screens does an event have, and what do they show?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base


class View(StrEnum):
    """What a screen of the hall shows, one after the other, in this order."""

    GRAPH = "graph"
    COUNT = "count"
    """How many contacts were made today, and how they grew."""
    LATEST = "latest"
    TOP = "top"
    """The first ten, as a race; never after contact tracking has closed."""


class Theme(StrEnum):
    """How a screen looks: dark for a hall with the lights down, light for one in daylight."""

    DARK = "dark"
    LIGHT = "light"


class Projector(Base):
    """A secret address that shows one event to whoever opens it, without an account; revocable.

    The database holds only the hash of the secret, and none of it once it is revoked.
    """

    __tablename__ = "projectors"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    views: Mapped[list[str]] = mapped_column(JSON)
    """Of `View`, at least one."""
    theme: Mapped[str] = mapped_column(String(5))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    revoked_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "event_id"),)
