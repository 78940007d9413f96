"""Who met when, how much of it was new, and how were newcomers received?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import networkx as nx

from eventapp.core.measures.growth import Again, Made, days, half_hours, newcomers
from eventapp.core.measures.values import Chance
from tests.core.measures.graphs import chance, network

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def test_days_are_those_of_the_events_own_calendar() -> None:
    """Half past midnight in Berlin is the next day, though in UTC it is not."""
    late = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
    assert [day.date for day in days([Made(1, 2, late, is_new_ever=True)], [], BERLIN)] == ["2026-06-02"]
    assert [day.date for day in days([Made(1, 2, late, is_new_ever=True)], [], UTC)] == ["2026-06-01"]


def test_share_of_new_pairs_falls_from_day_to_day() -> None:
    """On the second day two pairs meet again, one twice, and one is new; only standing contacts count."""
    made = [
        Made(1, 2, NOON, is_new_ever=True),
        Made(1, 3, NOON, is_new_ever=False),
        Made(2, 3, NOON + DAY, is_new_ever=True),
    ]
    again = [
        Again(2, 1, NOON + timedelta(hours=1)),
        Again(2, 1, NOON + DAY),
        Again(1, 2, NOON + DAY),
        Again(3, 1, NOON + DAY),
        Again(7, 8, NOON + DAY),
    ]
    first, second = days(made, again, BERLIN)
    assert (first.pairs, first.new, first.new_ever, first.share_new) == (2, 2, 1, 1.0)
    assert (second.pairs, second.new, second.new_ever, second.share_new) == (3, 1, 1, 1 / 3)


def test_half_hours() -> None:
    """From the full or the half hour on; those without contacts are left out."""
    made = [Made(1, 2, NOON + timedelta(minutes=minutes), is_new_ever=True) for minutes in (0, 29, 30, 95)]
    found = [((each.begins - int(NOON.timestamp())) // 60, each.contacts) for each in half_hours(made)]
    assert found == [(0, 2), (30, 1), (90, 1)]


def test_newcomers_by_hand() -> None:
    """1 and 2 are new: 1 met 2, and 3 who came before; 4 came before, too; of 5 nobody knows; 6 is new and alone."""
    graph = network([(1, 2), (1, 3), (1, 5), (3, 4)], alone=[6])
    found = newcomers(graph, {1: False, 2: False, 3: True, 4: True, 6: False}, chance())
    assert found is not None
    assert (found.newcomers, found.returning, found.alone) == (3, 2, 1)
    assert (found.mean, found.mean_of_returning) == (4 / 3, 3 / 2)
    assert found.with_returning is not None
    # Of the newcomers' three contacts with people of whom it is known, two are one contact of each other.
    assert found.with_returning.value == 1 / 3


def test_newcomers_left_to_themselves_are_seen() -> None:
    """Two cliques, one of newcomers: fewer contacts with the others than by chance."""
    graph = nx.barbell_graph(12, 0)
    found = newcomers(graph, {person: person < 12 for person in graph}, chance())
    assert found is not None
    assert found.with_returning is not None
    assert found.with_returning.verdict is Chance.LESS


def test_where_all_are_new_nothing_is_said() -> None:
    """As at the first event of a series."""
    assert newcomers(network([(1, 2)]), {1: False, 2: False}, chance()) is None
    assert newcomers(network([(1, 2)]), {}, chance()) is None
