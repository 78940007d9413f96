"""Which papers can be chosen by the name on their package?

Each length has a source. A product whose lengths are not published, or published differently, is left out: a host
enters it as a size of their own, measured on the sheet.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from eventapp.badges.stock.paper import Fold, Kind, Stock

Size = tuple[float, float]

A4 = (210.0, 297.0)
A4_ACROSS = (297.0, 210.0)

_LIBREOFFICE = "LibreOffice, extras/source/labels/labels.xml"
_GLABELS = "gLabels, templates"
_OURS = "our own grid, centred on the page"
_ISO_216 = "ISO 216"
_ID_1 = "ISO/IEC 7810, ID-1"
_BROTHER = "brother_ql, labels.py (tape size), and gLabels, templates/brother-other-templates.xml (product)"
_ENDLESS = "brother_ql, labels.py: 62 mm; the length is ours"
_PRETIX = "pretix, plugins/badges/exporters.py"
_DYMO = f"{_GLABELS}/dymo-other-templates.xml"


class Group(StrEnum):
    """How the papers are arranged for choosing."""

    AVERY = "avery"
    HERMA = "herma"
    SIGEL = "sigel"
    DURABLE = "durable"
    CARDS = "cards"
    FOLDED = "folded"
    ROLLS = "rolls"


def _centred(key: str, name: str, page: Size, grid: tuple[int, int], size: Size) -> Stock:
    """A grid of plain cards without gaps in the middle of a page."""
    (page_width, page_height), (columns, rows), (width, height) = page, grid, size
    left, top = (page_width - columns * width) / 2, (page_height - rows * height) / 2
    return Stock(
        key,
        name,
        *(page_width, page_height, columns, rows, left, top, width, height, width, height),
        kind=Kind.CARD,
        source=_OURS,
    )


def _folded(key: str, name: str, page: Size, grid: tuple[int, int], size: Size) -> Stock:
    """The same of cards that are folded along their upper edge."""
    (page_width, page_height), (columns, rows), (width, height) = page, grid, size
    left, top = (page_width - columns * width) / 2, (page_height - rows * 2 * height) / 2
    return Stock(
        key,
        name,
        *(page_width, page_height, columns, rows, left, top + height, width, 2 * height, width, height),
        kind=Kind.CARD,
        source=_OURS,
        fold=Fold.TOP,
    )


def _page(key: str, name: str, size: Size, kind: Kind, source: str) -> Stock:
    """A page that is one badge."""
    return Stock(key, name, *size, 1, 1, 0, 0, *size, *size, kind=kind, source=source)


_AVERY = (
    Stock(
        "avery-l4785",
        "Avery Zweckform L4785",
        *(*A4, 2, 5, 17.5, 13.5, 95, 55, 80, 50),
        Kind.SHEET,
        source="margins 17.5 and 13.5 mm, gaps 15 and 5 mm: two projects that print on it; size and pitch the "
        f"same in {_GLABELS}/avery-iso-templates.xml, whose margins are rounded",
    ),
    Stock(
        "avery-l4784",
        "Avery Zweckform L4784",
        *(*A4, 3, 9, 7.21, 15.1, 66.04, 29.63, 63.5, 29.63),
        Kind.SHEET,
        source=f"{_LIBREOFFICE}: Avery Zweckform, 4784 Namens-Etiketten",
    ),
    Stock(
        "avery-4744",
        "Avery Zweckform L4744REV",
        *(*A4, 2, 5, 7.73, 21.43, 98.54, 50.8, 96, 50.8),
        Kind.SHEET,
        source=f"{_LIBREOFFICE}: Avery Zweckform, 4744 Stick+Lift",
    ),
    Stock(
        "avery-4745",
        "Avery Zweckform L4745REV",
        *(*A4, 2, 4, 7.73, 21.43, 98.54, 63.5, 96, 63.5),
        Kind.SHEET,
        source=f"{_LIBREOFFICE}: Avery Zweckform, 4745 Stick+Lift",
    ),
    Stock(
        "avery-32010",
        "Avery Zweckform 32010",
        *(*A4, 2, 5, 15, 13.5, 95, 54, 85, 54),
        Kind.INSERT,
        source=f"{_LIBREOFFICE}: Avery Zweckform, 32010 Visitenkarten, blanko",
    ),
    Stock(
        "avery-32011",
        "Avery Zweckform 32011",
        *(*A4, 2, 5, 15, 13.5, 95, 54, 85, 54),
        Kind.INSERT,
        source=f"{_LIBREOFFICE}: Avery Zweckform, 32011 Visitenkarten, blanko, schnittgestanzt",
    ),
    Stock(
        "avery-32015",
        "Avery Zweckform 32015",
        *(*A4, 2, 4, 17, 31.5, 91, 60, 85, 54),
        Kind.INSERT,
        source=f"{_GLABELS}/zweckform-iso-templates.xml, 32015; the same in {_LIBREOFFICE}: C9312",
    ),
    Stock(
        "avery-32252",
        "Avery Zweckform 32252",
        *(*A4_ACROSS, 2, 2, 0, 0, 148.5, 105, 148.5, 105),
        Kind.INSERT,
        source=f"{_LIBREOFFICE}: Avery Zweckform, 32252 Postkarte, blanko",
    ),
)

_HERMA = (
    Stock(
        "herma-4418",
        "Herma 4418, 4419",
        *(*A4, 3, 9, 7.21, 15.15, 66.04, 29.63, 63.5, 29.63),
        Kind.SHEET,
        source=f"{_LIBREOFFICE}: Herma A4, 4418 and 4419 Namensetiketten Acetatseide",
    ),
    Stock(
        "herma-4412",
        "Herma 4412",
        *(*A4, 2, 5, 17.5, 13.5, 95, 55, 80, 50),
        Kind.SHEET,
        source=f"{_PRETIX}: herma_50x80; the grid of Avery Zweckform L4785",
    ),
    Stock(
        "herma-4349",
        "Herma 4349, 4667",
        *(*A4, 2, 5, 7.73, 21.5, 98.54, 50.8, 96, 50.8),
        Kind.SHEET,
        source=f"{_LIBREOFFICE}: Herma A4, 4349 (removable) and 4667",
    ),
    Stock(
        "herma-4350",
        "Herma 4350",
        *(*A4, 2, 4, 7.73, 21.5, 98.54, 63.5, 96, 63.5),
        Kind.SHEET,
        source=f"{_LIBREOFFICE}: Herma A4, 4350 (removable)",
    ),
    Stock(
        "herma-4627",
        "Herma 4627, 4676, 5063",
        *(*A4, 2, 2, 0, 0, 105, 148.5, 105, 148.5),
        Kind.SHEET,
        source=f"{_LIBREOFFICE}: Herma A4, 4627, 4676 and 5063, A6",
    ),
)

_SIGEL = (
    Stock(
        "sigel-lp798",
        "Sigel LP798",
        *(*A4, 2, 5, 15, 10, 95, 55, 85, 55),
        Kind.INSERT,
        source="two projects that print on it: left 15, top 10, 10 mm between the columns, none between the rows; "
        f"the same in {_LIBREOFFICE}: Sigel, DP839",
    ),
    Stock(
        "sigel-dp839",
        "Sigel DP839, DP939, DP836, DP936",
        *(*A4, 2, 5, 15, 10, 95, 55, 85, 55),
        Kind.INSERT,
        source=f"{_LIBREOFFICE}: Sigel, DP839/DP939 and DP836/DP936 Design-Visitenkarten",
    ),
    Stock(
        "sigel-dp835",
        "Sigel DP835, DP935",
        *(*A4, 2, 5, 15, 11, 95, 55, 85, 55),
        Kind.INSERT,
        source=f"{_LIBREOFFICE}: Sigel, DP835/DP935 Design-Visitenkarten gestanzt",
    ),
)

_DURABLE = (
    Stock(
        "durable-1455",
        "Durable BADGEMAKER 1455",
        *(*A4, 2, 5, 15, 12, 90, 54, 90, 54),
        Kind.INSERT,
        source="gLabels, issue 78: 1455-2, 90 x 54 mm, margins 12 mm above, 15 mm on all other sides; the same in "
        f"{_PRETIX}: durable_54x90, under the number 1445-02",
    ),
    Stock(
        "durable-1456",
        "Durable BADGEMAKER 1456",
        *(*A4, 2, 4, 15, 28.5, 90, 60, 90, 60),
        Kind.INSERT,
        source=f"{_PRETIX}: durable_60x90, 1456-02",
    ),
    Stock(
        "durable-1453",
        "Durable BADGEMAKER 1453",
        *(*A4, 2, 6, 30, 28.5, 75, 40, 75, 40),
        Kind.INSERT,
        source=f"{_PRETIX}: durable_40x75, 1453-02",
    ),
)

_CARDS = (
    _centred("a4-cards", "A4", A4, (2, 5), (90, 54)),
    _centred("a4-cards-60", "A4", A4, (2, 4), (90, 60)),
    _centred("a4-id1", "A4", A4, (2, 5), (85.6, 53.98)),
    _centred("a4-a7", "A4", A4_ACROSS, (4, 2), (74, 105)),
    _centred("a4-a6", "A4", A4, (2, 2), (105, 148)),
    _page("a6", "A6", (105, 148), Kind.CARD, _ISO_216),
    _page("a7", "A7", (74, 105), Kind.CARD, _ISO_216),
    _page("id1", "ID-1", (85.6, 53.98), Kind.CARD, _ID_1),
)

_FOLDED = (
    _folded("a4-a6-folded", "A4", A4, (2, 1), (105, 148)),
    _folded("a4-a7-folded", "A4", A4_ACROSS, (4, 1), (74, 105)),
    _folded("a4-cards-folded", "A4", A4, (2, 2), (90, 54)),
)

# Labels come out of the printer along the roll: a page lies across it where a badge is read across.
_ROLLS = (
    _page("brother-dk-11202", "Brother DK-11202", (100, 62), Kind.ROLL, _BROTHER),
    _page("brother-dk-11202-upright", "Brother DK-11202", (62, 100), Kind.ROLL, _BROTHER),
    _page(
        "brother-dk-22205",
        "Brother DK-22205",
        (90, 62),
        Kind.ROLL,
        _ENDLESS,
    ),
    _page("brother-dk-11208", "Brother DK-11208", (90, 38), Kind.ROLL, _BROTHER),
    _page("brother-dk-11209", "Brother DK-11209", (62, 29), Kind.ROLL, "brother_ql, labels.py: 62 x 29 mm"),
    _page("dymo-99014", "Dymo 99014 (S0722430)", (101, 54), Kind.ROLL, _DYMO),
    _page("dymo-11356", "Dymo 11356 (S0722560)", (89, 41), Kind.ROLL, _DYMO),
    _page("dymo-99012", "Dymo 99012 (S0722400)", (89, 36), Kind.ROLL, _DYMO),
    _page("dymo-99015", "Dymo 99015", (70, 54), Kind.ROLL, _DYMO),
)

GROUPS: Mapping[Group, tuple[Stock, ...]] = {
    Group.AVERY: _AVERY,
    Group.HERMA: _HERMA,
    Group.SIGEL: _SIGEL,
    Group.DURABLE: _DURABLE,
    Group.CARDS: _CARDS,
    Group.FOLDED: _FOLDED,
    Group.ROLLS: _ROLLS,
}


def _by_key(groups: Iterable[tuple[Stock, ...]]) -> Mapping[str, Stock]:
    return {stock.key: stock for group in groups for stock in group}


STOCKS: Mapping[str, Stock] = _by_key(GROUPS.values())

SHEET, SINGLE = STOCKS["a4-cards"], STOCKS["a6"]
"""What all badges, and one badge, are printed on where nothing was chosen."""


def stock_of(key: str) -> Stock | None:
    """Return the preset of a key, None if there is none."""
    return STOCKS.get(key)
