"""What do organisers write to many people at once?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.extensions import Base, one_of

LONGEST_SUBJECT = 150
LONGEST_TEXT = 10_000


class Audience(StrEnum):
    """To whom a mailing goes; always those alone who have an address."""

    ATTENDEES = "attendees"
    """Everybody with a place."""
    CHECKED_IN = "checked_in"
    NOT_COME = "not_come"
    """With a place, and not checked in."""
    UNCONFIRMED = "unconfirmed"
    """With a place, and has never opened the personal link."""
    WAITING = "waiting"
    """On the waiting list, or with a place offered."""
    CANCELLED = "cancelled"
    TITLES = "titles"
    """Champion and whoever else holds a title of the latest result."""


class Mailing(Base):
    """A Rundmail: written once, sent once to each; who gets it is decided when it is sent."""

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    uid: Mapped[str] = mapped_column(String(26), unique=True)
    audience: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    subject_en: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    """For those who registered in English; empty: they get the German one."""
    text_en: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When its sending began."""
    stopped_at: Mapped[datetime | None]
    people: Mapped[int | None]
    """To how many it went, or was to go."""

    __table_args__ = (
        CheckConstraint(one_of("audience", Audience), name="audience"),
        CheckConstraint("(sent_at IS NULL) = (people IS NULL)", name="sent_to_somebody"),
        Index(None, "event_id", "created_at"),
    )

    def words(self, locale: str) -> tuple[str, str]:
        """Subject and text for a reader of a language; each in German where there is none in theirs."""
        if locale != "en":
            return self.subject, self.text
        return self.subject_en or self.subject, self.text_en or self.text
