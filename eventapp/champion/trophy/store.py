"""Where do orders wait, and where are finished trophies? In folders beside the database, one for each order.

The folders hold a name, so that only the server's own user may read them, they go with the person, and after a while.
Processes share them by the file system alone: an order is taken by creating a file that only one can create.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from time import time

from eventapp.champion.trophy.order import TrophyOrder, from_json

KEPT = timedelta(days=14)
"""How long a trophy is kept after it was ordered last."""
MOST_KEPT = 5
"""Trophies of one person; ordering a further one removes the oldest."""
LONGEST = timedelta(minutes=10)
"""For making one; whoever takes longer is taken to have died."""
_ORDER, _TAKEN, _FACTS, _FAILED = "order.json", "taken", "facts.json", "failed"
_KEY = re.compile("[0-9a-f]{32}")


class Making(StrEnum):
    """How far an order is."""

    MISSING = "missing"
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class TrophyFile(StrEnum):
    """What there is of a trophy; also the ending of its file."""

    STL = "stl"
    THREE_MF = "3mf"
    PICTURE = "png"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of a trophy; lengths in millimetres, the volume in cubic centimetres, sizes in bytes."""

    leaves: int
    contacts: int
    organisations: int
    links: int
    arches: int
    width: float
    height: float
    volume: float
    stl_size: int
    three_mf_size: int


class Store:
    """The trophies of an installation."""

    def __init__(self, instance: Path) -> None:
        """Knows the folder; it need not exist.

        Args:
            instance: The folder of this installation.
        """
        self._folder = instance / "trophies"

    def place(self, event_id: int, number: int, order: TrophyOrder) -> str:
        """Keeps an order until somebody makes it; returns the key under which it is found."""
        folder = self._of(event_id, number, order.key)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(exist_ok=True)
        (folder / _FAILED).unlink(missing_ok=True)
        _write(folder / _ORDER, order.to_json().encode())
        others = sorted(self._all(event_id, number), key=_age)
        for old in others[MOST_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
        return order.key

    def making(self, event_id: int, number: int, key: str) -> Making:
        """How far an order is."""
        folder = self._of(event_id, number, key)
        if _KEY.fullmatch(key) is None or not (folder / _ORDER).is_file():
            return Making.MISSING
        if (folder / _FACTS).is_file():
            return Making.READY
        return Making.FAILED if (folder / _FAILED).is_file() else Making.WAITING

    def order(self, event_id: int, number: int, key: str) -> TrophyOrder:
        """An order that is not missing."""
        return read_order(self._of(event_id, number, key))

    def facts(self, event_id: int, number: int, key: str) -> Facts:
        """What is known of a trophy that is ready."""
        return Facts(**json.loads((self._of(event_id, number, key) / _FACTS).read_text("utf-8")))

    def path(self, event_id: int, number: int, key: str, file: TrophyFile) -> Path:
        """Where a file of a trophy lies that is ready."""
        return self._of(event_id, number, key) / f"trophy.{file}"

    def people(self) -> set[tuple[int, int]]:
        """Whose trophies are kept: the ids of events with the numbers of people."""
        names = (folder.name.split("-") for folder in self._all())
        return {(int(event_id), int(number)) for event_id, number, _key in names}

    def claim(self) -> Path | None:
        """The folder of the order that has waited longest, for the caller to make; None when none waits."""
        for folder in sorted(self._all(), key=_age, reverse=True):
            if (folder / _FACTS).exists() or (folder / _FAILED).exists() or not (folder / _ORDER).exists():
                continue
            taken = folder / _TAKEN
            if taken.exists() and _age(folder, _TAKEN) > LONGEST.total_seconds():
                taken.unlink(missing_ok=True)
            try:
                taken.touch(exist_ok=False)
            except OSError:  # taken by somebody else, or removed
                continue
            return folder
        return None

    def give_back(self, folder: Path, *, is_failure: bool) -> None:
        """Says that an order was not made: for good when that failed, else the next one may."""
        try:
            if is_failure:
                (folder / _FAILED).touch()
            (folder / _TAKEN).unlink(missing_ok=True)
        except FileNotFoundError:
            pass  # removed meanwhile

    def forget(self, event_id: int, number: int) -> None:
        """Removes everything of a person."""
        for folder in self._all(event_id, number):
            shutil.rmtree(folder, ignore_errors=True)

    def forget_event(self, event_id: int) -> None:
        """Removes everything of an event's people."""
        for folder in self._all(event_id):
            shutil.rmtree(folder, ignore_errors=True)

    def forget_old(self) -> int:
        """Removes what nobody has ordered for long; returns how many."""
        old = [folder for folder in self._all() if _age(folder) > KEPT.total_seconds()]
        for folder in old:
            shutil.rmtree(folder, ignore_errors=True)
        return len(old)

    def _of(self, event_id: int, number: int, key: str) -> Path:
        return self._folder / f"{event_id}-{number}-{key}"

    def _all(self, event_id: int | str = "*", number: int | str = "*") -> Iterator[Path]:
        return self._folder.glob(f"{event_id}-{number}-*")


def read_order(folder: Path) -> TrophyOrder:
    """The order in a folder."""
    return from_json((folder / _ORDER).read_text("utf-8"))


def keep(folder: Path, files: Mapping[TrophyFile, bytes], facts: Facts) -> None:
    """Puts a finished trophy beside its order; the facts come last and say that all is there."""
    for file, content in files.items():
        _write(folder / f"trophy.{file}", content)
    _write(folder / _FACTS, json.dumps(asdict(facts)).encode())


def _write(path: Path, content: bytes) -> None:
    """Writes a file so that nobody sees half of it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _age(folder: Path, file: str = _ORDER) -> float:
    """Seconds since a file of a folder was written."""
    try:
        return time() - (folder / file).stat().st_mtime
    except OSError:
        return 0.0
