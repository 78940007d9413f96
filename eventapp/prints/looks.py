"""How will badges look: on which stock, in which design, with which options?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from eventapp.badges.design import Design, design_for
from eventapp.badges.design.composing import compose
from eventapp.badges.design.fields import FieldKind, Picture
from eventapp.badges.fonts import load_fonts
from eventapp.badges.own_sizes import find_stock
from eventapp.badges.printing import Edition, InCommon, as_badge, in_common
from eventapp.badges.queries import Holder
from eventapp.badges.sheet.options import Back, Duplex, Passage, PrintOptions
from eventapp.badges.stock import Stock
from eventapp.designs.queries import choice_of
from eventapp.prints.fingerprints import fingerprint
from eventapp.prints.models import PrintJob
from eventapp.prints.service import Press


@dataclass(frozen=True)
class Look:
    """All that decides how a badge is drawn, but for the person.

    Attributes:
        edition: What all badges of the event have in common.
        stock: On what.
        design: What stands where, as large as the stock's badges.
        design_key: Names the design in a log; empty for the one that comes with the app.
    """

    edition: Edition
    stock: Stock
    design: Design
    design_key: str = ""
    mark: str = ""
    """Of the design: another one as soon as it looks otherwise."""

    def press(self) -> Press:
        """What the service must be told of it."""
        return Press(self.fingerprint, self.refused)

    def fingerprint(self, holder: Holder) -> str:
        """What is drawn on somebody's badge."""
        logo = self.edition.logo_of(holder.organisation) if self._shows_logos else None
        return _fingerprint(self._common, holder, logo)

    @cached_property
    def _shows_logos(self) -> bool:
        return self.design.field(FieldKind.ORGANISATION_LOGO) is not None

    @cached_property
    def _common(self) -> InCommon:
        return in_common(self.edition, self.design, self.mark)

    def refused(self, holder: Holder) -> str:
        """Why somebody's badge cannot be drawn; empty when it can."""
        try:
            compose(as_badge(holder, self.edition, self.design), self.design, load_fonts(self.edition.fonts))
        except Exception as error:  # noqa: BLE001 - as on the sheet, which leaves such a badge out
            return str(error) or type(error).__name__
        return ""


@lru_cache(maxsize=16_384)
def _fingerprint(common: InCommon, holder: Holder, logo: Picture | None) -> str:
    """Kept by all that it says, since the list of badges asks for thousands of them each time it is shown."""
    badge = replace(as_badge(holder, common.edition, common.design), organisation_logo=logo)
    return fingerprint(badge, common.design, common.mark)


def look(edition: Edition, stock: Stock, design_key: str = "") -> Look:
    """How badges look on a stock; in the usual design when the chosen one is gone, or is for another size."""
    size = stock.width, stock.height
    choice = choice_of(design_key, edition.series_id, *size)
    if choice is None or choice.is_usual:
        return Look(edition, stock, design_for(*size))
    return Look(edition, stock, choice.design, choice.key, f"{choice.key} {choice.mark}")


def look_of(job: PrintJob, edition: Edition) -> Look | None:
    """How the badges of a printing look; None when its stock is gone."""
    stock = find_stock(edition.series_id, job.stock)
    return None if stock is None else look(edition, stock, job.design)


def options_of(chosen: Mapping[str, Any], shown: Look, title: str = "") -> PrintOptions:
    """What was chosen of a printing, as it is kept, for the sheet.

    Args:
        chosen: `start`, `back`, `back_design`, `duplex`, `passages`; whatever is missing is as usual.
        shown: How its badges look, and on what.
        title: Of the document.
    """
    stock, back = shown.stock, Back(chosen.get("back", Back.NONE))
    of_back = look(shown.edition, stock, chosen.get("back_design", "")).design if back is Back.DESIGN else None
    return PrintOptions(
        stock,
        start=min(max(int(chosen.get("start", 1)), 1), stock.per_page),
        back=back,
        back_design=of_back,
        passages=tuple(Passage(heading, text) for heading, text in chosen.get("passages", ())),
        duplex=Duplex(chosen.get("duplex", Duplex.LONG_EDGE)),
        title=title,
    )


def passages_in(text: str) -> list[list[str]]:
    """The parts of a typed text: an empty line ends one, the first line of each is its heading."""
    blocks = [block.strip().split("\n", 1) for block in text.replace("\r\n", "\n").split("\n\n")]
    return [[block[0].strip(), block[1].strip() if len(block) > 1 else ""] for block in blocks if block[0]]
