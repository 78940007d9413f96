"""Which mailings are there, to whom do they go, and how far are they?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from eventapp.champion.queries import latest_result
from eventapp.champion.results import titles_of
from eventapp.checkin.models import CheckIn
from eventapp.core.places import Status
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mailings.models import Audience, Mailing
from eventapp.registration.models import HAS_PLACE, Registration

MAILING = "mailing"
"""Kind of a mail that organisers wrote."""
TRIAL = "mailing_trial"
"""The same, to one of the organisers."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a mailing is.

    Attributes:
        sent: Mails that went out.
        waiting: Mails that are still to go.
        failed: Mails that were given up.
    """

    sent: int
    waiting: int
    failed: int


def mailings(event_id: int) -> Sequence[Mailing]:
    """The mailings of an event, the latest first."""
    newest = (Mailing.created_at.desc(), Mailing.id.desc())
    return db.session.scalars(select(Mailing).where(Mailing.event_id == event_id).order_by(*newest)).all()


def mailing_by_uid(event_id: int, uid: str) -> Mailing | None:
    """One mailing of an event."""
    return db.session.scalar(select(Mailing).where(Mailing.event_id == event_id, Mailing.uid == uid))


def select_audience(event_id: int, audience: Audience) -> Select[Registration]:
    """The statement for those to whom a mailing goes, by name."""
    return (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.email.is_not(None), *_conditions(event_id, audience))
        .order_by(Registration.name, Registration.id)
    )


def _conditions(event_id: int, audience: Audience) -> tuple[ColumnElement[bool], ...]:
    if audience is not Audience.TITLES:
        return _CONDITIONS[audience]
    result = latest_result(event_id)
    holders = titles_of(result) if result is not None else ()
    return (Registration.number.in_({number for holder in holders for number in holder.numbers}),)


def audience_sizes(event_id: int) -> dict[Audience, int]:
    """To how many people each audience would go now."""
    return {audience: _count(select_audience(event_id, audience)) for audience in Audience}


def somebody_of(event_id: int, audience: Audience, uid: str = "") -> Registration | None:
    """The person of an audience whom a uid names, or the first one; None where there is nobody."""
    people = select_audience(event_id, audience).limit(1)
    named = db.session.scalar(people.where(Registration.uid == uid)) if uid else None
    return named or db.session.scalar(people)


def people_of(event_id: int, audience: Audience, *, most: int) -> Sequence[Registration]:
    """Those of an audience as whom a mailing can be looked at."""
    return db.session.scalars(select_audience(event_id, audience).limit(most)).all()


def progress(mailing: Mailing) -> Progress:
    """How far a mailing is. Mails of people who were erased since are counted nowhere."""
    is_sent, is_given_up = OutboxMail.sent_at.is_not(None), OutboxMail.gave_up_at.is_not(None)
    sent, failed, all_of_it = db.session.execute(
        select(
            func.count().filter(is_sent),
            func.count().filter(is_given_up),
            func.count(),
        ).where(*mails_of(mailing))
    ).one()
    return Progress(sent, all_of_it - sent - failed, failed)


def mails_of(mailing: Mailing) -> tuple[ColumnElement[bool], ...]:
    """The condition of the outbox's mails that belong to a mailing."""
    return (
        OutboxMail.event_id == mailing.event_id,
        OutboxMail.kind == MAILING,
        OutboxMail.about["mailing_id"].as_integer() == mailing.id,
    )


def _count(people: Select[Registration]) -> int:
    return db.session.scalar(select(func.count()).select_from(people.order_by(None).subquery())) or 0


_HAS_ARRIVED = (
    select(CheckIn.id).where(CheckIn.registration_id == Registration.id, CheckIn.undone_at.is_(None)).exists()
)
_CONDITIONS: dict[Audience, tuple[ColumnElement[bool], ...]] = {
    Audience.ATTENDEES: (HAS_PLACE,),
    Audience.CHECKED_IN: (_HAS_ARRIVED,),
    Audience.NOT_COME: (HAS_PLACE, ~_HAS_ARRIVED),
    Audience.UNCONFIRMED: (HAS_PLACE, Registration.person_id.is_(None)),
    Audience.WAITING: (Registration.status.in_((Status.WAITING, Status.OFFERED)),),
    Audience.CANCELLED: (Registration.status == Status.CANCELLED,),
}
