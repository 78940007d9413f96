"""What is still missing before an event can go well?"""

from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_address

from eventapp.config import Config
from eventapp.events.models import Event

LOCAL_DOMAINS = (".localhost", ".local", ".localdomain", ".internal", ".lan", ".home.arpa")
"""Ends of names that mean something in one network only."""


class Point(StrEnum):
    """One thing to have ready. Its sentences stand in templates/events/overview.html."""

    PRIVACY_CONTACT = "privacy_contact"
    CONSENTS = "consents"
    """Legal basis and words of the consents come with the app; an organiser reads them before others do."""
    ORGANISATIONS = "organisations"
    PLACES = "places"
    """How many there are; without a number, as many as people come."""
    MAIL = "mail"
    SENDER = "sender"
    """Replies to the mails must reach somebody."""
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
    """All points in the order in which somebody would see to them; the sender only where mails leave."""
    sender = [Readiness(Point.SENDER, _takes_replies(config.mail_from))] if config.smtp_url else []
    return [
        Readiness(Point.PRIVACY_CONTACT, bool(event.privacy_contact), required=True),
        Readiness(Point.CONSENTS, done=True),
        Readiness(Point.ORGANISATIONS, bool(event.organisations)),
        Readiness(Point.PLACES, event.places is not None),
        Readiness(Point.MAIL, bool(config.smtp_url)),
        *sender,
        Readiness(Point.ADDRESS, not _is_this_machine(config.hostname)),
        Readiness(Point.SECURE, config.is_https),
        Readiness(Point.PUBLISHED, event.published_at is not None),
    ]


def _takes_replies(sender: str) -> bool:
    """Whether the sender's domain can take mail from elsewhere, unlike an IP address or a local name.

    Whether somebody reads the mailbox, no program knows.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2].strip("[]").casefold()
    try:
        ip_address(domain.removeprefix("ipv6:"))
    except ValueError:
        return "." in domain and not domain.endswith(LOCAL_DOMAINS)
    return False


def _is_this_machine(hostname: str) -> bool:
    if hostname == "localhost":
        return True
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return False
