"""How far is an event's evening: do people still meet, are phones delivering, is the result being checked?

All of it follows from moments: nothing has to run for contact tracking to end. Durations are elapsed time, so that a
night in which the clock goes back has no longer countdown.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

ENDING_WITHIN = timedelta(minutes=15)
"""So long before the end phones and screens begin to count down."""
LONGEST_WAIT = timedelta(days=366)
"""A phone that says that a scan waited for longer has no clock: what it says can be beyond all calendars."""
_MOMENT = timedelta(microseconds=1)


class Phase(StrEnum):
    """How far the evening is, in the order in which it goes on."""

    BEFORE = "before"
    OPEN = "open"
    ENDING = "ending"
    """The end is near."""
    GRACE = "grace"
    """It is over; phones deliver scans that happened before the end."""
    REVIEW = "review"
    """Nothing comes in any more; organisers check, then record the result."""
    RESULT = "result"
    """It stands, and nobody knows it yet."""
    CROWNED = "crowned"

    @property
    def is_counting_down(self) -> bool:
        """Whether there is an end that everybody should see coming."""
        return self in (Phase.ENDING, Phase.GRACE)


@dataclass(frozen=True, slots=True)
class ClosingTimes:
    """The moments by which an event's contact tracking ends.

    Attributes:
        opens_at: From then on people collect contacts.
        planned_end: When it ends by itself.
        closed_at: When it ends because an organiser said so, also a few minutes ahead; None: as planned.
        recorded_at: When the result was recorded; None: not yet.
        grace: How long phones may then deliver what they scanned before.
        review: How long organisers mean to check after that; nothing happens by itself at its end.
    """

    opens_at: datetime
    planned_end: datetime
    closed_at: datetime | None
    recorded_at: datetime | None
    grace: timedelta
    review: timedelta

    @property
    def ends_at(self) -> datetime:
        """When people stop collecting, in UTC."""
        end = self.planned_end if self.closed_at is None else min(self.closed_at, self.planned_end)
        return end.astimezone(UTC)

    @property
    def delivered_by(self) -> datetime:
        """Until when phones may deliver, in UTC."""
        return self.ends_at + self.grace

    @property
    def checked_by(self) -> datetime:
        """When the organisers mean to be done with checking, in UTC."""
        return self.delivered_by + self.review

    def phase(self, now: datetime, *, is_crowned: bool = False) -> Phase:
        """How far the evening is."""
        if self.recorded_at is not None:
            return Phase.CROWNED if is_crowned else Phase.RESULT
        if now < self.opens_at:
            return Phase.BEFORE
        if now < self.ends_at:
            return Phase.ENDING if now >= self.ends_at - ENDING_WITHIN else Phase.OPEN
        return Phase.GRACE if now < self.delivered_by else Phase.REVIEW

    def seconds_left(self, now: datetime) -> int:
        """How long it is until the next thing that ends by itself, in full seconds: collecting, then delivering."""
        until = self.ends_at if now < self.ends_at else self.delivered_by
        return max(0, int((until - now).total_seconds()))

    def is_open(self, now: datetime) -> bool:
        """Whether people who meet now are a contact."""
        return self.recorded_at is None and self.opens_at <= now < self.ends_at

    def has_ended(self, now: datetime) -> bool:
        """Whether people collect no longer."""
        return self.recorded_at is not None or now >= self.ends_at

    def takes_late(self, scanned_at: datetime | None, now: datetime) -> bool:
        """Whether a scan that arrives only now still makes a contact, since it happened before the end."""
        is_grace = self.recorded_at is None and self.ends_at <= now < self.delivered_by
        return is_grace and scanned_at is not None and self.opens_at <= scanned_at < self.ends_at

    def takes_objections(self, now: datetime) -> bool:
        """Whether people may still object to a contact, confirm it, or take that back."""
        return self.recorded_at is None and now < self.delivered_by

    @property
    def last_moment(self) -> datetime:
        """The moment under which a late scan is kept: the last one that belongs to the event's last day."""
        return self.ends_at - _MOMENT


def happened_at(scanned_at: datetime | None, sent_at: datetime | None, now: datetime) -> datetime | None:
    """When a scan happened by the server's clock, told by how much the phone's clock went on until it was sent.

    Args:
        scanned_at: The phone's clock at the scan.
        sent_at: The phone's clock at sending, as far off as at the scan.
        now: The server's clock at the arrival.

    Returns:
        The moment; None where the phone does not say enough, or its clock went back in between, or leapt.
    """
    if scanned_at is None or sent_at is None or not timedelta() <= sent_at - scanned_at <= LONGEST_WAIT:
        return None
    return now - (sent_at - scanned_at)
