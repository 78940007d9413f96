"""How does a badge look: which fields stand where on it, in which size and colour? Data, and nothing else."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from eventapp.badges.fonts import Weight

INK, SOFT_INK, ACCENT, PAPER = "#10241f", "#4b5f58", "#0b5a4c", "#ffffff"
"""The paper colours and the accent of static/css/tokens.css; grey printers keep them apart by lightness."""


class FieldKind(StrEnum):
    """What a field shows."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    ORGANISATION = "organisation"
    ROLE = "role"
    EVENT_TITLE = "event_title"
    DAY = "day"
    SHORT_CODE = "short_code"
    ADDRESS = "address"
    """Where the QR code leads, in small print."""
    TOPIC = "topic"
    ICEBREAKER = "icebreaker"
    ANSWER = "answer"
    """To the questions of registration whose answers stand on badges."""
    TEXT = "text"
    """The same on all badges."""
    QR = "qr"
    EVENT_LOGO = "event_logo"
    ORGANISATION_LOGO = "organisation_logo"
    THREAD = "thread"
    """Our ornament: two people, and the thread between them. A role in its box pushes it aside."""
    PANEL = "panel"
    """An area of colour."""
    RIBBON = "ribbon"
    """An area in the colour of the role, for those who have one."""


NAMES = frozenset({FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.FULL_NAME})
SHAPES = frozenset({FieldKind.THREAD, FieldKind.PANEL, FieldKind.RIBBON})
PICTURES = frozenset({FieldKind.QR, FieldKind.EVENT_LOGO, FieldKind.ORGANISATION_LOGO})
TEXTS = frozenset(FieldKind) - SHAPES - PICTURES


class Align(StrEnum):
    """Where a text stands between the sides of its field."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Anchor(StrEnum):
    """Where a text stands between top and bottom of its field."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class _HashedOnce:
    """What fitted texts and shapes are kept by: its hash, of many values, is asked for with every badge."""

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(vars(self).values()))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True)
class Field(_HashedOnce):
    """One thing on a badge and its box: millimetres from the badge's upper left corner, sizes of type in points."""

    kind: FieldKind
    x: float
    y: float
    width: float
    height: float
    size: float = 10.0
    """The largest that a text is set; longer ones are set smaller."""
    floor: float = 6.0
    """The smallest: below it a text wraps, and then is cut visibly and reported."""
    weight: Weight = Weight.REGULAR
    colour: str = INK
    """As in CSS, #rrggbb. Of a QR code none: it is black on white, since phones miss others."""
    align: Align = Align.LEFT
    anchor: Anchor = Anchor.TOP
    follows: bool = False
    """Stands right below the text before it, wherever that ends, in the other one's box."""
    shown: bool = True
    text: str = ""
    """Of `FieldKind.TEXT`."""

    __hash__ = _HashedOnce.__hash__


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG file of our own making (pictures.py)."""

    content: bytes
    width: int
    """In pixels."""
    height: int

    @property
    def media_type(self) -> str:
        """As a browser calls it."""
        return "image/png" if self.content.startswith(b"\x89PNG") else "image/jpeg"


@dataclass(frozen=True)
class Design(_HashedOnce):
    """What badges of one size look like."""

    width: float
    height: float
    fields: tuple[Field, ...]
    background: Picture | None = None
    logo: Picture | None = None
    """Of the event."""

    __hash__ = _HashedOnce.__hash__

    def field(self, kind: FieldKind) -> Field | None:
        """Return the first field of a kind that is shown."""
        return next((field for field in self.fields if field.kind is kind and field.shown), None)
