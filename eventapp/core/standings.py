"""Who stands where? Kept up to date change by change, never counted from the start."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from eventapp.core.contact_rules import Attendee, MadeContact, Reason, Rules, counts_since, reason

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Score:
    """What one person has reached.

    Attributes:
        counted: Contacts that count.
        contacts: All standing contacts, those that do not count too; rejected ones are none.
        organisations_met: Distinct organisations of the people behind the counted contacts.
        reached_at: The moment at which `counted` was reached; None with no counted contact.
    """

    counted: int = 0
    contacts: int = 0
    organisations_met: int = 0
    reached_at: datetime | None = None

    @property
    def order(self) -> tuple[int, int, datetime]:
        """Sorts ahead what is better: more counted, then more organisations, then reached earlier.

        docs/developers/README.md, "What counts", has the order in prose.
        """
        return (-self.counted, -self.organisations_met, self.reached_at or _NEVER)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's place; people equal in every criterion share one."""

    rank: int
    attendee_id: int
    score: Score


class Tally:
    """People and contacts of one event, with the scores that follow from them.

    Every change touches only the people concerned. Applying the same change twice is harmless, and the order of
    changes does not matter for the result.
    """

    def __init__(self, rules: Rules) -> None:
        """Starts empty under the given rules."""
        self.rules = rules
        self.attendees: dict[int, Attendee] = {}
        self.contacts: dict[int, MadeContact] = {}
        self._contacts_of: dict[int, set[int]] = {}
        self._scores: dict[int, Score] = {}

    def under(self, rules: Rules) -> "Tally":
        """The same people and contacts as they stand now, counted by other rules."""
        other = Tally(rules)
        other.attendees, other.contacts = dict(self.attendees), dict(self.contacts)
        other._contacts_of = {attendee_id: set(ids) for attendee_id, ids in self._contacts_of.items()}
        if rules == self.rules:
            other._scores = dict(self._scores)
        return other

    def put_attendee(self, attendee: Attendee) -> set[int]:
        """Adds a person or replaces what was known; returns the ids of everybody whose score may have changed."""
        if self.attendees.get(attendee.id) == attendee:
            return set()
        self.attendees[attendee.id] = attendee
        concerned = {attendee.id}
        for contact_id in self._contacts_of.setdefault(attendee.id, set()):
            contact = self.contacts[contact_id]
            concerned |= {contact.low_id, contact.high_id}
        return self._forget_scores(concerned)

    def put_contact(self, contact: MadeContact) -> set[int]:
        """Adds a contact or replaces what was known; returns the ids of the people concerned.

        Both people must have been put before.
        """
        if self.contacts.get(contact.id) == contact:
            return set()
        self.contacts[contact.id] = contact
        for attendee_id in (contact.low_id, contact.high_id):
            self._contacts_of[attendee_id].add(contact.id)
        return self._forget_scores({contact.low_id, contact.high_id})

    def remove_contact(self, contact_id: int) -> set[int]:
        """Forgets a contact; returns the ids of the people concerned."""
        contact = self.contacts.pop(contact_id, None)
        if contact is None:
            return set()
        for attendee_id in (contact.low_id, contact.high_id):
            self._contacts_of[attendee_id].discard(contact_id)
        return self._forget_scores({contact.low_id, contact.high_id})

    def remove_attendee(self, attendee_id: int) -> None:
        """Forgets a person whose contacts have been removed before."""
        self.attendees.pop(attendee_id, None)
        self._contacts_of.pop(attendee_id, None)
        self._scores.pop(attendee_id, None)

    def reason(self, contact: MadeContact) -> Reason:
        """Whether a contact counts now, or why not."""
        return reason(contact, self.attendees[contact.low_id], self.attendees[contact.high_id], self.rules)

    def contacts_of(self, attendee_id: int) -> Iterator[MadeContact]:
        """All contacts of a person, rejected ones too, in no particular order."""
        return (self.contacts[contact_id] for contact_id in self._contacts_of[attendee_id])

    def score(self, attendee_id: int) -> Score:
        """What a person has reached."""
        score = self._scores.get(attendee_id)
        if score is None:
            score = self._scores[attendee_id] = self._count(attendee_id)
        return score

    def standings(self, among: Iterable[int] | None = None) -> list[Standing]:
        """The places of everybody, or of some; equal scores share a rank and the next one is skipped (1, 2, 2, 4)."""
        ids = self.attendees if among is None else among
        ordered = sorted(((self.score(attendee_id), attendee_id) for attendee_id in ids), key=_place)
        standings: list[Standing] = []
        for place, (score, attendee_id) in enumerate(ordered, start=1):
            shares = standings and standings[-1].score.order == score.order
            standings.append(Standing(standings[-1].rank if shares else place, attendee_id, score))
        return standings

    def _forget_scores(self, attendee_ids: set[int]) -> set[int]:
        for attendee_id in attendee_ids:
            self._scores.pop(attendee_id, None)
        return attendee_ids

    def _count(self, attendee_id: int) -> Score:
        counted, standing = 0, 0
        organisations: set[int] = set()
        reached_at: datetime | None = None
        for contact in self.contacts_of(attendee_id):
            if contact.rejected:
                continue
            standing += 1
            low, high = self.attendees[contact.low_id], self.attendees[contact.high_id]
            if reason(contact, low, high, self.rules) is not Reason.COUNTS:
                continue
            counted += 1
            other = high if low.id == attendee_id else low
            if other.organisation is not None:
                organisations.add(other.organisation)
            since = counts_since(contact, low, high, self.rules)
            reached_at = since if reached_at is None else max(reached_at, since)
        return Score(counted, standing, len(organisations), reached_at)


def _place(scored: tuple[Score, int]) -> tuple[tuple[int, int, datetime], int]:
    score, attendee_id = scored
    return (score.order, attendee_id)


class Criterion(StrEnum):
    """What puts one person ahead of the next, in the order in which it is asked."""

    COUNTED = "counted"
    ORGANISATIONS = "organisations"
    EARLIER = "earlier"
    SHARED = "shared"


def decided_by(ahead: Score, behind: Score) -> Criterion:
    """Which criterion put one person ahead of another; SHARED when none does."""
    if ahead.counted != behind.counted:
        return Criterion.COUNTED
    if ahead.organisations_met != behind.organisations_met:
        return Criterion.ORGANISATIONS
    return Criterion.EARLIER if ahead.reached_at != behind.reached_at else Criterion.SHARED
