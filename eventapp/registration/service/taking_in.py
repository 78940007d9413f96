"""How do the rows of a list become registrations, all in one transaction?"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.core.codes import new_badge_code
from eventapp.core.import_plan import Judged
from eventapp.core.people_list import ListedPerson
from eventapp.core.places import Status
from eventapp.events.changes import take_change_nos
from eventapp.events.models import Event
from eventapp.events.service import organisation_id_of
from eventapp.registration.models import Erasure, Registration
from eventapp.registration.service.organisations import forget_if_unused
from eventapp.registration.service.registering import complete, highest_number

_PLAIN = ("name", "phone", "locale")
"""What of a row a registration holds as it stands."""


def add(session: Session, event: Event, people: Sequence[ListedPerson], now: datetime) -> list[Registration]:
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


def change(session: Session, event: Event, rows: Sequence[Judged]) -> dict[int, Registration]:
    """Changes those who are registered; who they are, by their rows."""
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
            elif change.field in _PLAIN:
                setattr(person, change.field, change.after)
            if change.field == "phone":
                person.phone_is_listed = True
    session.flush()
    for organisation_id in left - {None}:
        forget_if_unused(session, organisation_id or 0)
    return {row.person.row: people[row.registration_id or 0] for row in rows}


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
