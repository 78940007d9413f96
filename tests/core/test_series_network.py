"""Does the comparison of a series' events say what somebody would count who goes through all of them by hand?"""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.series_network import Gathering, Guest, Meeting, Step, series_network

A, B, C, D = range(4)
"""Organisations."""


def gathering(people: dict[int, int | None], *met: tuple[int, int], unknown: tuple[int, ...] = ()) -> Gathering:
    """An event: who came from which organisation, and who met whom.

    Args:
        people: Organisations of guests, by the number that they have at every event.
        met: Pairs of these numbers.
        unknown: Those whom nobody recognises.
    """
    guests = [
        Guest(100 + human, None if human in unknown else human, organisation)
        for human, organisation in people.items()
    ]
    return Gathering(guests, [Meeting(100 + one, 100 + other, is_new_ever=True) for one, other in met])


def test_two_events() -> None:
    """Two of three come again; one bridge falls, one stays, one is new, and one is out of reach."""
    first = gathering({1: A, 2: B, 3: C, 4: D}, (1, 2), (1, 3), (1, 4), (2, 3))
    second = gathering({1: A, 2: B, 5: C}, (2, 5), (1, 5))
    network = series_network([first, second])
    begin, step = network.steps
    assert (begin.newcomers, begin.returning, begin.connected, begin.connected_first) == (4, 0, 4, 4)
    assert (begin.fallen, begin.out_of_reach, begin.could_meet_again) == ([], 0, 0)
    assert (step.people, step.newcomers, step.returning) == (3, 1, 2)
    assert (step.connected, step.connected_first, step.out_of_reach) == (2, 0, 1)
    assert [(bridge.organisations, bridge.last, bridge.contacts) for bridge in step.fallen] == [((A, B), 0, 1)]
    assert (step.could_meet_again, step.met_again) == (1, 0)
    assert (network.people, network.came_again, network.visits) == (5, 2, {1: 3, 2: 2})


def test_a_bridge_is_remembered_over_an_event_between() -> None:
    """With the event at which it stood last, and its contacts there, not those before."""
    strong = gathering({1: A, 2: B, 3: B}, (1, 2), (1, 3))
    weak = gathering({1: A, 2: B}, (1, 2))
    without = gathering({1: A, 2: B})
    [bridge] = series_network([strong, weak, without, without]).steps[3].fallen
    assert (bridge.last, bridge.contacts) == (1, 1)
    again = series_network([weak, without, weak]).steps[2]
    assert (again.connected, again.connected_first, again.fallen, again.met_again) == (1, 0, [], 1)


def test_who_cannot_be_recognised_is_neither_new_nor_returning() -> None:
    """Their contacts and organisations count, their coming again does not."""
    network = series_network([gathering({1: A, 2: B}, (1, 2), unknown=(1,))] * 2)
    step = network.steps[1]
    assert (step.people, step.recognisable, step.returning, step.newcomers) == (2, 1, 1, 0)
    assert (step.contacts, step.connected, step.could_meet_again) == (1, 1, 0)
    assert network.people == 1


def test_colleagues_and_people_of_no_organisation_connect_none() -> None:
    """They are contacts all the same."""
    step = series_network([gathering({1: A, 2: A, 3: None}, (1, 2), (1, 3))]).steps[0]
    assert (step.contacts, step.connected, step.organisations) == (2, 0, 1)


def test_nothing_is_nothing() -> None:
    """No event, and events without anybody."""
    assert series_network([]).steps == []
    network = series_network([gathering({}), gathering({})])
    assert network.people == network.came_again == 0
    assert network.steps[1] == Step(0, 0, 0, 0, 0, 0, 0, 0, [], 0, 0, 0)


@st.composite
def series(draw: st.DrawFn) -> list[Gathering]:
    """Up to five events of up to nine people, some of whom nobody recognises, and who may change organisations."""
    events = []
    for _ in range(draw(st.integers(0, 5))):
        humans = draw(st.lists(st.integers(0, 8), unique=True))
        people = {human: draw(st.sampled_from([None, A, B, C, D])) for human in humans}
        pairs = list(combinations(sorted(humans), 2))
        met = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
        unknown = tuple(draw(st.lists(st.sampled_from(humans), unique=True))) if humans else ()
        events.append(gathering(people, *met, unknown=unknown))
    return events


@given(series())
def test_against_counting_by_hand(events: list[Gathering]) -> None:
    """Each number again, pair by pair over all events, without remembering anything."""
    network = series_network(events)
    for place, (event, step) in enumerate(zip(events, network.steps, strict=True)):
        before = events[:place]
        assert step.returning == sum(_was_at(guest.human, before) for guest in event.guests)
        assert step.people == step.returning + step.newcomers + sum(guest.human is None for guest in event.guests)
        fallen, reach, connected, first = set(), 0, 0, 0
        for pair in combinations((A, B, C, D), 2):
            earlier, now = any(_connects(pair, each) for each in before), _connects(pair, event) > 0
            both = {guest.organisation for guest in event.guests} >= set(pair)
            connected += now
            first += now and not earlier
            reach += earlier and not now and not both
            if earlier and not now and both:
                last = max(number for number, each in enumerate(before) if _connects(pair, each))
                fallen.add((pair, last, _connects(pair, before[last])))
        assert (step.connected, step.connected_first, step.out_of_reach) == (connected, first, reach)
        assert {(bridge.organisations, bridge.last, bridge.contacts) for bridge in step.fallen} == fallen
        known = [guest.human for guest in event.guests if guest.human is not None]
        could = [pair for pair in combinations(sorted(known), 2) if any(_met(pair, each) for each in before)]
        assert step.could_meet_again == len(could)
        assert step.met_again == sum(_met(pair, event) for pair in could)
    for visits in range(1, 6):
        humans = [human for human in range(9) if sum(_was_at(human, [event]) for event in events) == visits]
        assert network.visits.get(visits, 0) == len(humans)


def _was_at(human: int | None, events: list[Gathering]) -> bool:
    return human is not None and any(guest.human == human for event in events for guest in event.guests)


def _connects(pair: tuple[int, int], event: Gathering) -> int:
    of = {guest.id: guest.organisation for guest in event.guests}
    return sum({of[meeting.low_id], of[meeting.high_id]} == set(pair) for meeting in event.meetings)


def _met(pair: tuple[int, int], event: Gathering) -> bool:
    of = {guest.id: guest.human for guest in event.guests}
    return any({of[meeting.low_id], of[meeting.high_id]} == set(pair) for meeting in event.meetings)
