"""What is still missing before an event can go well?"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from eventapp.config import Config
from eventapp.events.models import Event


class Point(StrEnum):
    """One thing to have ready. Its sentences stand in templates/events/overview.html."""

    PRIVACY_CONTACT = "privacy_contact"
    ORGANISATIONS = "organisations"
    MAIL = "mail"
    ADDRESS = "address"
    """Phones must reach this installation."""
    SECURE = "secure"
    """Browsers open the camera on https pages only."""
    PUBLISHED = "published"


@dataclass(frozen=True)
class Readiness:
    """Whether a point is done, and whether the event cannot be published without it."""

    point: Point
    done: bool
    required: bool = False


def readiness(event: Event, config: Config) -> list[Readiness]:
    """All points in the order in which somebody would see to them."""
    return [
        Readiness(Point.PRIVACY_CONTACT, bool(event.privacy_contact), required=True),
        Readiness(Point.ORGANISATIONS, bool(event.organisations)),
        Readiness(Point.MAIL, bool(config.smtp_url)),
        Readiness(Point.ADDRESS, not _is_this_machine(config.hostname)),
        Readiness(Point.SECURE, config.is_https),
        Readiness(Point.PUBLISHED, event.published_at is not None),
    ]


def _is_this_machine(hostname: str) -> bool:
    if hostname == "localhost":
        return True
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return False
