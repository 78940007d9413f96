"""Does each contact get its leaf, near its organisation and near whom it met?"""

from collections import Counter
from itertools import pairwise
from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.champion.trophy.arrangement import MOST_LEAVES, arrange
from eventapp.champion.trophy.order import TrophyOrder
from tests.champion.trophy.orders import line, order

NETWORKS = st.integers(0, 60).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(-1, 8), min_size=count, max_size=count),
        st.sets(st.tuples(st.integers(0, max(count - 1, 0)), st.integers(0, max(count - 1, 0))), max_size=80),
    )
)


@given(NETWORKS)
def test_every_contact_has_one_leaf(network: tuple[list[int], set[tuple[int, int]]]) -> None:
    """As long as there is room: as many leaves, no two in one place, and only true links between them."""
    organisations, pairs = network
    links = tuple(sorted({(a, b) for a, b in pairs if a < b < len(organisations)}))
    found = arrange(TrophyOrder(line("A"), line("B"), 150, tuple(organisations), links))
    assert sum(leaf.contacts for leaf in found.leaves) == len(found.leaves) == len(organisations)
    assert len({(leaf.ring, round(leaf.angle, 6)) for leaf in found.leaves}) == len(organisations)
    assert found.groups == len(set(organisations))
    assert found.links == len(links)
    assert len(set(found.arches)) == len(found.arches) <= len(links)


@given(NETWORKS)
def test_organisations_stand_side_by_side(network: tuple[list[int], set[tuple[int, int]]]) -> None:
    """Around the axis, each organisation is one stretch."""
    organisations, _pairs = network
    leaves = arrange(TrophyOrder(line("A"), line("B"), 150, tuple(organisations), ())).leaves
    around = [leaf.group for leaf in sorted(leaves, key=lambda leaf: leaf.angle)]
    changes = sum(one != other for one, other in pairwise(around))
    assert changes == max(len(set(around)) - 1, 0)
    assert sorted(Counter(around).values()) == sorted(Counter(organisations).values())


@pytest.mark.parametrize(("contacts", "organisations"), [(181, 5), (500, 60), (500, 400), (2000, 0)])
def test_where_room_lacks_leaves_stand_for_several(contacts: int, organisations: int) -> None:
    """Nobody is left out: an organisation's contacts share leaves, and where there are too many, organisations do."""
    found = arrange(order(contacts, organisations=organisations, linked=0.001))
    assert len(found.leaves) <= MOST_LEAVES
    assert sum(leaf.contacts for leaf in found.leaves) == contacts
    assert max(leaf.contacts for leaf in found.leaves) <= 2 + contacts // (MOST_LEAVES // 2)


def test_those_who_met_stand_near() -> None:
    """Two circles of friends, mixed in the order of the contacts: around the axis most neighbours are friends."""
    links = tuple((a, b) for a in range(20) for b in range(a + 1, 20) if a % 2 == b % 2)
    found = arrange(TrophyOrder(line("A"), line("B"), 150, (-1,) * 20, links))
    shown = set(found.arches)
    assert sum((place, place + 1) in shown for place in range(19)) >= 16
    turns = [abs(found.leaves[a].angle - found.leaves[b].angle) for a, b in found.arches]
    assert max(min(turn, 2 * pi - turn) for turn in turns) < pi
