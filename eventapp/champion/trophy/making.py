"""Command: python -m eventapp.champion.trophy.making FOLDER. Makes the trophy whose order lies in a folder."""

import os
import sys
from pathlib import Path

from eventapp.champion.trophy.files import stl, three_mf
from eventapp.champion.trophy.order import TrophyOrder
from eventapp.champion.trophy.picture import picture
from eventapp.champion.trophy.solid import build
from eventapp.champion.trophy.store import Facts, TrophyFile, keep, read_order

LOWEST_PRIORITY = 19
VIEWS = ((0.0, 14.0), (38.0, 38.0))
"""Of the picture: from the front, and from the right and above."""
VIEW = (560, 760)
_FINE = 14.0
"""Longest edge of a triangle in the picture, in millimetres: each triangle has one shade."""


def make(order: TrophyOrder, fonts: Path) -> tuple[dict[TrophyFile, bytes], Facts]:
    """Makes all files of a trophy.

    Args:
        order: What it is made of.
        fonts: The folder of fonts.
    """
    trophy = build(order, fonts)
    surface = trophy.surface()
    files = {
        TrophyFile.STL: stl(surface),
        TrophyFile.THREE_MF: three_mf(surface, f"{order.name.text}, {order.event.text}"),
        TrophyFile.PICTURE: picture(trophy.surface(_FINE), VIEWS, VIEW),
    }
    facts = Facts(
        leaves=trophy.leaves,
        contacts=trophy.contacts,
        organisations=trophy.organisations,
        links=trophy.links,
        arches=trophy.arches,
        width=round(trophy.width, 1),
        height=round(float(surface.corners[:, 2].max()), 1),
        volume=round(trophy.solid.volume() / 1000, 1),
        stl_size=len(files[TrophyFile.STL]),
        three_mf_size=len(files[TrophyFile.THREE_MF]),
    )
    return files, facts


def main(folder: Path, fonts: Path) -> None:
    """Makes the trophy of a folder, with the lowest priority."""
    os.nice(LOWEST_PRIORITY)
    keep(folder, *make(read_order(folder), fonts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
