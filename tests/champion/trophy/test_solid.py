"""Can every trophy be printed in one piece, without supports, by a nozzle of 0.4 mm?"""

import io
from collections.abc import Callable

import manifold3d as m3
import numpy as np
import pytest
import trimesh

from eventapp.champion.trophy.files import stl, three_mf
from eventapp.champion.trophy.foot import SMALLEST_EM
from eventapp.champion.trophy.growth import FLATTEST
from eventapp.champion.trophy.order import HIGHEST, LOWEST, TrophyOrder
from eventapp.champion.trophy.shape import THINNEST
from eventapp.champion.trophy.solid import Trophy, build
from tests.champion.trophy.orders import FONTS, line, order, recorded_champion

pytestmark = [pytest.mark.slow, pytest.mark.measured]

LONG_NAMES = (
    "Prof. Dr. Änne-Möre von Üßß-Lüdenscheidt",
    "Екатерина Владимировна Долгорукова-Юрьев",
    "Κωνσταντίνος Παπαδόπουλος-Αναγνωστόπουλο",
    "W" * 40,
)
Made = Callable[[], TrophyOrder]
ORDERS: dict[str, Made] = {
    "none": lambda: order(0),
    "one": lambda: order(1),
    "two": lambda: order(2, linked=1),
    "three of one house": lambda: order(3, linked=1),
    "eight, all linked": lambda: order(8, organisations=4, linked=1),
    "forty": lambda: order(40, organisations=9, name=LONG_NAMES[0]),
    "forty, lowest": lambda: order(40, organisations=9, name=LONG_NAMES[1], height=LOWEST),
    "twelve, highest": lambda: order(12, organisations=5, linked=0.5, name=LONG_NAMES[2], height=HIGHEST),
    "ninety, highest": lambda: order(90, organisations=14, name=LONG_NAMES[2], height=HIGHEST),
    "five hundred": lambda: order(500, organisations=60, name=LONG_NAMES[3], linked=0.03),
    "recorded champion": recorded_champion,
}


LARGE = ("forty", "ninety, highest", "five hundred", "recorded champion")
"""They take long to make, and hold nothing that the dense one of eight, the lowest and the highest do not."""
CASES = [
    pytest.param(made, id=name, marks=[pytest.mark.thorough] if name in LARGE else [])
    for name, made in ORDERS.items()
]


@pytest.fixture(params=CASES, scope="module")
def ordered(request: pytest.FixtureRequest) -> TrophyOrder:
    """One order after the other."""
    made: TrophyOrder = request.param()
    return made


@pytest.fixture(scope="module")
def trophy(ordered: TrophyOrder) -> Trophy:
    """What was made of it."""
    return build(ordered, FONTS)


def overhangs(mesh: trimesh.Trimesh) -> np.ndarray:
    """How far each side that looks down leans from the vertical, in degrees, but for the underside of the foot."""
    stands_free = mesh.triangles[:, :, 2].max(axis=1) > 1e-3
    has_size = mesh.area_faces > 1e-3  # square millimetres: the rest are splinters that no nozzle can follow
    return np.asarray(np.degrees(np.arcsin(-mesh.face_normals[stands_free & has_size, 2].clip(-1, 0))))


def test_it_is_one_closed_body(trophy: Trophy) -> None:
    """Read back from its file by another library: watertight, turned outside, of one piece, and it has a volume."""
    mesh = trimesh.load_mesh(io.BytesIO(stl(trophy.surface())), file_type="stl")
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.body_count == 1
    assert mesh.volume / 1000 == pytest.approx(trophy.solid.volume() / 1000, rel=1e-4)
    assert mesh.volume > 20_000


def test_both_files_hold_the_same(trophy: Trophy) -> None:
    """The 3MF has the same corners and triangles as the STL, and none is lost by rounding."""
    surface = trophy.surface()
    mesh = trimesh.load_scene(io.BytesIO(three_mf(surface, 'A & B <"Ö">')), file_type="3mf").to_mesh()
    assert len(mesh.faces) == len(surface.triangles)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(trophy.solid.volume(), rel=1e-4)
    assert len(stl(surface)) == 84 + 50 * len(surface.triangles) < 20e6


def test_nothing_leans_too_far(trophy: Trophy) -> None:
    """Measured on the finished surface, letters included: no side that looks down is flatter than promised."""
    surface = trophy.surface()
    mesh = trimesh.Trimesh(surface.corners, surface.triangles, process=False)
    assert overhangs(mesh).max() <= FLATTEST + 0.1 < 50


def test_each_layer_lies_on_the_one_below(trophy: Trophy) -> None:
    """Cut into layers as a printer does: what a layer adds lies within 50 degrees of the layer below; no islands."""
    thickness = 0.6
    steps = np.arange(thickness / 2, trophy.surface().corners[:, 2].max(), thickness)
    below = trophy.solid.slice(steps[0])
    for height in steps[1:]:
        layer = trophy.solid.slice(height)
        reached = below.offset(thickness * np.tan(np.radians(50)) + 0.02, m3.JoinType.Round, circular_segments=24)
        assert (layer - reached).area() < 0.01, f"at {height:.1f} mm"
        below = layer


def test_it_stands_flat_and_has_its_height(ordered: TrophyOrder, trophy: Trophy) -> None:
    """The foot is a full disc on the table; the tip is where it was ordered; the foot carries what is above it."""
    corners = trophy.surface().corners
    assert corners[:, 2].min() == 0
    if ordered.organisations:
        assert corners[:, 2].max() == pytest.approx(ordered.height, abs=0.01)
    ground = trophy.solid.slice(0.01)
    assert ground.num_contour() == 1
    mesh = trimesh.Trimesh(corners, trophy.surface().triangles, process=False)
    west, south, east, north = ground.bounds()
    assert np.hypot(*mesh.center_mass[:2]) < 0.1 * min(east - west, north - south)
    assert trophy.width <= HIGHEST


@pytest.mark.parametrize("contacts", [1, 3, 40, pytest.param(169, marks=pytest.mark.thorough)])
def test_stalks_are_two_millimetres_thick(contacts: int) -> None:
    """Level cuts through the cup: shrunk by a millimetre less a hair and grown again, nothing of a stalk is lost."""
    trophy = build(order(contacts, organisations=8), FONTS)
    for height in (65.0, 75.0, 85.0):
        cut = trophy.solid.slice(height)
        thick = cut.offset(-0.98).offset(1.3)
        assert (cut - thick).area() < 0.02 * cut.area(), height
    assert 2 * THINNEST * np.cos(np.pi / 8) * np.cos(np.radians(42)) > 2  # an octagon that leans


@pytest.mark.parametrize("name", LONG_NAMES)
def test_long_names_stay_readable(name: str) -> None:
    """Forty characters fit around the foot at a size whose strokes are two lines of the nozzle wide."""
    trophy = build(order(3, name=name), FONTS)
    surface = trophy.surface()
    letters = surface.triangles[surface.is_letter]
    assert len(letters) > 1000
    angles = np.degrees(np.arctan2(*surface.corners[letters.ravel()][:, [1, 0]].T))
    assert (np.histogram(angles, bins=36, range=(-180, 180))[0] > 0).sum() >= 24  # around two thirds at least …
    assert not ((angles > 87) & (angles < 93)).any()  # … and the end does not run into the beginning
    assert trophy.width < 140
    assert SMALLEST_EM * 0.13 > 0.8  # the stems of Atkinson Hyperlegible Next Bold are 0.13 em wide


def test_text_begins_left_and_is_read_from_outside() -> None:
    """Seen from the front, the first letter of a name stands on the left, upright and not mirrored."""
    trophy = build(order(0, name="L......."), FONTS)
    surface = trophy.surface()
    spots = surface.corners[np.unique(surface.triangles[surface.is_letter])]
    outer = spots[np.hypot(spots[:, 0], spots[:, 1]) > 30]
    left = outer[np.argmin(outer[:, 0])]
    assert left[0] < -8
    assert left[1] < 0
    tall = outer[outer[:, 2] > outer[:, 2].max() - 0.5]
    assert (tall[:, 0] < 0).all()  # the L is taller than its dots
    wide = outer[outer[:, 2] < outer[:, 2].min() + 2]
    assert wide[:, 0].max() > 8


def test_the_same_order_gives_the_same_file() -> None:
    """Whoever orders again gets the trophy of before; a letter more gives another one."""
    first, again = order(6, organisations=3), order(6, organisations=3)
    assert first.key == again.key
    assert stl(build(first, FONTS).surface()) == stl(build(again, FONTS).surface())
    assert order(6, organisations=3, name="Anna Özturk").key != first.key


def test_a_line_without_letters_is_left_out() -> None:
    """A space, or nothing: the foot stays smooth there, and the trophy whole."""
    empty = build(TrophyOrder(line(" "), line(""), 150, (0,), ()), FONTS)
    assert not empty.surface().is_letter.any()
    assert empty.solid.status() == m3.Error.NoError
