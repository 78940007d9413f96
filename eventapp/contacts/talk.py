"""What can two people talk about who have just met? What they share of the event's topics, and one question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from eventapp.core.topics import Fit, Interests, best_fits
from eventapp.events.models import Topic
from eventapp.hot_path import HotConnection
from eventapp.registration.models import RegistrationTopic, Side

_mine, _theirs = aliased(RegistrationTopic), aliased(RegistrationTopic)
_SHARED = (
    select(Topic.id, Topic.name, _mine.side.label("mine"), _theirs.side.label("theirs"))
    .select_from(_mine)
    .join(_theirs, _theirs.topic_id == _mine.topic_id)
    .join(Topic, Topic.id == _mine.topic_id)
    .where(_mine.registration_id == bindparam("me"), _theirs.registration_id == bindparam("other"))
    .order_by(Topic.key)
)
"""Kept, since making a statement takes longer than running it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What one of the two reads about the other; each topic stands in one place only, the best one.

    Attributes:
        sought: Topics that I seek and the other person offers.
        offered: Topics that I offer and the other person seeks.
        shared: Topics that both offer, or both seek.
        icebreaker: A question of the event's list, the same for both; "" where there is none.
    """

    sought: Sequence[str] = ()
    offered: Sequence[str] = ()
    shared: Sequence[str] = ()
    icebreaker: str = ""


def talk_of(
    connection: HotConnection, icebreakers: Sequence[str], *, me: int, other: int, has_topics: bool = True
) -> Talk:
    """What a person reads about somebody whom they met.

    Args:
        connection: For one read; none is made of a person without topics.
        icebreakers: The event's questions.
        me: The reader's registration.
        other: The other person's.
        has_topics: Whether the reader has any topics.
    """
    rows = connection.execute(_SHARED, {"me": me, "other": other}).all() if has_topics else []
    mine = _interests((row.id, row.mine) for row in rows)
    theirs = _interests((row.id, row.theirs) for row in rows)
    fits = best_fits(mine, theirs)
    names = {row.id: row.name for row in rows}
    sought, offered, shared = (
        [name for topic_id, name in names.items() if fits[topic_id] is fit]
        for fit in (Fit.THEY_OFFER, Fit.THEY_SEEK, Fit.IN_COMMON)
    )
    return Talk(sought, offered, sorted(shared), icebreaker_of(icebreakers, me, other))


def _interests(topics: Iterable[tuple[int, str]]) -> Interests:
    """What somebody offers and seeks, from topics with their sides."""
    sides: dict[str, set[int]] = {side: set() for side in Side}
    for topic_id, side in topics:
        sides[side].add(topic_id)
    return Interests(frozenset(sides[Side.OFFERS]), frozenset(sides[Side.SEEKS]))


def icebreaker_of(icebreakers: Sequence[str], one: int, other: int) -> str:
    """The question for a pair: the same for both, whoever scanned, and other pairs get other ones.

    Args:
        icebreakers: The event's questions.
        one: A registration of the pair.
        other: The other one.
    """
    if not icebreakers:
        return ""
    pair = f"{min(one, other)} {max(one, other)}"
    drawn = int.from_bytes(sha256(pair.encode()).digest()[:8])
    return icebreakers[drawn % len(icebreakers)]
