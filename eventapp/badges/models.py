"""What stands on whose badge, where was one seen that no longer counts, and which papers are measured?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.badges.stock import Kind
from eventapp.extensions import Base, one_of


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


class BadgeRole(Base):
    """As what people of an event come, beside attendees: a word on a ribbon of one colour."""

    __tablename__ = "badge_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(40))
    """The name as compared (core.text.comparison_key)."""
    colour: Mapped[str] = mapped_column(String(7))
    """As in CSS, #rrggbb."""

    __table_args__ = (UniqueConstraint("event_id", "key"), UniqueConstraint("event_id", "id"))


class GivenRole(Base):
    """That somebody has a role. It says nothing about what they may do: it is printed, and nothing else."""

    __tablename__ = "given_roles"

    registration_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    role_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        ForeignKeyConstraint(["event_id", "role_id"], ["badge_roles.event_id", "badge_roles.id"]),
        Index(None, "event_id", "role_id"),
    )


class OrganisationLogo(Base):
    """The logo of an organisation, for badges whose design shows it."""

    __tablename__ = "organisation_logos"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """A picture of our own making (badges.design.images)."""
    changed_at: Mapped[datetime]


class Place(StrEnum):
    """Where a badge was held up."""

    DOOR = "door"
    ATTENDEE = "attendee"
    """Another attendee scanned it."""
    STATION = "station"


class BadgeAlarm(Base):
    """That a replaced badge was held up: somebody wears one that was reported lost.

    Not who scanned it: whom attendees meet is none of the desk's business.
    """

    __tablename__ = "badge_alarms"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    badge_code_id: Mapped[int] = mapped_column(ForeignKey("badge_codes.id"))
    place: Mapped[str] = mapped_column(String(10))
    place_name: Mapped[str] = mapped_column(String(200))
    """Whose door it was, or which station."""
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        CheckConstraint(one_of("place", Place), name="place"),
        CheckConstraint("times > 0", name="times"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(
            "uq_badge_alarms_open",
            "badge_code_id",
            "place",
            "place_name",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index(None, "event_id", "last_at"),
    )


class OwnSize(Base):
    """A paper that the hosts of a series measured themselves (badges.stock.own). All lengths in millimetres."""

    __tablename__ = "badge_sizes"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    page_width: Mapped[float]
    page_height: Mapped[float]
    columns: Mapped[int]
    rows: Mapped[int]
    margin_left: Mapped[float]
    margin_top: Mapped[float]
    gap_x: Mapped[float]
    gap_y: Mapped[float]
    width: Mapped[float]
    height: Mapped[float]
    is_folded: Mapped[bool]

    __table_args__ = (
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("columns > 0 AND rows > 0", name="grid"),
        CheckConstraint("width > 0 AND height > 0 AND page_width > 0 AND page_height > 0", name="lengths"),
        CheckConstraint("margin_left >= 0 AND margin_top >= 0 AND gap_x >= 0 AND gap_y >= 0", name="gaps"),
    )
