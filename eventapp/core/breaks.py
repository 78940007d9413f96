"""When are the breaks of a programme? From lines as people write them: “10:30-11:00 Kaffee”, “22.11. 12:00-13:00”."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_DAY = r"(?:(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}))?|(?P<iso>\d{4}-\d{2}-\d{2}))"
_DASHES = "\\-\N{EN DASH}\N{EM DASH}"
_CLOCK = r"\d{1,2}[:.]\d{2}"
_LINE = re.compile(
    rf"(?:{_DAY},?\s+)?(?P<begins>{_CLOCK})\s*(?:[{_DASHES}]|bis|to)\s*(?P<ends>{_CLOCK})(?:\s*Uhr)?(?:[\s,:]+(?P<name>.*))?",
    re.IGNORECASE | re.ASCII,
)


class BreakProblem(StrEnum):
    """Why a line is no break."""

    UNREADABLE = "unreadable"
    BACKWARDS = "backwards"
    """It ends before it begins."""
    OTHER_DAY = "other_day"
    """The event does not take place on that day."""


@dataclass(frozen=True, slots=True)
class Break:
    """A break of the programme, by the clock on the wall.

    Attributes:
        begins: When it begins.
        ends: When it ends, the same day.
        name: What it is called; "" where it has no name.
        day: The only day that has it; None: every day.
    """

    begins: time
    ends: time
    name: str
    day: date | None


@dataclass(frozen=True, slots=True)
class BreakOfDay:
    """A break of one day of the event.

    Attributes:
        begins: Aware.
        ends: Aware.
        name: As typed.
    """

    begins: datetime
    ends: datetime
    name: str


def read_break(line: str, days: Sequence[date]) -> Break | BreakProblem:
    """Reads one line.

    Args:
        line: Begin and end, before them a day if only that one has it, behind them a name.
        days: Of the event.
    """
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return BreakProblem.UNREADABLE
    begins, ends = _clock(found["begins"]), _clock(found["ends"])
    if begins is None or ends is None:
        return BreakProblem.UNREADABLE
    if begins >= ends:
        return BreakProblem.BACKWARDS
    day = next((each for each in days if _is_meant(each, found)), None)
    if day is None and (found["day"] or found["iso"]):
        return BreakProblem.OTHER_DAY
    return Break(begins, ends, (found["name"] or "").strip(), day)


def breaks_of(lines: Iterable[str], days: Sequence[date], zone: str) -> list[BreakOfDay]:
    """All breaks of an event, in order; lines that are none are passed over.

    Args:
        lines: As the organiser typed them.
        days: Of the event.
        zone: IANA name of its time zone.
    """
    found = [each for each in (read_break(line, days) for line in lines) if isinstance(each, Break)]
    where = ZoneInfo(zone)
    all_breaks = [
        BreakOfDay(datetime.combine(day, each.begins, where), datetime.combine(day, each.ends, where), each.name)
        for each in found
        for day in days
        if each.day in (None, day)
    ]
    return sorted(all_breaks, key=lambda each: (each.begins, each.ends))


class RestTime:
    """All time that is a break; where breaks overlap, it counts once."""

    def __init__(self, breaks: Iterable[BreakOfDay]) -> None:
        """Joins what overlaps.

        Args:
            breaks: In any order.
        """
        spans: list[tuple[datetime, datetime]] = []
        # In UTC: between two moments of one zone Python counts what the clock on the wall shows.
        for begins, ends in sorted((each.begins.astimezone(UTC), each.ends.astimezone(UTC)) for each in breaks):
            if spans and begins <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(spans[-1][1], ends)
            else:
                spans.append((begins, ends))
        self._begins = [begins for begins, _ in spans]
        self._ends = [ends for _, ends in spans]

    def __contains__(self, moment: datetime) -> bool:
        """Whether a moment lies in a break; its end does not."""
        place = bisect_right(self._begins, moment) - 1
        return place >= 0 and moment < self._ends[place]

    def within(self, begins: datetime, ends: datetime) -> timedelta:
        """How much of the time between two moments is a break."""
        first, last = begins.astimezone(UTC), ends.astimezone(UTC)
        spans = zip(self._begins, self._ends, strict=True)
        parts = (min(end, last) - max(begin, first) for begin, end in spans)
        return sum((max(part, timedelta()) for part in parts), timedelta())


def _clock(text: str) -> time | None:
    hour, minute = (int(part) for part in re.split("[:.]", text))
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _is_meant(day: date, found: re.Match[str]) -> bool:
    if found["iso"]:
        return day.isoformat() == found["iso"]
    if not found["day"]:
        return False
    is_same_day = (day.day, day.month) == (int(found["day"]), int(found["month"]))
    return is_same_day and found["year"] in (None, str(day.year))
