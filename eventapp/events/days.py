"""How are an event's days said in a sentence?"""

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date, format_interval

from eventapp.events.models import Event
from eventapp.language import current


def days_in_words(event: Event) -> str:
    """The days of an event as people write them: as one span, or one by one if they lie apart."""
    return dates_in_words([day.date for day in event.days], current())


def dates_in_words(days: Sequence[date], language: str) -> str:
    """Days in order as people write them.

    Args:
        days: At least one day, the earliest first.
        language: "de" or "en".
    """
    locale = "en_GB" if language == "en" else language  # the day before the month, as everywhere else here
    first, last = days[0], days[-1]
    if first == last:
        return format_date(first, "full", locale=locale)
    if last - first == timedelta(days=len(days) - 1):
        return format_interval(first, last, "yMMMMd", locale=locale)
    return ", ".join(format_date(day, "long", locale=locale) for day in days)
