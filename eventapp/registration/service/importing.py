"""How does a list of people become registrations: looked at first, taken in whole or not at all?"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.core.codes import new_badge_code
from eventapp.core.import_plan import Fate, Judged, Standing, counted, digest, judge
from eventapp.core.organisation_names import likely_same
from eventapp.core.people_list import ListedPerson
from eventapp.core.places import HOLDING, Status
from eventapp.core.text import comparison_key
from eventapp.database import write_session
from eventapp.events.changes import lock_event, take_change_nos
from eventapp.events.models import Event, Organisation
from eventapp.events.service import organisation_id_of
from eventapp.extensions import db
from eventapp.registration.models import Erasure, Registration, RegistrationImport
from eventapp.registration.place_queries import place_counts
from eventapp.registration.service.organisations import forget_if_unused
from eventapp.registration.service.registering import Opening, complete, highest_number, opening
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
    """

    judged: Sequence[Judged]
    counts: Mapping[Fate, int]
    digest: str
    organisations: Sequence[NewOrganisation]
    over_by: int
    without_place: int


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


def plan(kept: RegistrationImport) -> Plan:
    """What a list would do now."""
    session = db.session()
    event = session.get_one(Event, kept.event_id)
    rows = _judged(session, event, kept)
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
    )


def confirm_import(  # noqa: PLR0913 what is confirmed, where, and by whom
    uid: str, *, seen: str, mails_tickets: bool, event_id: int, account_id: int, now: datetime
) -> Importing:
    """Takes a list in as it was looked at: all of it in one transaction, or nothing.

    Args:
        uid: Which list.
        seen: The digest of the plan that was looked at.
        mails_tickets: Everybody new who has an address gets ticket and personal link, once the event is published.
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
        rows = _judged(session, event, kept)
        if digest(rows) != seen:
            return Importing.OTHERWISE
        added = _add(session, event, [row.person for row in rows if row.fate is Fate.NEW], now)
        _change(session, event, [row for row in rows if row.fate is Fate.CHANGED])
        invited = [person for person in added if person.email] if mails_tickets and state is Opening.OPEN else []
        for person in invited:
            enqueue_ticket(session, person, Occasion.ENTERED, now)
        counts = {str(fate): number for fate, number in counted(rows).items()}
        kept.confirmed_at, kept.people = now, []
        kept.outcome = {**counts, "mailed": len(invited)}
        about = {"list": kept.id, **kept.outcome}
        record(session, "registrations.imported", event_id=event_id, account_id=account_id, now=now, **about)
    return Importing.DONE


def _judged(session: Session, event: Event, kept: RegistrationImport) -> list[Judged]:
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
    return judge(people, [Standing(*row) for row in rows], is_recorded=event.recorded_at is not None)


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


def _add(session: Session, event: Event, people: Sequence[ListedPerson], now: datetime) -> list[Registration]:
    """Registers people as confirmed attendees: whoever imports them has given them their places."""
    organisations = _organisations(session, event, people)
    numbers = _free_numbers(session, event.id, len(people))
    change_nos = take_change_nos(session, event.id, len(people))
    added = [
        Registration(
            event_id=event.id,
            uid=new_badge_code(),
            number=number,
            name=person.name,
            organisation_id=organisations[person.organisation],
            email=person.email or None,
            email_key=person.email_key or None,
            locale=person.locale or "de",
            phone=person.phone or None,
            phone_is_listed=bool(person.phone),
            status=Status.CONFIRMED,
            created_at=now,
            change_no=change_no,
        )
        for person, number, change_no in zip(people, numbers, change_nos, strict=True)
    ]
    session.add_all(added)
    session.flush()
    complete(session, added, now)
    return added


def _change(session: Session, event: Event, rows: Sequence[Judged]) -> None:
    organisations = _organisations(session, event, [row.person for row in rows])
    change_nos = take_change_nos(session, event.id, len(rows))
    ids = [row.registration_id for row in rows]
    people = {
        person.id: person for person in session.scalars(select(Registration).where(Registration.event_id == event.id))
    }
    left = set()
    for id_, row, change_no in zip(ids, rows, change_nos, strict=True):
        person = people[id_ or 0]
        person.change_no = change_no
        for change in row.changes:
            if change.field == "organisation":
                left.add(person.organisation_id)
                person.organisation_id = organisations[row.person.organisation]
            else:
                setattr(person, change.field, change.after)
            if change.field == "phone":
                person.phone_is_listed = True
    session.flush()
    for organisation_id in left - {None}:
        forget_if_unused(session, organisation_id or 0)


def _organisations(session: Session, event: Event, people: Sequence[ListedPerson]) -> dict[str, int | None]:
    """The organisations of people by their names, found or made in the order of their rows."""
    found: dict[str, int | None] = {}
    for person in people:
        if person.organisation not in found:
            found[person.organisation] = organisation_id_of(session, event.series_id, person.organisation)
    return found


def _free_numbers(session: Session, event_id: int, count: int) -> list[int]:
    """Draws pseudonyms that nobody has or had, as registering does one by one."""
    taken = {
        number
        for table in (Registration, Erasure)
        for number in session.scalars(select(table.number).where(table.event_id == event_id))
    }
    drawn: list[int] = []
    while len(drawn) < count:
        number = 100 + secrets.randbelow(highest_number(len(taken)) - 99)
        if number not in taken:
            taken.add(number)
            drawn.append(number)
    return drawn
