"""Which breaks does a line mean?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.breaks import Break, BreakOfDay, BreakProblem, RestTime, breaks_of, read_break

DAYS = [date(2036, 3, 29), date(2036, 3, 30)]
"""In the night between them, clocks in Berlin go forward."""


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("10:30\N{EN DASH}11:00 Kaffee", Break(time(10, 30), time(11), "Kaffee", None)),
        ("10:30-11:00", Break(time(10, 30), time(11), "", None)),
        ("  9.05 bis 9.20 Uhr, Luft & Licht ", Break(time(9, 5), time(9, 20), "Luft & Licht", None)),
        ("10:30 to 11:00: Coffee", Break(time(10, 30), time(11), "Coffee", None)),
        ("30.3. 12:00-13:00 Mittag", Break(time(12), time(13), "Mittag", DAYS[1])),
        ("30.03.2036, 12:00-13:00", Break(time(12), time(13), "", DAYS[1])),
        ("2036-03-29 12:00-13:00", Break(time(12), time(13), "", DAYS[0])),
        ("31.3. 12:00-13:00", BreakProblem.OTHER_DAY),
        ("30.03.2037 12:00-13:00", BreakProblem.OTHER_DAY),
        ("2036-03-31 12:00-13:00", BreakProblem.OTHER_DAY),
        ("12:00-11:00", BreakProblem.BACKWARDS),
        ("12:00-12:00", BreakProblem.BACKWARDS),
        ("12:00-24:00", BreakProblem.UNREADABLE),
        ("Kaffee um halb elf", BreakProblem.UNREADABLE),
        ("10:30", BreakProblem.UNREADABLE),
        ("10:30-11:00Kaffee", BreakProblem.UNREADABLE),
        ("٣٠.٣. 12:00-13:00", BreakProblem.UNREADABLE),
    ],
)
def test_lines(line: str, meant: Break | BreakProblem) -> None:
    """As people write times; what is unclear is said, not guessed."""
    assert read_break(line, DAYS) == meant


def test_every_day_has_those_without_a_date() -> None:
    """By the clock on the wall, also across a change of the clocks; what is no break is passed over."""
    found = breaks_of(["30.3. 9:00-9:30 Früh", "12:00-13:00 Mittag", "irgendwann"], DAYS, "Europe/Berlin")
    assert [(each.begins, each.name) for each in found] == [
        (datetime(2036, 3, 29, 11, tzinfo=UTC), "Mittag"),
        (datetime(2036, 3, 30, 7, tzinfo=UTC), "Früh"),
        (datetime(2036, 3, 30, 10, tzinfo=UTC), "Mittag"),
    ]
    assert all(each.begins < each.ends for each in found)


MINUTES = st.integers(0, 600)


def rest(*spans: tuple[int, int]) -> list[BreakOfDay]:
    """Breaks in minutes, in the hours in which clocks in Berlin go forward."""
    zone, first = ZoneInfo("Europe/Berlin"), datetime(2036, 3, 29, 22, tzinfo=UTC)
    moments = [[(first + timedelta(minutes=minute)).astimezone(zone) for minute in span] for span in spans]
    return [BreakOfDay(begins, ends, "") for begins, ends in moments]


@given(st.lists(st.tuples(MINUTES, MINUTES).map(sorted).map(tuple), max_size=6), MINUTES, MINUTES)
def test_rest_counts_each_minute_once(spans: list[tuple[int, int]], first: int, last: int) -> None:
    """However breaks overlap: as many minutes as one counts one by one, also while the clocks change."""
    found = RestTime(rest(*spans))
    is_rest = [any(begins <= minute < ends for begins, ends in spans) for minute in range(600)]
    [window] = rest((first, last))
    assert found.within(window.begins, window.ends) == timedelta(minutes=sum(is_rest[first:last]))
    assert [each.begins in found for each in rest(*((minute, minute) for minute in range(600)))] == is_rest


@given(st.text(max_size=60))
def test_nonsense_is_no_error(line: str) -> None:
    """Whatever is typed is a break or a problem."""
    assert isinstance(read_break(line, DAYS), Break | BreakProblem)
