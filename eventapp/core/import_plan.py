"""What would happen to each row of a list of people if it were taken in?"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from eventapp.core.people_list import ListedPerson
from eventapp.core.text import comparison_key


class Fate(StrEnum):
    """What happens to a row."""

    REFUSED = "refused"
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"


class Reason(StrEnum):
    """Why a row is refused."""

    WRONG = "wrong"
    """It says something that nobody could register with (ListedPerson.problem)."""
    TWICE = "twice"
    """An earlier row is about the same person."""
    SEVERAL = "several"
    """Without an address it may mean each of several people."""
    NAMESAKE = "namesake"
    """Without address and organisation it may mean somebody who is registered, or somebody else."""
    RECORDED = "recorded"
    """A result stands, in which it counts who is of which organisation."""
    OWN_PHONE = "own_phone"
    """The person entered the number, or lets contacts see it: none but they exchange it."""
    DAY = "day"
    """It names what is no day of the event (Judged.about)."""
    SESSION = "session"
    """It names what is no session of the event."""
    SAME_TITLE = "same_title"
    """It names several sessions at once."""
    SESSION_OVER = "session_over"
    """It names a session that cannot be booked, or no longer."""
    SESSION_FULL = "session_full"
    """It names a session that has neither places nor a waiting list."""
    CLASH = "clash"
    """It names a session at the time of another one (Judged.other)."""
    ABSENT = "absent"
    """It books sessions for somebody who does not come."""


OF_ELSEWHERE = (Reason.DAY, Reason.SESSION)
"""Why rows are refused that were written for another event."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who is registered."""

    id: int
    name: str
    organisation: str
    email_key: str
    phone: str
    locale: str
    owns_phone: bool
    """Nobody else exchanges the telephone number."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes: which field, from what, to what."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what happens to it.

    Attributes:
        person: The row.
        fate: What happens to it.
        reason: Why it is refused; None for all others.
        earlier_row: The row that is about the same person, where that is the reason.
        registration_id: Whom it is about; None for somebody new.
        changes: What it changes of them; of somebody new, what they choose.
        about: What of the row is refused, as it stands there.
        other: What stands against it.
    """

    person: ListedPerson
    fate: Fate
    reason: Reason | None = None
    earlier_row: int = 0
    registration_id: int | None = None
    changes: tuple[Change, ...] = ()
    about: str = ""
    other: str = ""


def judge(people: Sequence[ListedPerson], standing: Sequence[Standing], *, is_recorded: bool) -> list[Judged]:
    """Judges all rows of a list, in their order.

    People are the same by their address, those without one by name and organisation. What a row leaves empty
    stays as it stands.

    Args:
        people: The rows.
        standing: Everybody who is registered.
        is_recorded: A result of the event stands.
    """
    judging = _Judging(standing, is_recorded=is_recorded)
    return [judging.judge(person) for person in people]


def digest(judged: Sequence[Judged]) -> str:
    """A word for all that would happen: another one as soon as anything else would."""
    lines = ((row.person.row, row.fate, row.reason, row.registration_id, row.changes) for row in judged)
    return sha256(repr(list(lines)).encode()).hexdigest()


def counted(judged: Sequence[Judged]) -> Mapping[Fate, int]:
    """How many rows have which fate."""
    found = Counter(row.fate for row in judged)
    return {fate: found[fate] for fate in Fate}


class _Judging:
    """What is known while one row after the other is judged."""

    def __init__(self, standing: Sequence[Standing], *, is_recorded: bool) -> None:
        self._is_recorded = is_recorded
        self._by_key = {person.email_key: person for person in standing if person.email_key}
        self._by_name: defaultdict[str, list[Standing]] = defaultdict(list)
        for person in standing:
            self._by_name[comparison_key(person.name)].append(person)
        self._row_of_key: dict[str, int] = {}
        self._row_of_name: dict[tuple[str, str], int] = {}
        self._row_of_id: dict[int, int] = {}

    def judge(self, row: ListedPerson) -> Judged:
        if row.problem:
            return Judged(row, Fate.REFUSED, Reason.WRONG)
        earlier = self._earlier(row)
        if earlier:
            return Judged(row, Fate.REFUSED, Reason.TWICE, earlier)
        found = self._by_key.get(row.email_key) if row.email_key else self._named(row)
        if isinstance(found, Reason):
            return Judged(row, Fate.REFUSED, found)
        if found is None:
            return Judged(row, Fate.NEW)
        earlier = self._row_of_id.setdefault(found.id, row.row)
        if earlier != row.row:
            return Judged(row, Fate.REFUSED, Reason.TWICE, earlier)
        return self._compared(row, found)

    def _earlier(self, row: ListedPerson) -> int:
        """Which row before this one has its address, or name and organisation where it has none; 0: none."""
        if row.email_key:
            first = self._row_of_key.setdefault(row.email_key, row.row)
        else:
            name = (comparison_key(row.name), comparison_key(row.organisation))
            first = self._row_of_name.setdefault(name, row.row)
        return first if first != row.row else 0

    def _named(self, row: ListedPerson) -> Standing | Reason | None:
        """Who is registered by this name and organisation."""
        namesakes = self._by_name.get(comparison_key(row.name), [])
        key = comparison_key(row.organisation)
        found = [person for person in namesakes if comparison_key(person.organisation) == key]
        if len(found) > 1:
            return Reason.SEVERAL
        if namesakes and not found and not row.organisation:
            return Reason.NAMESAKE
        return found[0] if found else None

    def _compared(self, row: ListedPerson, person: Standing) -> Judged:
        changes = []
        if row.email_key and row.name != person.name:
            changes.append(Change("name", person.name, row.name))
        if row.organisation and comparison_key(row.organisation) != comparison_key(person.organisation):
            changes.append(Change("organisation", person.organisation, row.organisation))
        if row.phone and row.phone != person.phone:
            changes.append(Change("phone", person.phone, row.phone))
        if row.locale and row.locale != person.locale:
            changes.append(Change("locale", person.locale, row.locale))
        fields = {change.field for change in changes}
        if "organisation" in fields and self._is_recorded:
            return Judged(row, Fate.REFUSED, Reason.RECORDED)
        if "phone" in fields and person.owns_phone:
            return Judged(row, Fate.REFUSED, Reason.OWN_PHONE)
        fate = Fate.CHANGED if changes else Fate.SAME
        return Judged(row, fate, registration_id=person.id, changes=tuple(changes))
