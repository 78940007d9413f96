"""Which uploaded pictures do certificates show, and in which form are they kept?"""

import io
from enum import StrEnum

from PIL import Image, ImageOps

MOST_BYTES = 900_000
"""Of the file as it is sent; a request may have a megabyte (create_app)."""
MOST_PIXELS = 40_000_000
"""Looked up before anything is decoded: a file of some kilobytes can unpack to gigabytes."""
_LARGEST_SIDE = 1_200
"""Pixels: a logo 10 cm wide at 300 dots per inch."""
_FORMATS = ("PNG", "JPEG")


class PictureFlaw(StrEnum):
    """Why a picture is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_PICTURE = "not_a_picture"
    """Neither PNG nor JPEG, or broken."""


def as_kept(content: bytes) -> bytes | PictureFlaw:
    """Makes a small PNG of our own from an uploaded picture: only its pixels are left, nothing that was hidden in it.

    Args:
        content: The uploaded file, whatever it is.

    Returns:
        The PNG, or what is wrong with the file. Nothing raises.
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
    picture.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE), Image.Resampling.LANCZOS)
    pixels = Image.new("RGBA", picture.size)
    pixels.paste(picture)
    file = io.BytesIO()
    pixels.save(file, "PNG", optimize=True)
    return file.getvalue()
