"""How long does it take to make a champion's trophy, and how large is its file?

The trophy of the person who met most people at the recorded conference (169 contacts, 2,368 links among them; where
its list is not there, of a made-up network of that size), and one of 500 contacts: in a process of its own, as the
server makes it, from the start of the process until both files and the picture are on the disk.
"""

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from random import Random

from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import ROOT, CannotRunError
from eventapp.assets import FOLDER
from eventapp.champion.trophy.order import HIGHEST, Line, TrophyOrder
from eventapp.champion.trophy.store import Store, TrophyFile
from eventapp.core.contact_list import BadLine, read_contact_list

NAME = "trophy"
_CHAMPION, _MANY, _FEW = (169, 2_368), (500, 3_000), (5, 4)
_BARS = {"wall": Bar(10), "file": Bar(20)}
_ORGANISATIONS = 29
_TEXT = ("Prof. Dr. Anna-Lena von Müller-Lüdenscheid", "Tag der Vernetzung · 2026")
_LONGEST, _FONT = 40, "AtkinsonHyperlegibleNext_700Bold.ttf"


def measure(options: Options) -> list[Figure]:
    """Makes one after the other."""
    if options.is_small:
        return _made(made_up(*_FEW))
    champion = _recorded(options.contact_list) if options.contact_list else made_up(*_CHAMPION)
    return [figure for order in (champion, made_up(*_MANY)) for figure in _made(order)]


def made_up(contacts: int, links: int) -> TrophyOrder:
    """A network of this size; the same one each time."""
    random = Random(1)  # noqa: S311 no secret
    met = random.sample(list(combinations(range(contacts), 2)), links)
    return _order([random.randrange(_ORGANISATIONS) for _contact in range(contacts)], met)


def _recorded(contact_list: Path) -> TrophyOrder:
    """The network of the person with the most contacts of a list."""
    met: dict[str, set[str]] = defaultdict(set)
    recorded = read_contact_list(contact_list.read_bytes())
    if isinstance(recorded, BadLine):
        raise CannotRunError(f"Line {recorded.number} of {contact_list} cannot be read: {recorded.problem}.")
    for _when, one, other in recorded.first_meetings:
        met[one].add(other)
        met[other].add(one)
    champion = max(met, key=lambda person: (len(met[person]), person))
    place = {other: number for number, other in enumerate(sorted(met[champion]))}
    links = [(place[one], place[other]) for one in place for other in met[one] & place.keys() if one < other]
    return _order([number % _ORGANISATIONS for number in place.values()], links)


def _order(organisations: list[int], links: list[tuple[int, int]]) -> TrophyOrder:
    name, event = (Line(text[:_LONGEST], _FONT) for text in _TEXT)
    pairs = sorted((min(pair), max(pair)) for pair in links)
    return TrophyOrder(name, event, HIGHEST, tuple(organisations), tuple(pairs))


def _made(order: TrophyOrder) -> list[Figure]:
    with tempfile.TemporaryDirectory() as instance:
        store = Store(Path(instance))
        key = store.place(1, 1, order)
        folder = store.path(1, 1, key, TrophyFile.STL).parent
        command = [sys.executable, "-m", "eventapp.champion.trophy.making", str(folder)]
        begun = time.perf_counter()
        subprocess.run([*command, str(FOLDER / "vendor" / "fonts")], check=True, cwd=ROOT)  # noqa: S603 our own module
        seconds = time.perf_counter() - begun
        facts = store.facts(1, 1, key)
    contacts = f"{facts.contacts} contacts"
    return [
        Figure(NAME, f"wall, {contacts}", seconds, "s", _BARS["wall"]),
        Figure(NAME, f"STL, {contacts}", facts.stl_size / 1e6, "MB", _BARS["file"]),
        Figure(NAME, f"3MF, {contacts}", facts.three_mf_size / 1e6, "MB", _BARS["file"]),
    ]
