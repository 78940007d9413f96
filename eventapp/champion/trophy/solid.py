"""What does an order come to? One closed solid that stands on the table, and what can be said of it."""

from dataclasses import dataclass
from pathlib import Path

import manifold3d as m3
import numpy as np
from numpy.typing import NDArray

from eventapp.champion.trophy.arrangement import arrange
from eventapp.champion.trophy.foot import Foot
from eventapp.champion.trophy.growth import grow
from eventapp.champion.trophy.lettering import Lettering
from eventapp.champion.trophy.order import USUAL, TrophyOrder
from eventapp.champion.trophy.shape import Floats, shape

_BUD = 2.6
"""How far the bud stands out of the stem, in millimetres at the usual height."""


@dataclass(frozen=True)
class Surface:
    """A closed surface of triangles.

    Attributes:
        corners: Points in millimetres; z points up.
        triangles: Places in `corners`, anticlockwise as seen from outside.
        is_letter: Which triangles belong to the text.
    """

    corners: Floats
    triangles: NDArray[np.int64]
    is_letter: NDArray[np.bool_]


@dataclass(frozen=True)
class Trophy:
    """A solid, and what was made of the network.

    Attributes:
        solid: One closed body.
        letters: Which of its parts is the text.
        leaves: How many leaves.
        contacts: How many contacts.
        organisations: How many organisations stand side by side.
        links: How many of the pairs of leaves are linked.
        arches: How many of those are shown.
        width: At its widest, in millimetres.
    """

    solid: m3.Manifold
    letters: int
    leaves: int
    contacts: int
    organisations: int
    links: int
    arches: int
    width: float

    def surface(self, longest: float | None = None) -> Surface:
        """The surface as triangles.

        Args:
            longest: Longer edges are parted, for pictures; None: as few triangles as there are.
        """
        mesh = (self.solid if longest is None else self.solid.refine_to_length(longest)).to_mesh64()
        triangles = np.asarray(mesh.tri_verts).astype(np.int64)
        is_letter = np.zeros(len(triangles), dtype=bool)
        runs = np.asarray(mesh.run_index) // 3
        for part, start, end in zip(mesh.run_original_id, runs, runs[1:], strict=False):
            is_letter[start:end] = part == self.letters
        # STL has no finer numbers than these: corners that it cannot tell apart become one, and needles go.
        exact = np.asarray(mesh.vert_properties)[:, :3].astype(np.float32)
        corners, place = np.unique(exact, axis=0, return_inverse=True)
        triangles = place.reshape(-1)[triangles]
        a, b, c = triangles.T
        is_whole = (a != b) & (b != c) & (c != a)
        return Surface(corners.astype(float), triangles[is_whole], is_letter[is_whole])


def build(order: TrophyOrder, fonts: Path) -> Trophy:
    """Makes the trophy.

    Args:
        order: What it is made of.
        fonts: The folder of fonts.
    """
    arrangement = arrange(order)
    scale = order.height / USUAL
    foot = Foot(Lettering(order.name, fonts), Lettering(order.event, fonts), scale)
    form = shape(order.height, foot.height, arrangement)
    letters = foot.text().as_original()
    grown, arches = grow(form, arrangement)
    parts = [foot.solid(form.core, form.stem, form.core + _BUD * scale), letters, *grown]
    united = m3.Manifold.batch_boolean(parts, m3.OpType.Add)
    # Where stalks enclose a bubble, its wall is a body of its own with a negative volume: without it, it is filled.
    solid = max(united.decompose(), key=lambda body: body.volume())
    west, south, _low, east, north, _high = solid.bounding_box()
    return Trophy(
        solid,
        letters.original_id(),
        len(arrangement.leaves),
        len(order.organisations),
        arrangement.groups,
        arrangement.links,
        arches,
        max(east - west, north - south),
    )
