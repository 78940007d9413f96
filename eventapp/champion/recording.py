"""What does the database know that a result follows from?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from eventapp.accounts.models import Role
from eventapp.champion.models import FrozenResult
from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact, ContactReview
from eventapp.contacts.queries import changes_after
from eventapp.core.contact_rules import MadeContact
from eventapp.core.result import Corrected, RecordedDecision, RecordedPerson, ResultFacts
from eventapp.core.result.record import EVIDENCE, record_hash, record_of
from eventapp.core.titles import Title
from eventapp.events.models import Event
from eventapp.registration.models import Registration


def recorded_result(session: Session, event: Event, latest: FrozenResult | None, now: datetime) -> FrozenResult:
    """The result of an event as the caller's transaction sees it, counted from the start.

    Args:
        session: The caller's, which holds the event.
        event: Whose contacts are no longer collected.
        latest: The result that this one takes the place of.
        now: The present moment.
    """
    record = record_of(_facts(session, event, latest, now))
    return FrozenResult(
        event_id=event.id,
        version=record["version"],
        frozen_at=now,
        record={name: value for name, value in record.items() if name not in EVIDENCE},
        evidence={name: record[name] for name in EVIDENCE},
        sha256=record_hash(record),
    )


def exported(result: FrozenResult) -> dict[str, Any]:
    """The file of a result, as `verify-result` reads it."""
    return {"record": {**result.record, **(result.evidence or {})}, "sha256": result.sha256}


def _facts(session: Session, event: Event, latest: FrozenResult | None, now: datetime) -> ResultFacts:
    changes = changes_after(event.id, 0)
    newcomers = _newcomers(session, event)
    number_of = {person.id: person.number for person in changes.people}
    people = [
        RecordedPerson(
            replace(person.attendee, id=person.number),
            is_tracked=person.is_tracked,
            is_newcomer=person.id in newcomers,
        )
        for person in changes.people
    ]
    return ResultFacts(
        code_version=version("eventapp"),
        event=event.slug,
        title=event.title,
        zone=ZoneInfo(event.time_zone),
        days=[day.date for day in event.days],
        ended_at=event.closing.ends_at,
        recorded_at=now,
        change_no=changes.change_no,
        version=1 if latest is None else latest.version + 1,
        corrects=None if latest is None else Corrected(latest.version, latest.sha256),
        rules=event.rules,
        chosen=[title for title in Title if title in event.titles],
        people=sorted(people, key=lambda person: person.attendee.id),
        contacts=sorted(
            (_by_number(contact, number_of) for contact in changes.contacts), key=lambda contact: contact.id
        ),
        decisions=_decisions(session, event.id),
    )


def _by_number(contact: MadeContact, number_of: dict[int, int]) -> MadeContact:
    """A contact whose people are named as everybody at the event knows them."""
    low, high = sorted((number_of[contact.low_id], number_of[contact.high_id]))
    return MadeContact(  # in full: of tens of thousands, `replace` would take as long as all else
        contact.id,
        low,
        high,
        contact.made_at,
        contact.confirmed_at,
        contact.met_before,
        contact.known_before,
        contact.rejected,
        contact.voided,
    )


def _newcomers(session: Session, event: Event) -> frozenset[int]:
    """Who is not known to have been at an earlier event of the series; nobody at the first event of a series."""
    earlier = select(Event.id).where(
        Event.series_id == event.series_id,
        Event.tracking_opens_at < event.tracking_opens_at,
        Event.is_rehearsal.is_(event.is_rehearsal),
        Event.test_mode_since.is_(None),
    )
    if session.scalar(earlier.limit(1)) is None:
        return frozenset()
    before = aliased(Registration)
    known = (
        select(before.id)
        .join(CheckIn, (CheckIn.registration_id == before.id) & CheckIn.undone_at.is_(None))
        .where(before.event_id.in_(earlier), before.person_id == Registration.person_id)
        .exists()
    )
    return frozenset(session.scalars(select(Registration.id).where(Registration.event_id == event.id, ~known)))


def _decisions(session: Session, event_id: int) -> Sequence[RecordedDecision]:
    """What organisers decided about the contacts that there are, in the order in which they did."""
    rows = session.execute(
        select(ContactReview.contact_id, ContactReview.decision, ContactReview.happened_at)
        .join(Contact, Contact.id == ContactReview.contact_id)
        .where(ContactReview.event_id == event_id)
        .order_by(ContactReview.id)
    )
    return [RecordedDecision(*row, role=Role.ORGANISER) for row in rows]
