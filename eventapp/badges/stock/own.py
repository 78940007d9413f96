"""Does a size that somebody measured themselves fit its page? All lengths in millimetres."""

from dataclasses import dataclass
from enum import StrEnum

from eventapp.badges.stock.paper import Fold, Kind, Stock

PREFIX = "own-"
"""Keys of own sizes begin with it; their number follows."""
SMALLEST_BADGE, LARGEST_PAGE = 29.0, 450.0
"""A QR code of 20 mm with its quiet zone has room on the one; A3 on the other."""
MOST_COLUMNS, MOST_ROWS = 10, 15
_HAIR = 0.05
"""What rounding adds up to is no misfit."""


class Misfit(StrEnum):
    """Why a size cannot be printed."""

    TOO_BROAD = "too_broad"
    TOO_HIGH = "too_high"


@dataclass(frozen=True, slots=True)
class Measured:
    """A size as it is measured on a sheet: margins, gaps, and how often a badge stands on it."""

    name: str
    kind: Kind
    page_width: float
    page_height: float
    columns: int
    rows: int
    margin_left: float
    """From the paper's left edge to the first badge."""
    margin_top: float
    gap_x: float
    """Between two badges side by side."""
    gap_y: float
    width: float
    """Of a badge, when it is folded."""
    height: float
    is_folded: bool = False

    @property
    def used_width(self) -> float:
        """From the paper's left edge to the right edge of the last badge."""
        return self.margin_left + self.columns * self.width + (self.columns - 1) * self.gap_x

    @property
    def piece_height(self) -> float:
        """Of what is cut or taken out of the page."""
        return 2 * self.height if self.is_folded else self.height

    @property
    def used_height(self) -> float:
        """From the paper's upper edge to the lower edge of the last badge."""
        return self.margin_top + self.rows * self.piece_height + (self.rows - 1) * self.gap_y

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """Why it cannot be printed; empty when it can."""
        broad = (Misfit.TOO_BROAD,) if self.used_width > self.page_width + _HAIR else ()
        high = (Misfit.TOO_HIGH,) if self.used_height > self.page_height + _HAIR else ()
        return broad + high

    def as_stock(self, number: int) -> Stock:
        """The paper that it is.

        Args:
            number: Of the size, in its key.
        """
        return Stock(
            key=f"{PREFIX}{number}",
            name=self.name,
            page_width=self.page_width,
            page_height=self.page_height,
            columns=self.columns,
            rows=self.rows,
            left=self.margin_left,
            top=self.margin_top + self.piece_height - self.height,
            pitch_x=self.width + self.gap_x,
            pitch_y=self.piece_height + self.gap_y,
            width=self.width,
            height=self.height,
            kind=self.kind,
            source="measured on the sheet",
            fold=Fold.TOP if self.is_folded else Fold.NONE,
        )


def number_in(key: str) -> int | None:
    """The number of an own size in the key of a paper; None for any other key."""
    number = key.removeprefix(PREFIX)
    is_own = key.startswith(PREFIX) and number.isascii() and number.isdecimal() and len(number) < 10  # noqa: PLR2004
    return int(number) if is_own else None
