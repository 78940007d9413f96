"""What goes onto a badge, and what can be wrong with it?"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Badge:
    """The values of one badge. All of them are printed as they are; none is read as markup."""

    name: str
    organisation: str
    event_title: str
    address: str
    """What the QR code holds: `core.codes.badge_address`."""
    short_code: str
    """Eight signs without a gap."""
    role: str | None = None
    """Such as "Host", translated; None for everybody else."""


class Problem(StrEnum):
    """What a host should know before the badges are cut."""

    NAME_CUT = "name_cut"
    ORGANISATION_CUT = "organisation_cut"
    EVENT_TITLE_CUT = "event_title_cut"
    ROLE_CUT = "role_cut"
    HOST_CUT = "host_cut"
    MISSING_CHARACTERS = "missing_characters"
    RIGHT_TO_LEFT = "right_to_left"
    """Arabic or Hebrew, which we cannot set yet: the letters stand in the wrong order."""
    NOT_PRINTED = "not_printed"


@dataclass(frozen=True, slots=True)
class BadgeProblem:
    """One problem of one badge."""

    position: int
    """Which badge of the batch, from 0."""
    name: str
    """Cleaned, so that it can be shown."""
    problem: Problem
    detail: str = ""
    """The missing characters, such as `U+1F600 GRINNING FACE`; or why the badge is not printed."""
