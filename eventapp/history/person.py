"""What happened to one registration, from the first day on?

Not whom the person met, nor the mails that tell: of whom somebody keeps a note is nobody else's business.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import or_, select

from eventapp.accounts.models import Account, AuditEntry
from eventapp.badges.models import BadgeCode
from eventapp.checkin.models import AdmissionList, DoorEntry, WalkIn
from eventapp.core.mail_text import in_short
from eventapp.extensions import db
from eventapp.history.queries import Entry, told
from eventapp.mail.models import OutboxMail
from eventapp.mailings.models import Mailing
from eventapp.mailings.queries import MAILING
from eventapp.prints import queries as prints
from eventapp.programme.notices import PROGRAMME
from eventapp.registration.models import ConsentRecord, Registration
from eventapp.registration.service.tickets import TICKET

_IMPORTED = "registrations.imported"
_NEW_CODES = ("badge.replaced", "badges.replaced")
_CONSENT_TOLD = ("consent.told", "consent.withdrawal_told")


class How(StrEnum):
    """How somebody came to be registered."""

    SELF = "self"
    IMPORTED = "imported"
    DOOR = "door"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened.

    Attributes:
        at: When.
        by: Who did it, as they are called; empty: the person themselves, or nobody.
    """

    what: ClassVar[str]
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Moment):
    """The person was registered; at a door, `by` is what that is called."""

    what = "registered"
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Moment):
    """What was decided at once about consents; `by` is who was told it.

    Attributes:
        purposes: About which ones.
        given: They agreed.
        is_first: They were asked for the first time, so that a no takes nothing back.
        spoken_at: At which door it was answered aloud; empty: on the person's own phone.
    """

    what = "decided"
    purposes: Sequence[str]
    given: bool
    is_first: bool
    spoken_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged(Moment):
    """An entry of the event's log that names the registration."""

    what = "logged"
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed(Moment):
    """A mail to the person: a ticket on an occasion, or a mailing by its subject."""

    what = "mailed"
    occasion: str
    subject: str
    sent_at: datetime | None
    gave_up: bool
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDoor(Moment):
    """The person was at a door, and passed or was turned away; `by` is what the door is called.

    Attributes:
        admission_list: By which list.
        verdict: What the door said.
        despite: What it would have said to somebody who was let in all the same.
        reason: Why they were.
        undone: It was taken back.
    """

    what = "at_door"
    admission_list: AdmissionList
    verdict: str
    despite: str
    reason: str
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed(Moment):
    """The badge was part of a printing."""

    what = "printed"
    line: prints.LogLine


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode(Moment):
    """The badge got a new code, so that the earlier one works no more."""

    what = "new_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands(Moment):
    """Where the registration has stood since, where nothing else says how it came there."""

    what = "stands"
    status: str


def history(person: Registration) -> list[Moment]:
    """Everything that happened to a registration, in order; the number of reads does not grow with it."""
    log = told(person.event_id, _log(person))
    door = _door(person)
    moments: list[Moment] = [
        _registered(person, log, door),
        *_decided(person, log),
        *_logged(person, log),
        *_mailed(person),
        *(moment for moment, _nonce in door),
        *(Printed(at=line.at, by=line.by, line=line) for line in prints.history(person.event_id, person.id)),
        *_new_codes(person, log),
    ]
    logged = {entry.at for entry in log}
    if person.status_since is not None and person.status_since not in logged:
        moments.append(Stands(at=person.status_since, status=person.status))
    return sorted(moments, key=lambda moment: moment.at)


def _log(person: Registration) -> Sequence[AuditEntry]:
    """What the log says of the registration by its id, and of several at once of whom it may be one."""
    is_theirs = AuditEntry.about["registration_id"].as_integer() == person.id
    return db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.event_id == person.event_id,
            or_(is_theirs, AuditEntry.action.in_((_IMPORTED, *_NEW_CODES))),
        )
        .order_by(AuditEntry.id)
    ).all()


def _by(log: Sequence[Entry], actions: Sequence[str], at: datetime) -> str | None:
    """Who did something at exactly this moment, in one transaction with what is told; None: nobody did."""
    return next((entry.by for entry in log if entry.action in actions and entry.at == at), None)


def _registered(person: Registration, log: Sequence[Entry], door: Sequence[tuple[AtDoor, str]]) -> Registered:
    nonce = db.session.scalar(select(WalkIn.nonce).where(WalkIn.registration_id == person.id).limit(1))
    if nonce is not None:
        name = next((moment.by for moment, of_entry in door if of_entry == nonce), "")
        return Registered(at=person.created_at, by=name, how=How.DOOR)
    importer = _by(log, (_IMPORTED,), person.created_at)
    how = How.SELF if importer is None else How.IMPORTED
    return Registered(at=person.created_at, by=importer or "", how=how)


def _decided(person: Registration, log: Sequence[Entry]) -> Iterator[Decided]:
    rows = db.session.execute(
        select(
            ConsentRecord.purpose,
            ConsentRecord.given,
            ConsentRecord.happened_at,
            ConsentRecord.spoken_at,
            Account.name,
        )
        .outerjoin(Account, Account.id == ConsentRecord.heard_by_id)
        .where(ConsentRecord.registration_id == person.id)
        .order_by(ConsentRecord.happened_at, ConsentRecord.id)
    )
    together: dict[tuple[datetime, str, bool, bool, str], list[str]] = {}
    asked = set()
    for purpose, given, at, spoken_at, heard_by in rows:
        by = heard_by or _by(log, _CONSENT_TOLD, at) or ""
        together.setdefault((at, by, given, purpose not in asked, spoken_at), []).append(purpose)
        asked.add(purpose)
    for (at, by, given, is_first, spoken_at), purposes in together.items():
        yield Decided(at=at, by=by, purposes=purposes, given=given, is_first=is_first, spoken_at=spoken_at)


def _logged(person: Registration, log: Sequence[Entry]) -> Iterator[Logged]:
    elsewhere = {_IMPORTED, *_NEW_CODES, *_CONSENT_TOLD}
    for entry in log:
        if entry.action not in elsewhere and entry.about.get("registration_id") == person.id:
            yield Logged(at=entry.at, by=entry.by, entry=entry)


def _mailed(person: Registration) -> Iterator[Mailed]:
    mails = db.session.scalars(
        select(OutboxMail)
        .where(
            OutboxMail.event_id == person.event_id,
            OutboxMail.kind.in_((TICKET, MAILING, PROGRAMME)),
            OutboxMail.about["registration_id"].as_integer() == person.id,
        )
        .order_by(OutboxMail.id)
    ).all()
    ids = {mail.about.get("mailing_id") for mail in mails if mail.kind == MAILING}
    subjects = db.session.execute(
        select(Mailing.id, Mailing.subject).where(Mailing.event_id == person.event_id, Mailing.id.in_(ids))
    )
    called = {id_: in_short(subject, person.event.title) for id_, subject in subjects}
    for mail in mails:
        yield Mailed(
            at=mail.created_at,
            occasion=mail.about.get("occasion", ""),
            subject=called.get(mail.about.get("mailing_id", 0), ""),
            sent_at=mail.sent_at,
            gave_up=mail.gave_up_at is not None,
            failed=mail.last_error is not None,
        )


def _door(person: Registration) -> list[tuple[AtDoor, str]]:
    """How they came to doors, each with the nonce of what was sent there."""
    rows = db.session.execute(
        select(DoorEntry, AdmissionList)
        .join(AdmissionList, AdmissionList.id == DoorEntry.list_id)
        .where(DoorEntry.event_id == person.event_id, DoorEntry.registration_id == person.id)
        .order_by(DoorEntry.happened_at, DoorEntry.id)
    )
    return [
        (
            AtDoor(
                at=entry.happened_at,
                by=entry.door,
                admission_list=admission_list,
                verdict=entry.verdict,
                despite=entry.despite,
                reason=entry.reason,
                undone=entry.undone_at is not None,
            ),
            entry.nonce,
        )
        for entry, admission_list in rows
    ]


def _new_codes(person: Registration, log: Sequence[Entry]) -> Iterator[NewCode]:
    replaced = select(BadgeCode.replaced_at).where(
        BadgeCode.event_id == person.event_id,
        BadgeCode.registration_id == person.id,
        BadgeCode.replaced_at.is_not(None),
    )
    for at in db.session.scalars(replaced):
        if at is not None:
            yield NewCode(at=at, by=_by(log, _NEW_CODES, at) or "")
