"""What would a camera see when somebody holds a badge to it? Makes the pictures, and the video of a fake camera."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from benchmarks.projection import Camera, Pose, card_from_picture
from eventapp.badges.qr import png, qr_matrix
from tests.checkout import ROOT

SIZE = (640, 480)
_CAMERA = Camera(560.0, (SIZE[0] / 2, SIZE[1] / 2))  # the field of view of a phone's camera held upright
_BADGE = (340, 480)  # units of its own; only the ratio to the QR code matters
_QR_SIDE = 240


@dataclass(frozen=True, slots=True)
class View:
    """How a badge is held, and in what light.

    Attributes:
        rotation: degrees in the picture's plane.
        tilt: degrees by which the badge leans back and aside.
        width: of the badge in pixels, before it is tilted.
        blur: radius in pixels.
        light: 1.0 is a bright room, 0.15 a hall with the lights down.
        holder: name and organisation printed on it.
    """

    rotation: float = 0.0
    tilt: float = 0.0
    width: float = 240.0
    blur: float = 0.6
    light: float = 1.0
    holder: tuple[str, str] = ("Anna Schmidt", "MDZ Hannover")


@cache
def _hall() -> Image.Image:
    """What is behind the badge."""
    return ImageOps.colorize(Image.radial_gradient("L"), (196, 180, 160), (60, 54, 50)).resize(SIZE)


@cache
def _grain() -> Image.Image:
    return Image.effect_noise(SIZE, 8).convert("RGB")


@cache
def badge_picture(text: str, holder: tuple[str, str]) -> Image.Image:
    """Draw a badge that carries a QR code: the project's own code, a name, an organisation."""
    name, organisation = holder
    badge = Image.new("RGB", _BADGE, "white")
    draw = ImageDraw.Draw(badge)
    draw.rectangle((0, 0, _BADGE[0], 60), fill=(12, 42, 37))
    draw.text((24, 92), name, fill="black", font=_font("700Bold", 38))
    draw.text((24, 142), organisation, fill=(75, 95, 88), font=_font("400Regular", 24))
    code = Image.open(io.BytesIO(png(qr_matrix(text)))).convert("RGB")
    code = code.resize((_QR_SIDE, _QR_SIDE), Image.Resampling.LANCZOS)
    badge.paste(code, ((_BADGE[0] - _QR_SIDE) // 2, 200))
    return badge


def frame(text: str | None, view: View, shake: float = 0.0) -> Image.Image:
    """Take one picture of a badge.

    Args:
        text: what its QR code says; None for a picture without a badge.
        view: how it is held.
        shake: how far the hand is from its mean place, in pixels.

    Returns:
        A picture of `SIZE`.
    """
    hall = _hall().copy()
    if text is not None:
        badge = badge_picture(text, view.holder)
        coefficients = _badge_from_picture(view, shake)
        placed = badge.transform(SIZE, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
        whole = Image.new("L", badge.size, 255)
        mask = whole.transform(SIZE, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR)
        hall.paste(placed, (0, 0), mask)
    dim = ImageEnhance.Brightness(hall.filter(ImageFilter.GaussianBlur(view.blur))).enhance(view.light)
    # Grain of the sensor: plain to see in the dark, where the camera turns up its gain.
    return Image.blend(dim, _grain(), 0.03 + 0.05 * (1 - view.light))


def write_video(path: Path, scenes: Sequence[tuple[str | None, int]], view: View | None = None) -> None:
    """Write a video for Chromium's `--use-file-for-fake-video-capture`, which plays it in a loop at 30 frames/s.

    Args:
        path: ends in `.mjpeg`; the file is one JPEG picture after another.
        scenes: what the QR code says (None for no badge) and how many frames it is held.
        view: how the badges are held.
    """
    seen = view or View()
    with path.open("wb") as video:
        for text, length in scenes:
            # Four pictures make a trembling hand; drawing each frame anew would take minutes.
            shots = [_jpeg(frame(text, seen, shake=3 * math.sin(math.pi * (2 * step + 1) / 4))) for step in range(4)]
            video.writelines(shots[number % 4] for number in range(length))


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(ROOT / f"static/vendor/fonts/AtkinsonHyperlegibleNext_{weight}.ttf", size)


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def _badge_from_picture(view: View, shake: float) -> tuple[float, ...]:
    """Compute where on the badge each pixel of the picture lies."""
    centre = (shake, shake / 2, _CAMERA.focal_length * _BADGE[0] / view.width)
    return card_from_picture(_CAMERA, Pose(centre, view.rotation, back=view.tilt, aside=view.tilt / 2), _BADGE)
