"""May this person pass this door now?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.admission import (
    Admission,
    Decision,
    Direction,
    DoorFacts,
    ListRules,
    Passing,
    Repeat,
    decide,
    hours_of_day,
    last_night,
    taking_back,
)

NOW = datetime(2026, 3, 9, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ENTRY, EXIT = Passing(Direction.ENTRY, NOW), Passing(Direction.EXIT, NOW)
LATE, FORCED = replace(ENTRY, has_happened=True), replace(ENTRY, is_forced=True)
OUTSIDE, INSIDE = DoorFacts(), DoorFacts(in_since=NOW - MINUTE)
UNKNOWN, REPLACED = DoorFacts(code_known=False), DoorFacts(code_replaced=True)
PLAIN, COUNTING = ListRules(), ListRules(counts_exits=True)
OFTEN, ROOM = ListRules(repeat=Repeat.OFTEN), ListRules(capacity=20, counts_exits=True)
OVER = ListRules(closes_at=NOW)
FULL_ROOM = DoorFacts(inside=20)

CASES = [
    # Once in is in.
    (ENTRY, OUTSIDE, PLAIN, Decision(Admission.IN)),
    (ENTRY, INSIDE, PLAIN, Decision(Admission.ALREADY_IN)),
    (ENTRY, INSIDE, COUNTING, Decision(Admission.ALREADY_IN)),
    (ENTRY, INSIDE, OFTEN, Decision(Admission.IN)),
    # Exits.
    (EXIT, INSIDE, COUNTING, Decision(Admission.OUT)),
    (EXIT, OUTSIDE, COUNTING, Decision(Admission.NOT_IN)),
    (EXIT, INSIDE, PLAIN, Decision(Admission.NO_EXITS)),
    (EXIT, INSIDE, replace(COUNTING, closes_at=NOW), Decision(Admission.OUT)),
    (EXIT, replace(INSIDE, inside=20), ROOM, Decision(Admission.OUT)),
    # Hours.
    (ENTRY, OUTSIDE, ListRules(opens_at=NOW), Decision(Admission.IN)),
    (ENTRY, OUTSIDE, ListRules(opens_at=NOW + MINUTE), Decision(Admission.CLOSED)),
    (ENTRY, OUTSIDE, ListRules(closes_at=NOW + MINUTE), Decision(Admission.IN)),
    (ENTRY, OUTSIDE, OVER, Decision(Admission.CLOSED)),
    (ENTRY, OUTSIDE, ListRules(closed_at=NOW, closes_at=NOW + MINUTE), Decision(Admission.CLOSED)),
    (ENTRY, INSIDE, OVER, Decision(Admission.ALREADY_IN)),
    (ENTRY, INSIDE, replace(OFTEN, closes_at=NOW), Decision(Admission.CLOSED)),
    # Capacity.
    (ENTRY, DoorFacts(inside=19), ROOM, Decision(Admission.IN)),
    (ENTRY, FULL_ROOM, ROOM, Decision(Admission.FULL)),
    (ENTRY, replace(INSIDE, inside=20), replace(ROOM, repeat=Repeat.OFTEN), Decision(Admission.IN)),
    (ENTRY, FULL_ROOM, replace(ROOM, closed_at=NOW), Decision(Admission.CLOSED)),
    # Badges.
    (ENTRY, UNKNOWN, PLAIN, Decision(Admission.UNKNOWN_BADGE)),
    (ENTRY, replace(UNKNOWN, of_other_event=True), PLAIN, Decision(Admission.OTHER_EVENT)),
    (ENTRY, REPLACED, OVER, Decision(Admission.REPLACED_BADGE)),
    (EXIT, replace(REPLACED, in_since=NOW), COUNTING, Decision(Admission.REPLACED_BADGE)),
    # By force: only what is refused, only people who are known, only inwards.
    (FORCED, OUTSIDE, PLAIN, Decision(Admission.IN)),
    (FORCED, INSIDE, PLAIN, Decision(Admission.FORCED, Admission.ALREADY_IN)),
    (FORCED, FULL_ROOM, ROOM, Decision(Admission.FORCED, Admission.FULL)),
    (FORCED, OUTSIDE, OVER, Decision(Admission.FORCED, Admission.CLOSED)),
    (FORCED, REPLACED, PLAIN, Decision(Admission.FORCED, Admission.REPLACED_BADGE)),
    (FORCED, UNKNOWN, PLAIN, Decision(Admission.UNKNOWN_BADGE)),
    (replace(EXIT, is_forced=True), OUTSIDE, COUNTING, Decision(Admission.NOT_IN)),
    # Told afterwards: it stays, with what would have been said; of two, the later one is the double.
    (LATE, OUTSIDE, PLAIN, Decision(Admission.IN)),
    (LATE, INSIDE, PLAIN, Decision(Admission.IN, Admission.ALREADY_IN)),
    (LATE, DoorFacts(in_since=NOW), PLAIN, Decision(Admission.IN, Admission.ALREADY_IN)),
    (LATE, DoorFacts(in_since=NOW + MINUTE), PLAIN, Decision(Admission.IN, comes_first=True)),
    (LATE, OUTSIDE, OVER, Decision(Admission.IN, Admission.CLOSED)),
    (LATE, FULL_ROOM, ROOM, Decision(Admission.IN, Admission.FULL)),
    (LATE, REPLACED, PLAIN, Decision(Admission.IN, Admission.REPLACED_BADGE)),
    (LATE, UNKNOWN, PLAIN, Decision(Admission.UNKNOWN_BADGE)),
    (replace(EXIT, has_happened=True), OUTSIDE, COUNTING, Decision(Admission.OUT, Admission.NOT_IN)),
]


@pytest.mark.parametrize(("passing", "facts", "rules", "decision"), CASES)
def test_each_case(passing: Passing, facts: DoorFacts, rules: ListRules, decision: Decision) -> None:
    """The table of what a door says."""
    assert decide(passing, facts, rules) == decision


MOMENTS = st.integers(-90, 90).map(lambda minutes: NOW + minutes * MINUTE)
RULES = st.builds(
    ListRules,
    opens_at=st.none() | MOMENTS,
    closes_at=st.none() | MOMENTS,
    closed_at=st.none() | MOMENTS,
    repeat=st.sampled_from(Repeat),
    counts_exits=st.booleans(),
    capacity=st.none() | st.integers(0, 3),
    ends_at_night=st.booleans(),
)
FACTS = st.builds(
    DoorFacts,
    code_known=st.booleans(),
    of_other_event=st.booleans(),
    code_replaced=st.booleans(),
    in_since=st.none() | MOMENTS,
    inside=st.integers(0, 4),
)
PASSINGS = st.builds(Passing, st.sampled_from(Direction), MOMENTS, st.booleans(), st.booleans())


@given(PASSINGS, FACTS, RULES)
def test_what_has_happened_is_never_refused(passing: Passing, facts: DoorFacts, rules: ListRules) -> None:
    """Whatever the rules say; unless nobody knows whose badge it is."""
    decision = decide(replace(passing, has_happened=True), facts, rules)
    assert decision.verdict.passes is facts.code_known


@given(PASSINGS, FACTS, RULES)
def test_force_changes_refusals_only(passing: Passing, facts: DoorFacts, rules: ListRules) -> None:
    """Who may pass passes as usual; who is let in by force is marked with what spoke against it."""
    plain = decide(replace(passing, has_happened=False, is_forced=False), facts, rules)
    forced = decide(replace(passing, has_happened=False, is_forced=True), facts, rules)
    if forced != plain:
        assert not plain.verdict.passes
        assert forced == Decision(Admission.FORCED, despite=plain.verdict)


@given(PASSINGS, FACTS, RULES)
def test_nobody_asked_who_may_pass_is_marked(passing: Passing, facts: DoorFacts, rules: ListRules) -> None:
    """`despite` is there exactly where somebody passes whom the door would have refused."""
    decision = decide(passing, facts, rules)
    plain = decide(replace(passing, has_happened=False, is_forced=False), facts, rules)
    if decision.verdict.passes and not decision.comes_first:
        assert decision.despite == (None if plain.verdict.passes else plain.verdict)
    else:
        assert decision.despite is None


@given(
    st.sampled_from(Repeat),
    st.booleans(),
    st.none() | st.integers(0, 2),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Direction)), max_size=30),
)
def test_a_room_in_any_order(
    repeat: Repeat,
    counts_exits: bool,  # noqa: FBT001
    capacity: int | None,
    steps: list[tuple[int, Direction]],
) -> None:
    """Never more in than fit, nobody in twice, nobody out who was not in."""
    rules = ListRules(repeat=repeat, counts_exits=counts_exits, capacity=capacity)
    inside: dict[int, datetime] = {}
    for step, (person, direction) in enumerate(steps):
        at = NOW + step * MINUTE
        verdict = decide(
            Passing(direction, at), DoorFacts(in_since=inside.get(person), inside=len(inside)), rules
        ).verdict
        if verdict is Admission.IN:
            assert repeat is Repeat.OFTEN or person not in inside
            inside[person] = at
        elif verdict is Admission.OUT:
            del inside[person]
        assert capacity is None or len(inside) <= capacity
        assert verdict is not Admission.FULL or len(inside) == capacity


def test_taking_back_within_a_quarter_of_an_hour() -> None:
    """Up to the last second; nothing that is not there."""
    assert taking_back(NOW, NOW + 15 * MINUTE) is Admission.UNDONE
    assert taking_back(NOW, NOW + 15 * MINUTE + timedelta(seconds=1)) is Admission.TOO_LATE
    assert taking_back(None, NOW) is Admission.NOT_IN


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2026, 3, 9, 9, tzinfo=UTC), datetime(2026, 3, 9, 3, tzinfo=UTC)),
        (datetime(2026, 3, 9, 2, 59, 59, tzinfo=UTC), datetime(2026, 3, 8, 3, tzinfo=UTC)),
        (datetime(2026, 3, 9, 3, tzinfo=UTC), datetime(2026, 3, 9, 3, tzinfo=UTC)),
        (datetime(2026, 3, 8, 23, 30, tzinfo=UTC), datetime(2026, 3, 8, 3, tzinfo=UTC)),  # after midnight there
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC)),  # the clock went forward
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), datetime(2026, 10, 24, 2, tzinfo=UTC)),  # and back
    ],
)
def test_a_day_at_the_door_ends_at_night(now: datetime, night: datetime) -> None:
    """At four by the event's own clocks, in summer and in winter."""
    assert last_night(now, "Europe/Berlin") == night


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 bounds are naive
def test_every_moment_belongs_to_one_day_at_the_door(now: datetime) -> None:
    """The day's list is open at it, and the day began at the last night."""
    night = last_night(now, "Europe/Berlin")
    opens, closes = hours_of_day(night.date(), "Europe/Berlin")
    assert opens == night
    assert ListRules(opens_at=opens, closes_at=closes).is_open(now)
    assert timedelta(hours=23) <= closes.astimezone(UTC) - opens.astimezone(UTC) <= timedelta(hours=25)
    assert hours_of_day(date(2026, 3, 9), "Europe/Berlin")[1] == hours_of_day(date(2026, 3, 10), "Europe/Berlin")[0]
