"""How are an event's days said in a sentence?"""

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date

from eventapp.events.models import Event
from eventapp.language import current

# The day before the month in both languages, as everywhere else here.
_DAY = {"de": "d.", "en": "d"}
_DAY_AND_MONTH = {"de": "d. MMMM", "en": "d MMMM"}
_DATE = {"de": "d. MMMM y", "en": "d MMMM y"}
_WITH_WEEKDAY = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}
_EN_DASH = "\N{EN DASH}"


def days_in_words(event: Event) -> str:
    """The days of an event as people write them: as one span, or one by one if they lie apart."""
    return dates_in_words([day.date for day in event.days], current())


def dates_in_words(days: Sequence[date], language: str) -> str:
    """Days in order as people write them.

    Args:
        days: At least one day, the earliest first.
        language: "de" or "en".
    """
    first, last = days[0], days[-1]
    if first == last:
        return format_date(first, _WITH_WEEKDAY[language], locale=language)
    if last - first != timedelta(days=len(days) - 1):
        return ", ".join(format_date(day, _DATE[language], locale=language) for day in days)
    end = format_date(last, _DATE[language], locale=language)
    if (first.year, first.month) == (last.year, last.month):
        return format_date(first, _DAY[language], locale=language) + _EN_DASH + end
    begin = format_date(first, (_DAY_AND_MONTH if first.year == last.year else _DATE)[language], locale=language)
    return f"{begin} {_EN_DASH} {end}"
