"""Which of an event's measures ask an organiser to do something now, the most urgent first?"""

from enum import StrEnum

from eventapp.core.measures.values import Chance, NetworkMeasures

ENOUGH_CONTACTS = 20
"""With fewer, nothing is said about who mixed with whom: a few pairs more, and it would be the contrary."""


class Advice(StrEnum):
    """What could be better, and can be."""

    MEET_SOMEBODY = "meet_somebody"
    """People have met nobody yet."""
    RECEIVE_NEWCOMERS = "receive_newcomers"
    """Newcomers stay among themselves, or meet fewer people than those who came before."""
    LEAVE_COLLEAGUES = "leave_colleagues"
    """People of one organisation stay among themselves more than chance would have it."""
    JOIN_PARTS = "join_parts"
    """The network has parts that nobody connects."""
    JOIN_CIRCLES = "join_circles"
    """Circles have formed, clearly more than by chance."""


def advice(measures: NetworkMeasures) -> tuple[Advice, ...]:
    """What to do, in this order; nothing as long as nobody has met anybody."""
    if not measures.size.contacts:
        return ()
    is_enough = measures.size.contacts >= ENOUGH_CONTACTS
    asked = {
        Advice.MEET_SOMEBODY: measures.groups.isolates > 0,
        Advice.RECEIVE_NEWCOMERS: is_enough and newcomers_are_apart(measures),
        Advice.LEAVE_COLLEAGUES: is_enough and colleagues_stay_together(measures),
        Advice.JOIN_PARTS: len(measures.groups.sizes) > 1,
        Advice.JOIN_CIRCLES: is_enough and measures.circles is not None and measures.circles.are_found,
    }
    return tuple(each for each, is_asked in asked.items() if is_asked)


def colleagues_stay_together(measures: NetworkMeasures) -> bool:
    """Whether fewer contacts lead to other organisations than chance would have it."""
    ei = measures.organisations.ei
    return ei is not None and ei.verdict is Chance.LESS


def newcomers_are_apart(measures: NetworkMeasures) -> bool:
    """Whether newcomers have fewer contacts with people who came before than chance would have it."""
    newcomers = measures.newcomers
    if newcomers is None or newcomers.with_returning is None:
        return False
    return newcomers.with_returning.verdict is Chance.LESS
