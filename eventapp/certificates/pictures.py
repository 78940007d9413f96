"""In which form are the pictures of certificates kept?"""

from eventapp import pictures
from eventapp.pictures import PictureFlaw

_LARGEST_SIDE = 1_200
"""Pixels: a logo 10 cm wide at 300 dots per inch."""


def as_kept(content: bytes) -> bytes | PictureFlaw:
    """Makes a small PNG of our own from an uploaded picture: only its pixels are left, nothing that was hidden in it.

    Args:
        content: The uploaded file, whatever it is.

    Returns:
        The PNG, or what is wrong with the file. Nothing raises.
    """
    picture = pictures.decoded(content, _LARGEST_SIDE)
    return picture if isinstance(picture, PictureFlaw) else pictures.png(picture)
