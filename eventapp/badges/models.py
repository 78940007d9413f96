"""Which codes stand on whose badge?"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base


class BadgeCode(Base):
    """The public code on a badge. It names a person to a scan and authorises nothing."""

    __tablename__ = "badge_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(26), unique=True)
    short_code: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    """When a new badge took this one's place; its code is answered with „replaced“."""

    __table_args__ = (
        UniqueConstraint("event_id", "short_code"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(
            "uq_badge_codes_current",
            "registration_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )
