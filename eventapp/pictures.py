"""Which uploaded pictures are taken, and how are they decoded without harm?"""

import io
from enum import StrEnum

from PIL import Image, ImageOps

MOST_BYTES = 900_000
"""Of the file as it is sent; a request may have a megabyte (create_app)."""
MOST_PIXELS = 40_000_000
"""Looked up before anything is decoded: a file of some kilobytes can unpack to gigabytes."""
_FORMATS = ("PNG", "JPEG")


class PictureFlaw(StrEnum):
    """Why a picture is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_PICTURE = "not_a_picture"
    """Neither PNG nor JPEG, or broken."""


def decoded(content: bytes, largest_side: int) -> Image.Image | PictureFlaw:
    """Decodes an uploaded picture: only its pixels are left, nothing that was hidden in it.

    Args:
        content: The uploaded file, whatever it is.
        largest_side: In pixels; a larger picture is made smaller.

    Returns:
        The upright picture with its transparency, or what is wrong with the file. Nothing raises.
    """
    if not content:
        return PictureFlaw.EMPTY
    if len(content) > MOST_BYTES:
        return PictureFlaw.TOO_LARGE
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return PictureFlaw.TOO_LARGE
            upright = ImageOps.exif_transpose(opened)
            picture = upright.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):  # Pillow's own limits
        return PictureFlaw.TOO_LARGE
    except (OSError, ValueError, SyntaxError):
        return PictureFlaw.NOT_A_PICTURE
    picture.thumbnail((largest_side, largest_side), Image.Resampling.LANCZOS)
    pixels = Image.new("RGBA", picture.size)
    pixels.paste(picture)
    return pixels


def png(picture: Image.Image) -> bytes:
    """Writes a picture as a small PNG of our own."""
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
