"""In which form are the pictures of a design kept, and how are they read again?"""

import io

from PIL import Image, ImageOps

from eventapp import pictures
from eventapp.badges.design.fields import PAPER, Picture
from eventapp.pictures import PictureFlaw

_DOTS = 300
"""Per inch: more is not seen on paper."""
_LARGEST_SIDE = 4_000
_LARGEST_LOGO = 800
_QUALITY = 88
_INCH = 25.4


def as_background(content: bytes, width: float, height: float) -> Picture | PictureFlaw:
    """Makes a JPEG of our own that covers a badge; what sticks out of its shape is cut off on both sides alike.

    Args:
        content: The uploaded file, whatever it is.
        width: Of the badge, in millimetres.
        height: Of the badge, in millimetres.

    Returns:
        The picture, or what is wrong with the file. Nothing raises.
    """
    picture = pictures.decoded(content, _LARGEST_SIDE)
    if isinstance(picture, PictureFlaw):
        return picture
    on_paper = Image.new("RGB", picture.size, PAPER)
    on_paper.paste(picture, mask=picture.getchannel("A"))
    scale = min(on_paper.width / width, on_paper.height / height, _DOTS / _INCH)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    file = io.BytesIO()
    ImageOps.fit(on_paper, size, Image.Resampling.LANCZOS).save(file, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(file.getvalue(), *size)


def as_logo(content: bytes) -> Picture | PictureFlaw:
    """Makes a PNG of our own from an uploaded logo, with its transparency.

    Args:
        content: The uploaded file, whatever it is.

    Returns:
        The picture, or what is wrong with the file. Nothing raises.
    """
    picture = pictures.decoded(content, _LARGEST_LOGO)
    return picture if isinstance(picture, PictureFlaw) else Picture(pictures.png(picture), *picture.size)


def kept(content: bytes | None) -> Picture | None:
    """A picture as it was kept: one of our own making."""
    if content is None:
        return None
    with Image.open(io.BytesIO(content)) as picture:
        return Picture(content, *picture.size)


def smaller(picture: Picture, largest_side: int) -> Picture:
    """The same picture with fewer pixels, for a screen."""
    made = decoded(picture)
    made.thumbnail((largest_side, largest_side))
    file = io.BytesIO()
    made.save(file, "JPEG", quality=75)
    return Picture(file.getvalue(), *made.size)


def decoded(picture: Picture) -> Image.Image:
    """The pixels of a picture of our own making."""
    with Image.open(io.BytesIO(picture.content)) as opened:
        return opened.convert("RGB")
