"""What does a phone's camera see of a badge, from how far, how tilted, how sharp, in what light? Makes the pictures.

A phone held upright films with 65 degrees along the longer side. The code is that of the smaller badge, the insert
card: 28 mm with its quiet zone. A picture is drawn several times as large and then made smaller, since each pixel of
a sensor takes in all the light that falls on it.
"""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageFilter

from benchmarks.projection import Camera, Pose, card_from_picture
from eventapp.badges.qr import png, qr_matrix

_HALF_ANGLE = math.radians(65 / 2)
CODE_MM = 28.0
"""With its quiet zone (eventapp/badges/design)."""
_PAPER, _INK, _BLACK = 220, 40, 12
_QUALITY = 95
_LARGE = 200
"""Pixels from which on half the fineness is enough."""


@dataclass(frozen=True)
class Condition:
    """How a badge is held, and in what light.

    Attributes:
        name: Says it in a word or two.
        distance: From the camera, in centimetres.
        tilt: Degrees by which it leans back.
        blur: Standard deviation in pixels: out of focus, or moved.
        light: How much of the contrast is left.
        grain: Standard deviation of the sensor's noise, in steps of 255.
        size: Of the picture, in pixels.
    """

    name: str
    distance: float = 20.0
    tilt: float = 0.0
    blur: float = 0.5
    light: float = 1.0
    grain: float = 3.0
    size: tuple[int, int] = (720, 1280)

    @property
    def focal_length(self) -> float:
        """Of the camera, in pixels."""
        return self.size[1] / 2 / math.tan(_HALF_ANGLE)

    @property
    def side(self) -> float:
        """Pixels of the code with its quiet zone, where it is not tilted."""
        return self.focal_length * CODE_MM / (self.distance * 10)


def pictures(text: str, condition: Condition, random: Random) -> Iterator[bytes]:
    """Frames of a badge held by a hand: near the middle, turned a little, and trembling.

    Args:
        text: What its code says.
        condition: How it is held.
        random: Where it is, and how it is turned.

    Yields:
        JPEG files, one after the other without end.
    """
    turn, x, y = random.uniform(-25, 25), random.uniform(-20, 20), random.uniform(-20, 20)
    while True:
        shift = (x + random.gauss(0, 1), y + random.gauss(0, 1))
        yield _exposed(_seen(text, condition, turn + random.gauss(0, 0.5), shift), condition)


def _seen(text: str, condition: Condition, turn: float, shift: tuple[float, float]) -> Image.Image:
    """What falls on the sensor.

    Args:
        text: What the code says.
        condition: How the badge is held.
        turn: Degrees in the picture's plane.
        shift: Of the code from the picture's middle, in pixels.
    """
    wall = Image.radial_gradient("L").resize(condition.size).point(lambda value: 180 - value // 2)
    code, focal_length = qr_matrix(text), condition.focal_length
    fineness = 4 if condition.side < _LARGE else 2
    part = math.ceil(condition.side * 1.8)  # pixels around the code; what is farther is wall
    left, top = (round(side / 2 + moved - part / 2) for side, moved in zip(condition.size, shift, strict=True))
    middle = (condition.size[0] / 2 - left) * fineness, (condition.size[1] / 2 - top) * fineness
    scale = max(2, min(40, round(condition.side * fineness / code.outer_size)))
    card = Image.open(io.BytesIO(png(code, scale))).convert("L")
    distance = condition.distance * 10 * card.width / CODE_MM  # in the card's pixels
    centre = (shift[0] * distance / focal_length, shift[1] * distance / focal_length, distance)
    pose = Pose(centre, turn, back=condition.tilt)
    coefficients = card_from_picture(Camera(focal_length * fineness, middle), pose, card.size)
    sizes = (part * fineness, part * fineness)
    drawn, mask = (
        flat.transform(sizes, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC).reduce(fineness)
        for flat in (card.point(lambda value: _PAPER if value else _INK), Image.new("L", card.size, 255))
    )
    wall.paste(drawn, (left, top), mask)
    return wall.filter(ImageFilter.GaussianBlur(condition.blur))


def _exposed(seen: Image.Image, condition: Condition) -> bytes:
    """What the sensor makes of it, as a JPEG file."""
    dim = seen.point(lambda value: _BLACK + value * condition.light)
    grainy = ImageChops.add(dim, Image.effect_noise(seen.size, condition.grain), offset=-128)
    file = io.BytesIO()
    grainy.convert("RGB").save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
