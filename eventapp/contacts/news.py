"""Who scanned this person a moment ago? Asked by every open page of every attendee, so one read and no ORM."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact
from eventapp.contacts.talk import Talk, talk_of
from eventapp.core.contact_rules import Attendee, Confirmation, MadeContact, Reason, Rules, Way, reason
from eventapp.events.models import CLOSING_TIMES, Event, Organisation, closing_times
from eventapp.extensions import db
from eventapp.hot_path import hot_connection
from eventapp.registration.models import Registration, RegistrationTopic

NEWS_WINDOW = timedelta(minutes=10)
"""How long a scan is news; then it stands in the list of contacts like all others."""
MOST_NEWS = 3
_TOGETHER = (Way.STATION, Way.ROUND)
"""Ways in which nobody scans the other: both were there and know."""


@dataclass(frozen=True, slots=True)
class News:
    """That somebody scanned this person.

    Attributes:
        contact_id: The contact that came of it.
        other_id: The scanner's registration.
        name: The scanner's name.
        organisation: The scanner's organisation, or "".
        number: The how-manieth contact of this person it is.
        reason: Whether it counts, or why not.
        awaits_me: It counts as soon as this person says yes.
        known_before_by_me: This person said that the two knew each other.
        rejected_by_me: This person said that it was no conversation.
        is_frozen: The time for objections is over, nothing can be changed.
        icebreakers: The event's questions.
        has_topics: Whether this person has any topics.
    """

    contact_id: int
    other_id: int
    name: str
    organisation: str
    number: int
    reason: Reason
    awaits_me: bool
    known_before_by_me: bool
    rejected_by_me: bool
    is_frozen: bool
    icebreakers: tuple[str, ...]
    has_topics: bool


def news_of(registration_id: int, *, now: datetime) -> Sequence[News]:
    """Who scanned a person lately, the latest first; nobody who withdrew or rejected the contact is among them."""
    with hot_connection(db.engine) as connection:
        rows = connection.execute(_LATELY, {"me": registration_id, "since": now - NEWS_WINDOW}).all()
    return [_news(row, registration_id, now) for row in rows]


def talks_about(registration_id: int, news: Sequence[News]) -> dict[int, Talk]:
    """What this person can talk about with each of those who scanned them, by contact."""
    with hot_connection(db.engine) as connection:
        return {
            each.contact_id: talk_of(
                connection, each.icebreakers, me=registration_id, other=each.other_id, has_topics=each.has_topics
            )
            for each in news
        }


def _statement() -> Any:
    me = bindparam("me", type_=Registration.id.type)
    mine, other = aliased(Registration, name="mine"), aliased(Registration, name="other")
    my_arrival, other_arrival = aliased(CheckIn), aliased(CheckIn)
    earlier = aliased(Contact)
    number = (
        select(func.count())
        .select_from(earlier)
        .where(
            or_(earlier.low_id == me, earlier.high_id == me), earlier.rejected_at.is_(None), earlier.id <= Contact.id
        )
        .scalar_subquery()
    )
    return (
        select(
            Contact.id,
            Contact.low_id,
            Contact.high_id,
            Contact.made_at,
            Contact.confirmed_at,
            Contact.met_before,
            Contact.known_by_low,
            Contact.known_by_high,
            Contact.rejected_by_id,
            Contact.voided_at,
            other.id.label("other_id"),
            other.name,
            other.organisation_id,
            other.is_staff,
            Organisation.name.label("organisation"),
            other_arrival.happened_at.label("arrived"),
            mine.organisation_id.label("my_organisation_id"),
            mine.is_staff.label("am_staff"),
            my_arrival.happened_at.label("my_arrival"),
            Event.confirmation,
            Event.require_check_in,
            Event.require_other_organisation,
            Event.require_new_in_series,
            Event.require_not_known_before,
            *CLOSING_TIMES,
            Event.icebreakers,
            exists().where(RegistrationTopic.registration_id == me).label("has_topics"),
            number.label("number"),
        )
        .select_from(Contact)
        .join(mine, mine.id == me)
        .join(other, other.id == case((Contact.low_id == me, Contact.high_id), else_=Contact.low_id))
        .join(Event, Event.id == Contact.event_id)
        .outerjoin(Organisation, Organisation.id == other.organisation_id)
        .outerjoin(my_arrival, and_(my_arrival.registration_id == mine.id, my_arrival.undone_at.is_(None)))
        .outerjoin(other_arrival, and_(other_arrival.registration_id == other.id, other_arrival.undone_at.is_(None)))
        .where(
            or_(Contact.low_id == me, Contact.high_id == me),
            Contact.scanner_id != me,
            Contact.made_at > bindparam("since", type_=Contact.made_at.type),
            *(Contact.way != way for way in _TOGETHER),
            or_(Contact.rejected_by_id.is_(None), Contact.rejected_by_id == me),
        )
        .order_by(Contact.id.desc())
        .limit(MOST_NEWS)
    )


_LATELY = _statement()
"""Kept, since making a statement takes longer than running it."""


def _news(row: Row[Any], me: int, now: datetime) -> News:
    rules = Rules(
        confirmation=Confirmation(row.confirmation),
        require_check_in=row.require_check_in,
        require_other_organisation=row.require_other_organisation,
        require_new_in_series=row.require_new_in_series,
        require_not_known_before=row.require_not_known_before,
    )
    myself = Attendee(me, row.my_organisation_id, row.my_arrival, row.am_staff)
    other = Attendee(row.other_id, row.organisation_id, row.arrived, row.is_staff)
    contact = MadeContact(
        id=row.id,
        low_id=row.low_id,
        high_id=row.high_id,
        made_at=row.made_at,
        confirmed_at=row.confirmed_at,
        met_before=row.met_before,
        known_before=row.known_by_low or row.known_by_high,
        rejected=row.rejected_by_id is not None,
        voided=row.voided_at is not None,
    )
    low, high = (myself, other) if me < row.other_id else (other, myself)
    why = reason(contact, low, high, rules)
    return News(
        contact_id=row.id,
        other_id=row.other_id,
        name=row.name,
        organisation=row.organisation or "",
        number=row.number,
        reason=why,
        awaits_me=why is Reason.NOT_CONFIRMED,
        known_before_by_me=row.known_by_low if row.low_id == me else row.known_by_high,
        rejected_by_me=row.rejected_by_id == me,
        is_frozen=not closing_times(row).takes_objections(now),
        icebreakers=tuple(row.icebreakers),
        has_topics=row.has_topics,
    )
