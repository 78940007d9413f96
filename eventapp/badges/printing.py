"""What goes onto somebody's badge, and what should a host know before it is printed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from eventapp.badges.fonts import load_fonts
from eventapp.badges.queries import Holder
from eventapp.badges.sheet import Badge, Layout, Problem
from eventapp.badges.sheet.composing import find_problems
from eventapp.badges.sheet.stock import stock_of
from eventapp.core.codes import badge_address

_ANY_SHORT_CODE = "ABCD2345"
"""All are equally long, so that each fits where one does."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What all badges of an event have in common.

    Attributes:
        event_title: Stands on top.
        base_url: Address of this installation, the beginning of every QR code.
        staff_role: What is printed on the badges of the team, translated.
        fonts: Folder of the fonts.
    """

    event_title: str
    base_url: str
    staff_role: str
    fonts: Path


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that will not look right on a badge."""

    problem: Problem
    detail: str


@dataclass(frozen=True, slots=True)
class FlawedBadge:
    """A badge that a host should look at, and why."""

    holder: Holder
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a host should know before the badges are cut."""

    of_all: tuple[Flaw, ...]
    """What is wrong with every badge: a title that does not fit, an address that is too long."""
    of_some: tuple[FlawedBadge, ...]


def as_badge(holder: Holder, edition: Edition) -> Badge:
    """The badge of a person."""
    return Badge(
        name=holder.name,
        organisation=holder.organisation,
        event_title=edition.event_title,
        address=badge_address(edition.base_url, holder.code),
        short_code=holder.short_code,
        role=edition.staff_role if holder.is_staff else None,
    )


def inspect(holders: Sequence[Holder], edition: Edition, layout: Layout) -> Inspection:
    """Looks all badges through before they are printed.

    Args:
        holders: Whose badges.
        edition: What they have in common.
        layout: The paper.
    """
    found = [(holder, flaws_of(holder, edition, layout)) for holder in holders]
    of_all = set.intersection(*(set(flaws) for _, flaws in found)) if len(found) > 1 else set()
    some = ((holder, tuple(flaw for flaw in flaws if flaw not in of_all)) for holder, flaws in found)
    return Inspection(
        of_all=tuple(sorted(of_all, key=lambda flaw: flaw.problem)),
        of_some=tuple(FlawedBadge(holder, flaws) for holder, flaws in some if flaws),
    )


def flaws_of(holder: Holder, edition: Edition, layout: Layout) -> tuple[Flaw, ...]:
    """What will not look right on one badge."""
    role = edition.staff_role if holder.is_staff else None
    return _flaws(holder.name, holder.organisation, role, edition, layout)


@lru_cache(maxsize=16_384)
def _flaws(name: str, organisation: str, role: str | None, edition: Edition, layout: Layout) -> tuple[Flaw, ...]:
    """Kept, since fitting the 2,500 names of a large event takes seconds."""
    badge = Badge(name, organisation, edition.event_title, edition.base_url, _ANY_SHORT_CODE, role)
    try:
        problems = find_problems(badge, stock_of(layout).design, load_fonts(edition.fonts))
    except Exception as error:  # noqa: BLE001 - as on paper: a badge that cannot be set is left out and reported
        return (Flaw(Problem.NOT_PRINTED, str(error)),)
    return tuple(Flaw(problem, detail) for problem, detail in problems)
