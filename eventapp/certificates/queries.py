"""Which certificates were made, and whose is one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from eventapp.badges.queries import holders as badge_holders
from eventapp.certificates.entitlement import Statement, entitled
from eventapp.certificates.models import Certificate, Kind
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration


def statement_of(certificate: Certificate, event: Event) -> Statement | None:
    """What a certificate states, looked up anew; None: it does not hold any more."""
    mine = entitled(event, Kind(certificate.kind), [certificate.registration_id])
    statements = mine.get(certificate.registration_id, ())
    return next((statement for statement in statements if statement.title == certificate.title), None)


def made(event_id: int, kind: Kind) -> set[tuple[int, str]]:
    """Of whom certificates of one kind were made, and of which title."""
    rows = db.session.execute(
        select(Certificate.registration_id, Certificate.title).where(
            Certificate.event_id == event_id, Certificate.kind == kind
        )
    )
    return {(registration_id, title) for registration_id, title in rows}


def own_certificate(registration_id: int, kind: str, title: str) -> Certificate | None:
    """A certificate that was made of somebody."""
    return db.session.scalar(
        select(Certificate).where(
            Certificate.registration_id == registration_id, Certificate.kind == kind, Certificate.title == title
        )
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What is behind a code: a certificate that holds, of which event, and whose it is."""

    certificate: Certificate
    event: Event
    name: str
    statement: Statement


def certificate_by_code(code: str) -> Checked | None:
    """The certificate with this code; None where there is none, or where what it states is not so any more."""
    row = db.session.execute(
        select(Certificate, Event, Registration.name)
        .join(Event, Event.id == Certificate.event_id)
        .join(Registration, Registration.id == Certificate.registration_id)
        .where(Certificate.code == code)
    ).first()
    statement = None if row is None else statement_of(row[0], row[1])
    return None if row is None or statement is None else Checked(row[0], row[1], row[2], statement)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that was made and still holds: whose, of what, under which code."""

    name: str
    statement: Statement
    code: str


def issued(event: Event, kind: Kind) -> Sequence[Issued]:
    """The certificates of one kind that were made and still hold, in the order in which badges are printed."""
    statements = entitled(event, kind)
    place = {holder.registration_id: number for number, holder in enumerate(badge_holders(event.id))}
    rows: Any = db.session.execute(
        select(Registration.name, Certificate.registration_id, Certificate.title, Certificate.code)
        .join(Registration, Registration.id == Certificate.registration_id)
        .where(Certificate.event_id == event.id, Certificate.kind == kind)
    )
    found = [
        (place[registration_id], Issued(name, statement, code))
        for name, registration_id, title, code in rows
        for statement in statements.get(registration_id, ())
        if statement.title == title
    ]
    return [certificate for _place, certificate in sorted(found, key=lambda each: (each[0], each[1].code))]
