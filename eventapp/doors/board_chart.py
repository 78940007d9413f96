"""How are the quarter hours at a door drawn: who came in upwards, who left downwards, on one scale?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from eventapp.doors.board import Quarter

_BROAD = 0.8
"""Of its quarter's room, a bar."""
_LEAST_QUARTERS = 12
"""A single quarter of an hour is not drawn as broad as the page."""
_MANY_HOURS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """Who passed in a quarter of an hour; all lengths in percent of the picture."""

    quarter: Quarter
    x: float
    width: float
    up: float
    down: float


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour on the axis."""

    begins: datetime
    x: float
    is_minor: bool
    """Left out where there is little room."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    Attributes:
        bars: One for each quarter of an hour.
        hours: Below them.
        ground: How far below the top the ground line is, in percent.
        most: The most who came in within a quarter of an hour.
        busiest: Which one.
    """

    bars: Sequence[Bar]
    hours: Sequence[Hour]
    ground: float
    most: int
    busiest: Quarter


def drawn(quarters: Sequence[Quarter], zone: str) -> Chart | None:
    """Draws quarter hours; None where there are none.

    Args:
        quarters: In order, without gaps.
        zone: The event's time zone.
    """
    if not quarters:
        return None
    room = 100 / max(len(quarters), _LEAST_QUARTERS)
    busiest = max(quarters, key=lambda each: each.entered)
    height = max(1, busiest.entered + max(each.left for each in quarters))
    bars = [
        Bar(
            each,
            round((place + (1 - _BROAD) / 2) * room, 2),
            round(_BROAD * room, 2),
            round(100 * each.entered / height, 2),
            round(100 * each.left / height, 2),
        )
        for place, each in enumerate(quarters)
    ]
    there = ZoneInfo(zone)
    full = [(place, each.begins.astimezone(there)) for place, each in enumerate(quarters)]
    full = [(place, begins) for place, begins in full if begins.minute == 0]
    hours = [
        Hour(begins, round(place * room, 2), len(full) > _MANY_HOURS and number % 2 == 1)
        for number, (place, begins) in enumerate(full)
    ]
    return Chart(bars, hours, round(100 * busiest.entered / height, 2), busiest.entered, busiest)
