"""What can be chosen of how badges come onto their paper?"""

from dataclasses import dataclass
from enum import StrEnum

from eventapp.badges.design import Design
from eventapp.badges.stock import Stock


class Back(StrEnum):
    """What stands on the back of a badge."""

    NONE = "none"
    MIRROR = "mirror"
    """The same as on its front: badges turn around."""
    DESIGN = "design"
    """The person's values in another design."""
    TEXT = "text"
    """The same text on all: the programme, the Wi-Fi, the emergency number."""


class Duplex(StrEnum):
    """Around which edge of the paper the printer turns it."""

    LONG_EDGE = "long"
    SHORT_EDGE = "short"


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the text on the back."""

    heading: str
    text: str
    """May have several lines."""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """The choices of one batch."""

    stock: Stock
    start: int = 1
    """At which place of the first page the first badge stands: those before it are used already."""
    back: Back = Back.NONE
    """Of stock without backs (labels) nothing but `NONE` is printed."""
    back_design: Design | None = None
    """As large as the stock's badges; for `Back.DESIGN`."""
    passages: tuple[Passage, ...] = ()
    """For `Back.TEXT`."""
    duplex: Duplex = Duplex.LONG_EDGE
    title: str = ""
    """Of the document, shown by a viewer."""

    @property
    def prints_backs(self) -> bool:
        """Whether there is a second side."""
        return self.back is not Back.NONE and (self.stock.has_backs or self.stock.is_folded)

    def prints(self, back: Back) -> bool:
        """Whether this is what stands on the backs."""
        return self.prints_backs and self.back is back
