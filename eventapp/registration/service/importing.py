"""How does a list of people become registrations: looked at first, taken in whole or not at all?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.codes import new_badge_code
from eventapp.core.import_plan import OF_ELSEWHERE, Fate, Judged, Standing, counted, digest, judge
from eventapp.core.organisation_names import likely_same
from eventapp.core.people_list import Field, ListedPerson
from eventapp.core.places import HOLDING
from eventapp.core.text import comparison_key
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.registration.list_parts import ListPart, parts_of
from eventapp.registration.models import Registration, RegistrationImport
from eventapp.registration.place_queries import place_counts
from eventapp.registration.service.registering import Opening, opening
from eventapp.registration.service.taking_in import add, change
from eventapp.registration.service.tickets import Occasion, enqueue_ticket

KEPT = timedelta(hours=1)
"""So long an uploaded list waits for its yes; then nothing of it is left."""


class Importing(StrEnum):
    """What came of saying yes to a list."""

    DONE = "done"
    ALREADY = "already"
    """It was taken in before: nothing is done twice."""
    OTHERWISE = "otherwise"
    """Since it was looked at, something has changed of what it does: nothing was done."""
    GONE = "gone"
    OVER = "over"
    """The event is over."""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation that nobody of the series is of yet.

    Attributes:
        name: As the list writes it first.
        people: How many rows name it.
        alike: Names that probably mean the same one, of the series or of the list.
    """

    name: str
    people: int
    alike: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen if a list were taken in now.

    Attributes:
        judged: Its rows in order.
        counts: How many of them have which fate.
        digest: A word for all of it.
        organisations: Those that would be new.
        over_by: By how many people the places would be exceeded.
        without_place: How many rows are about people who are registered and have no place: they get none by it.
        unread: Columns that are passed over, since the event does not ask for what they hold.
        of_elsewhere: How many rows are refused for days or sessions that the event does not have.
        told: How many who were registered before get a mail on what the list changes for them, if mails can go.
    """

    judged: Sequence[Judged]
    counts: Mapping[Fate, int]
    digest: str
    organisations: Sequence[NewOrganisation]
    over_by: int
    without_place: int
    unread: Sequence[Field]
    of_elsewhere: int
    told: int


def keep_import(
    people: Sequence[ListedPerson], columns: Mapping[str, str], *, event_id: int, account_id: int, now: datetime
) -> str:
    """Keeps a list until somebody says yes to it, in place of the one that the same account left at this event.

    Args:
        people: The rows.
        columns: What each column of the list was taken for; "" for those that are not read.
        event_id: The event.
        account_id: Who uploaded it; nobody else sees it.
        now: The present moment.

    Returns:
        What names the list in addresses.
    """
    uid = new_badge_code()
    with write_session(db.session()) as session:
        session.execute(
            delete(RegistrationImport).where(
                RegistrationImport.event_id == event_id, RegistrationImport.account_id == account_id
            )
        )
        session.add(
            RegistrationImport(
                uid=uid,
                event_id=event_id,
                account_id=account_id,
                columns=list(columns.items()),
                people=[astuple(person) for person in people],
                created_at=now,
                expires_at=now + KEPT,
            )
        )
    return uid


def find_import(uid: str, *, event_id: int, account_id: int, now: datetime) -> RegistrationImport | None:
    """A list that somebody uploaded at an event, while it is kept."""
    return db.session.scalar(
        select(RegistrationImport).where(
            RegistrationImport.uid == uid,
            RegistrationImport.event_id == event_id,
            RegistrationImport.account_id == account_id,
            RegistrationImport.expires_at > now,
        )
    )


def forget_old_imports(now: datetime) -> int:
    """Deletes the lists whose time is over; returns how many they were."""
    old = select(func.count()).select_from(RegistrationImport).where(RegistrationImport.expires_at <= now)
    count = db.session.scalar(old) or 0
    if count:
        with write_session(db.session()) as session:
            session.execute(delete(RegistrationImport).where(RegistrationImport.expires_at <= now))
    return count


def plan(kept: RegistrationImport, *, is_of_people_only: bool = False, now: datetime) -> Plan:
    """What a list would do now.

    Args:
        kept: The list.
        is_of_people_only: Its columns for days and sessions are passed over: they may be of another event.
        now: The present moment.
    """
    session = db.session()
    event = session.get_one(Event, kept.event_id)
    rows, parts = _judged(session, event, kept, is_of_people_only=is_of_people_only, now=now)
    counts = counted(rows)
    without = set(
        session.scalars(
            select(Registration.id).where(Registration.event_id == event.id, Registration.status.not_in(HOLDING))
        )
    )
    held = place_counts(session, event.id).held
    return Plan(
        rows,
        counts,
        digest(rows),
        _new_organisations(session, event, rows),
        max(0, held + counts[Fate.NEW] - event.places) if event.places is not None and counts[Fate.NEW] else 0,
        sum(row.registration_id in without for row in rows),
        [column for part in parts for column in part.unread],
        sum(row.reason in OF_ELSEWHERE for row in rows),
        sum(len(part.told) for part in parts),
    )


def confirm_import(  # noqa: PLR0913 what is confirmed, where, and by whom
    uid: str,
    *,
    seen: str,
    mails_tickets: bool,
    is_of_people_only: bool = False,
    event_id: int,
    account_id: int,
    now: datetime,
) -> Importing:
    """Takes a list in as it was looked at: all of it in one transaction, or nothing.

    Args:
        uid: Which list.
        seen: The digest of the plan that was looked at.
        mails_tickets: Everybody new who has an address gets ticket and personal link, once the event is published.
        is_of_people_only: As it was looked at; see `plan`.
        event_id: The event.
        account_id: Who says yes; must be who uploaded it.
        now: The present moment.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        kept = find_import(uid, event_id=event_id, account_id=account_id, now=now)
        if kept is None:
            return Importing.GONE
        if kept.confirmed_at is not None:
            return Importing.ALREADY
        state = opening(event, now=now, is_invited=True)
        if state is Opening.OVER:
            return Importing.OVER
        rows, parts = _judged(session, event, kept, is_of_people_only=is_of_people_only, now=now)
        if digest(rows) != seen:
            return Importing.OTHERWISE
        new = [row.person for row in rows if row.fate is Fate.NEW]
        added = add(session, event, new, now)
        people = change(session, event, [row for row in rows if row.fate is Fate.CHANGED])
        people.update(zip((person.row for person in new), added, strict=True))
        for part in parts:
            part.keep(session, people, account_id=account_id, now=now)
        invited = [person for person in added if person.email] if mails_tickets else []
        mailed = _mail(session, parts, people, invited, now) if state is Opening.OPEN else {}
        counts = {str(fate): number for fate, number in counted(rows).items()}
        kept.confirmed_at, kept.people = now, []
        kept.outcome = {**counts, **mailed}
        about = {"list": kept.id, **kept.outcome}
        record(session, "registrations.imported", event_id=event_id, account_id=account_id, now=now, **about)
    return Importing.DONE


def _mail(
    session: Session,
    parts: Sequence[ListPart],
    people: Mapping[int, Registration],
    invited: Sequence[Registration],
    now: datetime,
) -> dict[str, int]:
    """Puts the mails about a list into the outbox, and counts them: tickets, and those on what it changed."""
    for person in invited:
        enqueue_ticket(session, person, Occasion.ENTERED, now)
    for part in parts:
        part.tell(session, people, now=now)
    return {"mailed": len(invited), "told": sum(len(part.told) for part in parts)}


def _judged(
    session: Session, event: Event, kept: RegistrationImport, *, is_of_people_only: bool, now: datetime
) -> tuple[list[Judged], list[ListPart]]:
    people = [ListedPerson(*values) for values in kept.people]
    rows = session.execute(
        select(
            Registration.id,
            Registration.name,
            func.coalesce(Organisation.name, ""),
            func.coalesce(Registration.email_key, ""),
            func.coalesce(Registration.phone, ""),
            Registration.locale,
            Registration.phone.is_not(None) & (~Registration.phone_is_listed | Registration.shares_phone),
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.event_id == event.id)
    )
    judged = judge(people, [Standing(*row) for row in rows], is_recorded=event.recorded_at is not None)
    parts = [] if is_of_people_only else parts_of(session, event, people, now=now)
    for part in parts:
        judged = part.judged(judged)
    return judged, parts


def _new_organisations(session: Session, event: Event, rows: Sequence[Judged]) -> list[NewOrganisation]:
    of_series = session.scalars(select(Organisation).where(Organisation.series_id == event.series_id))
    known = {organisation.key: organisation.name for organisation in of_series}
    written: dict[str, str] = {}
    people: Counter[str] = Counter()
    for row in rows:
        key = comparison_key(row.person.organisation)
        if row.fate in {Fate.NEW, Fate.CHANGED} and key and key not in known:
            written.setdefault(key, row.person.organisation)
            people[key] += 1
    if not written:
        return []
    names = dict(enumerate((*written.values(), *known.values())))
    alike: dict[int, list[str]] = {number: [] for number in range(len(written))}
    for one, other in likely_same(names):
        for number, like in ((one, other), (other, one)):
            if number in alike:
                alike[number].append(names[like])
    found = enumerate(written.items())
    return [NewOrganisation(name, people[key], alike[number]) for number, (key, name) in found]
