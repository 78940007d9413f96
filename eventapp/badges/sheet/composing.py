"""Where does each line of a badge stand, in which font and size?"""

import re
from dataclasses import dataclass, replace

from eventapp.badges.fonts import Face, Fonts, Setting, Weight, describe, runs_right_to_left
from eventapp.badges.qr import QrMatrix, qr_matrix
from eventapp.badges.sheet.badge import Badge, Problem
from eventapp.badges.sheet.fitting import Fitted, Sizes, fit
from eventapp.badges.sheet.stock import MM, Design
from eventapp.core.codes import format_short_code

# Height of a capital as a share of the size of type (Atkinson 0.668; DejaVu 0.729).
CAPITAL = 0.668
_LEADING = 1.1
_DESCENT = 0.22
_CODE_SPACING = 0.05

# A family name begins with the first of these, when a name has one in its middle.
PARTICLES = frozenset(
    {"af", "al", "av", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la"}
    | {"le", "te", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur"}
)
_SHRINKING = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type: left end (or centre) of its baseline, in points from the badge's lower left corner."""

    text: str
    face: Face
    size: float
    x: float
    y: float
    soft: bool = False
    """Set in the softer ink."""
    centred: bool = False
    spacing: float = 0.0
    """Extra space after each sign, in points."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A badge ready to be drawn."""

    lines: tuple[Line, ...]
    qr: QrMatrix
    thread_from: float
    """Where the thread starts, in points from the left edge of the badge."""
    problems: tuple[tuple[Problem, str], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A text of the badge, chosen and fitted."""

    setting: Setting
    fitted: Fitted
    soft: bool = False
    gap: float = 0.0
    """Space above it, in points."""

    @property
    def height(self) -> float:
        """The room that it takes, in points."""
        rows = len(self.fitted.lines)
        return self.gap + self.fitted.size * (CAPITAL + _LEADING * (rows - 1) + _DESCENT) if rows else 0.0


def split_name(name: str) -> tuple[str, str]:
    """Divide a name into what is called out and what follows.

    Args:
        name: a full name with single blanks, such as "Anna von der Heide".

    Returns:
        Given and family name ("Anna", "von der Heide"). The second is empty for a name of one word.
    """
    words = name.split(" ")
    for number, word in enumerate(words[1:-1], start=1):
        if word in PARTICLES:
            return " ".join(words[:number]), " ".join(words[number:])
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (name, "")


@dataclass(frozen=True, slots=True)
class _Parts:
    """All texts of a badge, fitted."""

    title: _Part
    role: _Part
    host: _Part
    given: _Part
    family: _Part
    organisation: _Part

    @property
    def block(self) -> tuple[_Part, _Part, _Part]:
        """What stands in the middle, from top to bottom."""
        return self.given, self.family, self.organisation


def compose(badge: Badge, design: Design, fonts: Fonts) -> Composition:
    """Lay a badge out.

    Args:
        badge: the values.
        design: what stands where.
        fonts: the fonts to choose from.

    Returns:
        Its lines, its QR code and what should be reported.

    Raises:
        ValueError: the address fits into no QR code.
    """
    parts = _fitted_parts(badge, design, fonts)
    code = fonts.choose(format_short_code(badge.short_code), Weight.BOLD)
    return Composition(
        lines=(
            *_stack([parts.title], design.margin * MM, design.title_top * MM),
            *_stack(parts.block, design.margin * MM, _block_top(parts.block, design)),
            *_role_line(parts.role, design),
            *_under_the_qr(code, parts.host, design),
        ),
        qr=qr_matrix(badge.address),
        thread_from=_thread_from(parts.role, design),
        problems=_problems(parts),
    )


def find_problems(badge: Badge, design: Design, fonts: Fonts) -> tuple[tuple[Problem, str], ...]:
    """Say what should be reported of a badge, without its QR code: that would take most of the time.

    Args:
        badge: the values.
        design: what stands where.
        fonts: the fonts to choose from.

    Returns:
        The problems that `compose` finds, each with its detail.
    """
    return _problems(_fitted_parts(badge, design, fonts))


def _fitted_parts(badge: Badge, design: Design, fonts: Fonts) -> _Parts:
    given, family, organisation = _name_block(badge, design, fonts)
    return _Parts(
        title=_part(fonts.choose(badge.event_title, Weight.SEMIBOLD), design.title_width, design.title, soft=True),
        role=_part(fonts.choose(badge.role or "", Weight.SEMIBOLD), design.role_width, design.role),
        host=_part(fonts.choose(_host(badge.address), Weight.REGULAR), design.qr_side, design.host, soft=True),
        given=given,
        family=family,
        organisation=organisation,
    )


def _problems(parts: _Parts) -> tuple[tuple[Problem, str], ...]:
    problems = {
        Problem.NAME_CUT: not (parts.given.fitted.complete and parts.family.fitted.complete),
        Problem.ORGANISATION_CUT: not parts.organisation.fitted.complete,
        Problem.EVENT_TITLE_CUT: not parts.title.fitted.complete,
        Problem.ROLE_CUT: not parts.role.fitted.complete,
        Problem.HOST_CUT: not parts.host.fitted.complete,
    }
    return (
        *((problem, "") for problem, occurs in problems.items() if occurs),
        *_problems_of_script([part.setting for part in (*parts.block, parts.title, parts.role)]),
    )


def _part(setting: Setting, width: float, sizes: Sizes, *, soft: bool = False) -> _Part:
    return _Part(setting, fit(setting.text, setting.face.width, width * MM, sizes), soft=soft)


def _name_block(badge: Badge, design: Design, fonts: Fonts) -> tuple[_Part, _Part, _Part]:
    """Fit given name, family name and organisation under each other, smaller until they have room."""
    # The whole name decides the font: "Nguyễn Thị" and "Ánh" shall look alike.
    bold, semibold = fonts.choose(badge.name, Weight.BOLD), fonts.choose(badge.name, Weight.SEMIBOLD)
    called, follows = split_name(bold.text)
    setting = fonts.choose(badge.organisation, Weight.REGULAR)
    organisation = _part(setting, design.text_width, design.organisation, soft=True)
    organisation = replace(organisation, gap=0.62 * organisation.fitted.size)
    room = (design.text_top - design.text_bottom) * MM
    for factor in _SHRINKING:
        largest = design.given.largest * factor
        given = _part(replace(bold, text=called), design.text_width, design.given.at_most(largest))
        size = given.fitted.size
        family = _part(replace(semibold, text=follows), design.text_width, design.family.at_most(0.8 * size))
        family = replace(family, gap=0.24 * size)
        if given.height + family.height + organisation.height <= room:
            break
    return given, family, organisation


def _block_top(block: tuple[_Part, ...], design: Design) -> float:
    """Centre the block in its room."""
    middle = (design.text_top + design.text_bottom) / 2 * MM
    return middle + sum(part.height for part in block) / 2


def _stack(parts: tuple[_Part, ...] | list[_Part], x: float, top: float) -> list[Line]:
    """Set parts under each other; `top` is the height of the first line's capitals."""
    lines = []
    for part in parts:
        size = part.fitted.size
        baseline = top - part.gap - CAPITAL * size
        for text in part.fitted.lines:
            lines.append(Line(text, part.setting.face, size, x, baseline, soft=part.soft))
            baseline -= _LEADING * size
        top -= part.height
    return lines


def _role_line(role: _Part, design: Design) -> list[Line]:
    """Set the role behind the thread's first node, on one height with it."""
    x = (design.margin + 3 * design.node_radius) * MM
    return _stack([role], x, design.thread_height * MM + CAPITAL * role.fitted.size / 2)


def _thread_from(role: _Part, design: Design) -> float:
    """Let the thread start at its first node, or behind the role."""
    if not role.fitted.lines:
        return (design.margin + 2 * design.node_radius) * MM
    width = role.setting.face.width(role.fitted.lines[0]) * role.fitted.size
    return (design.margin + 5 * design.node_radius) * MM + width


def _under_the_qr(code: Setting, host: _Part, design: Design) -> list[Line]:
    """Centre short code and host under the QR code, below its quiet zone."""
    x = (design.qr_left + design.qr_side / 2) * MM
    size = design.short_code_size
    baseline = design.qr_bottom * MM - CAPITAL * size
    first = Line(code.text, code.face, size, x, baseline, centred=True, spacing=_CODE_SPACING * size)
    hosts = _stack([host], x, baseline - (_LEADING - CAPITAL) * host.fitted.size - 0.3 * size)
    return [first, *(replace(line, centred=True) for line in hosts)]


def _host(address: str) -> str:
    """Take the host out of an address, so that people see where a code leads."""
    return re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0].lower()


def _problems_of_script(settings: list[Setting]) -> list[tuple[Problem, str]]:
    missing = dict.fromkeys(character for setting in settings for character in setting.missing)
    problems = [(Problem.MISSING_CHARACTERS, ", ".join(map(describe, missing)))] if missing else []
    if any(runs_right_to_left(setting.text) for setting in settings):
        problems.append((Problem.RIGHT_TO_LEFT, ""))
    return problems
