"""How is somebody erased, wherever they left something?"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.accounts.models import SignIn
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.service import forget_mails
from eventapp.registration.models import (
    Answer,
    Colleague,
    ConsentRecord,
    Erasure,
    InvitationUse,
    Person,
    PersonalLink,
    Registration,
    RegistrationTopic,
    TrackingConsent,
)
from eventapp.registration.service.organisations import forget_if_unused
from eventapp.registration.service.places import settle
from eventapp.registration.service.tickets import forget_mail_turns

AtErasure = Callable[[Session, Registration], None]
_at_erasure: list[AtErasure] = []


def at_erasure(step: AtErasure) -> AtErasure:
    """Decorates what a later domain erases of somebody, within the transaction that erases them.

    Registration knows no later domain, so that they add themselves: a domain that owns a table deletes its rows.
    """
    _at_erasure.append(step)
    return step


AfterErasure = Callable[[Session, int, datetime], None]
_after_erasure: list[AfterErasure] = []


def after_erasure(step: AfterErasure) -> AfterErasure:
    """Decorates what a later domain does at an event (its id) once somebody has left nothing there any more."""
    _after_erasure.append(step)
    return step


class Erasing(StrEnum):
    """What came of erasing."""

    ERASED = "erased"
    GONE = "gone"
    """There is no such registration (any more)."""


def erase(registration_id: int, *, account_id: int | None, now: datetime) -> Erasing:
    """Erases a registration with everything that it left: here, in the lists of others, on open screens.

    A frozen result keeps the line of its number, without a name; the log keeps what was done, without a person.

    Args:
        registration_id: Whose; whether they may ask for it is settled before.
        account_id: The organiser who does it; None: the person themselves.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        event_id = session.scalar(select(Registration.event_id).where(Registration.id == registration_id))
        if event_id is None:
            return Erasing.GONE
        lock_event(session, event_id)  # waits for scans and contacts under way; none begin until this ends
        registration = session.get(Registration, registration_id)
        if registration is None:
            return Erasing.GONE
        _erase(session, registration, account_id, now)
        settle(session, session.get_one(Event, event_id, populate_existing=True), now=now)  # a place is free
        for after in _after_erasure:
            after(session, event_id, now)
    return Erasing.ERASED


def _erase(session: Session, registration: Registration, account_id: int | None, now: datetime) -> None:
    for step in reversed(_at_erasure):
        step(session, registration)
    session.flush()
    id_, event_id, number = registration.id, registration.event_id, registration.number
    person_id, organisation_id = registration.person_id, registration.organisation_id
    forget_mails(session, event_id=event_id, registration_id=id_)
    if registration.email_key is not None:
        forget_mail_turns(session, event_id, [registration.email_key])
    for table in (
        SignIn,
        PersonalLink,
        ConsentRecord,
        RegistrationTopic,
        Answer,
        TrackingConsent,
        InvitationUse,
        Colleague,
    ):
        session.execute(delete(table).where(table.registration_id == id_))
    session.execute(delete(Colleague).where(Colleague.entered_by_id == id_))
    session.execute(delete(Registration).where(Registration.id == id_))
    if person_id is not None:
        _forget_human(session, person_id)
    if organisation_id is not None:
        forget_if_unused(session, organisation_id)
    session.add(
        Erasure(
            registration_id=id_,
            event_id=event_id,
            number=number,
            change_no=next_change_no(session, event_id),
            erased_at=now,
        )
    )
    record(session, "registration.erased", event_id=event_id, account_id=account_id, now=now, registration_id=id_)


def _forget_human(session: Session, person_id: int) -> None:
    """Forgets the human of the series with their last registration there."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    left = session.scalar(select(Registration.id).where(Registration.person_id == person_id).limit(1))
    if left is None:
        session.execute(delete(Person).where(Person.id == person_id))
