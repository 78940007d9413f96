"""Where do the badges of a large printing lie, and which files are to go?"""

import time
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

KEPT = timedelta(days=3)
"""So long a file can be fetched; nobody needs everybody's names in a file for longer."""
_QUIET = 60
"""Seconds."""


def folder_of(instance: Path) -> Path:
    """The folder of all files; it need not exist."""
    return instance / "badges"


def file_of(instance: Path, key: str) -> Path:
    """Where a printing lies that is ready."""
    return folder_of(instance) / f"{key}.pdf"


def part_of(instance: Path, key: str, attempt: int) -> Path:
    """Where it lies while somebody draws it."""
    return folder_of(instance) / f"{key}.{attempt}.part"


def forget(instance: Path, key: str) -> None:
    """Removes the file of a printing, and what somebody may be drawing of it."""
    for file in folder_of(instance).glob(f"{key}.*"):
        file.unlink(missing_ok=True)


def forget_others(instance: Path, kept: Collection[str]) -> int:
    """Removes all files but those of these names; returns how many.

    One that has just grown is left: somebody may have begun it since the names were read.
    """
    others = [file for file in folder_of(instance).glob("*") if file.name not in kept and _is_quiet(file)]
    for file in others:
        file.unlink(missing_ok=True)
    return len(others)


def _is_quiet(file: Path) -> bool:
    try:
        return file.suffix != ".part" or time.time() - file.stat().st_mtime > _QUIET
    except FileNotFoundError:
        return False
