"""Has a badge changed since it was printed?"""

import hashlib
import json
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Any

from eventapp.badges.design import Design
from eventapp.badges.design.badge import Badge
from eventapp.badges.design.wording import shown_on

_PERSON, _SIZE = slice(0, 12), slice(12, 16)


def fingerprint(badge: Badge, design: Design, mark: str) -> str:
    """What is drawn on a badge, in 32 signs, to be compared by `is_same`.

    The design counts: whoever changes it wants everybody's badge anew. The paper does not: buying other labels is no
    reason to print 2,500 badges again.

    Args:
        badge: The values, the address in its QR code included, so that a replaced code is a change.
        design: How it looks; what it does not show may change.
        mark: Of the design: another one as soon as it looks otherwise.
    """
    person = [badge.name, badge.organisation, badge.role, badge.event_title, badge.address, badge.short_code]
    whole = [_values(shown_on(design, badge)), mark]
    return f"{_hash(person)[:12]}{_size(design.width, design.height)}{_hash(whole)[:16]}"


def _values(shown: Badge) -> dict[str, Any]:
    """All that a badge shows, by name."""
    values = {name: getattr(shown, name) for name in _NAMES}
    for since in ("answers", "is_test"):
        if not values[since]:
            del values[since]  # as on badges that were printed before there was such a thing
    if shown.organisation_logo is not None:
        values["organisation_logo"] = asdict(shown.organisation_logo)
    return values


_NAMES = tuple(field.name for field in fields(Badge))


@lru_cache(maxsize=256)
def _size(width: float, height: float) -> str:
    return _hash(f"{width:.1f} x {height:.1f}")[:4]


def is_same(one: str, other: str) -> bool:
    """Whether two fingerprints are of the same badge.

    On another size nothing can look the same: there it is enough that the person, the event and the code are. So
    whoever got a label at the desk does not need a card as well.
    """
    return one == other if one[_SIZE] == other[_SIZE] else one[_PERSON] == other[_PERSON]


def _hash(drawn: Any) -> str:
    return hashlib.sha256(_JSON.encode(drawn).encode("utf-8", "surrogatepass")).hexdigest()


def _picture(content: bytes) -> str:
    """A picture in a few signs, which JSON can hold."""
    return hashlib.sha256(content).hexdigest()


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_picture)
