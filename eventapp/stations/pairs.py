"""What happens when two people hold their badges to a station, one after the other?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventapp.accounts import attempts
from eventapp.accounts.attempts import Limit
from eventapp.badges.alarms import Sighting, keep_sighting
from eventapp.badges.models import Place
from eventapp.badges.queries import badge_at
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import MetPerson, record_scan
from eventapp.core.codes import BadgeCode, ShortCode
from eventapp.core.contact_rules import Reason, Verdict, Way
from eventapp.registration.models import Registration

MISSES = Limit("station_miss", 30, timedelta(minutes=10))
"""Unknown codes at one station before it pauses: its cookie in a script must not try short codes."""

Code = BadgeCode | ShortCode | None


class Held(StrEnum):
    """Which of the two badges."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class PairRequest:
    """Two badges held to a station.

    Attributes:
        event_id: The station's event.
        station_id: Which station.
        station: How it is called.
        first: What was read or typed first; None when it is no code at all.
        second: What came after it.
        nonce: Names this pair; the station repeats it when it repeats the request.
        now: The server's clock.
    """

    event_id: int
    station_id: int
    station: str
    first: Code
    second: Code
    nonce: str
    now: datetime


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """What two badges led to.

    Attributes:
        verdict: The outcome; OWN_BADGE is the same badge twice.
        reason: Whether the contact counts, or why not; None where there is no contact.
        people: Whose badges they are, in the order in which they were held up; None where the station may not
            tell.
        badge: Which badge is unknown or was replaced.
    """

    verdict: Verdict
    reason: Reason | None = None
    people: tuple[MetPerson, MetPerson] | None = None
    badge: Held | None = None


def record_pair(request: PairRequest) -> PairAnswer:
    """Judges two badges, and makes the contact.

    Nobody is named before both badges are valid and both people take part in contact tracking.

    Returns:
        The answer; for a nonce that came before, the first answer again.
    """
    station = str(request.station_id)
    if not attempts.is_allowed(MISSES, station, now=request.now):
        return PairAnswer(Verdict.TOO_MANY_MISSES)
    found = (badge_at(request.event_id, request.first), badge_at(request.event_id, request.second))
    for held, badge in zip(Held, found, strict=True):
        if badge is None:
            attempts.note(MISSES, station, now=request.now)
            return PairAnswer(Verdict.UNKNOWN_BADGE, badge=held)
        if badge.replaced_at is not None:
            seen = Sighting(
                request.event_id, badge.registration.id, badge.badge_code_id, Place.STATION, request.station
            )
            keep_sighting(seen, now=request.now)
            return PairAnswer(Verdict.REPLACED_BADGE, badge=held)
    first, second = (badge.registration for badge in found if badge is not None)
    if first.id == second.id:
        return PairAnswer(Verdict.OWN_BADGE)
    if first.tracking_consent is None or second.tracking_consent is None:
        return PairAnswer(Verdict.NO_CONSENT)
    return _meet(request, first, second)


def _meet(request: PairRequest, first: Registration, second: Registration) -> PairAnswer:
    """Lets the first person scan the second; that both came to the station is the yes of both."""
    people = (_person(first), _person(second))
    answer = record_scan(
        ScanRequest(
            event_id=request.event_id,
            scanner_id=first.id,
            code=request.second,
            nonce=request.nonce,
            scanned_at=None,
            now=request.now,
            way=Way.STATION,
        )
    )
    return PairAnswer(answer.verdict, answer.reason, people if answer.verdict.names_person else None)


def _person(registration: Registration) -> MetPerson:
    organisation = registration.organisation
    return MetPerson(registration.name, organisation.name if organisation else "")
