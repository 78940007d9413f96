"""How does a printed badge look to a camera? Renders a PDF as a printer would, and makes badges worse."""

import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from PIL import Image, ImageFilter

from benchmarks.projection import Camera, Pose, card_from_picture
from eventapp.badges.stock import Stock

WHITE, _GREY = 255, 128
_LOW_CONTRAST = 0.3
_ANGLE = 35.0
"""Degrees."""
_AWAY = 2.0
"""How far the camera is away, in widths of the badge."""

Change = Callable[[Image.Image], Image.Image]


def rendered(pdf: bytes, dpi: int) -> list[Image.Image]:
    """All pages of a document in grey.

    Raises:
        FileNotFoundError: pdftoppm (poppler-utils) is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sheet.pdf").write_bytes(pdf)
        command = ["pdftoppm", "-r", str(dpi), "-gray", "sheet.pdf", "page"]
        subprocess.run(command, check=True, cwd=folder, timeout=120)  # noqa: S603 our own file
        return [Image.open(page).copy() for page in sorted(Path(folder).glob("page*.pgm"))]


def badges_on(page: Image.Image, stock: Stock, dpi: int) -> list[Image.Image]:
    """The badges of a rendered page, taken out of it."""
    pixels, badges = dpi / 25.4, []
    for place in range(stock.per_page):
        x, y = stock.corner(place)
        left, top, right, bottom = (round(edge * pixels) for edge in (x, y, x + stock.width, y + stock.height))
        badges.append(page.crop((left, top, right, bottom)))
    return badges


def turned(degrees: float) -> Change:
    """Held askew."""
    return lambda badge: badge.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)


def half_size(badge: Image.Image) -> Image.Image:
    """Seen from twice as far."""
    return badge.resize((badge.width // 2, badge.height // 2), Image.Resampling.LANCZOS)


def blurred(radius: float) -> Change:
    """Out of focus: a standard deviation in pixels."""
    return lambda badge: badge.filter(ImageFilter.GaussianBlur(radius))


def low_contrast(badge: Image.Image) -> Image.Image:
    """A dim room, and toner that runs out: black is a grey, and white is another one."""
    return badge.point(lambda value: round(_GREY + (value - _GREY) * _LOW_CONTRAST))


def at_an_angle(badge: Image.Image) -> Image.Image:
    """Photographed from above: the lower edge is farther away and shorter."""
    width, height = badge.size
    distance = width * _AWAY
    camera = Camera(distance, (width / 2, height / 2))
    coefficients = card_from_picture(camera, Pose((0.0, 0.0, distance * 1.1), 0.0, back=_ANGLE), badge.size)
    bicubic = Image.Resampling.BICUBIC
    return badge.transform(badge.size, Image.Transform.PERSPECTIVE, coefficients, bicubic, fillcolor=WHITE)


def noisy(badge: Image.Image) -> Image.Image:
    """A sensor in poor light: grain on every pixel."""
    random = Random(7)  # noqa: S311 the same grain each time
    grain = Image.frombytes("L", (256, 256), random.randbytes(256 * 256))
    full = Image.new("L", badge.size)
    for left in range(0, badge.width, 256):
        for top in range(0, badge.height, 256):
            full.paste(grain, (left, top))
    return Image.blend(badge, full, 0.25)


CHANGES: Mapping[str, Change] = {
    "as printed": lambda badge: badge,
    "turned 17°": turned(17),
    "turned 90°": turned(90),
    "upside down": turned(180),
    "half size": half_size,
    "blur 1.5 px": blurred(1.5),
    "blur 3 px": blurred(3),
    "contrast 30 %": low_contrast,
    "grain": noisy,
    "at an angle": at_an_angle,
    "at an angle, half size, blurred": lambda badge: blurred(1)(half_size(at_an_angle(badge))),
}
