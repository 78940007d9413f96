"""How far is an event's evening, and which late scan still counts?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.closing import ClosingTimes, Phase, happened_at

OPENS = datetime(2026, 3, 4, 9, tzinfo=UTC)
END = datetime(2026, 3, 4, 18, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
EVENING = ClosingTimes(OPENS, END, None, None, grace=10 * MINUTE, review=15 * MINUTE)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - SECOND, Phase.BEFORE),
        (OPENS, Phase.OPEN),
        (END - 15 * MINUTE - SECOND, Phase.OPEN),
        (END - 15 * MINUTE, Phase.ENDING),
        (END - SECOND, Phase.ENDING),
        (END, Phase.GRACE),
        (END + 10 * MINUTE - SECOND, Phase.GRACE),
        (END + 10 * MINUTE, Phase.REVIEW),
        (END + timedelta(days=30), Phase.REVIEW),
    ],
)
def test_the_evening_goes_on_by_itself(now: datetime, phase: Phase) -> None:
    """Nothing has to happen for one phase to follow another, up to the result."""
    assert EVENING.phase(now) is phase
    recorded = replace(EVENING, recorded_at=END)
    assert recorded.phase(now) is Phase.RESULT
    assert recorded.phase(now, is_crowned=True) is Phase.CROWNED


def test_closing_by_hand_comes_before_the_plan_and_never_after() -> None:
    """A moment in the future is a countdown for everybody; one beyond the planned end changes nothing."""
    now = OPENS + timedelta(hours=2)
    early = replace(EVENING, closed_at=now + 5 * MINUTE)
    assert (early.phase(now), early.seconds_left(now), early.is_open(now)) == (Phase.ENDING, 300, True)
    assert early.phase(now + 5 * MINUTE) is Phase.GRACE
    assert replace(EVENING, closed_at=END + MINUTE).ends_at == END


def test_without_a_grace_period_nothing_is_delivered() -> None:
    """The end is the end."""
    strict = replace(EVENING, grace=timedelta(0))
    assert strict.phase(END) is Phase.REVIEW
    assert not strict.takes_late(END - MINUTE, END)


def test_the_clock_goes_back_during_the_countdown() -> None:
    """25 October 2026, 02:55 in summer: ten minutes later the wall says 02:05, and the countdown is at its end."""
    berlin = ZoneInfo("Europe/Berlin")
    end = datetime(2026, 10, 25, 2, 55, tzinfo=berlin)
    assert end.fold == 0
    evening = ClosingTimes(end - timedelta(hours=5), end, None, None, grace=10 * MINUTE, review=15 * MINUTE)
    assert evening.delivered_by - evening.ends_at == 10 * MINUTE
    before = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # 02:50 in summer
    assert (evening.phase(before), evening.seconds_left(before)) == (Phase.ENDING, 300)
    on_the_wall = datetime(2026, 10, 25, 2, 4, 59, tzinfo=berlin, fold=1)  # 9:59 later
    assert (evening.phase(on_the_wall), evening.seconds_left(on_the_wall)) == (Phase.GRACE, 1)
    assert evening.phase(on_the_wall.astimezone(UTC) + SECOND) is Phase.REVIEW
    assert evening.delivered_by == datetime(2026, 10, 25, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scanned_at", "now", "counts"),
    [
        (END - SECOND, END, True),
        (OPENS, END + 9 * MINUTE, True),
        (END, END + MINUTE, False),  # it happened after the end
        (END - SECOND, END + 10 * MINUTE, False),  # the grace period is over
        (OPENS - SECOND, END + MINUTE, False),  # before anything was collected
        (None, END + MINUTE, False),  # nobody knows when
        (END - SECOND, END - SECOND, False),  # not late at all
    ],
)
def test_which_late_scan_counts(scanned_at: datetime | None, now: datetime, *, counts: bool) -> None:
    """Made before the end, delivered in time."""
    assert EVENING.takes_late(scanned_at, now) is counts
    assert not replace(EVENING, recorded_at=END).takes_late(scanned_at, now)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 hypothesis wants them so
wrong_by = st.timedeltas(timedelta(days=-3000), timedelta(days=3000))


@given(moments, st.timedeltas(timedelta(0), timedelta(days=2)), wrong_by)
def test_a_wrong_clock_does_not_matter(scanned: datetime, waited: timedelta, wrong: timedelta) -> None:
    """However far off a phone's clock is: what went by between scan and delivery is right."""
    arrived = scanned + waited
    assert happened_at(scanned + wrong, arrived + wrong, arrived) == scanned


def test_a_phone_that_does_not_say_enough() -> None:
    """Without one of the two times, or with a clock that was put back in between, nobody knows."""
    assert happened_at(None, END, END) is None
    assert happened_at(END, None, END) is None
    assert happened_at(END + SECOND, END, END) is None
    assert happened_at(END.replace(year=2000), END.replace(year=9000), END) is None


@given(moments, st.integers(0, 120), st.integers(0, 240))
def test_phases_only_go_forward(now: datetime, grace: int, review: int) -> None:
    """Later is never an earlier phase, and each moment has one."""
    evening = replace(EVENING, grace=grace * MINUTE, review=review * MINUTE)
    order = list(Phase)
    later = [order.index(evening.phase(now + step * MINUTE)) for step in range(0, 600, 7)]
    assert later == sorted(later)


def test_late_contacts_belong_to_the_last_day() -> None:
    """An end at midnight: the moment under which they are kept is still the evening before."""
    berlin = ZoneInfo("Europe/Berlin")
    midnight = replace(EVENING, planned_end=datetime(2026, 3, 5, tzinfo=berlin))
    assert midnight.last_moment.astimezone(berlin).date() == datetime(2026, 3, 4, tzinfo=berlin).date()
    assert midnight.last_moment < midnight.ends_at
