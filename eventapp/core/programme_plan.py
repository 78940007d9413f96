"""What would the rows of a list do to days and bookings if they were taken in?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from eventapp.core.import_plan import Change, Fate, Judged, Reason
from eventapp.core.listed_programme import SessionNames, Unclear, days_named
from eventapp.core.people_list import Field
from eventapp.core.places import PlaceRules, Status, place_for
from eventapp.core.timetable import overlap


@dataclass(slots=True)
class PlannedSession:
    """A session, and how many of its places are held while one row after the other takes some.

    Attributes:
        id: By what it is known.
        title: How it is called where no row names it.
        starts_at: When it begins.
        ends_at: When it ends.
        day: On which day of the event.
        is_open: Places in it can still be booked.
        rules: How they are given out.
        held: How many are.
    """

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    day: date
    is_open: bool
    rules: PlaceRules
    held: int


@dataclass(frozen=True, slots=True)
class Programme:
    """What can be chosen at an event.

    Attributes:
        days: Its days, in order.
        sessions: Its sessions by their ids, also what was cancelled.
        names: How those are called that take place.
    """

    days: Sequence[date]
    sessions: Mapping[int, PlannedSession]
    names: SessionNames


@dataclass(frozen=True, slots=True)
class Comer:
    """What somebody has chosen so far.

    Attributes:
        has_place: They have a place at the event.
        is_coming: They have one, or wait for one.
        days: On which days they come; none: they have not said.
        wished: What they have booked or wait for, by session.
    """

    has_place: bool = True
    is_coming: bool = True
    days: frozenset[date] = frozenset()
    wished: Mapping[int, Status] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a row changes.

    Attributes:
        days: On which days the person comes from now on; None: as before.
        bookings: Where the person stands from now on, by session.
    """

    days: frozenset[date] | None
    bookings: Mapping[int, Status]


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: Reason
    about: str
    other: str = ""


_FIELD_OF = {Status.CONFIRMED: "sessions", Status.WAITING: "waiting", Status.REQUESTED: "noted"}
_NEWCOMER = Comer()


class ProgrammePlan:
    """What the columns for days and sessions of a list do, row by row: places go to the first who ask for them."""

    def __init__(
        self, programme: Programme, people: Mapping[int, Comer], *, unread: Collection[Field], now: datetime
    ) -> None:
        """Takes what stands.

        Args:
            programme: The event's; its numbers of places that are held grow with the rows.
            people: What those have chosen who are registered, by registration; who is missing has chosen nothing.
            unread: Which of the two columns is passed over.
            now: The present moment.
        """
        self._days, self._sessions, self._names = programme.days, programme.sessions, programme.names
        self._people, self._unread, self._now = people, unread, now
        self.wishes: dict[int, Wishes] = {}
        """What each row changes that changes something, by its number."""

    def judged(self, rows: Iterable[Judged]) -> list[Judged]:
        """The rows with what they change of days and bookings, or refused for it."""
        return [row if row.fate is Fate.REFUSED else self._judged(row) for row in rows]

    def _judged(self, row: Judged) -> Judged:
        person = self._people.get(row.registration_id or 0, _NEWCOMER)
        named = days_named("" if Field.DAYS in self._unread else row.person.days, self._days)
        if isinstance(named, Unclear):
            return _refuse(row, _Refused(Reason.DAY, named.text))
        booked = self._booked("" if Field.SESSIONS in self._unread else row.person.sessions, person)
        if isinstance(booked, _Refused):
            return _refuse(row, booked)
        found = {id_: status for id_, (status, _written) in booked.items()}
        days = self._days_after(person, named, found)
        changes = []
        if days != person.days:
            changes.append(Change("days", _listed(person.days), _listed(days)))
        for status, column in _FIELD_OF.items():
            written = "; ".join(text for stands, text in booked.values() if stands is status)
            changes += [Change(column, "", written)] if written else []
        if not changes:
            return row
        self.wishes[row.person.row] = Wishes(days if days != person.days else None, found)
        fate = Fate.CHANGED if row.fate is Fate.SAME else row.fate
        return replace(row, fate=fate, changes=(*row.changes, *changes))

    def _booked(self, text: str, person: Comer) -> dict[int, tuple[Status, str]] | _Refused:
        """Where somebody would stand in sessions that they have not wished for yet, each as the row names it."""
        named = self._names.named(text)
        if isinstance(named, Unclear):
            return _Refused(Reason.SAME_TITLE if named.is_several else Reason.SESSION, named.text)
        wanted = {id_: written for id_, written in named.items() if id_ not in person.wished}
        if wanted and not person.is_coming:
            return _Refused(Reason.ABSENT, "")
        found: dict[int, tuple[Status, str]] = {}
        for id_, written in wanted.items():
            stands = self._stands(id_, written, person, found)
            if isinstance(stands, _Refused):
                return stands
            found[id_] = (stands, written)
        for id_, (status, _written) in found.items():
            self._sessions[id_].held += status is Status.CONFIRMED
        return found

    def _stands(
        self, id_: int, written: str, person: Comer, found: Mapping[int, tuple[Status, str]]
    ) -> Status | _Refused:
        wanted = self._sessions[id_]
        if not wanted.is_open:
            return _Refused(Reason.SESSION_OVER, written)
        for other in (*person.wished, *found):
            if overlap(self._sessions[other], wanted):
                other_name = found[other][1] if other in found else self._sessions[other].title
                return _Refused(Reason.CLASH, written, other_name)
        if not person.has_place:
            return Status.REQUESTED
        given = place_for(wanted.rules, wanted.held, is_known=True, is_approved=False, now=self._now)
        return given.status if given is not None else _Refused(Reason.SESSION_FULL, written)

    def _days_after(self, person: Comer, named: frozenset[date], booked: Mapping[int, Status]) -> frozenset[date]:
        """On which days somebody comes: on those named, or as before; always on those of the sessions they have."""
        chosen = named or person.days
        if not chosen:
            return chosen
        have = [id_ for id_, status in {**person.wished, **booked}.items() if status is Status.CONFIRMED]
        return chosen | ({self._sessions[id_].day for id_ in have} & set(self._days))


def _refuse(row: Judged, why: _Refused) -> Judged:
    return replace(row, fate=Fate.REFUSED, reason=why.reason, about=why.about, other=why.other, changes=())


def _listed(days: Iterable[date]) -> str:
    return ", ".join(day.isoformat() for day in sorted(days))
