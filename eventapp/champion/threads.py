"""Where on the stage do a champion's contacts stand around them?"""

import math

MOST = 90
"""More than this is a carpet, not a person with contacts."""
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_NEAREST, _FARTHEST = 150, 480


def threads(contacts: int) -> list[tuple[int, int]]:
    """The ends of as many threads as there are contacts, spread evenly in a ring around (0, 0).

    Args:
        contacts: How many; beyond MOST there are no more threads.

    Returns:
        x and y of each end, up to 480 units from the middle, the nearest first.
    """
    count = min(contacts, MOST)
    ends = []
    for place in range(count):
        share = (place + 0.5) / count
        distance = math.sqrt(_NEAREST**2 + share * (_FARTHEST**2 - _NEAREST**2))
        angle = place * _GOLDEN_ANGLE
        ends.append((round(distance * math.cos(angle)), round(distance * math.sin(angle))))
    return ends
