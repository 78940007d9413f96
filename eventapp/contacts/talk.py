"""What can two people talk about who have just met? What they share of the event's topics, and one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from eventapp.events.models import Topic
from eventapp.hot_path import HotConnection
from eventapp.registration.models import RegistrationTopic, Side

_mine, _theirs = aliased(RegistrationTopic), aliased(RegistrationTopic)
_SHARED = (
    select(Topic.name, _mine.side, _theirs.side)
    .select_from(_mine)
    .join(_theirs, _theirs.topic_id == _mine.topic_id)
    .join(Topic, Topic.id == _mine.topic_id)
    .where(_mine.registration_id == bindparam("me"), _theirs.registration_id == bindparam("other"))
    .order_by(Topic.key)
)
"""Kept, since making a statement takes longer than running it."""
_ORDER = (
    (Side.SEEKS, Side.OFFERS),
    (Side.OFFERS, Side.SEEKS),
    (Side.OFFERS, Side.OFFERS),
    (Side.SEEKS, Side.SEEKS),
)
"""My side and theirs, the most welcome first."""


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
    topics: dict[tuple[Side, Side], list[str]] = {}
    told: set[str] = set()
    for sides in _ORDER:
        names = [name for name, mine, theirs in rows if (mine, theirs) == sides and name not in told]
        told.update(names)
        topics[sides] = names
    sought, offered, *same = (topics[sides] for sides in _ORDER)
    return Talk(sought, offered, sorted(same[0] + same[1]), icebreaker_of(icebreakers, me, other))


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
