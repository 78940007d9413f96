"""Who has arrived, by which lists do doors work, and who passed which door?"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.admission import Admission, Direction, ListRules, Repeat
from eventapp.extensions import Base, one_of


class CheckIn(Base):
    """One arrival at the event, kept when it is undone: the first entry of a person by whichever list."""

    __tablename__ = "check_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    nonce: Mapped[str] = mapped_column(String(64))
    happened_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("event_id", "nonce"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(
            "uq_check_ins_standing",
            "registration_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )


class AdmissionList(Base):
    """A list by which doors let people in: the event itself, one of its days, a session, a room."""

    __tablename__ = "admission_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(100))
    """Empty on the list that an event has by itself."""
    is_arrival: Mapped[bool]
    """The list that an event has by itself: whoever is let in without naming a list is in by it."""
    day: Mapped[date | None]
    room: Mapped[str] = mapped_column(String(100))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    repeat: Mapped[str] = mapped_column(String(5))
    counts_exits: Mapped[bool]
    capacity: Mapped[int | None]
    ends_at_night: Mapped[bool]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        CheckConstraint(one_of("repeat", Repeat), name="repeat"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("closes_at > opens_at", name="hours"),
        Index(
            "uq_admission_lists_arrival",
            "event_id",
            unique=True,
            sqlite_where=text("is_arrival"),
            postgresql_where=text("is_arrival"),
        ),
    )


class DoorEntry(Base):
    """One passing of a door, or what was refused there; kept when it is taken back."""

    __tablename__ = "door_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    list_id: Mapped[int]
    registration_id: Mapped[int | None]
    """Nobody's, where the badge is unknown."""
    verdict: Mapped[str] = mapped_column(String(14))
    direction: Mapped[str] = mapped_column(String(5))
    despite: Mapped[str] = mapped_column(String(14))
    """What the door would have said to somebody who passed all the same; `already_in`: a double entry."""
    device_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    door: Mapped[str] = mapped_column(String(100))
    """The device or the host, as they were called then."""
    nonce: Mapped[str] = mapped_column(String(64))
    happened_at: Mapped[datetime]
    """By the server's clock."""
    device_time: Mapped[datetime | None]
    received_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200))
    """Why somebody was let in against the rules."""
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("event_id", "nonce"),
        ForeignKeyConstraint(["event_id", "list_id"], ["admission_lists.event_id", "admission_lists.id"]),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        ForeignKeyConstraint(["event_id", "device_id"], ["door_devices.event_id", "door_devices.id"]),
        CheckConstraint(one_of("verdict", Admission), name="verdict"),
        CheckConstraint(one_of("direction", Direction), name="direction"),
        CheckConstraint("verdict <> 'forced' OR reason <> ''", name="forced_with_reason"),
        Index(None, "list_id", "happened_at"),
        Index(None, "registration_id"),
    )


class WalkIn(Base):
    """Somebody who came without a registration and was registered at a door; the nonce names the form that did it."""

    __tablename__ = "walk_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("event_id", "nonce"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(None, "registration_id"),
    )


class Presence(Base):
    """Whether a person is in by a list; follows from the entries, kept beside them for the door's quick answer."""

    __tablename__ = "presences"

    list_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    registration_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    is_in: Mapped[bool]
    since: Mapped[datetime]
    """When they came in, or left."""
    door: Mapped[str] = mapped_column(String(100))

    __table_args__ = (
        ForeignKeyConstraint(["event_id", "list_id"], ["admission_lists.event_id", "admission_lists.id"]),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(None, "registration_id"),
    )


RULES = (
    AdmissionList.opens_at,
    AdmissionList.closes_at,
    AdmissionList.closed_at,
    AdmissionList.repeat,
    AdmissionList.counts_exits,
    AdmissionList.capacity,
    AdmissionList.ends_at_night,
)
"""What `list_rules` needs of a list."""


def list_rules(row: object, *, is_test: bool) -> ListRules:
    """The rules of a list, or of a row with RULES; while the event is tried out it is open before its time."""
    values = {column.key: getattr(row, column.key) for column in RULES}
    if is_test:
        values["opens_at"] = None
    return ListRules(**{**values, "repeat": Repeat(values["repeat"])})
