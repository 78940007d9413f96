"""In which sizes, and on how many lines, do texts that stand under each other fit into one box?"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from eventapp.badges.design.fields import Field, FieldKind
from eventapp.badges.design.fitting import Sizes, fit
from eventapp.badges.design.wording import setting_of
from eventapp.badges.fonts import Fonts, Setting
from eventapp.badges.stock import MM

CAPITAL = 0.668
"""Height of a capital as a share of the size of type (Atkinson 0.668; DejaVu 0.729)."""
_LEADING = 1.1
_DESCENT, _ARABIC_DESCENT = 0.22, 0.45
_GAP = 0.5
"""Above a text that follows another one, as a share of its size."""
_CODE_SPACING = 0.05
RIBBON_ABOVE, RIBBON_BELOW, RIBBON_BESIDE = 0.36, 0.36, 0.5
"""How far the ribbon of a role reaches beyond its letters, as shares of their size."""
_SECOND = 0.8
"""So much of the first text's size a text has at most: a family name is never larger than a given name."""
_MOST_LINES, _MOST_LINES_ALONE = 3, 5


@dataclass(frozen=True, slots=True)
class _Attempt:
    """How much smaller the texts are set, and on how many lines at most."""

    first: float
    others: float
    lines: int = _MOST_LINES_ALONE
    lines_of_others: int = _MOST_LINES_ALONE


# From good to just readable: the first text gives way last, since it is the name.
_ATTEMPTS = (
    _Attempt(1.0, 1.0),
    _Attempt(0.9, 1.0),
    _Attempt(0.8, 1.0),
    _Attempt(0.7, 0.95),
    _Attempt(0.6, 0.9),
    _Attempt(0.5, 0.8),
    _Attempt(0.4, 0.7),
    _Attempt(0.3, 0.0),
    _Attempt(0.0, 0.0),
    *(_Attempt(0.0, 0.0, _MOST_LINES, others) for others in (2, 1)),
    *(_Attempt(0.0, 0.0, first, 1) for first in (2, 1)),
)


@dataclass(frozen=True)
class Part:
    """A text of a badge, fitted."""

    field: Field
    setting: Setting
    lines: tuple[str, ...]
    size: float
    complete: bool
    gap: float
    """Space above it, in points."""

    @property
    def has_ribbon(self) -> bool:
        """Whether it stands on an area of colour of its own."""
        return self.field.kind is FieldKind.ROLE

    @property
    def head(self) -> float:
        """How far it reaches above its capitals, at 1 point."""
        return RIBBON_ABOVE if self.has_ribbon else 0.0

    @property
    def descent(self) -> float:
        """How far letters hang below their line, at 1 point."""
        if self.has_ribbon:
            return RIBBON_BELOW
        is_arabic = self.setting.face.shaped(self.setting.text) and _is_arabic(self.setting.text)
        return _ARABIC_DESCENT if is_arabic else _DESCENT

    @property
    def leading(self) -> float:
        """From line to line, at 1 point."""
        return _LEADING

    @property
    def spacing(self) -> float:
        """Extra space after each sign, at 1 point."""
        return _CODE_SPACING if self.field.kind is FieldKind.SHORT_CODE else 0.0

    @cached_property
    def height(self) -> float:
        """The room that it takes, in points."""
        count = len(self.lines)
        return self.gap + self.size * (self.head + CAPITAL + _LEADING * (count - 1) + self.descent) if count else 0.0

    def measure(self, text: str) -> float:
        """How long a line is at 1 point."""
        return _measure(self.setting, self.spacing, text)


@dataclass(frozen=True, slots=True)
class Block:
    """Texts under each other."""

    parts: tuple[Part, ...]
    has_room: bool
    """Whether they are no higher than their box."""

    @property
    def height(self) -> float:
        """What they take together, in points."""
        return sum(part.height for part in self.parts)


@lru_cache(maxsize=1024)  # titles, hosts and roles are the same on all badges, and organisations on many
def fit_block(group: Sequence[Field], texts: Sequence[str], fonts: Fonts) -> Block:
    """Fit texts under each other, smaller until they have room.

    Args:
        group: a field, whose box it is, and those that follow it; a tuple.
        texts: of each; a tuple.
        fonts: the fonts to choose from.
    """
    settings = [setting_of(field, text, fonts) for field, text in zip(group, texts, strict=True)]
    room = group[0].height * MM
    for attempt in _ATTEMPTS:
        block = Block(_parts(group, settings, attempt), has_room=True)
        if block.height <= room:
            return block
    # What is below the last baseline may hang out of the box: of most texts nothing is there.
    return Block(block.parts, has_room=block.height - block.parts[-1].descent * block.parts[-1].size <= room)


def _parts(group: Sequence[Field], settings: Sequence[Setting], attempt: _Attempt) -> tuple[Part, ...]:
    parts: list[Part] = []
    most_lines = _most_lines(group)
    for field, setting in zip(group, settings, strict=True):
        above = next((part.size for part in parts if part.lines), None)
        if above is None:
            largest, lines = field.size * attempt.first, min(attempt.lines, most_lines)
        else:
            largest, lines = (
                min(field.size * attempt.others, _SECOND * above),
                min(attempt.lines_of_others, most_lines),
            )
        spacing = _CODE_SPACING if field.kind is FieldKind.SHORT_CODE else 0.0
        sizes = Sizes(max(largest, field.floor), _comfortable(field), field.floor, min(lines, most_lines))
        beside = 2 * RIBBON_BESIDE * sizes.largest if field.kind is FieldKind.ROLE else 0.0
        fitted = fit(setting.text, partial(_measure, setting, spacing), group[0].width * MM - beside, sizes)
        gap = 0.0 if above is None else _GAP * fitted.size
        parts.append(Part(field, setting, fitted.lines, fitted.size, fitted.complete, gap))
    return tuple(parts)


def _is_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(character) == "AL" for character in text)


def _comfortable(field: Field) -> float:
    """Below this size a text reads better on two lines than on one."""
    return field.floor + 0.4 * max(field.size - field.floor, 0)


def _most_lines(group: Sequence[Field]) -> int:
    """As many lines as the box could hold of its smallest text."""
    lines = int(group[0].height * MM / (_LEADING * min(field.floor for field in group)) + 0.3)
    return max(1, min(lines, _MOST_LINES_ALONE if len(group) == 1 else _MOST_LINES))


def _measure(setting: Setting, spacing: float, text: str) -> float:
    return setting.face.width(text) + spacing * max(len(text) - 1, 0)
