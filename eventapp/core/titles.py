"""Who gets which title? Counted from people and contacts alone, so that everybody who counts again finds the same."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from eventapp.core.contact_rules import Attendee, Reason, counts_since
from eventapp.core.standings import Score, Tally

FEWEST_HEADS = 3
"""Of so many people at least must an organisation be: one person alone is no organisation's merit."""


class Title(StrEnum):
    """What an event can award, the weightiest first: a ceremony begins at the other end."""

    CHAMPION = "champion"
    """The first place of the standings, with all its tie-breaks. Every event awards it."""
    CHAMPION_OF_DAY = "champion_of_day"
    """The same, of the contacts that began to count on one day; for events of several days."""
    BEST_NEWCOMER = "best_newcomer"
    """The best place among those who are at an event of the series for the first time."""
    BRIDGE_BUILDER = "bridge_builder"
    """The most pairs of people who have not met each other and have nobody in common but this person."""
    WARMEST_WELCOME = "warmest_welcome"
    """The most newcomers met, by somebody who is none."""
    ORGANISATION = "organisation"
    """The most contacts that count for each of its people who are there, of organisations with FEWEST_HEADS."""


@dataclass(frozen=True, slots=True)
class TitleHolder:
    """A title and who holds it; several share it.

    Attributes:
        title: Which.
        day: For the champion of a day: which day; None otherwise.
        numbers: The people, in ascending order; none for an organisation's title.
        organisations: The organisations, in ascending order; none for a person's title.
        value: What it was awarded for: contacts, pairs, newcomers, or contacts for each person.
    """

    title: Title
    day: date | None
    numbers: tuple[int, ...]
    organisations: tuple[int, ...]
    value: Fraction


@dataclass(frozen=True, slots=True)
class Field:
    """All that titles are counted from.

    Attributes:
        tally: People, named by their number, and contacts, under the event's rules.
        tracked: Who takes part in contact tracking.
        newcomers: Who is at an event of the series for the first time; nobody at the first event of a series.
        days: The event's days.
        zone: The time zone in which a day begins and ends.
    """

    tally: Tally
    tracked: frozenset[int]
    newcomers: frozenset[int]
    days: Sequence[date]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class _Counted:
    """A contact that counts."""

    low: Attendee
    high: Attendee
    since: datetime


def titles(field: Field, chosen: Collection[Title]) -> list[TitleHolder]:
    """The titles chosen and who holds them; a title that nobody has earned is left out.

    Args:
        field: People and contacts.
        chosen: Which titles the organiser chose before the event; the champion's is always among them.
    """
    counted = list(_counted(field.tally))
    return [
        holder
        for title in Title
        if title in chosen or title is Title.CHAMPION
        for holder in _AWARDED[title](field, counted)
    ]


def _counted(tally: Tally) -> Iterator[_Counted]:
    for contact in tally.contacts.values():
        if tally.reason(contact) is Reason.COUNTS:
            low, high = tally.attendees[contact.low_id], tally.attendees[contact.high_id]
            yield _Counted(low, high, counts_since(contact, low, high, tally.rules))


def _champion(field: Field, _counted: Sequence[_Counted]) -> Iterator[TitleHolder]:
    yield from _best(Title.CHAMPION, {number: field.tally.score(number) for number in field.tally.attendees})


def _champions_of_days(field: Field, counted: Sequence[_Counted]) -> Iterator[TitleHolder]:
    if len(field.days) == 1:
        return
    by_day: dict[date, list[_Counted]] = defaultdict(list)
    for contact in counted:
        by_day[contact.since.astimezone(field.zone).date()].append(contact)
    for day in sorted(field.days):
        yield from _best(Title.CHAMPION_OF_DAY, _scores(by_day[day]), day)


def _best_newcomer(field: Field, _counted: Sequence[_Counted]) -> Iterator[TitleHolder]:
    yield from _best(Title.BEST_NEWCOMER, {number: field.tally.score(number) for number in field.newcomers})


def _warmest_welcome(field: Field, counted: Sequence[_Counted]) -> Iterator[TitleHolder]:
    welcomed: Counter[int] = Counter()
    for contact in counted:
        for one, other in ((contact.low.id, contact.high.id), (contact.high.id, contact.low.id)):
            if other in field.newcomers and one not in field.newcomers:
                welcomed[one] += 1
    yield from _most(Title.WARMEST_WELCOME, welcomed)


def _bridge_builder(_field: Field, counted: Sequence[_Counted]) -> Iterator[TitleHolder]:
    yield from _most(Title.BRIDGE_BUILDER, bridged_pairs((row.low.id, row.high.id) for row in counted))


def _organisation(field: Field, counted: Sequence[_Counted]) -> Iterator[TitleHolder]:
    heads: Counter[int] = Counter()
    for person in field.tally.attendees.values():
        is_there = person.checked_in_at is not None or not field.tally.rules.require_check_in
        if person.organisation is not None and person.id in field.tracked and is_there and not person.is_staff:
            heads[person.organisation] += 1
    contacts: Counter[int] = Counter()
    for row in counted:
        contacts.update(side.organisation for side in (row.low, row.high) if side.organisation is not None)
    shares = {
        organisation: Fraction(contacts[organisation], heads[organisation])
        for organisation in heads
        if heads[organisation] >= FEWEST_HEADS
    }
    best = max(shares.values(), default=Fraction(0))
    if best:
        winners = tuple(sorted(organisation for organisation, share in shares.items() if share == best))
        yield TitleHolder(Title.ORGANISATION, None, (), winners, best)


_AWARDED: Mapping[Title, Callable[[Field, Sequence[_Counted]], Iterator[TitleHolder]]] = {
    Title.CHAMPION: _champion,
    Title.CHAMPION_OF_DAY: _champions_of_days,
    Title.BEST_NEWCOMER: _best_newcomer,
    Title.BRIDGE_BUILDER: _bridge_builder,
    Title.WARMEST_WELCOME: _warmest_welcome,
    Title.ORGANISATION: _organisation,
}


def bridged_pairs(edges: Iterable[tuple[int, int]]) -> Counter[int]:
    """For each person the pairs of others who have not met and whom only this person has both met.

    Neighbourhoods are integers with one bit for each person: a whole row of pairs is told by one comparison.
    """
    bit: dict[int, int] = {}
    met: defaultdict[int, int] = defaultdict(int)
    neighbours: dict[int, set[int]] = defaultdict(set)
    for one, other in edges:
        for person in (one, other):
            bit.setdefault(person, 1 << len(bit))
        neighbours[one].add(other)
        neighbours[other].add(one)
        met[one] |= bit[other]
        met[other] |= bit[one]
    pairs: Counter[int] = Counter()
    for person, around in neighbours.items():
        once = again = 0
        for between in around:
            again |= once & met[between]
            once |= met[between]
        strangers = once & ~again & ~met[person] & ~bit[person]
        for between in around:
            pairs[between] += (strangers & met[between]).bit_count()
    return Counter({person: both // 2 for person, both in pairs.items() if both})  # each pair was seen from both ends


def _scores(counted: Iterable[_Counted]) -> dict[int, Score]:
    """What people have reached by some of the contacts that count."""
    own: dict[int, list[tuple[datetime, int | None]]] = defaultdict(list)
    for row in counted:
        own[row.low.id].append((row.since, row.high.organisation))
        own[row.high.id].append((row.since, row.low.organisation))
    return {
        number: Score(
            counted=len(rows),
            contacts=len(rows),
            organisations_met=len({organisation for _since, organisation in rows if organisation is not None}),
            reached_at=max(since for since, _organisation in rows),
        )
        for number, rows in own.items()
    }


def _best(title: Title, scores: Mapping[int, Score], day: date | None = None) -> Iterator[TitleHolder]:
    """Whoever stands first by the order of the standings, with at least one contact that counts."""
    best = min((score.order for score in scores.values() if score.counted), default=None)
    if best is not None:
        winners = tuple(sorted(number for number, score in scores.items() if score.order == best))
        yield TitleHolder(title, day, winners, (), Fraction(scores[winners[0]].counted))


def _most(title: Title, values: Mapping[int, int]) -> Iterator[TitleHolder]:
    """Whoever has the highest value above zero."""
    most = max(values.values(), default=0)
    if most:
        winners = tuple(sorted(number for number, value in values.items() if value == most))
        yield TitleHolder(title, None, winners, (), Fraction(most))
