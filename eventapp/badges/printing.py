"""What goes onto somebody's badge, and what should a host know before it is printed?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from eventapp.badges.asked import BadgeQuestion, printed_answers
from eventapp.badges.design import Design
from eventapp.badges.design.badge import Badge, Problem
from eventapp.badges.design.composing import find_problems
from eventapp.badges.design.fields import ACCENT, FieldKind, Picture
from eventapp.badges.design.wording import shown_on
from eventapp.badges.fonts import load_fonts
from eventapp.badges.queries import Holder
from eventapp.core.codes import badge_address


def _no_logo(_organisation: str) -> Picture | None:
    return None


_ANY_CODE, _ANY_SHORT_CODE = "ABCDEFGHJKLMNPQRSTUVWXYZ23", "ABCD2345"
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Edition:
    """What all badges of an event have in common.

    Attributes:
        event_title: Stands on top.
        base_url: Address of this installation, the beginning of every QR code.
        staff_role: What is printed on the badges of the team, translated, for those who have no role.
        fonts: Folder of the fonts.
        series_id: Whose designs can be chosen.
        day: When it is, as readers write it.
        icebreakers: Of which one stands on a badge, if its design has room for it.
        logo_of: Finds the logo of an organisation by its name.
        questions: Asked at registration; the answers stand on a badge if its design has room for them.
        is_test: The event is only tried out, which stands on every badge.
    """

    event_title: str
    base_url: str
    staff_role: str
    fonts: Path
    series_id: int = 0
    day: str = ""
    icebreakers: tuple[str, ...] = ()
    logo_of: Callable[[str], Picture | None] = _no_logo
    questions: tuple[BadgeQuestion, ...] = ()
    is_test: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class InCommon:
    """All that badges of one look have in common; made by `in_common`.

    Equal ones are one object: what follows from it for somebody can be kept by it and by what is known of them, so
    that it is worked out anew as soon as anything at all is different.
    """

    edition: Edition
    """Without the organisations' logos, which belong to single badges."""
    design: Design
    mark: str


def in_common(edition: Edition, design: Design, mark: str = "") -> InCommon:
    """What badges have in common.

    Args:
        edition: Of the event.
        design: How they look.
        mark: Of the design: another one as soon as it looks otherwise.
    """
    return _in_common(replace(edition, logo_of=_no_logo), design, mark)


@lru_cache(maxsize=64)
def _in_common(edition: Edition, design: Design, mark: str) -> InCommon:
    return InCommon(edition, design, mark)


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


def as_badge(holder: Holder, edition: Edition, *designs: Design) -> Badge:
    """The badge of a person.

    Args:
        holder: Whose.
        edition: What all badges of the event have in common.
        designs: Of its sides: the organisation's logo is looked up if one of them shows it.
    """
    shows_logo = any(design.field(FieldKind.ORGANISATION_LOGO) for design in designs)
    return Badge(
        name=holder.name,
        organisation=holder.organisation,
        event_title=edition.event_title,
        address=badge_address(edition.base_url, holder.code),
        short_code=holder.short_code,
        role=holder.role or (edition.staff_role if holder.is_staff else None),
        role_colour=holder.role_colour or ACCENT,
        day=edition.day,
        topic=_topics(holder),
        icebreaker=_icebreaker(holder, edition),
        answers=printed_answers(holder.answers, edition.questions),
        organisation_logo=edition.logo_of(holder.organisation) if shows_logo else None,
        is_test=edition.is_test,
    )


def _topics(holder: Holder) -> str:
    return ", ".join(sorted(holder.topics.split("\n")))


def _icebreaker(holder: Holder, edition: Edition) -> str:
    """One of the questions, spread over the people, and the same one whenever a badge is printed again."""
    if not edition.icebreakers:
        return ""
    return edition.icebreakers[crc32(holder.uid.encode()) % len(edition.icebreakers)]


def inspect(holders: Sequence[Holder], edition: Edition, design: Design) -> Inspection:
    """Looks all badges through before they are printed.

    Args:
        holders: Whose badges.
        edition: What they have in common.
        design: How they look.
    """
    common = in_common(edition, design)
    found = [(holder, _flaws(common, _without_code(holder))) for holder in holders]
    of_all = set.intersection(*(set(flaws) for _, flaws in found)) if len(found) > 1 else set()
    some = ((holder, tuple(flaw for flaw in flaws if flaw not in of_all)) for holder, flaws in found)
    return Inspection(
        of_all=tuple(sorted(of_all, key=lambda flaw: flaw.problem)),
        of_some=tuple(FlawedBadge(holder, flaws) for holder, flaws in some if flaws),
    )


def flaws_of(holder: Holder, edition: Edition, design: Design) -> tuple[Flaw, ...]:
    """What will not look right on one badge."""
    return _flaws(in_common(edition, design), _without_code(holder))


def _without_code(holder: Holder) -> Holder:
    """Somebody with the same flaws: codes are equally long, so that each fits where one does."""
    return holder._replace(registration_id=0, code=_ANY_CODE, short_code=_ANY_SHORT_CODE, code_drawn_at=_EVER)


@lru_cache(maxsize=16_384)
def _flaws(common: InCommon, holder: Holder) -> tuple[Flaw, ...]:
    """Kept, since fitting the 2,500 names of a large event takes seconds."""
    edition, design = common.edition, common.design
    badge = shown_on(design, as_badge(holder, edition, design))
    try:
        problems = find_problems(badge, design, load_fonts(edition.fonts))
    except Exception as error:  # noqa: BLE001 - as on paper: a badge that cannot be set is left out and reported
        return (Flaw(Problem.NOT_PRINTED, str(error)),)
    return tuple(Flaw(problem, detail) for problem, detail in problems)
