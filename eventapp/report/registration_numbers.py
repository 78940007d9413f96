"""How do registrations come in: over time, from where, for which day; and which mails did not go out?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.mail.service import failing_mails
from eventapp.programme.queries import expected_by_day
from eventapp.registration.models import Registration
from eventapp.registration.place_queries import PlaceCounts, place_numbers

MOST_DAYS = 31
"""More than these are told by weeks."""
MOST_ORGANISATIONS = 15
"""Those with the most people; the others are counted together."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, or the week that begins with it.

    Attributes:
        begins: Its first day, by the clocks at the event.
        people: How many registered in it.
        so_far: How many had registered when it ended.
        share: Of the busiest period, in percent.
    """

    begins: date
    people: int
    so_far: int
    share: float


@dataclass(frozen=True, slots=True)
class RegistrationNumbers:
    """What organisers watch until the doors open.

    Attributes:
        places: How many stand where.
        periods: In order, without gaps.
        by_week: They are weeks.
        organisations: Names with how many people, the most first.
        others: How many come from organisations that are not listed.
        alone: How many come from none.
        expected: How many people come on each day of the event.
        failing: How many mails have not gone out at their first try, and not since.
    """

    places: PlaceCounts
    periods: Sequence[Period]
    by_week: bool
    organisations: Sequence[tuple[str, int]]
    others: int
    alone: int
    expected: Sequence[tuple[date, int]]
    failing: int

    @property
    def registered(self) -> int:
        """How many there are in all, whether or not they have a place."""
        return self.periods[-1].so_far if self.periods else 0


def registration_numbers(event: Event) -> RegistrationNumbers:
    """Counts the registrations of an event; the number of reads does not grow with them."""
    moments = db.session.scalars(select(Registration.created_at).where(Registration.event_id == event.id))
    days = Counter(moment.astimezone(ZoneInfo(event.time_zone)).date() for moment in moments)
    by_week = bool(days) and (max(days) - min(days)).days >= MOST_DAYS
    people = func.count()
    rows = db.session.execute(
        select(Organisation.name, people)
        .select_from(Registration)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.event_id == event.id)
        .group_by(Organisation.id, Organisation.name)
        .order_by(people.desc(), Organisation.name)
    ).all()
    named = [(name, count) for name, count in rows if name is not None]
    return RegistrationNumbers(
        places=place_numbers(event.id),
        periods=periods(days, by_week=by_week),
        by_week=by_week,
        organisations=named[:MOST_ORGANISATIONS],
        others=sum(count for _name, count in named[MOST_ORGANISATIONS:]),
        alone=sum(count for name, count in rows if name is None),
        expected=list(expected_by_day(event).items()),
        failing=len(failing_mails(event.id)),
    )


def periods(days: Counter[date], *, by_week: bool) -> list[Period]:
    """From the first day with a registration to the last, day by day or by weeks from Monday.

    Args:
        days: How many registered on each day.
        by_week: Whether days of a week are taken together.
    """
    if not days:
        return []
    step = 7 if by_week else 1
    counts: Counter[date] = Counter()
    for day, people in days.items():
        counts[day - timedelta(days=day.weekday()) if by_week else day] += people
    begins = _every(min(counts), max(counts), step)
    most, so_far, found = max(counts.values()), 0, []
    for begin in begins:
        so_far += counts[begin]
        found.append(Period(begin, counts[begin], so_far, round(100 * counts[begin] / most, 1)))
    return found


def _every(first: date, last: date, step: int) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range(0, (last - first).days + 1, step))
