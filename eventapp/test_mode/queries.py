"""What has happened while an event was tried out, and what keeps one from being tried out?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventapp.accounts.service import INVITATION_MAIL
from eventapp.champion.models import FrozenResult
from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact
from eventapp.doors.models import DoorDevice
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.prints.models import BadgePrint
from eventapp.registration.models import Registration
from eventapp.stations.models import ContactStation


@dataclass(frozen=True, slots=True)
class Happened:
    """What goes when the test ends, in numbers.

    Attributes:
        people: Who is registered, with or without a place.
        arrivals: Of them, who was at the door.
        contacts: Who met whom.
        mails: To them, sent or waiting.
        badges: So many were printed.
        devices: Phones and tablets that have to be paired again.
    """

    people: int
    arrivals: int
    contacts: int
    mails: int
    badges: int
    devices: int


def happened_at(event_id: int) -> Happened:
    """What has happened at an event so far."""
    return happened(db.session(), event_id)


def happened(session: Session, event_id: int) -> Happened:
    """The same as the caller's transaction sees it."""
    of_people = (OutboxMail.event_id == event_id, OutboxMail.kind != INVITATION_MAIL)
    numbers = session.execute(
        select(
            *(
                select(func.count()).where(*rows).scalar_subquery()
                for rows in (
                    (Registration.event_id == event_id,),
                    (CheckIn.event_id == event_id, CheckIn.undone_at.is_(None)),
                    (Contact.event_id == event_id,),
                    of_people,
                    (BadgePrint.event_id == event_id,),
                    (DoorDevice.event_id == event_id, DoorDevice.token_hash.is_not(None)),
                    (ContactStation.event_id == event_id, ContactStation.token_hash.is_not(None)),
                )
            )
        )
    ).one()
    people, arrivals, contacts, mails, badges, doors, stations = numbers
    return Happened(people, arrivals, contacts, mails, badges, devices=doors + stations)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What keeps an event from being tried out: all that a wipe must never take.

    Attributes:
        people: Who is registered for the real event.
        is_over: It has been.
        has_result: One was recorded.
    """

    people: int
    is_over: bool
    has_result: bool

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.people or self.is_over or self.has_result)


def obstacles(event: Event, *, now: datetime) -> Obstacles:
    """What keeps an event from being tried out now."""
    people = db.session.scalar(select(func.count()).where(Registration.event_id == event.id)) or 0
    result = db.session.scalar(select(FrozenResult.id).where(FrozenResult.event_id == event.id).limit(1))
    return Obstacles(people, now >= event.tracking_closes_at, result is not None)
