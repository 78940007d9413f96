"""Is everybody told whom to meet for good reasons, and nobody who should not be?"""

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.suggestions import (
    MOST_FOR_CIRCLES,
    MOST_SUGGESTIONS,
    SHORTLIST,
    Guest,
    Suggestion,
    best,
    match,
    shortlist,
)
from eventapp.core.topics import Interests

AI, FUNDING, ROBOTS, CARE = range(4)
HOME, AWAY, FAR = 1, 2, 3
ME = Guest(1, HOME, Interests(offers=frozenset({ROBOTS}), seeks=frozenset({AI, FUNDING})))


def guest(  # noqa: PLR0913 what tests vary
    id_: int,
    offers: Collection[int] = (),
    seeks: Collection[int] = (),
    organisation_id: int | None = AWAY,
    *,
    is_there: bool = True,
    agrees: bool = True,
) -> Guest:
    """Somebody at the event."""
    return Guest(id_, organisation_id, Interests(frozenset(offers), frozenset(seeks)), is_there, agrees)


def suggested(
    *guests: Guest,
    left_out: Collection[int] = (),
    known: Collection[int] = (),
    circles: Mapping[int, Collection[int]] | None = None,
    me: Guest = ME,
) -> list[int]:
    """Who is suggested to me, the best first."""
    found = best(me, shortlist(me, guests, left_out=left_out), known=known, circles=circles or {})
    return [each.match.person_id for each in found]


@pytest.mark.parametrize(
    ("theirs", "they_offer", "they_seek", "in_common", "points"),
    [
        pytest.param(Interests(), (), (), (), 0, id="nothing"),
        pytest.param(Interests(offers=frozenset({CARE})), (), (), (), 0, id="something else"),
        pytest.param(Interests(offers=frozenset({AI})), (AI,), (), (), 3, id="offers what I seek"),
        pytest.param(Interests(seeks=frozenset({ROBOTS})), (), (ROBOTS,), (), 2, id="seeks what I offer"),
        pytest.param(Interests(offers=frozenset({ROBOTS})), (), (), (ROBOTS,), 1, id="offers it, too"),
        pytest.param(Interests(seeks=frozenset({AI})), (), (), (AI,), 1, id="seeks it, too"),
        pytest.param(
            Interests(frozenset({AI, FUNDING}), frozenset({ROBOTS})), (AI, FUNDING), (ROBOTS,), (), 8, id="both ways"
        ),
        pytest.param(Interests(frozenset({AI}), frozenset({AI})), (AI,), (), (), 4, id="each topic is told once"),
    ],
)
def test_what_two_people_have_for_each_other(
    theirs: Interests,
    they_offer: Collection[int],
    they_seek: Collection[int],
    in_common: Collection[int],
    points: int,
) -> None:
    """What I seek weighs most, then what I could give, then what both do."""
    found = match(ME.interests, theirs, person_id=7)
    assert (found.they_offer, found.they_seek, found.in_common) == (
        frozenset(they_offer),
        frozenset(they_seek),
        frozenset(in_common),
    )
    assert found.points == points


@pytest.mark.parametrize(
    ("other", "left_out"),
    [
        pytest.param(guest(7), (), id="no topic"),
        pytest.param(guest(7, {CARE}), (), id="another topic"),
        pytest.param(guest(7, {AI}, organisation_id=HOME), (), id="a colleague"),
        pytest.param(guest(7, {AI}, is_there=False), (), id="not there"),
        pytest.param(guest(7, {AI}, agrees=False), (), id="did not agree"),
        pytest.param(guest(7, {AI}), {7}, id="met, or declined"),
        pytest.param(guest(ME.id, {AI}), (), id="myself"),
    ],
)
def test_who_is_not_suggested(other: Guest, left_out: Collection[int]) -> None:
    """Each reason is enough; without it, the same person is suggested."""
    assert suggested(other, left_out=left_out) == []
    assert suggested(guest(7, {AI})) == [7]


@pytest.mark.parametrize("missing", ["is_there", "agrees"])
def test_suggestions_are_mutual(missing: str) -> None:
    """Who is not there or did not agree is suggested to nobody, and gets none."""
    me = Guest(ME.id, ME.organisation_id, ME.interests, is_there=missing != "is_there", agrees=missing != "agrees")
    assert suggested(guest(7, {AI}), me=me) == []


def test_people_without_an_organisation_are_no_colleagues() -> None:
    """None is an organisation of one's own."""
    me = Guest(1, None, ME.interests)
    assert suggested(guest(7, {AI}, organisation_id=None), me=me) == [7]


def test_the_better_match_comes_first() -> None:
    """Two topics that I seek, then both ways, then one that I seek, and at most three people."""
    one, both, two, like = guest(4, {AI}), guest(5, {AI}, {ROBOTS}), guest(6, {AI, FUNDING}), guest(7, {ROBOTS})
    assert suggested(one, both, two, like) == [6, 5, 4]


def test_a_bridge_decides_between_equal_matches() -> None:
    """Of two who offer the same, whoever knows people where I know nobody comes first, whichever of them it is."""
    for bridge, hub in ((4, 5), (5, 4)):
        circles = {bridge: {AWAY, FAR}, hub: {AWAY}}
        assert suggested(guest(4, {AI}), guest(5, {AI}), known={AWAY}, circles=circles) == [bridge, hub]


def test_a_bridge_goes_before_a_like_mind_but_no_hub_before_two_topics() -> None:
    """New circles add about the worth of one topic, and no more however many there are."""
    everywhere = set(range(100))
    assert suggested(guest(4, {ROBOTS}), guest(5, {AI}), circles={4: everywhere}) == [4, 5]
    assert suggested(guest(4, {AI}), guest(5, {AI, FUNDING}, {ROBOTS}), circles={4: everywhere}) == [5, 4]


@pytest.mark.parametrize(("new", "points"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4), (500, 4)])
def test_each_doubling_of_new_circles_is_one_point(new: int, points: int) -> None:
    """The first new organisation says most."""
    topics = match(ME.interests, Interests(offers=frozenset({AI})), person_id=7)
    assert Suggestion(topics, new).points == topics.points + points
    assert points <= MOST_FOR_CIRCLES


def test_circles_that_i_know_are_not_new() -> None:
    """Neither those of my contacts nor my own organisation count."""
    [found] = best(ME, shortlist(ME, [guest(7, {AI})], left_out=()), known={AWAY}, circles={7: {HOME, AWAY, FAR}})
    assert found.new_circles == 1


def test_equal_matches_are_spread_over_people() -> None:
    """Sixty people who seek the same are not all sent to the same three of twenty who offer it."""
    offering = [guest(100 + number, {AI}) for number in range(20)]
    seeking = [Guest(number, HOME, Interests(seeks=frozenset({AI}))) for number in range(60)]
    told = [suggested(*offering, me=me) for me in seeking]
    assert told == [suggested(*reversed(offering), me=me) for me in seeking], "the order of rows does not matter"
    times = [sum(each.id in people for people in told) for each in offering]
    assert min(times) > 0
    assert max(times) <= 20


topics = st.frozensets(st.integers(0, 5), max_size=4)
organisations = st.integers(1, 4) | st.none()
guests = st.builds(
    Guest, st.integers(1, 60), organisations, st.builds(Interests, topics, topics), st.booleans(), st.booleans()
)


@pytest.mark.slow
@given(
    st.builds(Guest, st.integers(1, 60), organisations, st.builds(Interests, topics, topics)),
    st.lists(guests, max_size=80, unique_by=lambda each: each.id),
    st.sets(st.integers(1, 60), max_size=20),
    st.sets(st.integers(1, 8)),
    st.dictionaries(st.integers(1, 60), st.sets(st.integers(1, 8))),
    st.randoms(use_true_random=False),
)
def test_whatever_the_hall(  # noqa: PLR0913, PLR0917 all that suggesting takes
    me: Guest,
    hall: list[Guest],
    left_out: set[int],
    known: set[int],
    circles: dict[int, set[int]],
    random: object,
) -> None:
    """At most three, never myself, a colleague, somebody met or declined, away, or who did not agree."""
    matches = shortlist(me, hall, left_out=left_out)
    found = best(me, matches, known=known, circles=circles)
    by_id = {each.id: each for each in hall}
    assert len(found) == min(len(matches), MOST_SUGGESTIONS)
    assert len(matches) <= SHORTLIST
    assert len({each.match.person_id for each in found}) == len(found)
    for each in found:
        other = by_id[each.match.person_id]
        assert other.id != me.id
        assert other.id not in left_out
        assert other.is_there
        assert other.agrees
        assert other.organisation_id is None or other.organisation_id != me.organisation_id
        assert each.match.they_offer <= me.interests.seeks & other.interests.offers
        assert each.match.they_seek <= me.interests.offers & other.interests.seeks
        assert each.match.they_offer | each.match.they_seek | each.match.in_common
    assert [each.points for each in found] == sorted((each.points for each in found), reverse=True)
    random.shuffle(hall)  # type: ignore[attr-defined] # a random.Random
    assert best(me, shortlist(me, hall, left_out=left_out), known=known, circles=circles) == found
