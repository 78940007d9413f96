"""Command: python -m benchmarks.badge_sheet. Draws a sheet of badges in a process of its own, and says what it took.

One line of JSON: seconds for the sheet, bytes of its file, the most memory that the process held, in MB, and the
seconds that one more badge takes by itself, with everything loaded.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import click

from eventapp import assets
from eventapp.badges.design import design_for
from eventapp.badges.fonts import load_fonts
from eventapp.badges.sheet import Back, Badge, PrintOptions, write_sheet
from eventapp.badges.stock import STOCKS
from eventapp.core.codes import badge_address, new_badge_code, new_short_code

PAPER = "a4-a6"
"""Four A6 badges on A4."""
_GIVEN = ("Anna", "Katharina", "Łukasz", "Maximiliane-Charlotte", "Jürgen", "Zoë")
_FAMILY = ("Schmidt", "von der Heide", "Żółć", "Müller-Lüdenscheidt", "Groß", "Özdemir")


def badges(count: int) -> Iterator[Badge]:
    """People whose names are all different, with codes as an event draws them."""
    random = Random(8)  # noqa: S311 the same codes each time
    for number in range(count):
        name = f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}{number}"
        address = badge_address("https://netzwerktreffen.example.org", new_badge_code(random))
        yield Badge(name, f"Organisation {number % 300}", "Netzwerktreffen", address, new_short_code(random))


def _peak_memory() -> float:
    """The most that this process has held, in MB; what began it, Linux counts among it elsewhere."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


@click.command()
@click.argument("count", type=int)
def main(count: int) -> None:
    """Draws COUNT badges, both sides."""
    stock, fonts = STOCKS[PAPER], load_fonts(assets.FOLDER / "vendor" / "fonts")
    design = design_for(stock.width, stock.height)
    with tempfile.TemporaryFile() as file:
        begun = time.perf_counter()
        report = write_sheet(badges(count), file, design, fonts, PrintOptions(stock, back=Back.MIRROR))
        seconds = time.perf_counter() - begun
        size = file.tell()
    memory = _peak_memory()
    with tempfile.TemporaryFile() as file:
        begun = time.perf_counter()
        write_sheet(badges(1), file, design, fonts, PrintOptions(STOCKS["a6"]))
        one = time.perf_counter() - begun
    click.echo(json.dumps({"seconds": seconds, "size": size, "memory": memory, "one": one, "badges": report.badges}))


if __name__ == "__main__":
    main()
