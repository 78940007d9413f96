"""Who gets which title?"""

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.contact_rules import Reason, Rules
from eventapp.core.result import RecordedPerson, ResultFacts
from eventapp.core.titles import Title, TitleHolder, bridged_pairs, titles
from tests.core.evenings import DAYS, contact, evenings, facts, person

ONE_DAY = 24 * 60


def holders(evening: ResultFacts, title: Title) -> list[TitleHolder]:
    """Who holds one title."""
    return [holder for holder in titles(evening.field(), evening.chosen) if holder.title is title]


def test_the_champion_is_the_first_place() -> None:
    """With the tie-breaks of the standings: Ada and Ben have as many contacts, Ada met more organisations."""
    people = [person(1), person(2), person(3, 7), person(4, 7), person(5, 8), person(6, 7)]
    contacts = [contact(1, 3, 5), contact(1, 5, 9), contact(2, 4, 1), contact(2, 6, 2)]
    [holder] = holders(facts(people, contacts), Title.CHAMPION)
    assert holder == TitleHolder(Title.CHAMPION, None, (1,), (), Fraction(2))


def test_two_and_four_share_the_title() -> None:
    """Equal in contacts, organisations and moment: all of them, in the order of their numbers."""
    two = facts([person(4), person(2)], [contact(2, 4)])
    [pair] = holders(two, Title.CHAMPION)
    assert pair.numbers == (2, 4)
    four = facts([person(number) for number in (1, 2, 3, 4)], [contact(1, 2, 7), contact(3, 4, 7)])
    [quartet] = holders(four, Title.CHAMPION)
    assert quartet.numbers == (1, 2, 3, 4)


def test_without_a_contact_that_counts_there_is_no_title() -> None:
    """Not even for the first place of a list of nobody; colleagues do not count."""
    evening = facts([person(1, 7, is_newcomer=True), person(2, 7), person(3, 7)], [contact(1, 2)])
    assert titles(evening.field(), tuple(Title)) == []
    assert titles(facts([], []).field(), tuple(Title)) == []


def test_each_day_has_its_champion() -> None:
    """By the event's own calendar, and by when a contact began to count, not by when it was made."""
    people = [person(1), person(2), person(3), person(4), person(5, checked_in_at=contact(1, 2, ONE_DAY).made_at)]
    first, second = [contact(1, 2), contact(1, 3)], [contact(4, 5, 30), contact(4, 2, ONE_DAY + 1)]
    found = holders(facts(people, first + second), Title.CHAMPION_OF_DAY)
    assert found == [
        TitleHolder(Title.CHAMPION_OF_DAY, DAYS[0], (1,), (), Fraction(2)),
        TitleHolder(Title.CHAMPION_OF_DAY, DAYS[1], (4,), (), Fraction(2)),
    ]


def test_a_day_ends_at_midnight_of_the_event() -> None:
    """Half past eleven at night in UTC is the next day in Berlin; a day without contacts has no champion."""
    people = [person(1), person(2)]
    [holder] = holders(facts(people, [contact(1, 2, 14 * 60 + 30)]), Title.CHAMPION_OF_DAY)
    assert holder.day == date(2026, 3, 5)


def test_an_event_of_one_day_has_no_champion_of_the_day() -> None:
    """It would be the champion once more."""
    evening = facts([person(1), person(2)], [contact(1, 2)], days=DAYS[:1])
    assert holders(evening, Title.CHAMPION_OF_DAY) == []


def test_the_best_newcomer_stands_first_among_newcomers() -> None:
    """However many others stand before them; nobody where nobody is new."""
    people = [person(1), person(2, is_newcomer=True), person(3, is_newcomer=True), person(4)]
    contacts = [contact(1, 2), contact(1, 3), contact(1, 4), contact(2, 4, 3)]
    [holder] = holders(facts(people, contacts), Title.BEST_NEWCOMER)
    assert holder == TitleHolder(Title.BEST_NEWCOMER, None, (2,), (), Fraction(2))
    assert holders(facts([person(1), person(4)], [contact(1, 4)]), Title.BEST_NEWCOMER) == []


def test_the_warmest_welcome_met_most_newcomers() -> None:
    """Newcomers who met newcomers welcomed nobody."""
    people = [person(1), person(2, is_newcomer=True), person(3, is_newcomer=True), person(4, is_newcomer=True)]
    contacts = [contact(2, 3), contact(2, 4), contact(1, 2), contact(3, 4)]
    [holder] = holders(facts(people, contacts), Title.WARMEST_WELCOME)
    assert holder == TitleHolder(Title.WARMEST_WELCOME, None, (1,), (), Fraction(1))


def test_the_bridge_builder_joins_who_would_have_nobody_in_common() -> None:
    """Two circles of friends and one who knows somebody in each: nine pairs have only this person in common."""
    circles = [*combinations((1, 2, 3), 2), *combinations((4, 5, 6), 2)]
    edges = [*circles, (1, 9), (2, 9), (3, 9), (4, 9), (5, 9), (6, 9)]
    people = [person(number) for number in (1, 2, 3, 4, 5, 6, 9)]
    [holder] = holders(facts(people, [contact(*edge) for edge in edges]), Title.BRIDGE_BUILDER)
    assert holder == TitleHolder(Title.BRIDGE_BUILDER, None, (9,), (), Fraction(9))


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] < pair[1])))
def test_bridged_pairs_are_those_that_a_search_finds(edges: list[tuple[int, int]]) -> None:
    """Against the definition, pair by pair."""
    graph = nx.Graph(edges)
    expected: Counter[int] = Counter()
    for one, other in combinations(sorted(graph), 2):
        between = list(nx.common_neighbors(graph, one, other))
        if len(between) == 1 and not graph.has_edge(one, other):
            expected[between[0]] += 1
    assert bridged_pairs(edges) == expected


def test_organisations_are_compared_for_each_head() -> None:
    """Seven: two contacts for three people; eight: three for four; nine has two people only, who met everybody."""
    seven, eight = [person(number, 7) for number in (1, 2, 3)], [person(number, 8) for number in (4, 5, 6, 7)]
    nine = [person(8, 9), person(9, 9)]
    contacts = [contact(1, 8), contact(2, 8), contact(4, 8), contact(5, 8), contact(6, 9)]
    [holder] = holders(facts([*seven, *eight, *nine], contacts), Title.ORGANISATION)
    assert (holder.organisations, holder.numbers, holder.value) == ((8,), (), Fraction(3, 4))


def test_who_is_not_there_is_no_head() -> None:
    """Absent, untracked and staff lower nobody's share; and three registered of whom two came are too few."""
    three = [person(1, 7), person(2, 7), person(3, 7)]
    others: list[RecordedPerson] = [
        person(4, 7, checked_in_at=None),
        person(5, 7, is_tracked=False),
        person(6, 7, is_staff=True),
    ]
    contacts = [contact(1, 9), contact(2, 9), contact(3, 9)]
    [holder] = holders(facts([*three, *others, person(9)], contacts), Title.ORGANISATION)
    assert holder.value == 1
    assert holders(facts([*three[:2], others[0], person(9)], contacts[:2]), Title.ORGANISATION) == []
    at_home = facts([*three[:2], others[0], person(9)], contacts[:2], rules=Rules(require_check_in=False))
    assert [holder.value for holder in holders(at_home, Title.ORGANISATION)] == [Fraction(2, 3)]


def test_only_what_was_chosen_is_awarded() -> None:
    """The champion always is."""
    evening = facts([person(1, is_newcomer=True), person(2)], [contact(1, 2)], chosen=(Title.WARMEST_WELCOME,))
    assert [holder.title for holder in titles(evening.field(), evening.chosen)] == [
        Title.CHAMPION,
        Title.WARMEST_WELCOME,
    ]


@pytest.mark.slow
@pytest.mark.measured
@given(evenings())
def test_titles_are_fair(evening: ResultFacts) -> None:
    """Staff hold none, holders earned something, nobody is named twice, and the order of people changes nothing."""
    found = titles(evening.field(), tuple(Title))
    staff = {person.attendee.id for person in evening.people if person.attendee.is_staff}
    tally = evening.field().tally
    counting = {
        number
        for row in evening.contacts
        if tally.reason(row) is Reason.COUNTS
        for number in (row.low_id, row.high_id)
    }
    for holder in found:
        assert holder.value > 0
        assert staff.isdisjoint(holder.numbers)
        assert counting.issuperset(holder.numbers)
        assert bool(holder.numbers) != bool(holder.organisations)
        assert list(holder.numbers) == sorted(set(holder.numbers))
    turned = facts(list(reversed(evening.people)), list(reversed(evening.contacts)), rules=evening.rules)
    assert titles(turned.field(), tuple(Title)) == found
