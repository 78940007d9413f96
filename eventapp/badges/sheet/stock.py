"""On which paper are badges printed, and what stands where on one? All lengths in millimetres."""

from dataclasses import dataclass
from enum import StrEnum

from eventapp.badges.sheet.fitting import Sizes

MM = 72 / 25.4
"""Points in a millimetre."""


class Layout(StrEnum):
    """The papers to choose from."""

    A4 = "a4"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Design:
    """One badge: positions from its lower left corner, sizes of type in points."""

    width: float
    height: float
    margin: float
    """Type starts here. At least 4 mm: a printer pulls paper in up to half a millimetre askew."""
    title_top: float
    title: Sizes
    title_width: float
    text_width: float
    text_top: float
    text_bottom: float
    """Name and organisation are centred between these heights."""
    given: Sizes
    family: Sizes
    organisation: Sizes
    role: Sizes
    role_width: float
    thread_height: float
    thread_sag: float
    node_radius: float
    qr_left: float
    qr_bottom: float
    qr_side: float
    """With its quiet zone of four modules."""
    short_code_size: float
    host: Sizes


@dataclass(frozen=True, slots=True)
class Stock:
    """A page and the badges on it, filled row by row from the upper left."""

    page_width: float
    page_height: float
    columns: int
    rows: int
    left: float
    """From the page's edge to the first badge."""
    top: float
    design: Design
    cut_marks: bool

    @property
    def per_page(self) -> int:
        """How many badges one page holds."""
        return self.columns * self.rows


# The QR's box is 28 mm: the code itself is 21.2 mm (version 2), 21.9 mm (3) or 22.5 mm (4) of it.
_CARD = Design(
    width=90,
    height=54,
    margin=5.5,
    title_top=48.5,
    title=Sizes(8, 7, 6),
    title_width=52,
    text_width=52,
    text_top=42.8,
    text_bottom=12.5,
    given=Sizes(31, 19, 12, lines=3),
    family=Sizes(17, 11, 9),
    organisation=Sizes(10, 8.5, 7, lines=3),
    role=Sizes(8.5, 6, 6, lines=1),
    role_width=46,
    thread_height=8,
    thread_sag=3.2,
    node_radius=1.3,
    qr_left=59.5,
    qr_bottom=23.5,
    qr_side=28,
    short_code_size=10,
    host=Sizes(6, 5.2, 4.5),
)

_A6 = Design(
    width=105,
    height=148,
    margin=10,
    title_top=59.4,  # the height of the QR code's upper edge
    title=Sizes(13, 10.5, 8, lines=5),
    title_width=39,
    text_width=85,
    text_top=130,  # above it, holders are punched for a lanyard
    text_bottom=76,
    given=Sizes(54, 32, 18, lines=3),
    family=Sizes(29, 17, 13),
    organisation=Sizes(16, 13, 10, lines=3),
    role=Sizes(14, 8, 8, lines=1),
    role_width=56,
    thread_height=68,
    thread_sag=7,
    node_radius=2,
    qr_left=52.2,
    qr_bottom=16.5,
    qr_side=48,
    short_code_size=16,
    host=Sizes(8, 7, 6),
)

_STOCKS = {
    # Insert cards of 90 x 54 mm, ten on A4 without gaps, centred: the grid of "Avery Zweckform L4727-20
    # Einsteckschilder" as given in de.must's CardPrintStd.java (offset 15 x 13.5 mm, pitch 90 x 54 mm).
    # Badge holders sold in Germany take this size; on plain card the marks show where to cut.
    Layout.A4: Stock(210, 297, columns=2, rows=5, left=15, top=13.5, design=_CARD, cut_marks=True),
    # DIN A6 upright, the usual size on a lanyard.
    Layout.SINGLE: Stock(105, 148, columns=1, rows=1, left=0, top=0, design=_A6, cut_marks=False),
}


def stock_of(layout: Layout) -> Stock:
    """Return the paper of a layout."""
    return _STOCKS[layout]
