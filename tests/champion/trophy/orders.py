"""Trophies to be made: of nobody in particular, and of the champion of a recorded conference."""

import os
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from eventapp.assets import FOLDER
from eventapp.champion.trophy.order import USUAL, Line, TrophyOrder

FONTS = FOLDER / "vendor" / "fonts"
LATIN, OTHERS = "AtkinsonHyperlegibleNext_700Bold.ttf", "DejaVuSans-Bold.ttf"
CHAMPION_OF_SFHH = 1599
_DATA = Path(os.environ.get("EVENTAPP_CONTACT_DATA") or FOLDER.parent.parent / "shared" / "data")


def line(text: str) -> Line:
    """A line of text in the font that has it."""
    return Line(text, LATIN if all(ord(character) < 0x250 for character in text) else OTHERS)


def order(
    contacts: int, *, organisations: int = 0, name: str = "Anna Öztürk", height: int = USUAL, linked: float = 0.1
) -> TrophyOrder:
    """A champion with so many contacts of so many organisations, of whom a share have met."""
    random = Random(contacts)  # noqa: S311 the same contacts each time
    members = tuple(sorted(random.randrange(organisations) if organisations else -1 for _contact in range(contacts)))
    links = tuple(pair for pair in combinations(range(contacts), 2) if random.random() < linked)
    return TrophyOrder(line(name), line("Netzwerktreffen Hannover · 2026"), height, members, links)


def recorded_champion() -> TrophyOrder:
    """The person of the recorded conference SFHH who met most people."""
    path = _DATA / "tij_SFHH.dat"
    if not path.is_file():
        pytest.skip(f"the recorded contacts {path.name} are not here (EVENTAPP_CONTACT_DATA names their folder)")
    met = {tuple(sorted(map(int, row.split()[1:]))) for row in path.read_text("ascii").splitlines()}
    others = sorted({a + b - CHAMPION_OF_SFHH for a, b in met if CHAMPION_OF_SFHH in {a, b}})
    place = {other: number for number, other in enumerate(others)}
    links = tuple(sorted((place[a], place[b]) for a, b in met if a in place and b in place))
    organisations = tuple(other % 24 for other in others)
    return TrophyOrder(line("Person 1599"), line("SFHH · 2009"), 180, organisations, links)
