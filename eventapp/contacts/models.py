"""Who met whom, and which readings of badges led there?"""

from datetime import date, datetime

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
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.contact_rules import Verdict, Way
from eventapp.extensions import Base, one_of


class Contact(Base):
    """An unordered pair of people who met at an event: one row, whoever scanned."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    low_id: Mapped[int]
    high_id: Mapped[int]
    scanner_id: Mapped[int]
    """Which of the two scanned first."""
    made_at: Mapped[datetime]
    met_before: Mapped[bool]
    """They met at an earlier event of the series."""
    confirmed_at: Mapped[datetime | None]
    """When the other side agreed, in events that ask for it."""
    known_by_low: Mapped[bool] = mapped_column(default=False)
    known_by_high: Mapped[bool] = mapped_column(default=False)
    rejected_at: Mapped[datetime | None]
    rejected_by_id: Mapped[int | None]
    way: Mapped[str] = mapped_column(String(10), default=Way.CAMERA, server_default=Way.CAMERA)
    """How it came about; contacts of rounds raise no suspicion of haste."""
    voided_at: Mapped[datetime | None]
    """When an organiser voided it after a review; why stands in contact_reviews."""
    change_no: Mapped[int]

    __table_args__ = (
        UniqueConstraint("event_id", "low_id", "high_id"),
        CheckConstraint("low_id < high_id", name="unordered_pair"),
        CheckConstraint("scanner_id IN (low_id, high_id)", name="scanner"),
        CheckConstraint("rejected_by_id IN (low_id, high_id)", name="rejected_by"),
        CheckConstraint("(rejected_at IS NULL) = (rejected_by_id IS NULL)", name="rejection"),
        CheckConstraint(one_of("way", Way), name="way"),
        # No contact of a person who has not consented, and none across events.
        ForeignKeyConstraint(
            ["event_id", "low_id"],
            ["tracking_consents.event_id", "tracking_consents.registration_id"],
            name="fk_contacts_low_consents",
        ),
        ForeignKeyConstraint(
            ["event_id", "high_id"],
            ["tracking_consents.event_id", "tracking_consents.registration_id"],
            name="fk_contacts_high_consents",
        ),
        Index(None, "event_id", "change_no"),
        Index(None, "low_id", "rejected_at"),  # a scan counts the standing ones
        Index(None, "high_id", "rejected_at"),
        Index(None, "scanner_id", "made_at"),
        {"sqlite_autoincrement": True},  # an erased contact's id is not used again
    )


class RemovedContact(Base):
    """That a contact was erased, so that open screens drop it; nothing about whom it joined."""

    __tablename__ = "removed_contacts"

    contact_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    change_no: Mapped[int]

    __table_args__ = (Index(None, "event_id", "change_no"),)


class Scan(Base):
    """One reading of a badge by a signed-in attendee, with the answer that it got."""

    __tablename__ = "scans"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    scanner_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    """Who was scanned; empty where the answer must not keep it (unknown code, no consent)."""
    verdict: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(30))
    contact_number: Mapped[int | None]
    received_at: Mapped[datetime]
    scanned_at: Mapped[datetime | None]
    """The phone's own clock; kept beside the server's, which ranks."""
    way: Mapped[str] = mapped_column(String(10), default=Way.CAMERA, server_default=Way.CAMERA)

    __table_args__ = (
        UniqueConstraint("scanner_id", "nonce"),
        CheckConstraint(one_of("verdict", Verdict), name="verdict"),
        CheckConstraint(one_of("way", Way), name="way"),
        Index(None, "event_id", "received_at"),
        Index(None, "target_id"),  # whoever is deleted is looked for here, each by themselves
        Index(
            "ix_scans_misses",
            "scanner_id",
            "received_at",
            sqlite_where=text(f"verdict = '{Verdict.UNKNOWN_BADGE}'"),
            postgresql_where=text(f"verdict = '{Verdict.UNKNOWN_BADGE}'"),
        ),
    )


class ContactNote(Base):
    """What one of the two keeps about a contact, for themselves alone; goes when the contact goes."""

    __tablename__ = "contact_notes"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    text: Mapped[str] = mapped_column(String(2000), default="")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    follow_up: Mapped[str] = mapped_column(String(300), default="")
    """What the owner wants to do next with this person."""
    follow_up_on: Mapped[date | None]
    wants_reminder: Mapped[bool] = mapped_column(default=False)
    """By mail, in the morning of that day."""
    reminded_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("NOT wants_reminder OR follow_up_on IS NOT NULL", name="reminder_has_day"),
        Index(None, "owner_id"),
        Index(None, "follow_up_on"),
    )


class RefusedSuggestion(Base):
    """That a person does not want to be told again whom to meet, as far as this other person goes."""

    __tablename__ = "refused_suggestions"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    refused_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    refused_at: Mapped[datetime]


class ContactReview(Base):
    """An organiser's decision about a contact that raised suspicion. Written once; the latest one holds."""

    __tablename__ = "contact_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    contact_id: Mapped[int]
    """Goes with the contact; that something was decided stays in the log, about whom does not."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500), default="")
    happened_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("decision IN ('kept', 'voided', 'restored')", name="decision"),
        CheckConstraint("decision <> 'voided' OR reason <> ''", name="void_has_reason"),
        Index(None, "event_id", "contact_id"),
    )
