"""What was done at an event, when, and by whom?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from eventapp.accounts.models import Account, AuditEntry
from eventapp.badges.models import BadgeRole
from eventapp.checkin.models import AdmissionList
from eventapp.core.mail_text import in_short
from eventapp.designs.models import BadgeDesign
from eventapp.doors.models import DoorDevice
from eventapp.events.models import Event, Organisation, Question
from eventapp.extensions import db
from eventapp.mailings.models import Mailing
from eventapp.programme.models import ProgrammeSession
from eventapp.projector.models import Projector
from eventapp.registration.models import Registration
from eventapp.stations.models import ContactStation

_NAMES: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "design_id": (BadgeDesign.id, BadgeDesign.name),
    "device_id": (DoorDevice.id, DoorDevice.name),
    "into": (Organisation.id, Organisation.name),
    "list_id": (AdmissionList.id, AdmissionList.name),
    "mailing_id": (Mailing.id, Mailing.subject),
    "organisation_id": (Organisation.id, Organisation.name),
    "projector_id": (Projector.id, Projector.name),
    "question_id": (Question.id, Question.wording),
    "removed": (Account.id, Account.name),
    "role_id": (BadgeRole.id, BadgeRole.name),
    "session_id": (ProgrammeSession.id, ProgrammeSession.title),
    "station_id": (ContactStation.id, ContactStation.name),
}
"""How that is called which an entry names by its id; nothing that a person entered about themselves."""


@dataclass(frozen=True, slots=True)
class Someone:
    """Whom an entry is about, as they are called now."""

    name: str
    uid: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log.

    Attributes:
        action: What was done (history.words).
        at: When.
        by: The account that did it; empty where none did.
        about: What the log says of it: ids, numbers, reasons.
        person: The registration that it is about, if it is still there.
        names_somebody: It is about a registration, even if that is erased since.
        thing: How that is called which it is about, if it is still there: a list, a device, a role.
    """

    action: str
    at: datetime
    by: str
    about: Mapping[str, Any]
    person: Someone | None = None
    names_somebody: bool = False
    thing: str = ""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries of an event's log, the latest first."""

    entries: Sequence[Entry]
    number: int
    pages: int


def log_page(event_id: int, *, actions: Collection[str] | None = None, number: int, size: int) -> LogPage:
    """The log of an event, cut into pages; the number of its reads does not grow with their length.

    Args:
        event_id: The event.
        actions: Only these; None: all.
        number: Which page, from 1; the last one for a number beyond it.
        size: How many entries a page has.
    """
    meant = [AuditEntry.event_id == event_id]
    if actions is not None:
        meant.append(AuditEntry.action.in_(actions))
    count = db.session.scalar(select(func.count()).select_from(AuditEntry).where(*meant)) or 0
    pages = max(1, -(-count // size))
    number = min(max(1, number), pages)
    rows = db.session.scalars(
        select(AuditEntry)
        .where(*meant)
        .options(joinedload(AuditEntry.account))
        .order_by(AuditEntry.happened_at.desc(), AuditEntry.id.desc())
        .offset((number - 1) * size)
        .limit(size)
    ).all()
    return LogPage(told(event_id, rows), number, pages)


def told(event_id: int, rows: Sequence[AuditEntry]) -> list[Entry]:
    """Entries of an event's log with the names of whom and what they are about."""
    people = _people(event_id, rows)
    names = {key: _called(key, rows) for key in _NAMES}
    if names["mailing_id"]:
        title = db.session.get_one(Event, event_id).title
        names["mailing_id"] = {id_: in_short(subject, title) for id_, subject in names["mailing_id"].items()}
    return [
        Entry(
            row.action,
            row.happened_at,
            row.account.name if row.account else "",
            row.about,
            people.get(row.about.get("registration_id", 0)),
            "registration_id" in row.about,
            next((names[key][row.about[key]] for key in _NAMES if row.about.get(key) in names[key]), ""),
        )
        for row in rows
    ]


def _people(event_id: int, rows: Iterable[AuditEntry]) -> dict[int, Someone]:
    ids = {row.about["registration_id"] for row in rows if "registration_id" in row.about}
    found = select(Registration.id, Registration.name, Registration.uid).where(
        Registration.event_id == event_id, Registration.id.in_(ids)
    )
    return {id_: Someone(name, uid) for id_, name, uid in db.session.execute(found)} if ids else {}


def _called(key: str, rows: Iterable[AuditEntry]) -> dict[int, str]:
    """The names of all things that entries name under a key."""
    ids = {row.about[key] for row in rows if row.about.get(key) is not None}
    id_, name = _NAMES[key]
    return {row[0]: row[1] for row in db.session.execute(select(id_, name).where(id_.in_(ids)))} if ids else {}
