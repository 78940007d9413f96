"""Everything that is kept about one registration, for the person whom it is about (GDPR, articles 15 and 20)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, select

from eventapp.accounts.models import SignIn
from eventapp.badges.models import BadgeAlarm, BadgeCode, BadgeRole, GivenRole
from eventapp.certificates.models import Certificate
from eventapp.checkin.models import AdmissionList, CheckIn, DoorEntry
from eventapp.contacts.models import Scan
from eventapp.contacts.notes import NO_NOTE, notes_of
from eventapp.contacts.queries import own_contacts
from eventapp.events.models import Question, Topic
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.prints.models import BadgePrint, PrintJob
from eventapp.programme.models import Booking, ChosenDay, ProgrammeSession
from eventapp.registration.models import (
    Answer,
    ConsentRecord,
    InvitationCode,
    InvitationUse,
    PersonalLink,
    Registration,
    RegistrationTopic,
    TrackingConsent,
)
from eventapp.registration.queries import entered_by
from eventapp.rounds.models import MeetingTable, TableSeat

Rows = list[dict[str, Any]]
_OF_THE_PERSON = (
    "name",
    "email",
    "phone",
    "locale",
    "number",
    "is_staff",
    "status",
    "status_since",
    "answer_by",
    "created_at",
    "shows_name",
    "shares_email",
    "shares_phone",
    "is_findable",
    "is_suggested",
    "attention",
    "colleagues_entered",
)


def own_data(person: Registration) -> dict[str, Any]:
    """All that the tables hold about a registration, as values that JSON knows; moments in UTC.

    Other people stand in it as the person sees them in their own list of contacts, and nowhere else; secrets are not
    kept, and so are not in it.
    """
    event = person.event
    return {
        "event": {"title": event.title, "place": event.place, "days": [_plain(day.date) for day in event.days]},
        "registration": {
            **{name: _plain(getattr(person, name)) for name in _OF_THE_PERSON},
            "organisation": person.organisation.name if person.organisation else "",
            "entered_by": entered_by(person.id),
        },
        **{name: _rows(statement) for name, statement in _statements(person.id).items()},
        "contacts": _contacts(person.id),
        "mails": _mails(person),
    }


def _statements(id_: int) -> Mapping[str, Executable]:
    """What is read as it stands: for each part of the export, its columns."""
    return {
        "contact_tracking_since": select(TrackingConsent.given_at).where(TrackingConsent.registration_id == id_),
        "consents": select(
            ConsentRecord.purpose,
            ConsentRecord.given,
            ConsentRecord.text,
            ConsentRecord.happened_at,
            ConsentRecord.spoken_at,
        )
        .where(ConsentRecord.registration_id == id_)
        .order_by(ConsentRecord.id),
        "answers": select(Question.wording, Answer.value)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.registration_id == id_)
        .order_by(Question.place),
        "topics": select(RegistrationTopic.side, Topic.name)
        .join(Topic, Topic.id == RegistrationTopic.topic_id)
        .where(RegistrationTopic.registration_id == id_)
        .order_by(Topic.name),
        "days": select(ChosenDay.day).where(ChosenDay.registration_id == id_).order_by(ChosenDay.day),
        "sessions": select(ProgrammeSession.title, Booking.status, Booking.since, Booking.booked_at)
        .join(Booking, Booking.session_id == ProgrammeSession.id)
        .where(Booking.registration_id == id_)
        .order_by(ProgrammeSession.starts_at),
        "invitation_codes": select(InvitationCode.code)
        .join(InvitationUse, InvitationUse.code_id == InvitationCode.id)
        .where(InvitationUse.registration_id == id_),
        "personal_links": select(PersonalLink.created_at, PersonalLink.expires_at, PersonalLink.revoked_at)
        .where(PersonalLink.registration_id == id_)
        .order_by(PersonalLink.id),
        "sign_ins": select(SignIn.created_at, SignIn.expires_at, SignIn.ended_at)
        .where(SignIn.registration_id == id_)
        .order_by(SignIn.id),
        "badge_codes": select(BadgeCode.short_code, BadgeCode.code, BadgeCode.created_at, BadgeCode.replaced_at)
        .where(BadgeCode.registration_id == id_)
        .order_by(BadgeCode.id),
        "badge_roles": select(BadgeRole.name)
        .join(GivenRole, GivenRole.role_id == BadgeRole.id)
        .where(GivenRole.registration_id == id_),
        "badge_prints": select(PrintJob.made_at, BadgePrint.reason)
        .join(BadgePrint, BadgePrint.job_id == PrintJob.id)
        .where(BadgePrint.registration_id == id_)
        .order_by(PrintJob.id),
        "replaced_badge_seen": select(
            BadgeAlarm.place_name, BadgeAlarm.first_at, BadgeAlarm.last_at, BadgeAlarm.times
        )
        .where(BadgeAlarm.registration_id == id_)
        .order_by(BadgeAlarm.id),
        "arrivals": select(CheckIn.happened_at, CheckIn.undone_at)
        .where(CheckIn.registration_id == id_)
        .order_by(CheckIn.id),
        "doors": select(
            AdmissionList.name.label("list"),
            DoorEntry.door,
            DoorEntry.direction,
            DoorEntry.verdict,
            DoorEntry.happened_at,
            DoorEntry.reason,
            DoorEntry.undone_at,
        )
        .join(DoorEntry, DoorEntry.list_id == AdmissionList.id)
        .where(DoorEntry.registration_id == id_)
        .order_by(DoorEntry.id),
        "tables": select(MeetingTable.name, TableSeat.taken_at)
        .join(TableSeat, TableSeat.table_id == MeetingTable.id)
        .where(TableSeat.registration_id == id_)
        .order_by(TableSeat.taken_at),
        "scans": select(Scan.verdict, Scan.way, Scan.scanned_at, Scan.received_at)
        .where(Scan.scanner_id == id_)
        .order_by(Scan.id),
        "certificates": select(Certificate.kind, Certificate.title, Certificate.code, Certificate.issued_at)
        .where(Certificate.registration_id == id_)
        .order_by(Certificate.id),
    }


def _rows(statement: Executable) -> Rows:
    found = db.session.execute(statement)
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in found]  # noqa: SLF001 its API


def _contacts(id_: int) -> Rows:
    """The contacts as their owner sees them, with what they noted."""
    notes = notes_of(id_)
    return [
        {
            "name": contact.name,
            "organisation": contact.organisation,
            "email": contact.email,
            "phone": contact.phone,
            "made_at": _plain(contact.made_at),
            "scanned_by_me": contact.scanned_by_me,
            "counts": str(contact.reason),
            "known_before": contact.known_before_by_me,
            "rejected": contact.rejected_by_me,
            "note": {name: _plain(value) for name, value in asdict(notes.get(contact.id, NO_NOTE)).items()},
        }
        for contact in own_contacts(id_)
    ]


def _mails(person: Registration) -> Rows:
    """The mails to the person, without their words: these stand in the mailbox."""
    theirs = OutboxMail.about["registration_id"].as_integer() == person.id
    return _rows(
        select(OutboxMail.kind, OutboxMail.recipient, OutboxMail.created_at, OutboxMail.sent_at)
        .where(OutboxMail.event_id == person.event_id, theirs)
        .order_by(OutboxMail.id)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
