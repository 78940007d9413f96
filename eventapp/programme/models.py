"""What is on at an event, who has booked which part of it, and who comes on which day?"""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.places import PlaceRules, Status
from eventapp.events.models import MOST_PLACES
from eventapp.extensions import Base, one_of

STANDINGS = (Status.CONFIRMED, Status.WAITING, Status.REQUESTED, Status.DECLINED, Status.CANCELLED)
"""Where a booking can stand: booked; on the session's waiting list; kept until the person has a place at the event;
full when it was asked for; given back, or lost with the place at the event or with the session."""
WISHED = (Status.CONFIRMED, Status.WAITING, Status.REQUESTED)
"""Of whoever means to come to a session."""


class ProgrammeSession(Base):
    """A part of the programme, such as a workshop; with places of its own, where people book it.

    Texts are in German; where the English one is empty, the German one holds for all readers.
    """

    __tablename__ = "programme_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    title: Mapped[str] = mapped_column(String(150))
    title_en: Mapped[str] = mapped_column(String(150))
    about: Mapped[str] = mapped_column(Text)
    about_en: Mapped[str] = mapped_column(Text)
    speakers: Mapped[str] = mapped_column(String(200))
    room: Mapped[str] = mapped_column(String(100))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_bookable: Mapped[bool]
    """Not so: it stands in the programme, and whoever is there comes."""
    capacity: Mapped[int | None]
    """For how many people there is room; None: nobody is turned away."""
    has_waiting_list: Mapped[bool]
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_PLACES}", name="capacity"),
    )

    @property
    def place_rules(self) -> PlaceRules:
        """How its places are given out: as the event's, by the same rules, and unasked."""
        return PlaceRules(self.capacity, self.has_waiting_list, offer_lasts=timedelta())

    def title_in(self, language: str) -> str:
        """What it is called in a language."""
        return (self.title_en if language == "en" else "") or self.title

    def about_in(self, language: str) -> str:
        """What it is about."""
        return (self.about_en if language == "en" else "") or self.about

    def takes_bookings(self, now: datetime) -> bool:
        """Whether places in it can still change hands."""
        return self.is_bookable and self.cancelled_at is None and now < self.starts_at


class Booking(Base):
    """What became of somebody's wish to be at a session."""

    __tablename__ = "bookings"

    event_id: Mapped[int]
    session_id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime]
    """Since when it stands there. Whoever waits longest is the next."""
    booked_at: Mapped[datetime | None]
    """When they first had a place: from then on it is perhaps in their calendar."""

    __table_args__ = (
        CheckConstraint(one_of("status", STANDINGS), name="status"),
        ForeignKeyConstraint(["event_id", "session_id"], ["programme_sessions.event_id", "programme_sessions.id"]),
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        Index(None, "registration_id"),
        Index(None, "event_id", "status"),
    )


class ChosenDay(Base):
    """That somebody comes on a day of the event; who has chosen none is expected on each."""

    __tablename__ = "chosen_days"

    event_id: Mapped[int]
    registration_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["event_id", "registration_id"], ["registrations.event_id", "registrations.id"]),
        ForeignKeyConstraint(["event_id", "day"], ["event_days.event_id", "event_days.date"], ondelete="CASCADE"),
        Index(None, "event_id", "day"),
    )
