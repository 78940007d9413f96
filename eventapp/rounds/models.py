"""Which tables and rounds does an event have, and who sat where?"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base


class MeetingTable(Base):
    """A table (or a session, a group) with a code of its own, printed or on the projector."""

    __tablename__ = "meeting_tables"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    code: Mapped[str] = mapped_column(String(26), unique=True)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("event_id", "id"),)


class Round(Base):
    """A stretch of time in which whoever scans a table's code sits at that table."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    number: Mapped[int]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """Moved to the present when an organiser ends it early."""

    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        UniqueConstraint("event_id", "number"),
        CheckConstraint("opened_at <= closes_at", name="order"),
    )


class TableSeat(Base):
    """That a person sat at a table in a round: their own scan says so, and confirms every contact made there.

    One table in a round: else whoever photographs all codes has met everybody.
    """

    __tablename__ = "table_seats"

    event_id: Mapped[int]
    round_id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int]
    taken_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["event_id", "round_id"], ["rounds.event_id", "rounds.id"]),
        ForeignKeyConstraint(["event_id", "table_id"], ["meeting_tables.event_id", "meeting_tables.id"]),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["tracking_consents.event_id", "tracking_consents.registration_id"],
            name="fk_table_seats_consents",
            ondelete="CASCADE",  # whoever withdraws the consent leaves no trace at a table
        ),
        Index(None, "registration_id"),
    )
