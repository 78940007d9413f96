"""What goes when a test mode ends, and what stays? All that happened goes, all that was set up stays.

Each table is named here or in STAYS (tests/test_mode/test_wiping.py): whoever adds one decides.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, String, cast, delete, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.attempts import NAME_SEARCH
from eventapp.accounts.models import Attempt, SignIn
from eventapp.accounts.service import INVITATION_MAIL
from eventapp.badges.models import BadgeAlarm, BadgeCode, GivenRole
from eventapp.certificates.models import Certificate
from eventapp.champion.models import Crowning, FrozenResult
from eventapp.checkin.models import AdmissionList, CheckIn, DoorEntry, Presence, WalkIn
from eventapp.contacts.models import Contact, ContactNote, ContactReview, RefusedSuggestion, RemovedContact, Scan
from eventapp.doors.models import DoorDevice
from eventapp.events.models import Event
from eventapp.extensions import Base
from eventapp.mail.models import OutboxMail
from eventapp.mailings.models import Mailing
from eventapp.network.models import GraphPositions, Measurement, MeasuringClaim
from eventapp.prints.models import BadgePrint, PrintJob
from eventapp.programme.models import Booking, ChosenDay
from eventapp.registration.models import (
    Answer,
    Colleague,
    ConsentRecord,
    Erasure,
    InvitationUse,
    Person,
    PersonalLink,
    Registration,
    RegistrationImport,
    RegistrationTopic,
    TrackingConsent,
)
from eventapp.registration.service.organisations import forget_if_unused
from eventapp.registration.service.tickets import forget_mail_turns
from eventapp.rounds.models import Round, TableSeat
from eventapp.stations.models import ContactStation

HAPPENED: tuple[type[Base], ...] = (
    Certificate,
    FrozenResult,
    Measurement,
    MeasuringClaim,
    GraphPositions,
    ContactReview,
    Contact,
    RemovedContact,
    Scan,
    TableSeat,
    Round,
    BadgePrint,
    PrintJob,
    CheckIn,
    Presence,
    DoorEntry,
    WalkIn,
    GivenRole,
    BadgeAlarm,
    BadgeCode,
    Booking,
    ChosenDay,
    RegistrationTopic,
    Answer,
    TrackingConsent,
    InvitationUse,
    Colleague,
    RegistrationImport,
    Erasure,
    Registration,
)
"""Of which every row of the event goes; none before those that refer to it."""


def wipe(session: Session, event: Event) -> None:
    """Deletes all that happened at an event while it was tried out, within the caller's transaction.

    Args:
        session: The write session, in which nobody else changes the event.
        event: As it is in that transaction.
    """
    people = select(Registration).where(Registration.event_id == event.id)
    keys = session.scalars(people.with_only_columns(Registration.email_key)).all()
    organisations = session.scalars(people.with_only_columns(Registration.organisation_id).distinct()).all()
    humans = people.with_only_columns(Registration.person_id)
    session.execute(select(Person.id).where(Person.id.in_(humans)).order_by(Person.id).with_for_update())
    for table, goes in _rows(event.id):
        session.execute(delete(table).where(goes).execution_options(synchronize_session=False))
    _forget_humans(session, event.series_id)
    forget_mail_turns(session, event.id, [key for key in keys if key is not None])
    for organisation_id in sorted(filter(None, organisations)):
        forget_if_unused(session, organisation_id)
    _unpair(session, event.id)
    _begin_anew(session, event)


def _rows(event_id: int) -> Iterator[tuple[type[Base], ColumnElement[bool]]]:
    of_event = Registration.event_id == event_id
    people = select(Registration.id).where(of_event)
    seekers = select(cast(Registration.id, String)).where(of_event)
    contacts = select(Contact.id).where(Contact.event_id == event_id)
    results = select(FrozenResult.id).where(FrozenResult.event_id == event_id)
    yield Attempt, (Attempt.kind == NAME_SEARCH.kind) & Attempt.subject.in_(seekers)
    yield SignIn, SignIn.registration_id.in_(people)
    yield PersonalLink, PersonalLink.registration_id.in_(people)
    yield ConsentRecord, ConsentRecord.registration_id.in_(people)
    yield RefusedSuggestion, RefusedSuggestion.registration_id.in_(people)
    yield ContactNote, ContactNote.contact_id.in_(contacts)
    yield Crowning, Crowning.result_id.in_(results)
    # Who is asked into the team stays asked; a mailing that is only written is kept for the real people.
    yield OutboxMail, (OutboxMail.event_id == event_id) & (OutboxMail.kind != INVITATION_MAIL)
    yield Mailing, (Mailing.event_id == event_id) & Mailing.sent_at.is_not(None)
    for table in HAPPENED:
        yield table, table.__table__.c.event_id == event_id


def _forget_humans(session: Session, series_id: int) -> None:
    """Forgets whoever was at no event of the series but this one."""
    is_known = select(Registration.id).where(Registration.person_id == Person.id).exists()
    session.execute(
        delete(Person).where(Person.series_id == series_id, ~is_known).execution_options(synchronize_session=False)
    )


def _unpair(session: Session, event_id: int) -> None:
    """Lets no phone or tablet of the test be a door or a station of the real event; their names and lists stay."""
    of_none: dict[str, object] = {
        "pairing_hash": None,
        "pairing_expires_at": None,
        "token_hash": None,
        "paired_at": None,
    }
    seen: dict[str, object] = {"last_seen_at": None, "queue_length": 0, "clock_offset_ms": None}
    for statement in (
        update(ContactStation).where(ContactStation.event_id == event_id).values(**of_none),
        update(DoorDevice).where(DoorDevice.event_id == event_id).values(**of_none, **seen),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _begin_anew(session: Session, event: Event) -> None:
    """What the event itself and its door lists keep of what happened; open pages, caches and boards begin anew."""
    session.execute(
        update(AdmissionList)
        .where(AdmissionList.event_id == event.id, AdmissionList.closed_at >= event.test_mode_since)
        .values(closed_at=None)
        .execution_options(synchronize_session=False)
    )
    event.contacts_closed_at = event.recorded_at = event.contact_lists_mailed_at = event.test_mode_since = None
    event.door_no += 1
    event.change_no += 1
    event.wiped_no = event.change_no
