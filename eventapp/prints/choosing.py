"""Whose badges are meant by a filter, and which of them are new or have changed?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventapp.badges.queries import Holder, Order, in_order
from eventapp.core.name_search import matches, search_words
from eventapp.prints.fingerprints import is_same
from eventapp.prints.queries import Candidate

Fingerprint = Callable[[Holder], str]


class Freshness(StrEnum):
    """How somebody's badge stands to the one that was printed last."""

    NEW = "new"
    CHANGED = "changed"
    PRINTED = "printed"


class Role(StrEnum):
    """As what somebody comes."""

    ATTENDEE = "attendee"
    TEAM = "team"


class Arrival(StrEnum):
    """Whether somebody has been at the door."""

    MISSING = "missing"
    ARRIVED = "arrived"


class Printed(StrEnum):
    """Whose badges are wanted, by what was printed."""

    PENDING = "pending"
    """New or changed."""
    NEVER = "never"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom a host means; what is left out does not matter.

    Attributes:
        search: Words in names and organisations.
        organisation: By its name as it stands on the badge.
        role: As what they come: with the team, or not.
        badge_role: The role on their badge, by its name.
        arrival: Whether they have arrived.
        day: On which day of the event, in its own time zone, they arrived.
        printed: By what was printed.
    """

    search: str = ""
    organisation: str = ""
    role: Role | None = None
    badge_role: str = ""
    arrival: Arrival | None = None
    day: date | None = None
    printed: Printed | None = None


class Chosen(NamedTuple):
    """Somebody whom a filter means."""

    holder: Holder
    freshness: Freshness
    printed_at: datetime | None


def choose(
    people: Iterable[Candidate], wanted: Filter, order: Order, fingerprint: Fingerprint, time_zone: str
) -> list[Chosen]:
    """Those whom a filter means, in the order in which their badges are printed."""
    words, zone = search_words(wanted.search), ZoneInfo(time_zone)
    found = {}
    for person in people:
        holder = person.holder
        if not (_is_meant(person, wanted, zone) and matches(words, holder.name, holder.organisation)):
            continue
        freshness = freshness_of(person, fingerprint)
        if freshness in _WANTED[wanted.printed]:
            at = person.last.at if person.last else None
            found[holder.registration_id] = Chosen(holder, freshness, at)
    return [found[holder.registration_id] for holder in in_order((row.holder for row in found.values()), order)]


def freshness_of(person: Candidate, fingerprint: Fingerprint) -> Freshness:
    """Whether somebody's badge is new, has changed, or is as it was printed last."""
    if person.last is None:
        return Freshness.NEW
    unchanged = is_same(person.last.fingerprint, fingerprint(person.holder))
    return Freshness.PRINTED if unchanged else Freshness.CHANGED


def _is_meant(person: Candidate, wanted: Filter, zone: ZoneInfo) -> bool:
    holder, arrived_at = person.holder, person.arrived_at
    return not (
        (wanted.organisation and holder.organisation != wanted.organisation)
        or (wanted.role is not None and holder.is_staff is not (wanted.role is Role.TEAM))
        or (wanted.badge_role and holder.role != wanted.badge_role)
        or (wanted.arrival is not None and (arrived_at is not None) is not (wanted.arrival is Arrival.ARRIVED))
        or (wanted.day is not None and (arrived_at is None or arrived_at.astimezone(zone).date() != wanted.day))
    )


_WANTED = {
    None: tuple(Freshness),
    Printed.PENDING: (Freshness.NEW, Freshness.CHANGED),
    Printed.NEVER: (Freshness.NEW,),
    Printed.BEFORE: (Freshness.CHANGED, Freshness.PRINTED),
}
