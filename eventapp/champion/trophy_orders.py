"""Who gets a trophy, and what is their network in the recorded result?"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from eventapp.badges.fonts import Setting, Weight, describe, load_fonts, runs_right_to_left
from eventapp.champion.models import FrozenResult
from eventapp.champion.queries import latest_result, people_by_number
from eventapp.champion.service import champions
from eventapp.champion.trophy.order import Line, TrophyOrder
from eventapp.core.contact_rules import Reason
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration

LONGEST_LINE = 40
"""Characters of a name, and of an event; so many are still readable around the foot."""
RIGHT_TO_LEFT = "right_to_left"


@dataclass(frozen=True, slots=True)
class TrophyText:
    """What stands on the foot."""

    name: str
    event: str
    year: str


def trophy_winners(event: Event) -> list[Registration]:
    """The champions of the latest recorded result who have not deleted their registration since."""
    result = latest_result(event.id) if event.closing.recorded_at else None
    if result is None:
        return []
    numbers = [line.number for line in champions(result)]
    people = people_by_number(event.id, numbers)
    return [people[number] for number in numbers if number in people]


def unprintable(text: str, fonts: Path) -> list[str]:
    """What of a text cannot become letters: characters that no font has, by name, or RIGHT_TO_LEFT.

    Args:
        text: A line as typed.
        fonts: The folder of fonts.
    """
    if runs_right_to_left(text):  # their letters join, which takes more than their outlines
        return [RIGHT_TO_LEFT]
    return [describe(character) for character in _set(text, fonts).missing]


def trophy_order(winner: Registration, text: TrophyText, height: int, fonts: Path) -> TrophyOrder:
    """The order of a champion's trophy.

    Args:
        winner: One of `trophy_winners`.
        text: What was found printable.
        height: In millimetres.
        fonts: The folder of fonts.
    """
    result = latest_result(winner.event_id)
    assert result is not None  # noqa: S101 for mypy: they won it
    organisations, links = _network(result, winner.number)
    return TrophyOrder(
        _line(text.name, fonts), _line(f"{text.event} · {text.year}", fonts), height, organisations, links
    )


def without_person(kept: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Which of these people, each an event's id and a number, are registered no more."""
    pairs = set(kept)
    if not pairs:
        return []
    rows = db.session.execute(
        select(Registration.event_id, Registration.number).where(
            Registration.event_id.in_({event_id for event_id, _number in pairs}),
            Registration.number.in_({number for _event_id, number in pairs}),
        )
    )
    return sorted(pairs - {(event_id, number) for event_id, number in rows})


def _network(result: FrozenResult, number: int) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """The organisations of a person's counted contacts, and which of these have met each other."""
    if result.evidence is None:  # from before contacts were recorded: the number is all that is known
        line = next(line for line in champions(result) if line.number == number)
        return (-1,) * line.counted, ()
    organisation = {row["number"]: row["organisation"] for row in result.evidence["people"]}
    met = [tuple(row["people"]) for row in result.evidence["contacts"] if row["reason"] != Reason.REJECTED]
    counted = (row["people"] for row in result.evidence["contacts"] if row["reason"] == Reason.COUNTS)
    others = sorted(sum(pair) - number for pair in counted if number in pair)
    place = {other: place for place, other in enumerate(others)}
    known = sorted({value for other in others if (value := organisation[other]) is not None})
    index = {value: position for position, value in enumerate(known)}
    links = sorted((min(place[a], place[b]), max(place[a], place[b])) for a, b in met if a in place and b in place)
    return tuple(index.get(organisation[other], -1) for other in others), tuple(links)


def _line(text: str, fonts: Path) -> Line:
    setting = _set(text, fonts)
    return Line(setting.text, f"{setting.face.name}.ttf")


def _set(text: str, fonts: Path) -> Setting:
    return load_fonts(fonts).choose(text, Weight.BOLD)
