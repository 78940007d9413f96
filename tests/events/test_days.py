"""How are days written?"""

from datetime import date

import pytest

from eventapp.events.days import dates_in_words


@pytest.mark.parametrize(
    ("days", "german", "english"),
    [
        ([date(2031, 11, 12)], "Mittwoch, 12. November 2031", "Wednesday, 12 November 2031"),
        (
            [date(2031, 11, 12), date(2031, 11, 13)],
            "12.\N{EN DASH}13. November 2031",
            "12\N{EN DASH}13 November 2031",
        ),
        (
            [date(2031, 11, 30), date(2031, 12, 1)],
            "30. November \N{EN DASH} 1. Dezember 2031",
            "30 November \N{EN DASH} 1 December 2031",
        ),
        (
            [date(2031, 12, 31), date(2032, 1, 1)],
            "31. Dezember 2031 \N{EN DASH} 1. Januar 2032",
            "31 December 2031 \N{EN DASH} 1 January 2032",
        ),
        (
            [date(2031, 3, 1), date(2031, 3, 3)],
            "1. März 2031, 3. März 2031",
            "1 March 2031, 3 March 2031",
        ),
    ],
)
def test_days_are_written_as_people_write_them(days: list[date], german: str, english: str) -> None:
    """One day with its weekday, a span with what differs, days apart one by one."""
    assert dates_in_words(days, "de") == german
    assert dates_in_words(days, "en") == english
