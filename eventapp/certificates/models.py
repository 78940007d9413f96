"""Which certificates does an event offer, how do they look, and which were made?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base, one_of

FEWEST_EVENTS = 3
"""Of a series whose organisers have not chosen: as many events somebody must have come to."""


class Kind(StrEnum):
    """What a certificate states."""

    ATTENDANCE = "attendance"
    TITLE = "title"
    SERIES = "series"


class CertificateChoice(Base):
    """What the organisers of an event chose for its certificates. No row: nothing is offered yet."""

    __tablename__ = "certificate_choices"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    offers_attendance: Mapped[bool]
    offers_titles: Mapped[bool]
    offers_series: Mapped[bool]
    hours: Mapped[dict[str, float]] = mapped_column(JSON)
    """How long the programme of a day was, by its date in ISO 8601; days that nobody entered are missing."""
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_role: Mapped[str] = mapped_column(String(200))
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A PNG of our own making (certificates.pictures)."""


class SeriesCertificates(Base):
    """What holds for the certificates of all events of a series."""

    __tablename__ = "series_certificates"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True)
    least_events: Mapped[int] = mapped_column(default=FEWEST_EVENTS)
    """To how many events somebody must have come for the certificate of the series."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A PNG of our own making (certificates.pictures)."""

    __table_args__ = (CheckConstraint("least_events BETWEEN 1 AND 100", name="least_events"),)


class Certificate(Base):
    """That a certificate was made, under which code. What it states is looked up anew each time, so it is true."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(60), default="")
    """Which title; "" for the other kinds."""
    code: Mapped[str] = mapped_column(String(16), unique=True)
    issued_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("registration_id", "kind", "title"),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("(kind = 'title') = (title <> '')", name="title"),
        Index(None, "event_id", "kind"),
    )
