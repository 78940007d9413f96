"""How long does the rehearsal of a recorded conference take?

The command `rehearse` plays the list into an empty database, in a process of its own, from its start to its end:
everybody registers, checks in and scans by the functions behind the pages, each scan in a transaction of its own that
is on disk before the next one. The recorded list is that of the SFHH conference (403 people, 70,261 rows, 9,565
pairs); where it is not there, one of the same size is made up.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import ROOT, CannotRunError, environment

NAME = "rehearsal"
_BAR = Bar(30)
_PEOPLE, _PAIRS, _ROWS, _SECONDS = 403, 9565, 70261, 32 * 3600
"""Of the SFHH conference."""
_SMALL = 12, 20, 60, 3600


def measure(options: Options) -> list[Figure]:
    """Plays the list once."""
    with TemporaryDirectory(prefix="eventapp-benchmark-") as folder:
        file = options.contact_list
        if file is None:
            file = Path(folder) / "list.dat"
            file.write_text(_made_up(*(_SMALL if options.is_small else (_PEOPLE, _PAIRS, _ROWS, _SECONDS))))
        begun = time.perf_counter()
        summary = _rehearse(file, Path(folder) / "instance")
        seconds = time.perf_counter() - begun
    name = "wall" if options.contact_list else "wall of a made-up list"
    scans = sum(summary["scans"].values())
    return [
        Figure(NAME, name, seconds, "s", _BAR),
        Figure(NAME, "scans", scans, ""),
        Figure(NAME, "rate", scans / summary["seconds"], "1/s"),
    ]


def _rehearse(file: Path, instance: Path) -> dict[str, Any]:
    """Runs the command and returns its summary."""
    command = [sys.executable, "-m", "flask", "--app", "app", "rehearse", str(file.absolute()), "--json"]
    done = subprocess.run(  # noqa: S603 a command of this project
        command, cwd=ROOT, env=environment(instance), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CannotRunError(f"The rehearsal of {file} failed: {done.stderr.strip() or done.returncode}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def _made_up(people: int, pairs: int, rows: int, seconds: int) -> str:
    """A list of people who meet at random moments, the same one each time."""
    random = Random(1)  # noqa: S311 no secret
    met: dict[tuple[int, int], None] = {}
    while len(met) < pairs:
        first, second = sorted(random.sample(range(people), 2))
        met[first, second] = None
    again = random.choices(list(met), k=rows - pairs)
    return "".join(f"{random.randrange(seconds)} {first} {second}\n" for first, second in [*met, *again])
