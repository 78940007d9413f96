"""Which measures ask an organiser to do something?"""

from dataclasses import replace
from itertools import combinations

import networkx as nx
import pytest

from eventapp.core.advice import Advice, advice
from eventapp.core.measures import Observed, measure
from eventapp.core.measures.values import Circles, Compared, Groups, Mixing, NetworkMeasures, Newcomers

LESS, LIKE, MORE = (Compared(value, 0.5, 0.4, 0.6, shuffles=20) for value in (0.1, 0.5, 0.9))
HALL = measure(Observed(nx.complete_graph(8)))
"""Everybody has met everybody: nothing to do."""


def mixing(ei: Compared | None) -> Mixing:
    """Two organisations that mixed so."""
    return Mixing(groups=2, people=8, inside=9, outside=19, ei=ei, assortativity=None)


def newcomers(with_returning: Compared | None) -> Newcomers:
    """Four newcomers who met people from before so often."""
    return Newcomers(4, 4, alone=0, mean=3.0, mean_of_returning=7.0, with_returning=with_returning)


@pytest.mark.parametrize(
    ("changes", "advised"),
    [
        ({}, ()),
        ({"groups": Groups(isolates=1, sizes=(7,))}, (Advice.MEET_SOMEBODY,)),
        ({"groups": Groups(isolates=0, sizes=(6, 2))}, (Advice.JOIN_PARTS,)),
        ({"groups": Groups(isolates=2, sizes=(4, 2))}, (Advice.MEET_SOMEBODY, Advice.JOIN_PARTS)),
        ({"organisations": mixing(LESS)}, (Advice.LEAVE_COLLEAGUES,)),
        ({"organisations": mixing(LIKE)}, ()),
        ({"organisations": mixing(MORE)}, ()),
        ({"organisations": mixing(None)}, ()),
        ({"newcomers": newcomers(LESS)}, (Advice.RECEIVE_NEWCOMERS,)),
        ({"newcomers": newcomers(LIKE)}, ()),
        ({"newcomers": newcomers(None)}, ()),
        ({"circles": Circles(MORE, {}, (4, 4))}, (Advice.JOIN_CIRCLES,)),
        ({"circles": Circles(LIKE, {}, (4, 4))}, ()),
        ({"circles": None}, ()),
    ],
)
def test_advice(changes: dict[str, object], advised: tuple[Advice, ...]) -> None:
    """One word for each thing that can be mended; what is as by chance needs none."""
    assert advice(replace(HALL, **changes)) == advised  # type: ignore[arg-type]


def test_too_few_contacts_say_nothing_of_groups() -> None:
    """That somebody is alone is true of few contacts too; who mixed with whom is not."""
    few: NetworkMeasures = measure(Observed(nx.Graph(list(combinations(range(4), 2)))))
    few = replace(few, organisations=mixing(LESS), newcomers=newcomers(LESS), circles=Circles(MORE, {}, (2, 2)))
    assert advice(few) == ()
    assert advice(replace(few, groups=Groups(isolates=3, sizes=(4,)))) == (Advice.MEET_SOMEBODY,)


def test_before_the_first_contact_there_is_nothing_to_say() -> None:
    """An empty hall is no network that needs mending."""
    assert advice(measure(Observed(nx.empty_graph(30)))) == ()
