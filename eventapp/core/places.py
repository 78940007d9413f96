"""Who gets a place, who waits for one, and until when may somebody answer?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

CONFIRM_WITHIN = timedelta(hours=48)
"""So long a place is kept for an address from which nobody has answered yet."""
SHORTEST_OFFER = timedelta(hours=2)
"""Whoever is offered a place just before the event begins has at least this long to answer."""


class Status(StrEnum):
    """Where a registration stands. Whoever has a place is an attendee."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    """Has a place, and keeps it by confirming the address in time."""
    REQUESTED = "requested"
    """Waits for the organisers' yes."""
    WAITING = "waiting"
    """On the waiting list."""
    OFFERED = "offered"
    """A place became free; it is theirs once they say so in time."""
    LAPSED = "lapsed"
    """Did not answer in time."""
    CANCELLED = "cancelled"
    """Does not come."""
    DECLINED = "declined"
    """The organisers said no."""

    @property
    def has_place(self) -> bool:
        """Whether it is an attendee's: with badge, way in, and contacts."""
        return self in ATTENDING


ATTENDING = (Status.CONFIRMED, Status.PROVISIONAL)
HOLDING = (*ATTENDING, Status.OFFERED)
"""Whose places nobody else can get."""
ANSWERING = (Status.PROVISIONAL, Status.OFFERED)
"""Who must answer in time."""
LEAVABLE = (*HOLDING, Status.WAITING, Status.REQUESTED)
"""Who can still say that they do not come."""
RETURNABLE = (Status.CANCELLED, Status.LAPSED)
"""Who can ask for a place once more."""
OUT_OF_CALENDAR = (*RETURNABLE, Status.DECLINED)
"""Who had perhaps a place in their calendar, and has none any more."""


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """How the places of an event are given out.

    Attributes:
        places: How many there are; None: as many as people come.
        has_waiting_list: Whoever comes too late may wait.
        requires_approval: The organisers decide on everybody who registers.
        offer_lasts: So long a place that became free is kept for whoever is next; zero: they get it unasked.
    """

    places: int | None = None
    has_waiting_list: bool = True
    requires_approval: bool = False
    offer_lasts: timedelta = CONFIRM_WITHIN

    def free(self, held: int) -> int | None:
        """How many places are free; None: there is no end of them.

        Args:
            held: How many registrations hold one; more than there are where hosts let people in all the same.
        """
        return None if self.places is None else max(0, self.places - held)


@dataclass(frozen=True, slots=True)
class Room:
    """How many places of an event are gone, for somebody with an invitation code and for somebody without.

    Attributes:
        held: How many registrations hold a place.
        kept: Places that are kept for whoever has a code, by its id.
    """

    held: int
    kept: Mapping[int, int]

    def held_for(self, code_id: int | None) -> int:
        """How many places somebody cannot get: those held, and those kept for others unless one is kept for them.

        Where more are kept than are left, they go to whoever comes first of those for whom they are.
        """
        is_kept_for_them = code_id is not None and self.kept.get(code_id, 0) > 0
        return self.held if is_kept_for_them else self.held + sum(self.kept.values())

    def after(self, code_id: int | None) -> "Room":
        """What is left when somebody with that code gets a place."""
        kept = {id_: max(0, places - (id_ == code_id)) for id_, places in self.kept.items()}
        return replace(self, held=self.held + 1, kept=kept)


@dataclass(frozen=True, slots=True)
class Given:
    """What a registration gets.

    Attributes:
        status: Where it stands from now on.
        answer_by: Until when the person has to answer; None: nothing is asked of them.
    """

    status: Status
    answer_by: datetime | None = None


def place_for(rules: PlaceRules, held: int, *, is_known: bool, is_approved: bool, now: datetime) -> Given | None:
    """What somebody gets who asks for a place; None: there is none, and nobody may wait.

    Args:
        rules: The event's.
        held: How many places are held.
        is_known: Nothing is asked of them any more: the address is confirmed, or there is none.
        is_approved: The organisers said yes.
        now: The present moment.
    """
    if rules.requires_approval and not is_approved:
        return Given(Status.REQUESTED)
    if rules.free(held) == 0:
        return Given(Status.WAITING) if rules.has_waiting_list or is_approved else None
    if rules.places is None or is_known:
        return Given(Status.CONFIRMED)
    return Given(Status.PROVISIONAL, now + CONFIRM_WITHIN)


def next_in_line(rules: PlaceRules, *, begins_at: datetime, now: datetime) -> Given:
    """What whoever is next on the waiting list gets when a place becomes free.

    Args:
        rules: The event's.
        begins_at: When the event begins: by then it is settled who comes.
        now: The present moment.
    """
    if rules.places is None or not rules.offer_lasts:
        return Given(Status.CONFIRMED)
    return Given(Status.OFFERED, min(now + rules.offer_lasts, max(begins_at, now + SHORTEST_OFFER)))
