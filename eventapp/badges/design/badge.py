"""What goes onto a badge, and what can be wrong with it?"""

from dataclasses import dataclass
from enum import StrEnum

from eventapp.badges.design.fields import ACCENT, Picture


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
    """Such as "Speaker", on a ribbon; None for everybody else."""
    role_colour: str = ACCENT
    """Of the ribbon, as in CSS."""
    day: str = ""
    """When the event is, as its readers write it."""
    topic: str = ""
    """What the person likes to talk about."""
    icebreaker: str = ""
    """A question to begin with."""
    answers: str = ""
    """To questions that were asked at registration."""
    organisation_logo: Picture | None = None
    is_test: bool = False
    """Of an event that is only tried out: says so, whatever its design."""


class Problem(StrEnum):
    """What a host should know before the badges are cut."""

    NAME_CUT = "name_cut"
    ORGANISATION_CUT = "organisation_cut"
    EVENT_TITLE_CUT = "event_title_cut"
    ROLE_CUT = "role_cut"
    HOST_CUT = "host_cut"
    TEXT_CUT = "text_cut"
    """Another text; the detail is the kind of its field."""
    NO_ROOM = "no_room"
    """A text is higher than its field however small it is set; the detail is the kind of the field."""
    QR_SMALL = "qr_small"
    """Less than 20 mm broad: phones read it from close by only."""
    BACK_CUT = "back_cut"
    """The text on all backs, which is nobody's own."""
    MISSING_CHARACTERS = "missing_characters"
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
