"""Which of the first places hang by a thread?"""

from datetime import UTC, datetime, timedelta

from eventapp.core.close_races import close_races
from eventapp.core.standings import Criterion, Score, Standing

NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)


def standing(rank: int, person: int, counted: int, organisations: int = 3, minute: int = 0) -> Standing:
    """Somebody's place."""
    reached_at = NINE + timedelta(minutes=minute) if counted else None
    return Standing(rank, person, Score(counted, counted, organisations, reached_at))


def test_a_few_contacts_apart_are_close_and_many_are_not() -> None:
    """Two is close, three is not; from the fourth place on nobody is announced."""
    places = [standing(1, 10, 30), standing(2, 11, 28), standing(3, 12, 25), standing(4, 13, 25, 2)]
    places.append(standing(5, 14, 25, 1))
    found = [(race.ahead.attendee_id, race.by, race.more) for race in close_races(places, {})]
    assert found == [(10, Criterion.COUNTED, 2), (12, Criterion.ORGANISATIONS, 0)]


def test_flagged_contacts_make_a_clear_lead_close() -> None:
    """Five ahead, and five of them stand out; with four it is clear whatever is decided."""
    places = [standing(1, 10, 30), standing(2, 11, 25)]
    [race] = close_races(places, {10: 5, 11: 1})
    assert (race.more, race.flagged_ahead, race.flagged_behind) == (5, 5, 1)
    assert list(close_races(places, {10: 4})) == []


def test_nobody_races_without_contacts() -> None:
    """An evening at which nobody met, or nobody came."""
    assert list(close_races([standing(1, 10, 0), standing(1, 11, 0)], {})) == []
    assert list(close_races([standing(1, 10, 3)], {})) == []
    assert list(close_races([], {})) == []


def test_a_shared_first_place_and_a_lead_in_time_are_named() -> None:
    """Equal in everything, and equal but for the moment."""
    places = [standing(1, 10, 9), standing(1, 11, 9), standing(3, 12, 9, minute=5)]
    assert [race.by for race in close_races(places, {})] == [Criterion.SHARED, Criterion.EARLIER]
