"""What does a recorded result say about titles, and about one person?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from eventapp.champion.models import FrozenResult
from eventapp.champion.service import FrozenStanding, frozen_standings
from eventapp.core.contact_rules import Reason
from eventapp.core.titles import Title, TitleHolder


@dataclass(frozen=True, slots=True)
class RecordedContactOf:
    """A contact of one person as it was recorded.

    Attributes:
        contact: Its number in the record.
        other: The other person's number.
        made_at: When.
        reason: Whether it counted, or why not.
    """

    contact: int
    other: int
    made_at: datetime
    reason: Reason


def titles_of(result: FrozenResult) -> list[TitleHolder]:
    """The titles of a result and who holds them, in the order of `Title`; days in their order.

    Results from before there were titles have the champion's, from their standings.
    """
    if "titles" not in result.record:
        first = [line for line in frozen_standings(result) if line.rank == 1 and line.counted]
        numbers = tuple(sorted(line.number for line in first))
        return [TitleHolder(Title.CHAMPION, None, numbers, (), Fraction(first[0].counted))] if first else []
    return [
        TitleHolder(
            Title(row["title"]),
            date.fromisoformat(row["day"]) if row["day"] else None,
            tuple(row["numbers"]),
            tuple(row["organisations"]),
            Fraction(row["value"]),
        )
        for row in result.record["titles"]
    ]


def standing_of(result: FrozenResult, number: int) -> FrozenStanding | None:
    """One person's line of a result; None for who was not registered then."""
    return next((line for line in frozen_standings(result) if line.number == number), None)


def contacts_of(result: FrozenResult, number: int) -> Sequence[RecordedContactOf]:
    """One person's contacts as they were recorded, in the order of their numbers."""
    rows = (result.evidence or {}).get("contacts", ())
    return [
        RecordedContactOf(
            row["contact"],
            next(other for other in row["people"] if other != number),
            datetime.fromisoformat(row["made_at"]),
            Reason(row["reason"]),
        )
        for row in rows
        if number in row["people"]
    ]
