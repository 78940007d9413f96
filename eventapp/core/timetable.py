"""Which parts of a programme take place at the same time?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar


class Timed(Protocol):
    """Anything with a beginning and an end."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends, later than that."""


T = TypeVar("T", bound=Timed)


def overlap(one: Timed, other: Timed) -> bool:
    """Whether nobody can be at both from beginning to end; what begins when the other ends is no clash."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def first_clash(sessions: Iterable[T]) -> tuple[T, T] | None:
    """The first two, by their beginning, that take place at the same time; None where none do."""
    latest: T | None = None
    for each in sorted(sessions, key=lambda session: session.starts_at):
        if latest is not None and overlap(latest, each):
            return latest, each
        if latest is None or each.ends_at > latest.ends_at:
            latest = each
    return None
