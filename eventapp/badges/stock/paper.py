"""What is a paper that badges are printed on, and where does each badge stand on it? All lengths in millimetres."""

from dataclasses import dataclass
from enum import StrEnum

MM = 72 / 25.4
"""Points in a millimetre."""


class Kind(StrEnum):
    """What the paper is like."""

    SHEET = "sheet"
    """Labels that are peeled off a sheet."""
    INSERT = "insert"
    """Cards that are broken out of a perforated or punched sheet."""
    CARD = "card"
    """Plain paper or card."""
    ROLL = "roll"
    """A label printer's roll: each page is one badge."""


class Fold(StrEnum):
    """Where a badge is folded, so that one side of the paper becomes two sides of a badge."""

    NONE = "none"
    TOP = "top"
    """Along its upper edge: the back stands above it, upside down."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A page and the badges on it, filled row by row from the upper left."""

    key: str
    """Stands in addresses and forms."""
    name: str
    """As it stands on the package."""
    page_width: float
    page_height: float
    columns: int
    rows: int
    left: float
    """From the page's left edge to the first badge."""
    top: float
    """From the page's upper edge to the first badge; to the front of one that is folded."""
    pitch_x: float
    """From the left edge of a badge to that of the next one."""
    pitch_y: float
    width: float
    """Of a badge, when it is folded."""
    height: float
    kind: Kind
    source: str
    """Where the lengths come from."""
    fold: Fold = Fold.NONE

    @property
    def per_page(self) -> int:
        """How many badges one page holds."""
        return self.columns * self.rows

    @property
    def is_folded(self) -> bool:
        """Whether front and back come from one side of the paper."""
        return self.fold is not Fold.NONE

    @property
    def piece_height(self) -> float:
        """Of what is cut or taken out of the page: of both sides of a folded badge."""
        return 2 * self.height if self.is_folded else self.height

    @property
    def needs_cutting(self) -> bool:
        """Whether somebody takes scissors to it, and wants to see where."""
        is_whole_page = (self.width, self.piece_height) == (self.page_width, self.page_height)
        return self.kind is Kind.CARD and not is_whole_page

    @property
    def has_backs(self) -> bool:
        """Whether a back can be printed on the other side of the paper: not on what sticks, nor on what is folded."""
        return self.kind in (Kind.INSERT, Kind.CARD) and not self.is_folded

    def corner(self, place: int) -> tuple[float, float]:
        """Say where the front of a badge stands.

        Args:
            place: Which one of the page, from 0, row by row.

        Returns:
            Its upper left corner, from the page's own.
        """
        row, column = divmod(place, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y

    def piece_corner(self, place: int) -> tuple[float, float]:
        """Say where a piece stands, the back of a folded badge included: its upper left corner."""
        x, y = self.corner(place)
        return x, y + self.height - self.piece_height
