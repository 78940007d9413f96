"""What does the ceremony show, step by step, and whose names may it show?"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from eventapp.champion.models import FrozenResult
from eventapp.champion.queries import organisation_names, people_by_number
from eventapp.champion.results import titles_of
from eventapp.champion.service import champions, frozen_standings
from eventapp.core.contact_rules import Reason
from eventapp.core.titles import Title, TitleHolder
from eventapp.registration.models import Registration

MOST_NAMED = 12
"""More than these who share one place cannot be read in a hall; the ceremony says how many they are."""
COLOURS = 12
"""Organisations with a colour of their own in the champion's network; all others share one more."""
_MOST_LINKS = 1200
_MOST_RAYS = 600

Contact = tuple[datetime, int]
"""When, and with whom."""


@dataclass(frozen=True, slots=True)
class Honoured:
    """Somebody, or an organisation, as the hall reads it.

    Attributes:
        number: Stands in for a name that is not shown; 0 for an organisation.
        name: "" where it may not be shown, or nobody knows it any more.
        organisation: Theirs, "" where the name is: in a small organisation it would be one.
    """

    number: int
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Step:
    """One honour: first what it is, then who has it.

    Attributes:
        holder: The title, who holds it, and for how much. A place is a title here, with the measure of the first.
        place: 1 for the champion, 2 and 3 for the places after; None for other titles.
        honoured: Who, as the hall reads it; nobody where they are more than MOST_NAMED.
        rays: For each holder whom they have met, as stars of the sky.
    """

    holder: TitleHolder
    place: int | None
    honoured: Sequence[Honoured]
    rays: Sequence[Sequence[int]]

    @property
    def many(self) -> int:
        """How many share it."""
        return len(self.holder.numbers or self.holder.organisations)


@dataclass(frozen=True, slots=True)
class GrowingNetwork:
    """A champion's contacts in the order of time.

    Attributes:
        contacts: When, in seconds since 1970 (0 where it is not recorded), and the colour of the organisation.
        links: Pairs of places in `contacts`: these two have met, too.
    """

    contacts: Sequence[tuple[int, int]]
    links: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Ceremony:
    """All that the page holds: once opened it needs no network.

    Attributes:
        steps: In the order in which they are shown; none where nobody has a contact that counts.
        stars: How many people took part.
        networks: Of each champion.
    """

    steps: Sequence[Step]
    stars: int
    networks: Sequence[GrowingNetwork]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom the ceremony honours, as the organiser reads it."""

    person: Registration
    honours: Sequence[tuple[TitleHolder, int | None]]


def ceremony(event_id: int, result: FrozenResult) -> Ceremony:
    """The ceremony of a recorded result, with the names that may be shown now."""
    honours = _honours(result)
    people = people_by_number(event_id, [number for holder, _place in honours for number in holder.numbers])
    organisations = organisation_names([each for holder, _place in honours for each in holder.organisations])
    stars = _stars(result)
    met = _met(result, _looked_at(result, honours))
    steps = [
        Step(
            holder,
            place,
            _shown(holder, people, organisations),
            [[stars[other] for other in reached if other in stars] for reached in _reached(result, holder, met)],
        )
        for holder, place in honours
    ]
    first = champions(result)
    networks = [_network(result, line.number, line.counted, met[line.number]) for line in first]
    return Ceremony(steps, len(stars), networks if len(networks) <= MOST_NAMED else [])


def named(event_id: int, result: FrozenResult) -> list[Named]:
    """The people whom the ceremony would name, in its order; who has gone since is left out."""
    of: dict[int, list[tuple[TitleHolder, int | None]]] = defaultdict(list)
    for holder, place in _honours(result):
        if len(holder.numbers) <= MOST_NAMED:
            for number in holder.numbers:
                of[number].append((holder, place))
    people = people_by_number(event_id, list(of))
    return [Named(people[number], honours) for number, honours in of.items() if number in people]


def _honours(result: FrozenResult) -> list[tuple[TitleHolder, int | None]]:
    """The further titles, the last of `Title` first, days in their order; then the places, the champion's last."""
    further = [holder for holder in titles_of(result) if holder.title is not Title.CHAMPION]
    last = list(Title)
    further.sort(key=lambda holder: -last.index(holder.title))  # stable: days stay in order
    places = []
    ranked = [line for line in frozen_standings(result) if line.rank <= 3 and line.counted]  # noqa: PLR2004 a podium
    for rank, lines in groupby(ranked, lambda line: line.rank):
        equal = list(lines)
        numbers = tuple(sorted(line.number for line in equal))
        places.append((TitleHolder(Title.CHAMPION, None, numbers, (), Fraction(equal[0].counted)), rank))
    return [*((holder, None) for holder in further), *reversed(places)]


def _shown(
    holder: TitleHolder, people: Mapping[int, Registration], organisations: Mapping[int, str]
) -> list[Honoured]:
    if len(holder.numbers or holder.organisations) > MOST_NAMED:
        return []
    shown = [Honoured(0, organisations.get(each, ""), "") for each in holder.organisations]
    for number in holder.numbers:
        person = people.get(number)
        if person is None or not person.shows_name:
            shown.append(Honoured(number, "", ""))
        else:
            shown.append(Honoured(number, person.name, person.organisation.name if person.organisation else ""))
    return shown


def _stars(result: FrozenResult) -> dict[int, int]:
    """Everybody's place in the sky."""
    rows = (result.evidence or {}).get("people", ())
    return {number: place for place, number in enumerate(row["number"] for row in rows if row["tracked"])}


def _members(result: FrozenResult, organisation: int) -> list[int]:
    rows = (result.evidence or {}).get("people", ())
    return [row["number"] for row in rows if row["organisation"] == organisation]


def _looked_at(result: FrozenResult, honours: Iterable[tuple[TitleHolder, int | None]]) -> set[int]:
    found: set[int] = set()
    for holder, _place in honours:
        found.update(holder.numbers)
        for organisation in holder.organisations:
            found.update(_members(result, organisation))
    return found


def _met(result: FrozenResult, numbers: Collection[int]) -> dict[int, list[Contact]]:
    """Each person's contacts that count, the first one first."""
    met: dict[int, list[Contact]] = {number: [] for number in numbers}
    for row in (result.evidence or {}).get("contacts", ()):
        if row["reason"] == Reason.COUNTS:
            one, other = row["people"]
            for own, theirs in ((one, other), (other, one)):
                if own in met:
                    met[own].append((datetime.fromisoformat(row["made_at"]), theirs))
    for contacts in met.values():
        contacts.sort()
    return met


def _reached(
    result: FrozenResult, holder: TitleHolder, met: Mapping[int, Sequence[Contact]]
) -> Iterable[Sequence[int]]:
    if holder.organisations:
        for organisation in holder.organisations:
            others = {other for member in _members(result, organisation) for _moment, other in met[member]}
            yield sorted(others)[:_MOST_RAYS]
        return
    for number in holder.numbers[:MOST_NAMED]:
        yield [other for _moment, other in met[number]][:_MOST_RAYS]


def _network(result: FrozenResult, number: int, counted: int, contacts: Sequence[Contact]) -> GrowingNetwork:
    """A champion's contacts as they came, and which of these have met each other."""
    if result.evidence is None:
        return GrowingNetwork([(0, COLOURS)] * counted, [])
    organisation = {row["number"]: row["organisation"] for row in result.evidence["people"]}
    sizes = Counter(organisation[other] for _moment, other in contacts if organisation[other] is not None)
    largest = sorted(sizes, key=lambda each: (-sizes[each], each))[:COLOURS]
    colour = {each: slot for slot, each in enumerate(largest)}
    place = {other: index for index, (_moment, other) in enumerate(contacts)}
    links = [
        (min(place[one], place[other]), max(place[one], place[other]))
        for one, other in (row["people"] for row in result.evidence["contacts"] if row["reason"] != Reason.REJECTED)
        if one in place and other in place and number not in (one, other)
    ]
    return GrowingNetwork(
        [(int(moment.timestamp()), colour.get(organisation[other], COLOURS)) for moment, other in contacts],
        sorted(links, key=itemgetter(1))[:_MOST_LINKS],
    )
