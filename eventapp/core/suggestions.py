"""Whom should a person still meet? Those who offer what they seek, and who open circles that are new to them.

People at mixers stay with those whom they know, although they came to meet others (Ingram and Morris, “Do People Mix
at Mixers?”, Administrative Science Quarterly 52, 2007). What helps is to bring together what one offers and another
seeks, in both directions (Vaggi et al., eLife 2014;3:e02273), told in few words (CommonTies, CSCW 2014: 74 % of such
nudges led to something new and useful). Who shares many contacts with me I meet anyway, and that closes triangles; a
bridge leads to people whom none of my contacts stands for (Burt, Structural Holes, 1992). Topics rank, circles add.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eventapp.core.topics import Fit, Interests, best_fits, fits

MOST_SUGGESTIONS = 3
SHORTLIST = 40
"""For how many of the best matches the circles are looked up: it keeps the cost the same at every size of event."""
LOT_OF_OTHER, LOT_OF_MINE, LOTS = 618_034, 381_966, 1_000_003
"""How `lot` shuffles: steps of the golden ratio scatter numbers in a row best (Knuth, The Art of Computer
Programming, volume 3, section 6.4). The database shuffles by the same ones."""
MOST_FOR_CIRCLES = 4
"""What new circles are worth at most: about a topic that I seek, so that no hub goes before somebody who fits."""


@dataclass(frozen=True, slots=True)
class Match:
    """What another person and I have for each other; each topic stands once, where it weighs most.

    Attributes:
        person_id: The other person.
        they_offer: Topics that they offer and I seek.
        they_seek: Topics that they seek and I offer.
        in_common: Topics that both offer, or both seek.
        points: What their topics are worth together; 0 without any in common.
    """

    person_id: int
    they_offer: frozenset[int]
    they_seek: frozenset[int]
    in_common: frozenset[int]
    points: int


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at the event, as suggesting sees them.

    Attributes:
        id: The registration.
        organisation_id: None stands for an organisation of one's own.
        interests: What they offer and seek.
        is_there: Checked in at the door.
        agrees: Consents to suggestions and to contact tracking, without which nobody could keep the contact.
    """

    id: int
    organisation_id: int | None
    interests: Interests
    is_there: bool = True
    agrees: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody whom I should still meet, and why.

    Attributes:
        match: What we have for each other.
        new_circles: From how many organisations they know people, their own among them, where I know nobody.
    """

    match: Match
    new_circles: int

    @property
    def points(self) -> int:
        """By which suggestions are ranked: topics, and one point for each doubling of the new circles."""
        return self.match.points + min(self.new_circles.bit_length(), MOST_FOR_CIRCLES)


def match(mine: Interests, theirs: Interests, *, person_id: int) -> Match:
    """What another person and I have for each other."""
    by_fit: dict[Fit, set[int]] = {fit: set() for fit in Fit}
    for topic, fit in best_fits(mine, theirs).items():
        by_fit[fit].add(topic)
    they_offer, they_seek, in_common = (
        frozenset(by_fit[fit]) for fit in (Fit.THEY_OFFER, Fit.THEY_SEEK, Fit.IN_COMMON)
    )
    return Match(person_id, they_offer, they_seek, in_common, sum(fit for _topic, fit in fits(mine, theirs)))


def lot(my_id: int, other_id: int) -> int:
    """Breaks ties: the same at each look, but for each of us another, so that not everybody is sent to one person."""
    return (other_id * LOT_OF_OTHER + my_id * LOT_OF_MINE) % LOTS


def shortlist(me: Guest, guests: Iterable[Guest], *, left_out: Collection[int]) -> list[Match]:
    """The people who may be suggested to me and share a topic with me, the best matches first.

    Suggestions are mutual: only who may be suggested gets any. Colleagues are left out, whom I know anyway.

    Args:
        me: For whom.
        guests: Who might be suggested.
        left_out: Ids of people whom I have met, at this event or an earlier one, or where one of us two declined.
    """
    if not (me.is_there and me.agrees):
        return []
    matches = [
        match(me.interests, guest.interests, person_id=guest.id)
        for guest in guests
        if guest.is_there
        and guest.agrees
        and guest.id != me.id
        and guest.id not in left_out
        and (guest.organisation_id is None or guest.organisation_id != me.organisation_id)
    ]
    ranked = sorted(matches, key=lambda each: (-each.points, lot(me.id, each.person_id), each.person_id))
    return [each for each in ranked if each.points][:SHORTLIST]


def best(
    me: Guest, matches: Sequence[Match], *, known: Collection[int], circles: Mapping[int, Collection[int]]
) -> list[Suggestion]:
    """The few people of a shortlist to suggest, the best first.

    Args:
        me: For whom.
        matches: My shortlist.
        known: Organisations in which I know somebody.
        circles: By person, the organisations in which they know somebody; with their own, where they know everybody.
    """
    mine = {*known, me.organisation_id}
    found = [Suggestion(each, len(set(circles.get(each.person_id, ())) - mine)) for each in matches]
    found.sort(key=lambda each: (-each.points, lot(me.id, each.match.person_id), each.match.person_id))
    return found[:MOST_SUGGESTIONS]
