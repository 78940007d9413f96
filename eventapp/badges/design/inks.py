"""How well can one colour be told from another, and in which ink is a word set on a coloured ground?"""

from eventapp.badges.design.fields import PAPER

BLACK = "#000000"
READABLE = 4.5
"""The contrast that WCAG 2.2 asks of usual type. Of black and white, one reaches it on every ground."""
SEEN_ON_PAPER = 1.3
"""Below that nobody sees a coloured area on white paper: a bright yellow has 1.4."""
_LINEAR = 0.04045
"""Of a channel of sRGB: darker than this it grows in proportion."""


def ink_on(ground: str) -> str:
    """Return the ink that reads better on a ground: white, or black where white is too faint.

    Args:
        ground: as in CSS, #rrggbb.
    """
    return PAPER if contrast(PAPER, ground) >= READABLE else BLACK


def contrast(one: str, other: str) -> float:
    """Say how much two colours differ, as WCAG counts it: from 1 to 21."""
    return contrast_of(luminance(channels(one)), luminance(channels(other)))


def contrast_of(one: float, other: float) -> float:
    """Say the same of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def channels(colour: str) -> tuple[int, ...]:
    """Take #rrggbb apart."""
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def luminance(colour: tuple[int, ...]) -> float:
    """Say how bright a colour is, from 0 to 1.

    Args:
        colour: red, green and blue, from 0 to 255.
    """
    red, green, blue = (
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
