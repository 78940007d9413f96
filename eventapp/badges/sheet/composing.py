"""Where does each line of a badge stand, in which font and size?"""

import re
from dataclasses import dataclass

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
_PARTICLES = frozenset(
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
    soft: bool
    gap: float
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
        if word in _PARTICLES:
            return " ".join(words[:number]), " ".join(words[number:])
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (name, "")


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
    name = fonts.choose(badge.name, Weight.BOLD)
    organisation = fonts.choose(badge.organisation, Weight.REGULAR)
    title = fonts.choose(badge.event_title, Weight.SEMIBOLD)
    role = fonts.choose(badge.role or "", Weight.SEMIBOLD)
    host = fonts.choose(_host(badge.address), Weight.REGULAR)

    title_fit = _fit(title, design.title_width, design.title)
    role_fit = _fit(role, design.role_width, design.role)
    host_fit = _fit(host, design.qr_side, design.host)
    block = _name_block(name, organisation, design, fonts)
    code = fonts.choose(format_short_code(badge.short_code), Weight.BOLD)
    lines = (
        *_stack([_Part(title, title_fit, soft=True, gap=0)], design.margin * MM, design.title_top * MM),
        *_stack(block, design.margin * MM, _block_top(block, design)),
        *_role_line(role, role_fit, design),
        *_under_the_qr(code, host, host_fit, design),
    )
    cuts = {
        Problem.NAME_CUT: block[0].fitted.complete and block[1].fitted.complete,
        Problem.ORGANISATION_CUT: block[2].fitted.complete,
        Problem.EVENT_TITLE_CUT: title_fit.complete,
        Problem.ROLE_CUT: role_fit.complete,
        Problem.HOST_CUT: host_fit.complete,
    }
    return Composition(
        lines=lines,
        qr=qr_matrix(badge.address),
        thread_from=_thread_from(role, role_fit, design),
        problems=(
            *((problem, "") for problem, complete in cuts.items() if not complete),
            *_problems_of_script((name, organisation, title, role)),
        ),
    )


def _fit(setting: Setting, width: float, sizes: Sizes) -> Fitted:
    return fit(setting.text, setting.face.width, width * MM, sizes)


def _name_block(name: Setting, organisation: Setting, design: Design, fonts: Fonts) -> tuple[_Part, _Part, _Part]:
    """Fit given name, family name and organisation under each other, smaller until they have room."""
    called, follows = split_name(name.text)
    given = Setting(called, name.face, ())
    # The whole name decides the font: "Nguyễn Thị" and "Ánh" shall look alike.
    lighter = fonts.choose(name.text, Weight.SEMIBOLD).face
    family = Setting(follows, lighter, ())
    room = (design.text_top - design.text_bottom) * MM
    for factor in _SHRINKING:
        given_fit = _fit(given, design.text_width, design.given.at_most(design.given.largest * factor))
        family_fit = _fit(family, design.text_width, design.family.at_most(0.8 * given_fit.size))
        organisation_fit = _fit(organisation, design.text_width, design.organisation)
        parts = (
            _Part(given, given_fit, soft=False, gap=0),
            _Part(family, family_fit, soft=False, gap=0.24 * given_fit.size),
            _Part(organisation, organisation_fit, soft=True, gap=0.62 * organisation_fit.size),
        )
        if sum(part.height for part in parts) <= room:
            break
    return parts


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


def _role_line(role: Setting, fitted: Fitted, design: Design) -> list[Line]:
    """Set the role behind the thread's first node, on one height with it."""
    x = (design.margin + 3 * design.node_radius) * MM
    middle = design.thread_height * MM + CAPITAL * fitted.size / 2
    if len(fitted.lines) > 1:
        middle += _LEADING * fitted.size / 2
    return _stack([_Part(role, fitted, soft=False, gap=0)], x, middle)


def _thread_from(role: Setting, fitted: Fitted, design: Design) -> float:
    """Let the thread start at its first node, or behind the role."""
    if not fitted.lines:
        return (design.margin + 2 * design.node_radius) * MM
    width = max(role.face.width(line) for line in fitted.lines) * fitted.size
    return (design.margin + 5 * design.node_radius) * MM + width


def _under_the_qr(code: Setting, host: Setting, host_fit: Fitted, design: Design) -> list[Line]:
    """Centre short code and host under the QR code, below its quiet zone."""
    x = (design.qr_left + design.qr_side / 2) * MM
    size = design.short_code_size
    baseline = design.qr_bottom * MM - CAPITAL * size
    lines = [Line(code.text, code.face, size, x, baseline, centred=True, spacing=_CODE_SPACING * size)]
    baseline -= 0.3 * size
    for text in host_fit.lines:
        baseline -= _LEADING * host_fit.size
        lines.append(Line(text, host.face, host_fit.size, x, baseline, soft=True, centred=True))
    return lines


def _host(address: str) -> str:
    """Take the host out of an address, so that people see where a code leads."""
    return re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0].lower()


def _problems_of_script(settings: tuple[Setting, ...]) -> list[tuple[Problem, str]]:
    missing = dict.fromkeys(character for setting in settings for character in setting.missing)
    problems = [(Problem.MISSING_CHARACTERS, ", ".join(map(describe, missing)))] if missing else []
    if any(runs_right_to_left(setting.text) for setting in settings):
        problems.append((Problem.RIGHT_TO_LEFT, ""))
    return problems
