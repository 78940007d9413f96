"""Are people counted and drawn so that nobody is told apart, whatever the event?"""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.measures.growth import HALF_HOUR
from eventapp.core.measures.values import HalfHour
from eventapp.report import growth_picture, network_picture
from eventapp.report.growth_picture import WIDTH
from eventapp.report.network_picture import SIDE, Node
from eventapp.report.shares import MOST, shares

PROMISED = 3
"""No smaller group is told apart: so the handbook says."""
SIZES = st.dictionaries(st.one_of(st.none(), st.integers(1, 40)), st.integers(1, 9), max_size=30)


@given(SIZES)
def test_no_group_is_small(people: dict[int | None, int]) -> None:
    """Neither an organisation that is named nor the rest, and nobody is lost."""
    found, total = shares(people), sum(people.values())
    assert all(share.people >= PROMISED for share in found)
    assert sum(share.people for share in found) == (total if total >= PROMISED else 0)
    assert len(found) <= MOST + 1
    named = [share for share in found if share.organisation is not None]
    assert [share.colour for share in named] == list(range(1, len(named) + 1))
    assert all(share.people == people[share.organisation] for share in named)


@given(st.lists(st.one_of(st.none(), st.integers(1, 6)), min_size=2, max_size=40), st.data())
def test_no_colour_has_few_dots(organisations: list[int | None], data: st.DataObject) -> None:
    """Nor has grey; every dot is there and inside of the picture, unless all are too few for any colour."""
    coordinate = st.integers(-5000, 5000)
    nodes = {
        number: Node((data.draw(coordinate), data.draw(coordinate)), organisation)
        for number, organisation in enumerate(organisations)
    }
    colours = {share.organisation: share.colour for share in shares(Counter(organisations))}
    pairs = [(number, number + 1) for number in range(len(nodes) - 1)]
    picture = network_picture.drawn(nodes, pairs, colours)
    assert sum(len(dots) for dots in picture.dots.values()) == len(nodes)
    assert all(len(dots) >= PROMISED for dots in picture.dots.values()) or list(picture.dots) == [0]
    assert max(picture.width, picture.height) <= SIDE
    for dots in picture.dots.values():
        assert all(0 <= dot.x <= picture.width and 0 <= dot.y <= picture.height for dot in dots)
    assert sum(path.count("M") for path in picture.lines) == len(pairs)


@given(st.dictionaries(st.integers(0, 200), st.integers(1, 500), min_size=1, max_size=40))
def test_growth_ends_at_the_sum(made: dict[int, int]) -> None:
    """All contacts are in the line, each half hour has its bar, and days stand beside each other."""
    growth = [
        HalfHour(1_800_000_000 // HALF_HOUR * HALF_HOUR + half * HALF_HOUR, made[half]) for half in sorted(made)
    ]
    picture = growth_picture.drawn(growth, "Europe/Berlin")
    assert picture is not None
    assert picture.total == sum(made.values())
    assert len(picture.bars) == len(made)
    assert abs(picture.days[-1].end - WIDTH) < 0.2
    assert all(one.end < other.begin for one, other in zip(picture.days, picture.days[1:], strict=False))
    assert growth_picture.drawn([], "Europe/Berlin") is None
