"""Which of the first places hang by a thread, and by contacts that somebody should look at first?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eventapp.core.standings import Criterion, Standing, decided_by

PLACES = 3
"""The places that are announced."""
CLOSE = 2
"""So few contacts ahead are a close race."""


@dataclass(frozen=True, slots=True)
class CloseRace:
    """Two neighbours in the standings whose order a few contacts could turn.

    Attributes:
        ahead: Who stands before the other.
        behind: The other.
        by: What decides; SHARED where nothing does.
        more: How many contacts they lie apart.
        flagged_ahead: Contacts that count for the first, stand out, and are not decided about.
        flagged_behind: The same for the second.
    """

    ahead: Standing
    behind: Standing
    by: Criterion
    more: int
    flagged_ahead: int
    flagged_behind: int


def close_races(standings: Sequence[Standing], flagged: Mapping[int, int]) -> Iterator[CloseRace]:
    """The close races for the places that are announced.

    Args:
        standings: Everybody, best first.
        flagged: For each person, counted contacts that stand out and are not decided about.
    """
    for ahead, behind in pairwise(standings):
        if ahead.rank > PLACES or not ahead.score.counted:
            return
        more = ahead.score.counted - behind.score.counted
        theirs = flagged.get(ahead.attendee_id, 0)
        if more <= max(CLOSE, theirs):
            by = decided_by(ahead.score, behind.score)
            yield CloseRace(ahead, behind, by, more, theirs, flagged.get(behind.attendee_id, 0))
