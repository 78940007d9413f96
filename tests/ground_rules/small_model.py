"""What must come out of an event, said a second time and in few words: nothing here uses the app's own rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Answer = tuple[str, str | None, str | None, int | None]
"""Verdict, reason, the name of whoever was met, and the number of contacts, as a scan is answered."""
Place = tuple[int, int, int, int, datetime | None]
"""Rank, counted contacts, contacts, organisations met, and when the counted ones were reached."""
Pair = tuple[int, int]
WINDOW = timedelta(minutes=10)
UNDO = timedelta(minutes=15)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Settings:
    """Which rules an event has."""

    mutual: bool = False
    check_in: bool = True
    other_organisation: bool = True
    new_in_series: bool = True
    not_known_before: bool = True


@dataclass
class Guest:
    """Somebody registered at an event.

    Attributes:
        id: The registration.
        name: Of the person.
        organisation: Of the person, or "".
        human: The same at every event of the series, where the address is confirmed; None elsewhere.
        is_staff: Helps to run the event.
        consents: Takes part in contact tracking.
        arrived: When, if checked in.
    """

    id: int
    name: str
    organisation: str
    human: str | None
    is_staff: bool
    consents: bool
    arrived: datetime | None = None


@dataclass
class Met:
    """A contact."""

    scanner: int
    at: datetime
    confirmed: datetime | None
    met_before: bool
    known_by: set[int] = field(default_factory=set)
    rejected_by: int | None = None
    void: bool = False


@dataclass
class Kept:
    """A scan with the answer that it got."""

    scanner: int
    target: int | None
    at: datetime
    answer: Answer


GRACE = timedelta(minutes=10)
"""So long after the end people may object."""


@dataclass
class Evening:
    """An event.

    Attributes:
        opens: From when contacts are collected.
        closes: Until when.
        most_new: Contacts that one person may make by scanning within WINDOW.
        most_misses: Unknown codes that one person may try within WINDOW.
        earlier: The event of the series before this one.
    """

    opens: datetime
    closes: datetime
    most_new: int
    most_misses: int
    earlier: "Evening | None" = None
    settings: Settings = field(default_factory=Settings)
    is_closed: bool = False
    guests: dict[int, Guest] = field(default_factory=dict)
    contacts: dict[Pair, Met] = field(default_factory=dict)
    scans: dict[tuple[int, str], Kept] = field(default_factory=dict)

    def is_open(self, now: datetime) -> bool:
        """Whether contacts are collected."""
        return not self.is_closed and self.opens <= now < self.closes

    def is_settled(self, now: datetime) -> bool:
        """Whether nobody can change anything about their contacts any more."""
        return self.is_closed or now >= self.closes + GRACE

    def open_again(self, now: datetime) -> None:
        """The organiser lets people scan on; where the planned end has passed, until midnight."""
        self.is_closed = False
        if self.closes <= now:
            today = now.astimezone(self.closes.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
            self.closes = today + timedelta(days=1)

    def scan(  # noqa: PLR0913 a scan has these parts
        self, scanner: int, target: int | None, nonce: str, now: datetime, *, replaced: bool, by_both: bool
    ) -> Answer:
        """Somebody reads a code: of a guest, of a guest's lost badge (`replaced`), or of nobody."""
        if (scanner, nonce) in self.scans:
            return self.scans[scanner, nonce].answer
        verdict = self._verdict(scanner, target, now, replaced=replaced, by_both=by_both)
        answer: Answer = (verdict, None, None, None)
        if target is not None and verdict in {"new_contact", "not_checked_in", "confirmed", "already_met"}:
            pair = pair_of(scanner, target)
            if verdict in {"new_contact", "not_checked_in"}:
                before = self._met_before(scanner, target)
                self.contacts[pair] = Met(scanner, now, now if by_both else None, before)
            elif verdict == "confirmed":
                self.contacts[pair].confirmed = now
            # A contact that was rejected is none of the standing ones, and scanning again does not bring it back.
            answer = (verdict, self.why(pair), self.guests[target].name, len(list(self._standing(scanner))))
        if verdict not in {"too_fast", "too_many_misses"}:
            self.scans[scanner, nonce] = Kept(scanner, target if answer[2] else None, now, answer)
        return answer

    def _verdict(  # noqa: PLR0911 one line for each
        self, scanner: int, target: int | None, now: datetime, *, replaced: bool, by_both: bool
    ) -> str:
        lately = [kept for kept in self.scans.values() if kept.scanner == scanner and kept.at > now - WINDOW]
        if sum(kept.answer[0] == "unknown_badge" for kept in lately) >= self.most_misses:
            return "too_many_misses"
        if target is None:
            return "unknown_badge"
        if target == scanner:
            return "own_badge"
        if replaced:
            return "replaced_badge"
        if not self.guests[scanner].consents:
            return "no_own_consent"
        if not self.guests[target].consents:
            return "no_consent"
        met = self.contacts.get(pair_of(scanner, target))
        if met is not None:
            waits = self.settings.mutual and met.confirmed is None and (met.scanner != scanner or by_both)
            return "confirmed" if waits and self.is_open(now) else "already_met"
        if not self.is_open(now):
            return "closed"
        if sum(one.scanner == scanner and one.at > now - WINDOW for one in self.contacts.values()) >= self.most_new:
            return "too_fast"
        both_in = self.guests[scanner].arrived and self.guests[target].arrived
        return "new_contact" if both_in or not self.settings.check_in else "not_checked_in"

    def sit_down(self, guest: int, table: list[int], now: datetime) -> str:
        """Somebody joins those at a table, each of whom has said so."""
        if not self.guests[guest].consents:
            return "no_consent"
        if guest in table:
            return "already_here"
        for other in table:
            met = self.contacts.get(pair_of(guest, other))
            if met is None:
                self.contacts[pair_of(guest, other)] = Met(guest, now, now, self._met_before(guest, other))
            elif self.settings.mutual and met.confirmed is None:
                met.confirmed = now
        table.append(guest)
        return "joined"

    def withdraw(self, guest: int) -> None:
        """Somebody leaves contact tracking: as if they had met nobody, and nobody had scanned them."""
        self.guests[guest].consents = False
        self.contacts = {pair: met for pair, met in self.contacts.items() if guest not in pair}
        self.scans = {key: kept for key, kept in self.scans.items() if guest not in {kept.scanner, kept.target}}

    def erase(self, guest: int) -> None:
        """Somebody is erased: as if they had never been there."""
        self.withdraw(guest)
        del self.guests[guest]

    def merge(self, goes: str, stays: str) -> str:
        """The organiser says that two organisations are one."""
        if goes == stays or not {goes, stays} <= {guest.organisation for guest in self.guests.values()}:
            return "not_here"
        if self.is_closed:
            return "frozen"
        for guest in self.guests.values():
            if guest.organisation == goes:
                guest.organisation = stays
        return "merged"

    def why(self, pair: Pair) -> str:  # noqa: PLR0911 one line for each
        """Whether a contact counts, or the first reason why not."""
        met, rules = self.contacts[pair], self.settings
        one, other = (self.guests[guest] for guest in pair)
        if met.rejected_by is not None:
            return "rejected"
        if met.void:
            return "voided"
        if one.is_staff or other.is_staff:
            return "staff"
        if rules.other_organisation and one.organisation and one.organisation == other.organisation:
            return "same_organisation"
        if rules.new_in_series and met.met_before:
            return "met_before"
        if rules.not_known_before and met.known_by:
            return "known_before"
        if rules.mutual and met.confirmed is None:
            return "not_confirmed"
        if rules.check_in and not (one.arrived and other.arrived):
            return "not_checked_in"
        return "counts"

    def places(self) -> dict[int, Place]:
        """Everybody's place in the standings."""
        scores = {guest: self._score(guest) for guest in self.guests}
        order = {guest: (-score[0], -score[2], score[3] or _NEVER) for guest, score in scores.items()}
        return {
            guest: (1 + sum(order[other] < order[guest] for other in order), *score)
            for guest, score in scores.items()
        }

    def _score(self, guest: int) -> tuple[int, int, int, datetime | None]:
        counting = [pair for pair in self._standing(guest) if self.why(pair) == "counts"]
        others = [self.guests[one if other == guest else other] for one, other in counting]
        organisations = {other.organisation for other in others} - {""}
        reached = max((self._since(pair) for pair in counting), default=None)
        return len(counting), len(list(self._standing(guest))), len(organisations), reached

    def _standing(self, guest: int) -> Iterator[Pair]:
        return (pair for pair, met in self.contacts.items() if guest in pair and met.rejected_by is None)

    def _since(self, pair: Pair) -> datetime:
        met = self.contacts[pair]
        moments = [met.at]
        if self.settings.mutual:
            moments.append(met.confirmed or _NEVER)
        if self.settings.check_in:
            moments += [self.guests[guest].arrived or _NEVER for guest in pair]
        return max(moments)

    def _met_before(self, one: int, other: int) -> bool:
        if self.earlier is None:
            return False
        humans = {self.guests[one].human, self.guests[other].human}
        return any(
            {self.earlier.guests[guest].human for guest in pair} == humans and met.rejected_by is None
            for pair, met in self.earlier.contacts.items()
            if None not in humans
        )


def pair_of(one: int, other: int) -> Pair:
    """Two people, in whichever order they met."""
    return (min(one, other), max(one, other))
