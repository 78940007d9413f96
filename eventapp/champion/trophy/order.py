"""What is a trophy made of? Everything that its form depends on, and nothing else."""

import hashlib
import json
from dataclasses import asdict, dataclass

FORM = 1
"""Counts up whenever the same order gives another solid, so that kept files are made anew."""
LOWEST, HIGHEST, USUAL = 100, 180, 150
"""Heights in millimetres; the highest fits the print bed of every common printer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text around the foot.

    Attributes:
        text: As it is to be read; every character is in the font.
        font: File name of a TrueType font in the folder of fonts.
    """

    text: str
    font: str


@dataclass(frozen=True, slots=True)
class TrophyOrder:
    """A champion's network without names, and what stands on the foot.

    Attributes:
        name: The line of the champion.
        event: The line of the event and its year.
        height: Of the whole trophy, in millimetres.
        organisations: One number for each contact: which organisation they are of; -1 for none.
        links: Which of the contacts have met each other, as places in `organisations`, the lower one first.
    """

    name: Line
    event: Line
    height: int
    organisations: tuple[int, ...]
    links: tuple[tuple[int, int], ...]

    def to_json(self) -> str:
        """The order as canonical JSON."""
        return json.dumps({"form": FORM} | asdict(self), sort_keys=True, separators=(",", ":"))

    @property
    def key(self) -> str:
        """A name for the files of this order: the same for the same trophy, another for any other."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:32]


def from_json(text: str) -> TrophyOrder:
    """The order that `to_json` wrote."""
    values = json.loads(text)
    return TrophyOrder(
        Line(**values["name"]),
        Line(**values["event"]),
        values["height"],
        tuple(values["organisations"]),
        tuple((low, high) for low, high in values["links"]),
    )
