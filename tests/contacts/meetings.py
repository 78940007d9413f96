"""Meetings that end in each verdict, arranged by the services that the pages use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from eventapp import clock
from eventapp.badges.queries import current_badge
from eventapp.badges.service import replace_badge
from eventapp.core.codes import new_badge_code
from eventapp.core.contact_rules import MISS_LIMIT, SPEED_LIMIT, Confirmation, Rules, Verdict
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, register
from tests.factories import CONSENT_TEXT, MadeAttendee, make_attendee, make_event, scan, today


@dataclass(frozen=True)
class Meeting:
    """Who scans which code."""

    scanner: MadeAttendee
    code: str


def pair(**event: Any) -> tuple[MadeAttendee, MadeAttendee]:
    """Anna and Ben at an event."""
    made = make_event(**event)
    return make_attendee(made, "Anna Schmidt"), make_attendee(made, "Ben Öztürk", organisation="MDZ Hannover")


def new_contact() -> Meeting:
    """They meet."""
    anna, ben = pair()
    return Meeting(anna, ben.code)


def already_met() -> Meeting:
    """They met a moment ago."""
    anna, ben = pair()
    scan(anna, ben)
    return Meeting(anna, ben.short_code.lower())


def confirmed() -> Meeting:
    """Ben scanned Anna where both have to agree."""
    anna, ben = pair(rules=Rules(confirmation=Confirmation.MUTUAL))
    scan(ben, anna)
    return Meeting(anna, ben.code)


def not_checked_in() -> Meeting:
    """Ben has not been at the door."""
    event = make_event()
    return Meeting(make_attendee(event), make_attendee(event, "Ben Öztürk", checked_in=False).code)


def own_badge() -> Meeting:
    """Anna scans herself."""
    anna, _ben = pair()
    return Meeting(anna, anna.code)


def no_own_consent() -> Meeting:
    """Anna takes no part in contact tracking."""
    event = make_event()
    return Meeting(make_attendee(event, consents=()), make_attendee(event, "Ben Öztürk").code)


def no_consent() -> Meeting:
    """Ben takes no part in contact tracking."""
    event = make_event()
    return Meeting(make_attendee(event), make_attendee(event, "Ben Öztürk", consents=()).code)


def closed() -> Meeting:
    """The event begins in a week."""
    anna, ben = pair(first_day=today() + timedelta(days=7))
    return Meeting(anna, ben.code)


def unknown_badge() -> Meeting:
    """Nobody carries that code."""
    anna, _ben = pair()
    return Meeting(anna, new_badge_code())


def replaced_badge() -> Meeting:
    """Ben lost his badge and got a new one; Anna found the old one."""
    anna, ben = pair()
    replace_badge(ben.id, ben.event_id, account_id=None, now=clock.now())
    return Meeting(anna, ben.code)


def too_many_misses() -> Meeting:
    """Anna has tried one unknown code after another."""
    anna, ben = pair()
    for _number in range(MISS_LIMIT):
        scan(anna, MadeAttendee(0, 0, "", new_badge_code(), "", ""))
    return Meeting(anna, ben.code)


def too_fast() -> Meeting:
    """Anna has a pile of badges in front of her."""
    event = make_event(rules=Rules(require_check_in=False))
    event_id, slug, now = event.id, event.slug, clock.now()
    anna = make_attendee(event)
    codes = []
    for number in range(SPEED_LIMIT + 1):
        entry = Entry(f"Person {number}", consents={Purpose.TRACKING: CONSENT_TEXT})
        registration_id = register(entry, event_id=event_id, now=now).registration_id
        assert registration_id is not None
        codes.append(current_badge(registration_id).code)
    for code in codes[:-1]:
        scan(anna, MadeAttendee(0, event_id, slug, code, "", ""))
    return Meeting(anna, codes[-1])


VERDICTS: list[tuple[Verdict, Callable[[], Meeting], int, str]] = [
    (Verdict.NEW_CONTACT, new_contact, 200, "new"),
    (Verdict.ALREADY_MET, already_met, 200, "known"),
    (Verdict.CONFIRMED, confirmed, 200, "new"),
    (Verdict.NOT_CHECKED_IN, not_checked_in, 200, "hint"),
    (Verdict.OWN_BADGE, own_badge, 422, "hint"),
    (Verdict.NO_OWN_CONSENT, no_own_consent, 200, "refused"),
    (Verdict.NO_CONSENT, no_consent, 200, "refused"),
    (Verdict.CLOSED, closed, 200, "refused"),
    (Verdict.TOO_FAST, too_fast, 429, "hint"),
    (Verdict.UNKNOWN_BADGE, unknown_badge, 404, "refused"),
    (Verdict.REPLACED_BADGE, replaced_badge, 410, "refused"),
    (Verdict.TOO_MANY_MISSES, too_many_misses, 429, "hint"),
]
