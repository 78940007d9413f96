"""Who asks, what stands in an installation, and what can stand in the addresses of its events."""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.factories import MadeAttendee

OWN, OVER, FOREIGN, DRAFT, MISSING = "eigenes", "beendet", "fremdes", "entwurf", "fehlt-x"
"""Addresses of the events, and of none. They are equally long, so that answers can be compared byte by byte."""
NAMES = ("Anna Schmidt", "Ben Öztürk", "Dora Fuchs", "Emil Frei", "Cleo Maurer")
"""Anna scans Ben. Ben scans Dora, who says that it was no conversation, and Emil, who then leaves contact tracking.
Cleo has not arrived."""
KIOSK_PIN = "2468"
SCREEN_PAGES = (
    "projector.graph_json",
    "projector.live",
    "projector.news",
    "projector.screen",
    "projector.shell",
)
"""Their address says which event they are of."""


class Visitor(StrEnum):
    """Who asks."""

    ANONYMOUS = "anonymous"
    ATTENDEE = "attendee"
    FOREIGN_ATTENDEE = "foreign_attendee"
    HOST = "host"
    ORGANISER = "organiser"
    FOREIGN_HOST = "foreign_host"
    FOREIGN_ORGANISER = "foreign_organiser"
    STATION = "station"
    """A tablet to which two people hold their badges."""
    GATE = "gate"
    """A borrowed phone that is a door."""
    KIOSK = "kiosk"
    """A tablet at which visitors let themselves in."""


@dataclass(frozen=True)
class Place:
    """What can stand in the addresses of one event, and in the forms of its pages."""

    slug: str
    event_id: int
    organiser_id: int
    host_id: int
    scanner: MadeAttendee
    """Has met `met`, and nobody else."""
    number: int
    """Of `scanner`, who shares the first place with `met`."""
    met: MadeAttendee
    unmet: MadeAttendee
    uid: str
    """Of `unmet`, who has not arrived."""
    arrived_uid: str
    """Of `met`."""
    contact_id: int
    table_id: int
    table_code: str
    organisation_id: int
    """Of `met`."""
    other_organisation_id: int
    """Of `unmet`."""
    station_id: int
    station_token: str
    """In the cookie of its tablet."""
    projector_id: int
    projector_token: str
    """In the address of the screen."""
    certificate_code: str
    """Of `scanner`, who took part."""
    print_key: str
    """Of the printing of a badge of `unmet`."""
    size_id: int
    """Of a paper that its hosts measured."""
    list_id: int
    """By which doors let people in to a session."""
    device_id: int
    """Of a borrowed phone that is a door by that list."""
    device_token: str
    """In its cookie."""
    kiosk_token: str
    """In the cookie of a kiosk by the same list."""
    alarm_id: int
    """`met` scanned a badge of `rejected`'s that was replaced."""
    design_id: int
    role_id: int
    """On a badge: `unmet` is a speaker."""
    question_id: int
    """Asked at registration, and all have answered it."""
    import_uid: str
    """Of a list that the organiser uploaded and has not said yes to: it changes `unmet` and adds somebody."""
    import_digest: str
    """What the yes to it names."""
    invitation_id: int
    """To its team, which nobody has answered."""
    mailing_uid: str
    """Of what its organiser has written to all and not sent."""
    code_id: int
    """Of an invitation code for the speakers."""
    session_id: int
    """Of the programme, on the second day; `scanner` has booked it."""


@dataclass(frozen=True)
class Hall:
    """The whole installation.

    Attributes:
        places: The events by their addresses.
        sessions: What each visitor's cookie holds.
        links: For each page that takes a secret: one for each visitor, since most work once.
        organiser_email: With which the organiser of the own event signs in.
    """

    places: dict[str, Place]
    sessions: dict[Visitor, dict[str, Any]]
    links: dict[str, dict[Visitor, str]]
    organiser_email: str
    other_sign_ins: dict[Visitor, int]
    """Of each account, in another browser."""


def nonce() -> str:
    """Names one sending of a form."""
    return secrets.token_hex(8)
