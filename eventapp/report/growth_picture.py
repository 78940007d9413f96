"""How is the growth of a network drawn: all contacts so far above, those of each half hour below?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, groupby
from zoneinfo import ZoneInfo

from eventapp.core.measures.growth import HALF_HOUR
from eventapp.core.measures.values import HalfHour

WIDTH, HEIGHT = 480, 216
_TOP, _GROUND = 26, 120
"""Of the contacts so far."""
_BARS_TOP, _BARS_GROUND = 146, 190
_ROOM_FOR_HOURS, _HALF_A_NAME = 125, 12
_GAP = 1.0
"""Between two days, in half hours."""


@dataclass(frozen=True, slots=True)
class Bar:
    """New contacts of a half hour."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """A day: from where to where it reaches, and its first and its last moment in the event's time zone."""

    day: date
    begin: float
    end: float
    first: datetime
    last: datetime

    @property
    def has_room(self) -> bool:
        """Whether there is room for its hours."""
        return self.end - self.begin >= _ROOM_FOR_HOURS

    @property
    def middle(self) -> float:
        """Where its name stands, also of a short one at the edge."""
        return round(max(_HALF_A_NAME, min(WIDTH - _HALF_A_NAME, (self.begin + self.end) / 2)), 1)


@dataclass(frozen=True, slots=True)
class GrowthPicture:
    """What is drawn.

    Attributes:
        line: A path (SVG): all contacts so far, day by day.
        area: What lies below it.
        bars: New contacts of each half hour.
        days: With contacts.
        total: Contacts in the end.
        most: New contacts of the busiest half hour.
    """

    line: str
    area: str
    bars: Sequence[Bar]
    days: Sequence[DrawnDay]
    total: int
    most: int


def drawn(growth: Sequence[HalfHour], zone: str) -> GrowthPicture | None:
    """Draws when contacts were made; None where there are none.

    Args:
        growth: Half hours with contacts, in order.
        zone: IANA name of the event's time zone.
    """
    if not growth:
        return None
    made = {each.begins: each.contacts for each in growth}
    here = ZoneInfo(zone)
    days = [
        (day, list(range(*_span(list(begins)), HALF_HOUR)))
        for day, begins in groupby(sorted(made), key=lambda begins: datetime.fromtimestamp(begins, here).date())
    ]
    slot = WIDTH / (sum(len(halves) for _day, halves in days) + _GAP * (len(days) - 1))
    total, most = sum(made.values()), max(made.values())
    places, drawn_days, x = [], [], 0.0
    for day, halves in days:
        begin, end = datetime.fromtimestamp(halves[0], here), datetime.fromtimestamp(halves[-1] + HALF_HOUR, here)
        drawn_days.append(DrawnDay(day, round(x, 1), round(x + len(halves) * slot, 1), begin, end))
        places += [(round(x + place * slot, 1), made.get(half, 0)) for place, half in enumerate(halves)]
        x += (len(halves) + _GAP) * slot
    sums = list(accumulate(contacts for _x, contacts in places))
    points: list[tuple[float, float]] = [(0.0, _GROUND)]
    for (left, contacts), so_far in zip(places, sums, strict=True):
        before = so_far - contacts
        points += [(left, _height(before, total)), (round(left + slot, 1), _height(so_far, total))]
    line = "L".join(f"{left} {y}" for left, y in points)
    return GrowthPicture(
        f"M{line}",
        f"M{line}L{WIDTH} {_GROUND}L0 {_GROUND}Z",
        [_bar(left, slot, contacts, most) for left, contacts in places if contacts],
        drawn_days,
        total,
        most,
    )


def _span(begins: Sequence[int]) -> tuple[int, int]:
    return begins[0], begins[-1] + HALF_HOUR


def _height(so_far: int, total: int) -> float:
    return round(_GROUND - (_GROUND - _TOP) * so_far / total, 1)


def _bar(left: float, slot: float, contacts: int, most: int) -> Bar:
    height = round((_BARS_GROUND - _BARS_TOP) * contacts / most, 1)
    return Bar(round(left + slot * 0.1, 1), round(_BARS_GROUND - height, 1), round(slot * 0.8, 1), height)
