"""Which phones and tablets are doors of an event?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base, one_of


class Kind(StrEnum):
    """What a device is for."""

    DOOR = "door"
    """A helper holds it."""
    KIOSK = "kiosk"
    """Visitors stand before it."""


class DoorDevice(Base):
    """A borrowed phone or a tablet that is a door of one event until the event ends or somebody revokes it.

    It is paired by a secret address that works once, and then known by another secret; the database holds only the
    hashes of both.
    """

    __tablename__ = "door_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(5))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    pairing_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    pairing_expires_at: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    paired_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    """When it stops being a door by itself."""
    revoked_at: Mapped[datetime | None]
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    """Of the PIN that ends a kiosk."""
    label_stock: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """What a kiosk's label printer holds; empty: it prints nothing."""
    last_seen_at: Mapped[datetime | None]
    queue_length: Mapped[int]
    """How many entries wait in it, as it said last."""
    clock_offset_ms: Mapped[int | None]
    """How far its clock is ahead of the server's."""

    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("queue_length >= 0", name="queue_length"),
        Index(None, "event_id"),
    )


class DeviceList(Base):
    """That a device may let people in by a list."""

    __tablename__ = "door_device_lists"

    device_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    list_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["event_id", "device_id"], ["door_devices.event_id", "door_devices.id"]),
        ForeignKeyConstraint(["event_id", "list_id"], ["admission_lists.event_id", "admission_lists.id"]),
    )
