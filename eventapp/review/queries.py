"""What stands out at an event, with the names and decisions that an organiser needs to judge it?"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventapp.accounts.models import SignIn
from eventapp.contacts.models import Contact, ContactReview
from eventapp.core.contact_rules import Way
from eventapp.core.suspicion import Flag, ObservedContact, Suspicion, flags
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Decided:
    """The latest decision about a contact.

    Attributes:
        decision: "kept", "voided" or "restored".
        reason: Why, where something was voided.
        happened_at: When.
    """

    decision: str
    reason: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """All that stands out at an event.

    Attributes:
        open: Flags with a contact about which nobody has decided yet.
        done: The others.
        names: Name of every person in a flag, by registration id.
        decisions: The latest decision by contact id.
        voided: Contacts that are void now.
    """

    open: Sequence[Flag]
    done: Sequence[Flag]
    names: dict[int, str]
    decisions: dict[int, Decided]
    voided: frozenset[int]

    def named(self, flag: Flag) -> str:
        """The people of a flag by name, with commas between them."""
        return ", ".join(self.names[person] for person in flag.people)


def review(event: Event) -> Review:
    """What stands out at an event now. Rejected contacts count for nobody and are left out."""
    rows = db.session.execute(
        select(
            Contact.id,
            Contact.low_id,
            Contact.high_id,
            Contact.scanner_id,
            Contact.made_at,
            Contact.way,
            Contact.voided_at,
        ).where(Contact.event_id == event.id, Contact.rejected_at.is_(None))
    ).all()
    observed = [ObservedContact(*row[:5], Way(row.way)) for row in rows]
    is_tried = event.is_rehearsal or event.is_test
    found = [
        flag
        for flag in flags(observed, _devices(event.id), {day.date for day in event.days}, ZoneInfo(event.time_zone))
        if not (is_tried and flag.suspicion is Suspicion.OUTSIDE_HOURS)  # one rehearses and tries at any hour
    ]
    decisions = _decisions(event.id)
    is_open = [any(contact.id not in decisions for contact in flag.contacts) for flag in found]
    return Review(
        open=[flag for flag, opened in zip(found, is_open, strict=True) if opened],
        done=[flag for flag, opened in zip(found, is_open, strict=True) if not opened],
        names=_names({person for flag in found for contact in flag.contacts for person in contact.people}),
        decisions=decisions,
        voided=frozenset(row.id for row in rows if row.voided_at is not None),
    )


def _devices(event_id: int) -> list[Collection[int]]:
    """For each device on which more than one attendee of the event signed in: who."""
    rows = db.session.execute(
        select(SignIn.device_hash, SignIn.registration_id)
        .join(Registration, Registration.id == SignIn.registration_id)
        .where(Registration.event_id == event_id, SignIn.device_hash.is_not(None))
        .distinct()
    )
    people: dict[str, set[int]] = defaultdict(set)
    for device, registration_id in rows:
        if device is not None and registration_id is not None:  # as the query says
            people[device].add(registration_id)
    return [those for those in people.values() if len(those) > 1]


def _decisions(event_id: int) -> dict[int, Decided]:
    rows = db.session.scalars(
        select(ContactReview).where(ContactReview.event_id == event_id).order_by(ContactReview.id)
    )
    return {row.contact_id: Decided(row.decision, row.reason, row.happened_at) for row in rows}


def _names(people: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Registration.id, Registration.name).where(Registration.id.in_(people)))
    return {row.id: row.name for row in rows}
