"""May this person pass this door now, and what does the door say?

A list is what a door works by: a day, a session, a room. Everybody who passes is judged by the list's rules; what
happened at a door without network is kept whatever the rules say, since the person is through already.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventapp.core.places import Status

NIGHT = time(4)
"""When a day at a door ends, by the event's clocks: nobody is at a reception then, and nobody at breakfast."""
UNDO_WITHIN = timedelta(minutes=15)


class Admission(StrEnum):
    """What a door says. Other scanners get the same words (docs/developers/door.md)."""

    IN = "in"
    OUT = "out"
    FORCED = "forced"
    """Let in against the rules, by somebody with the right and with a reason."""
    ALREADY_IN = "already_in"
    NOT_IN = "not_in"
    """Nobody can leave, and nothing can be taken back, who is not in."""
    NO_EXITS = "no_exits"
    """This list counts nobody out."""
    FULL = "full"
    CLOSED = "closed"
    REPLACED_BADGE = "replaced_badge"
    UNKNOWN_BADGE = "unknown_badge"
    OTHER_EVENT = "other_event"
    """A badge of another event of the same series."""
    WAITING_LIST = "waiting_list"
    """Registered, and waits for a place."""
    NOT_APPROVED = "not_approved"
    """Registered, and the organisers have not said yes."""
    CANCELLED = "cancelled"
    """The place was given back, or not taken in time."""
    UNDONE = "undone"
    TOO_LATE = "too_late"
    """What happened longer ago than UNDO_WITHIN stays."""
    REUSED_NONCE = "reused_nonce"
    """The request names itself as one about somebody else; nothing was done."""

    @property
    def passes(self) -> bool:
        """Whether somebody went through the door."""
        return self in {Admission.IN, Admission.OUT, Admission.FORCED}


class Direction(StrEnum):
    """Which way somebody goes through a door."""

    ENTRY = "entry"
    EXIT = "exit"


class Repeat(StrEnum):
    """How often a person may enter by a list."""

    ONCE = "once"
    """Whoever is in is in; where exits are counted, whoever left may come back."""
    OFTEN = "often"
    """Each time they pass: a lounge, a buffet."""


WITHOUT_PLACE = {
    Status.WAITING: Admission.WAITING_LIST,
    Status.OFFERED: Admission.WAITING_LIST,
    Status.REQUESTED: Admission.NOT_APPROVED,
    Status.DECLINED: Admission.NOT_APPROVED,
    Status.CANCELLED: Admission.CANCELLED,
    Status.LAPSED: Admission.CANCELLED,
}
"""What a door says to whoever is registered and has no place."""


@dataclass(frozen=True, slots=True)
class ListRules:
    """The rules of a list.

    Attributes:
        opens_at: Before that nobody gets in; None: no such moment.
        closes_at: From then on nobody gets in.
        closed_at: When somebody closed it by hand.
        repeat: How often a person may enter.
        counts_exits: Whether people who leave are counted out.
        capacity: How many may be in at once.
        ends_at_night: Whoever is in at NIGHT counts as gone, and may enter anew the next day.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    repeat: Repeat = Repeat.ONCE
    counts_exits: bool = False
    capacity: int | None = None
    ends_at_night: bool = False

    def is_open(self, at: datetime) -> bool:
        """Whether people get in at a moment."""
        ends = [end for end in (self.closes_at, self.closed_at) if end is not None]
        return (self.opens_at is None or at >= self.opens_at) and all(at < end for end in ends)


@dataclass(frozen=True, slots=True)
class Passing:
    """Somebody wants through a door.

    Attributes:
        direction: Which way.
        at: When, by the server's clock.
        has_happened: The door let them through by itself, without network; it is told afterwards.
        is_forced: Somebody with the right gave a reason to let them in, whatever the rules say.
    """

    direction: Direction
    at: datetime
    has_happened: bool = False
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """All that decides about one passing.

    Attributes:
        code_known: The code belongs to a badge of this event.
        of_other_event: It belongs to a badge of another event of the series.
        code_replaced: A newer badge took this one's place.
        status: Whether the person has a place at the event.
        in_since: Since when the person is in by this list; None: is not.
        inside: How many are in by this list; of meaning only where it has a capacity.
    """

    code_known: bool = True
    of_other_event: bool = False
    code_replaced: bool = False
    status: Status = Status.CONFIRMED
    in_since: datetime | None = None
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done.

    Attributes:
        verdict: What the door says.
        despite: What it would have said, had it been asked before, or not been overruled.
        comes_first: It happened before the entry by which the person is in, so that the known one is the double.
    """

    verdict: Admission
    despite: Admission | None = None
    comes_first: bool = False


def decide(passing: Passing, facts: DoorFacts, rules: ListRules) -> Decision:
    """Judges one passing.

    Args:
        passing: Who wants where, and when.
        facts: What is known about the person and the list.
        rules: The list's rules.
    """
    objection = _objection(passing, facts, rules)
    passed = Admission.IN if passing.direction is Direction.ENTRY else Admission.OUT
    if objection is None:
        return Decision(passed)
    if not facts.code_known:
        return Decision(objection)
    if passing.has_happened:
        if objection is Admission.ALREADY_IN and facts.in_since is not None and passing.at < facts.in_since:
            return Decision(passed, comes_first=True)
        return Decision(passed, despite=objection)
    if passing.is_forced and passing.direction is Direction.ENTRY:
        return Decision(Admission.FORCED, despite=objection)
    return Decision(objection)


def _objection(passing: Passing, facts: DoorFacts, rules: ListRules) -> Admission | None:  # noqa: PLR0911 one line for each
    """What speaks against letting somebody through; the first thing that whoever stands at the door has to know."""
    if not facts.code_known:
        return Admission.OTHER_EVENT if facts.of_other_event else Admission.UNKNOWN_BADGE
    if facts.code_replaced:
        return Admission.REPLACED_BADGE
    if not facts.status.has_place:
        return WITHOUT_PLACE[facts.status]
    if passing.direction is Direction.EXIT:
        if not rules.counts_exits:
            return Admission.NO_EXITS
        return Admission.NOT_IN if facts.in_since is None else None
    if facts.in_since is not None:
        if rules.repeat is Repeat.ONCE:
            return Admission.ALREADY_IN
        return None if rules.is_open(passing.at) else Admission.CLOSED
    if not rules.is_open(passing.at):
        return Admission.CLOSED
    if rules.capacity is not None and facts.inside >= rules.capacity:
        return Admission.FULL
    return None


def taking_back(passed_at: datetime | None, now: datetime) -> Admission:
    """Whether a passing may be taken back.

    Args:
        passed_at: When the house heard of it: what happened without network is told later; None: there is none.
        now: The present moment.
    """
    if passed_at is None:
        return Admission.NOT_IN
    return Admission.TOO_LATE if now - passed_at > UNDO_WITHIN else Admission.UNDONE


def last_night(now: datetime, zone: str) -> datetime:
    """When the day at the door began: the last NIGHT by the event's clocks.

    Args:
        now: The present moment.
        zone: The event's time zone.
    """
    local = now.astimezone(ZoneInfo(zone))
    night = datetime.combine(local.date(), NIGHT, ZoneInfo(zone))
    return night if now >= night else datetime.combine(local.date() - timedelta(days=1), NIGHT, ZoneInfo(zone))


def hours_of_day(day: date, zone: str) -> tuple[datetime, datetime]:
    """From when until when the list of a day lets people in: from night to night."""
    there = ZoneInfo(zone)
    return datetime.combine(day, NIGHT, there), datetime.combine(day + timedelta(days=1), NIGHT, there)
