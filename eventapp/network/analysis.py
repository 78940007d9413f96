"""What does the page of an event's measures show besides their values?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from eventapp.contacts.queries import PersonRow
from eventapp.core.breaks import BreakOfDay, RestTime
from eventapp.core.measures.growth import HALF_HOUR
from eventapp.core.measures.values import Compared, HalfHour, NetworkMeasures
from eventapp.events.models import Event
from eventapp.network.event_network import networks

MOST_BRIDGE_BUILDERS = 5
_ROOM = 0.08
"""Of the drawn scale, left of the leftmost and right of the rightmost thing on it."""


@dataclass(frozen=True, slots=True)
class BridgeBuilder:
    """Somebody over whom many shortest ways lead.

    Attributes:
        person: Who it is.
        share: Of all shortest ways between two others, the share that leads over this person.
        elsewhere: This person's contacts without what these share with each other (effective size, Borgatti 1997).
    """

    person: PersonRow
    share: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value and what chance makes of it are drawn, in hundredths of the width.

    Attributes:
        value: The value.
        chance: What chance makes of it on average.
        low: From here on chance explains it.
        high: Up to here.
    """

    value: float
    chance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One half hour of a day's chart.

    Attributes:
        begins: In the event's own time zone.
        contacts: Those made in it.
        height: In hundredths of the highest bar of all days.
    """

    begins: datetime
    contacts: int
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    """A break of the programme behind a chart.

    Attributes:
        x: Where it begins, in half hours from the first bar.
        width: How many half hours it lasts.
        name: As the organiser calls it.
    """

    x: float
    width: float
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """New contacts of a day.

    Attributes:
        bars: Half hours from the first to the last one with contacts.
        bands: Breaks of the programme, as far as they lie within.
    """

    bars: list[Bar]
    bands: list[Band]


def scale(compared: Compared) -> Scale:
    """Draws a comparison from its own least to its own largest number."""
    least, most = min(compared.value, compared.low), max(compared.value, compared.high)
    width = (most - least) or 1.0
    least, width = least - _ROOM * width, width * (1 + 2 * _ROOM)
    places = ((each - least) / width * 100 for each in (compared.value, compared.chance, compared.low, compared.high))
    return Scale(*(round(place, 1) for place in places))


def bridge_builders(event: Event, measures: NetworkMeasures) -> list[BridgeBuilder]:
    """Those over whom most shortest ways lead, as far as they still take part."""
    with networks.lock:
        people = {person.number: person for person in networks.current(event).people.values() if person.is_tracked}
    best = sorted(measures.bridging.betweenness.items(), key=lambda item: (-item[1], item[0]))
    elsewhere = measures.bridging.effective_size
    found = [
        BridgeBuilder(people[number], share, elsewhere.get(number, 0.0))
        for number, share in best
        if number in people and share > 0
    ]
    return found[:MOST_BRIDGE_BUILDERS]


def charts(growth: Sequence[HalfHour], zone: str, breaks: Sequence[BreakOfDay] = ()) -> dict[date, Chart]:
    """A chart for each day with contacts.

    Args:
        growth: Half hours with contacts, in order.
        zone: IANA name of the event's time zone.
        breaks: Of the programme.
    """
    highest = max((each.contacts for each in growth), default=1)
    made = {each.begins: each.contacts for each in growth}

    def day_of(begins: int) -> date:
        return datetime.fromtimestamp(begins, ZoneInfo(zone)).date()

    days = {day: list(begins) for day, begins in groupby(sorted(made), key=day_of)}
    return {
        day: Chart(
            [
                Bar(
                    datetime.fromtimestamp(begins, ZoneInfo(zone)),
                    made.get(begins, 0),
                    round(100 * made.get(begins, 0) / highest, 1),
                )
                for begins in range(halves[0], halves[-1] + 1, HALF_HOUR)
            ],
            _bands(breaks, halves[0], halves[-1] + HALF_HOUR),
        )
        for day, halves in days.items()
    }


def _bands(breaks: Sequence[BreakOfDay], begins: int, ends: int) -> list[Band]:
    """The breaks between two moments, in seconds since 1970."""
    spans = [(max(begins, each.begins.timestamp()), min(ends, each.ends.timestamp()), each.name) for each in breaks]
    return [
        Band(round((start - begins) / HALF_HOUR, 2), round((end - start) / HALF_HOUR, 2), name)
        for start, end, name in spans
        if start < end
    ]


@dataclass(frozen=True, slots=True)
class InBreaks:
    """What breaks bring.

    Attributes:
        contacts: Share of all contacts that were made in a break.
        time: Share of the days, each from its first to its last half hour with contacts, that was a break.
    """

    contacts: float
    time: float


def in_breaks(event: Event, drawn: dict[date, Chart], breaks: Sequence[BreakOfDay]) -> InBreaks | None:
    """How many contacts were made in breaks, beside how long these were; None without any within the days."""
    half_hour = timedelta(seconds=HALF_HOUR)
    halves = [bar.begins.astimezone(UTC) for chart in drawn.values() for bar in chart.bars]
    rest = RestTime(breaks)
    resting = sum((rest.within(begins, begins + half_hour) for begins in halves), timedelta())
    if not resting:
        return None
    with networks.lock:
        moments = [contact.made_at for contact in networks.current(event).standing_contacts()]
    inside = sum(moment in rest for moment in moments)
    return InBreaks(inside / len(moments) if moments else 0.0, resting / (len(halves) * half_hour))
