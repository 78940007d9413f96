"""Where on a flat card does each pixel of a camera's picture lie? A pinhole camera, in numbers that Pillow takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera.

    Attributes:
        focal_length: In pixels.
        middle: Where in the picture it points at, in pixels from the upper left.
    """

    focal_length: float
    middle: tuple[float, float]

    def projected(self, vector: Vector) -> Vector:
        """Where a point in space lies in the picture, in homogeneous coordinates."""
        x, y, z = vector
        return self.focal_length * x + self.middle[0] * z, self.focal_length * y + self.middle[1] * z, z


@dataclass(frozen=True, slots=True)
class Pose:
    """How a card is held.

    Attributes:
        centre: Of the card, from the camera: to the right, down and away; in units of the card.
        turn: Degrees in the picture's plane.
        back: Degrees by which it leans back.
        aside: Degrees by which it leans aside.
    """

    centre: Vector
    turn: float = 0.0
    back: float = 0.0
    aside: float = 0.0


def card_from_picture(camera: Camera, pose: Pose, card: tuple[float, float]) -> tuple[float, ...]:
    """The eight coefficients of `Image.transform` with `PERSPECTIVE`.

    Args:
        camera: Takes the picture.
        pose: How the card is held.
        card: Its width and height.
    """
    turn = math.radians(pose.turn)
    right = _leaned((math.cos(turn), math.sin(turn), 0.0), pose)
    down = _leaned((-math.sin(turn), math.cos(turn), 0.0), pose)
    width, height = card
    x, y, z = (c - r * width / 2 - d * height / 2 for c, r, d in zip(pose.centre, right, down, strict=True))
    columns = [camera.projected(vector) for vector in (right, down, (x, y, z))]
    # The rows of a matrix's inverse are the cross products of its columns, but for a factor.
    rows = [_cross(columns[first], columns[second]) for first, second in ((1, 2), (2, 0), (0, 1))]
    return tuple(number / rows[2][2] for row in rows for number in row)[:8]


def _leaned(vector: Vector, pose: Pose) -> Vector:
    x, y, z = vector
    back, aside = math.radians(pose.back), math.radians(pose.aside)
    y, z = y * math.cos(back) - z * math.sin(back), y * math.sin(back) + z * math.cos(back)
    return x * math.cos(aside) + z * math.sin(aside), y, -x * math.sin(aside) + z * math.cos(aside)


def _cross(a: Sequence[float], b: Sequence[float]) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
