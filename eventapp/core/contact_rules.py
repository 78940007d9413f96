"""Does this scan make two attendees a contact, and does that contact count?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What a scan led to. The sentence for each stands in templates/_macros/verdicts.html."""

    NEW_CONTACT = "new_contact"
    ALREADY_MET = "already_met"
    CONFIRMED = "confirmed"
    """The second half of a contact in an event that asks both sides."""
    NOT_CHECKED_IN = "not_checked_in"
    """The contact is kept; it counts as soon as both have been at the door."""
    OWN_BADGE = "own_badge"
    NO_OWN_CONSENT = "no_own_consent"
    NO_CONSENT = "no_consent"
    CLOSED = "closed"
    TOO_FAST = "too_fast"
    UNKNOWN_BADGE = "unknown_badge"
    REPLACED_BADGE = "replaced_badge"
    TOO_MANY_MISSES = "too_many_misses"

    @property
    def makes_contact(self) -> bool:
        """Whether this verdict leaves a new contact behind."""
        return self in {Verdict.NEW_CONTACT, Verdict.NOT_CHECKED_IN}

    @property
    def names_person(self) -> bool:
        """Whether the scanner may learn whose badge it was."""
        return self.makes_contact or self in {Verdict.ALREADY_MET, Verdict.CONFIRMED}


class Reason(StrEnum):
    """Why a contact counts, or why not."""

    COUNTS = "counts"
    REJECTED = "rejected"
    VOIDED = "voided"
    """An organiser voided it after a review."""
    STAFF = "staff"
    NOT_CONFIRMED = "not_confirmed"
    SAME_ORGANISATION = "same_organisation"
    MET_BEFORE = "met_before"
    KNOWN_BEFORE = "known_before"
    NOT_CHECKED_IN = "not_checked_in"


class Way(StrEnum):
    """How two people were brought together."""

    CAMERA = "camera"
    """The scanner inside the app read a badge."""
    LINK = "link"
    """The phone's own camera opened the badge's address."""
    CODE = "code"
    """Somebody typed the short code."""
    SEARCH = "search"
    """Somebody found the other by name."""
    STATION = "station"
    """Two badges were held to a contact station."""
    ROUND = "round"
    """Both sat at the same table in a round."""


class Confirmation(StrEnum):
    """When a contact counts: at once, with a right to object; or when both sides agreed."""

    OBJECTION = "objection"
    MUTUAL = "mutual"


SPEED_WINDOW = timedelta(minutes=10)
SPEED_LIMIT = 100
"""New contacts that one person may scan within SPEED_WINDOW.

Real conference data reaches 26 in ten minutes, dense sensor settings 67 (SocioPatterns); more than a hundred is a
pile of badges, not conversation.
"""
MISS_WINDOW = timedelta(minutes=10)
MISS_LIMIT = 30
"""Unknown codes that one person may try within MISS_WINDOW before the scanner pauses."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The organiser's rules of an event, known to everybody before it starts.

    docs/developers/README.md, "What counts", has them in prose.
    """

    confirmation: Confirmation = Confirmation.OBJECTION
    require_check_in: bool = True
    require_other_organisation: bool = True
    require_new_in_series: bool = True
    require_not_known_before: bool = True


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """All that decides about one scan.

    Attributes:
        code_known: The code belongs to a badge of this event.
        code_replaced: A newer badge took this one's place.
        own_badge: Scanner and scanned are the same person.
        scanner_consents: The scanner takes part in contact tracking.
        target_consents: The scanned person takes part in contact tracking.
        already_met: The pair has a contact at this event.
        awaits_scanner: That contact waits for the scanner's yes (mutual confirmation).
        tracking_open: The event's contact tracking runs.
        both_checked_in: Both have been at the door.
        new_contacts_lately: Contacts that the scanner made by scanning within SPEED_WINDOW.
        misses_lately: Unknown codes that the scanner tried within MISS_WINDOW.
    """

    code_known: bool
    code_replaced: bool = False
    own_badge: bool = False
    scanner_consents: bool = True
    target_consents: bool = True
    already_met: bool = False
    awaits_scanner: bool = False
    tracking_open: bool = True
    both_checked_in: bool = True
    new_contacts_lately: int = 0
    misses_lately: int = 0


def judge(facts: ScanFacts, rules: Rules) -> Verdict:  # noqa: C901, PLR0911 one line for each verdict
    """Judges one scan.

    The order matters: a code that may not be looked up is not looked up; consent comes before anything that
    would tell who it is; a known contact stays known after closing.

    Args:
        facts: What is known about the scan.
        rules: The event's rules.

    Returns:
        The verdict; it is stored with the scan and given again when the phone repeats itself.
    """
    if facts.misses_lately >= MISS_LIMIT:
        return Verdict.TOO_MANY_MISSES
    if not facts.code_known:
        return Verdict.UNKNOWN_BADGE
    if facts.own_badge:
        return Verdict.OWN_BADGE
    if facts.code_replaced:
        return Verdict.REPLACED_BADGE
    if not facts.scanner_consents:
        return Verdict.NO_OWN_CONSENT
    if not facts.target_consents:
        return Verdict.NO_CONSENT
    if facts.already_met:
        return Verdict.CONFIRMED if facts.awaits_scanner and facts.tracking_open else Verdict.ALREADY_MET
    if not facts.tracking_open:
        return Verdict.CLOSED
    if facts.new_contacts_lately >= SPEED_LIMIT:
        return Verdict.TOO_FAST
    if rules.require_check_in and not facts.both_checked_in:
        return Verdict.NOT_CHECKED_IN
    return Verdict.NEW_CONTACT


@dataclass(frozen=True, slots=True)
class Attendee:
    """What counting needs to know about a person at an event.

    Attributes:
        id: Any integer that names the person within the event.
        organisation: Any integer that names the organisation; None: nobody's colleague.
        checked_in_at: First moment at which the person stood as arrived; None: not arrived.
        is_staff: Staff may meet everybody; their contacts do not count for anyone.
    """

    id: int
    organisation: int | None = None
    checked_in_at: datetime | None = None
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class MadeContact:
    """What counting needs to know about a contact."""

    id: int
    low_id: int
    high_id: int
    made_at: datetime
    confirmed_at: datetime | None = None
    met_before: bool = False
    known_before: bool = False
    rejected: bool = False
    voided: bool = False


def reason(contact: MadeContact, low: Attendee, high: Attendee, rules: Rules) -> Reason:  # noqa: PLR0911 one line for each reason
    """Says whether a contact counts under the rules, or the first reason why it does not."""
    if contact.rejected:
        return Reason.REJECTED
    if contact.voided:
        return Reason.VOIDED
    if low.is_staff or high.is_staff:
        return Reason.STAFF
    same = low.organisation is not None and low.organisation == high.organisation
    if rules.require_other_organisation and same:
        return Reason.SAME_ORGANISATION
    if rules.require_new_in_series and contact.met_before:
        return Reason.MET_BEFORE
    if rules.require_not_known_before and contact.known_before:
        return Reason.KNOWN_BEFORE
    if rules.confirmation is Confirmation.MUTUAL and contact.confirmed_at is None:
        return Reason.NOT_CONFIRMED
    if rules.require_check_in and (low.checked_in_at is None or high.checked_in_at is None):
        return Reason.NOT_CHECKED_IN
    return Reason.COUNTS


def counts_since(contact: MadeContact, low: Attendee, high: Attendee, rules: Rules) -> datetime:
    """The moment from which a counting contact counted: when its last condition came true.

    Args:
        contact: A contact for which `reason` says COUNTS.
        low: The person with the smaller id.
        high: The other person.
        rules: The event's rules.
    """
    moments = [contact.made_at]
    if rules.confirmation is Confirmation.MUTUAL and contact.confirmed_at:
        moments.append(contact.confirmed_at)
    if rules.require_check_in:
        moments += [person.checked_in_at for person in (low, high) if person.checked_in_at]
    return max(moments)
