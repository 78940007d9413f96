"""What of the registrations of an event leaves the house as a table, and who took it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from eventapp.accounts.audit import record
from eventapp.badges.models import BadgeRole, GivenRole
from eventapp.checkin.models import CheckIn
from eventapp.core.places import Status
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.queries import list_page
from eventapp.registration.question_queries import answers_of_all
from eventapp.registration.service import is_given

_EVERYBODY = 1_000_000


class FileFormat(StrEnum):
    """The form of a file."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Exported:
    """Somebody in the table.

    Attributes:
        person: The registration.
        role: The word on the ribbon of the badge, or "".
        consents: What they agreed to and what not.
        arrived_at: When they were let in; None: not yet.
        answers: To the questions of the event, by their ids.
    """

    person: Registration
    role: str
    consents: Mapping[Purpose, bool]
    arrived_at: datetime | None
    answers: Mapping[int, str]


def exported(event_id: int, search: str, status: Status | None) -> list[Exported]:
    """Everybody registered, in the order of the list, or those whom it shows for a search."""
    people = list_page(event_id, search, number=1, size=_EVERYBODY, status=status).people
    given = (
        select(GivenRole.registration_id, BadgeRole.name)
        .join(BadgeRole, BadgeRole.id == GivenRole.role_id)
        .where(GivenRole.event_id == event_id)
    )
    arrivals = select(CheckIn.registration_id, CheckIn.happened_at).where(
        CheckIn.event_id == event_id, CheckIn.undone_at.is_(None)
    )
    roles: dict[int, str] = {row[0]: row[1] for row in db.session.execute(given)}
    arrived: dict[int, datetime] = {row[0]: row[1] for row in db.session.execute(arrivals)}
    answers = answers_of_all([person.id for person in people])
    return [
        Exported(
            person,
            roles.get(person.id, ""),
            {purpose: is_given(person, purpose) for purpose in Purpose},
            arrived.get(person.id),
            answers.get(person.id, {}),
        )
        for person in people
    ]


def log_export(  # noqa: PLR0913 what was taken, by whom and when
    event_id: int, people: int, file_format: FileFormat, *, is_search: bool, account_id: int, now: datetime
) -> None:
    """Keeps that somebody took the data of so many people along.

    Args:
        event_id: The event.
        people: How many.
        file_format: As what.
        is_search: They were those of a search, not all.
        account_id: Who took it.
        now: The present moment.
    """
    about: dict[str, str | int | None] = {
        "format": str(file_format),
        "people": people,
        "of": "search" if is_search else "all",
    }
    with write_session(db.session()) as session:
        record(session, "registrations.exported", event_id=event_id, account_id=account_id, now=now, **about)
