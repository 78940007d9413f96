"""In which words are papers offered and tested?"""

from collections.abc import Iterable

from flask_babel import format_decimal
from flask_babel import gettext as _

from eventapp.badges.sheet.trial import INSET, TrialWords, bar_length
from eventapp.badges.stock import GROUPS, Group, Kind, Stock


def stock_groups() -> dict[str, tuple[Stock, ...]]:
    """All presets under their headings."""
    names = {
        Group.AVERY: "Avery Zweckform",
        Group.HERMA: "Herma",
        Group.SIGEL: "Sigel",
        Group.DURABLE: "Durable",
        Group.CARDS: _("Plain card and single cards"),
        Group.FOLDED: _("Folded badges"),
        Group.ROLLS: _("Rolls of label printers"),
    }
    return {names[group]: stocks for group, stocks in GROUPS.items()}


def stock_choices(own: Iterable[Stock] = ()) -> dict[str, list[tuple[str, str]]]:
    """All papers for a select: by the heading of a group, keys and labels.

    Args:
        own: The series' own sizes; they come first.
    """
    groups = {_("Own sizes"): own, **stock_groups()}
    choices = {name: [(stock.key, stock_label(stock)) for stock in stocks] for name, stocks in groups.items()}
    return {name: labels for name, labels in choices.items() if labels}


def stock_label(stock: Stock) -> str:
    """A paper in a few words, such as „Avery Zweckform L4785: 10 labels of 80 x 50 mm“."""
    values = {"name": stock.name, "size": stock_size(stock), "count": stock.per_page}
    if stock.kind is Kind.ROLL:
        label = _("%(name)s: label of %(size)s", **values)
    elif stock.is_folded:
        label = _("%(name)s: folded, %(size)s, %(count)s on a page", **values)
    elif stock.needs_cutting:
        label = _("%(name)s: cards of %(size)s to be cut, %(count)s on a page", **values)
    elif stock.kind is Kind.SHEET:
        label = _("%(name)s: labels of %(size)s, %(count)s on a page", **values)
    elif stock.per_page > 1:
        label = _("%(name)s: cards of %(size)s, %(count)s on a page", **values)
    else:
        label = _("%(name)s: %(size)s, one on a page", **values)
    return str(label)


def stock_size(stock: Stock) -> str:
    """Width and height of a badge, as people write them; a line never ends within."""
    width, height = format_decimal(round(stock.width, 1)), format_decimal(round(stock.height, 1))
    size = str(_("%(width)s × %(height)s mm", width=width, height=height))  # noqa: RUF001 - the sign between lengths
    return size.replace(" ", "\u00a0")


def trial_words(stock: Stock) -> TrialWords:
    """What stands on the test sheet of a paper: what to measure, and what to do when it is wrong."""
    line = _(
        "The thick line below must be exactly %(length)s mm long. If it is not, the printer scales: choose "
        "“actual size” (100 %%) when printing.",
        length=bar_length(stock),
    )
    if stock.per_page == 1:
        frame = _(
            "The frame must be %(distance)s mm away from every edge. If it is not, the paper lies askew or another "
            "size is set in the printer.",
            distance=format_decimal(INSET),
        )
        return TrialWords(_("Test sheet"), (line, frame))
    x, y = stock.piece_corner(0)
    frame = _(
        "From the edge of the paper to this frame: %(left)s mm from the left, %(top)s mm from above. Then hold the "
        "test sheet and the stock against the light: each frame lies on its badge.",
        left=format_decimal(round(x, 1)),
        top=format_decimal(round(y, 1)),
    )
    plain = _("Print this on plain paper.")
    return TrialWords(_("Test sheet"), (plain, line, frame))
