"""How will the chosen backs look, and what is wrong with them? Told before anything is printed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from eventapp.badges.fonts import load_fonts
from eventapp.badges.preview import badge_picture, text_picture
from eventapp.badges.printing import Flaw, FlawedBadge, inspect
from eventapp.badges.queries import Holder
from eventapp.badges.sheet import find_back_problems
from eventapp.badges.sheet.options import Back
from eventapp.prints.looks import Look, look, options_of


@dataclass(frozen=True, slots=True)
class BackLook:
    """The backs of some badges.

    Attributes:
        picture: Of the first one; None when there is nothing to see: no back, or the front once more.
        of_all: What is wrong with every back.
        of_some: Whose back will not look right, and why.
        mark: Another one for every other choice of a back.
    """

    picture: Markup | None
    of_all: tuple[Flaw, ...]
    of_some: tuple[FlawedBadge, ...]
    mark: str

    @property
    def has_flaws(self) -> bool:
        """Whether a host should look before printing."""
        return bool(self.of_all or self.of_some)


def look_at(chosen: dict[str, Any], front: Look, holders: Sequence[Holder], title: str) -> BackLook:
    """Draw the back of the first badge, and look all of them through.

    Args:
        chosen: How they are to be printed, as it is kept with a printing.
        front: How the fronts look, and on what.
        holders: Whose badges.
        title: What a screen reader says of the picture.
    """
    options = options_of(chosen, front)
    words = [chosen["back"], chosen["back_design"], chosen["passages"], front.stock.key]
    mark = hashlib.sha256(json.dumps(words).encode()).hexdigest()[:16]
    if options.prints(Back.TEXT):
        fonts = load_fonts(front.edition.fonts)
        flaws = tuple(Flaw(problem, detail) for problem, detail in find_back_problems(options, fonts))
        return BackLook(text_picture(options.passages, front.stock, fonts, title), flaws, (), mark)
    if options.prints(Back.DESIGN) and holders:
        back = look(front.edition, front.stock, chosen["back_design"])
        found = inspect(holders, back.edition, back.design)
        picture = badge_picture(holders[0], back.edition, back.design, title)
        return BackLook(picture, found.of_all, found.of_some, mark)
    return BackLook(None, (), (), mark)
