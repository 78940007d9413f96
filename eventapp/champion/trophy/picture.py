"""What does the trophy look like? A picture of its surface, drawn without a graphics card."""

from collections.abc import Sequence
from io import BytesIO
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from eventapp.champion.trophy.shape import Floats
from eventapp.champion.trophy.solid import Surface

Axes = tuple[Floats, Floats, Floats]

_FINER = 2
"""Drawn so many times larger, then reduced: edges become smooth."""
_SKY = 16
"""Directions from which light comes, to find what lies in shade."""
_CELLS = 300
"""Of a map of what a direction sees, along each side."""
_NEARLY_UP = 0.9
_LIGHT = np.array([-0.8, -0.3, 0.5])
_UPWARDS, _POLISH = 0.5, 0.3
_DARK, _BRIGHT = np.array([58.0, 38.0, 22.0]), np.array([255.0, 214.0, 140.0])


def picture(surface: Surface, views: Sequence[tuple[float, float]], size: tuple[int, int]) -> bytes:
    """The trophy from several sides beside each other, as a PNG with a clear ground.

    Args:
        surface: Of small triangles, since each has one colour.
        views: For each side, how far round and how far from above, in degrees; the front is at 0, 0.
        size: Width and height of one view in pixels.
    """
    colours = _colours(surface)
    width, height = size
    whole = Image.new("RGBA", (width * len(views), height), (0, 0, 0, 0))
    for place, (turn, tilt) in enumerate(views):
        whole.paste(_view(surface, colours, _axes(turn, tilt), size), (place * width, 0))
    content = BytesIO()
    whole.save(content, "PNG")
    return content.getvalue()


def _view(surface: Surface, colours: NDArray[np.uint8], axes: Axes, size: tuple[int, int]) -> Image.Image:
    """One view: triangles that face the eye, the farthest first."""
    x, y, depth = (surface.corners @ axis for axis in axes)
    width, height = (side * _FINER for side in size)
    scale = 0.96 * min(width / np.ptp(x), height / np.ptp(y))
    across = width / 2 + (x - (x.min() + x.max()) / 2) * scale
    down = height / 2 - (y - (y.min() + y.max()) / 2) * scale
    spots = np.stack([across, down], axis=1)[surface.triangles]
    a, b, c = spots[:, 0], spots[:, 1], spots[:, 2]
    seen = np.flatnonzero((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) < (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1]))
    seen = seen[np.argsort(-depth[surface.triangles[seen]].mean(axis=1), kind="stable")]
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for spot, (red, green, blue) in zip(spots[seen].reshape(-1, 6).tolist(), colours[seen].tolist(), strict=True):
        draw.polygon(spot, fill=(red, green, blue, 255), outline=(red, green, blue, 255))
    return image.resize(size, Image.Resampling.LANCZOS)


def _axes(turn: float, tilt: float) -> Axes:
    """What is to the right, up, and away from the eye."""
    t, h = radians(turn), radians(tilt)
    right = np.array([cos(t), sin(t), 0])
    away = np.array([-sin(t) * cos(h), cos(t) * cos(h), -sin(h)])
    return right, np.cross(right, away), away


def _colours(surface: Surface) -> NDArray[np.uint8]:
    """Of each triangle: bronze, lit from the upper left, darker where little of the sky is seen; letters shine."""
    a, b, c = (surface.corners[surface.triangles[:, corner]] for corner in range(3))
    normals = np.cross(b - a, c - a)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    middles = (a + b + c) / 3
    lit = np.clip(normals @ (_LIGHT / np.linalg.norm(_LIGHT)), 0, 1)
    glance = np.clip(normals @ np.array([0.5, -0.3, 0.3]), 0, 1)
    sky = _open_sky(middles, normals)
    shade = np.clip(sky**0.8 * (0.16 + 0.62 * lit + 0.2 * glance) + 0.16 * lit**12, 0, 1)[:, None]
    shade[surface.is_letter & (normals[:, 2] > _UPWARDS)] += _POLISH
    return np.asarray((_DARK + (_BRIGHT - _DARK) * np.clip(shade, 0, 1) ** 0.9).astype(np.uint8))


def _open_sky(middles: Floats, normals: Floats) -> Floats:
    """How much of the light around reaches each triangle, 0 … 1."""
    reached, possible = np.zeros(len(middles)), np.full(len(middles), 1e-9)
    for number in range(_SKY):
        height = (number + 0.5) / _SKY * 1.15 - 0.15  # mostly from above
        turn = number * 2.39996
        flat = (1 - height * height) ** 0.5
        towards = np.array([flat * cos(turn), flat * sin(turn), height])
        facing = np.clip(normals @ towards, 0, 1)
        reached += facing * _is_seen(middles, towards)
        possible += facing
    return np.asarray(0.25 + 0.75 * reached / possible)


def _is_seen(points: Floats, towards: Floats) -> NDArray[np.bool_]:
    """Which points nothing hides from a direction, roughly."""
    side = np.cross(towards, (0.0, 0.0, 1.0) if abs(towards[2]) < _NEARLY_UP else (1.0, 0.0, 0.0))
    side /= np.linalg.norm(side)
    plane = np.stack([points @ side, points @ np.cross(towards, side)], axis=1)
    plane -= plane.min(axis=0)
    cells = np.minimum((plane / plane.max() * (_CELLS - 1)).astype(int), _CELLS - 1)
    near = points @ towards
    cell = cells[:, 0] * _CELLS + cells[:, 1]
    nearest = np.full(_CELLS * _CELLS, -np.inf)
    np.maximum.at(nearest, cell, near)
    return np.asarray(near > nearest[cell] - 1.3)
