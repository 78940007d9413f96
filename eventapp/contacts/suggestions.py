"""Whom should a person still meet, and who was declined? What the database knows for core.suggestions.

Four small reads make a suggestion, whatever the size of the graph: the people present who share a topic, whom I have
met, the organisations of my contacts, and those of the few best matches' contacts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Select,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased

from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact, RefusedSuggestion
from eventapp.core.suggestions import (
    LOT_OF_MINE,
    LOT_OF_OTHER,
    LOTS,
    SHORTLIST,
    Guest,
    Suggestion,
    best,
    shortlist,
)
from eventapp.core.topics import Fit, Interests
from eventapp.database import write_session
from eventapp.events.models import Event, Topic
from eventapp.extensions import db
from eventapp.registration.models import Registration, RegistrationTopic, Side, TrackingConsent

_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_TOPICS = select(RegistrationTopic.registration_id, RegistrationTopic.topic_id, RegistrationTopic.side).where(
    RegistrationTopic.registration_id.in_(_PEOPLE)
)
_CIRCLES = union(
    *(
        select(one, Registration.organisation_id)
        .join(Registration, Registration.id == other)
        .where(
            one.in_(_PEOPLE),
            Contact.rejected_at.is_(None),
            Contact.voided_at.is_(None),
        )
        for one, other in ((Contact.low_id, Contact.high_id), (Contact.high_id, Contact.low_id))
    ),
    select(Registration.id, Registration.organisation_id).where(Registration.id.in_(_PEOPLE)),
)
"""Both are kept, since making a statement takes longer than running it."""


class Finding(StrEnum):
    """Whether there are suggestions, or what stands in their way."""

    FOUND = "found"
    NOBODY_FITS = "nobody_fits"
    NO_TOPICS = "no_topics"
    """The person has chosen none."""
    NOT_THERE = "not_there"
    NOT_AGREED = "not_agreed"
    NOT_OFFERED = "not_offered"
    """The event has no topics, no contacts are collected any more, or the person does not take part in that."""


@dataclass(frozen=True, slots=True)
class SuggestedPerson:
    """Somebody to meet, with what their consent shows of them.

    Attributes:
        uid: Names them when the suggestion is declined.
        name: As on the badge.
        organisation: "" without one.
        they_offer: Topics that they offer and I seek.
        they_seek: Topics that they seek and I offer.
        in_common: Topics that both offer, or both seek.
        new_circles: From how many organisations they know people where I know nobody.
    """

    uid: str
    name: str
    organisation: str
    they_offer: Sequence[str]
    they_seek: Sequence[str]
    in_common: Sequence[str]
    new_circles: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the page says."""

    finding: Finding
    people: Sequence[SuggestedPerson] = ()
    declined: Sequence[Registration] = ()
    """Whom the person declined, as far as they may still be suggested."""


def suggestions_for(registration_id: int, *, now: datetime) -> Suggestions:
    """Up to three people whom a person should still meet, by what holds at this moment."""
    me = db.session.get_one(Registration, registration_id)
    obstacle = _obstacle(me, now)
    if obstacle is not None:
        return Suggestions(obstacle)
    interests = _interests([me.id])
    if me.id not in interests:
        return Suggestions(Finding.NO_TOPICS)
    myself = Guest(me.id, me.organisation_id, interests[me.id])
    declined, left_out = _declined_by(me), _left_out(me)
    matches = shortlist(myself, _guests(myself, me.event_id, left_out), left_out=left_out)
    circles = _organisations_around([me.id, *(each.person_id for each in matches)])
    found = best(myself, matches, known=circles[me.id], circles=circles)
    return Suggestions(Finding.FOUND if found else Finding.NOBODY_FITS, _named(found), declined)


def decline(registration_id: int, uid: str, *, now: datetime) -> Registration | None:
    """The two are suggested to each other no more; None when nobody of the event goes by that uid."""
    with write_session(db.session()) as session:
        other = _other(registration_id, uid)
        if other is None:
            return None
        session.merge(RefusedSuggestion(registration_id=registration_id, refused_id=other.id, refused_at=now))
    return other


def take_back(registration_id: int, uid: str) -> Registration | None:
    """Takes the person's own declining back; None when nobody of the event goes by that uid."""
    with write_session(db.session()) as session:
        other = _other(registration_id, uid)
        if other is None:
            return None
        session.execute(
            delete(RefusedSuggestion).where(
                RefusedSuggestion.registration_id == registration_id, RefusedSuggestion.refused_id == other.id
            )
        )
    return other


def _other(registration_id: int, uid: str) -> Registration | None:
    """Another person of the same event; holds the row of who asks, so that a button pressed twice waits its turn."""
    event_id = db.session.scalar(
        select(Registration.event_id).where(Registration.id == registration_id).with_for_update()
    )
    return db.session.scalar(
        select(Registration).where(
            Registration.event_id == event_id, Registration.uid == uid, Registration.id != registration_id
        )
    )


def _obstacle(me: Registration, now: datetime) -> Finding | None:
    event = me.event
    is_open = not event.closing.has_ended(now)
    if not (is_open and event.topics and me.tracking_consent) or me.is_staff:
        return Finding.NOT_OFFERED
    if not me.is_suggested:
        return Finding.NOT_AGREED
    is_there = db.session.scalar(
        select(CheckIn.id).where(CheckIn.registration_id == me.id, CheckIn.undone_at.is_(None))
    )
    return None if is_there else Finding.NOT_THERE


def _guests(me: Guest, event_id: int, left_out: Collection[int]) -> list[Guest]:
    """The best matches, as `shortlist` would cut them out of everybody: the database ranks by the same numbers.

    So only a few rows leave it, in a hall of 100 and of 2,500. The team is left out: contacts with it do not count.
    """
    theirs, mine = RegistrationTopic, me.interests
    points = case(
        (and_(theirs.side == Side.OFFERS, theirs.topic_id.in_(mine.seeks)), Fit.THEY_OFFER),
        (and_(theirs.side == Side.SEEKS, theirs.topic_id.in_(mine.offers)), Fit.THEY_SEEK),
        else_=Fit.IN_COMMON,
    )
    lots = (cast(Registration.id, BigInteger) * LOT_OF_OTHER + me.id * LOT_OF_MINE) % LOTS
    is_no_colleague = Registration.organisation_id.is_(None) | (Registration.organisation_id != me.organisation_id)
    rows = db.session.execute(
        select(Registration.id, Registration.organisation_id)
        .join(TrackingConsent, TrackingConsent.registration_id == Registration.id)
        .join(CheckIn, and_(CheckIn.registration_id == Registration.id, CheckIn.undone_at.is_(None)))
        .join(theirs, theirs.registration_id == Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.is_suggested,
            Registration.is_staff.is_(False),
            Registration.id.not_in({me.id, *left_out}),
            is_no_colleague if me.organisation_id is not None else true(),
            theirs.topic_id.in_(mine.offers | mine.seeks),
        )
        .group_by(Registration.id, Registration.organisation_id)
        .order_by(func.sum(points).desc(), lots, Registration.id)
        .limit(SHORTLIST)
    ).all()
    interests = _interests([person_id for person_id, _ in rows])
    return [Guest(person_id, organisation_id, interests[person_id]) for person_id, organisation_id in rows]


def _interests(person_ids: Sequence[int]) -> dict[int, Interests]:
    """What people offer and seek; those without topics are missing."""
    sides: dict[Side, dict[int, set[int]]] = {side: defaultdict(set) for side in Side}
    for person_id, topic_id, side in db.session.execute(_TOPICS, {"people": list(person_ids)}):
        sides[Side(side)][person_id].add(topic_id)
    offers, seeks = sides[Side.OFFERS], sides[Side.SEEKS]
    return {
        person_id: Interests(frozenset(offers.get(person_id, ())), frozenset(seeks.get(person_id, ())))
        for person_id in {*offers, *seeks}
    }


def _left_out(me: Registration) -> set[int]:
    """Whom I have met here, however it went on, or at an earlier event of the series, or where one of us declined."""
    met_here = union(
        select(Contact.high_id).where(Contact.low_id == me.id), select(Contact.low_id).where(Contact.high_id == me.id)
    )
    declined = union(
        select(RefusedSuggestion.refused_id).where(RefusedSuggestion.registration_id == me.id),
        select(RefusedSuggestion.registration_id).where(RefusedSuggestion.refused_id == me.id),
    )
    left_out = {*db.session.scalars(met_here), *db.session.scalars(declined)}
    if me.person_id is not None:
        left_out.update(db.session.scalars(_met_earlier(me)))
    return left_out


def _met_earlier(me: Registration) -> Select[int]:
    """Attendees of this event whom I met at an earlier one of the series; people are known by a confirmed address."""
    then, they_then, they = aliased(Registration), aliased(Registration), aliased(Registration)
    event = aliased(Event)
    return (
        select(they.id)
        .join(they_then, they_then.person_id == they.person_id)
        .join(
            Contact,
            or_(Contact.low_id == they_then.id, Contact.high_id == they_then.id),
        )
        .join(then, then.id == case((Contact.low_id == they_then.id, Contact.high_id), else_=Contact.low_id))
        .join(event, event.id == Contact.event_id)
        .where(
            then.person_id == me.person_id,
            they.event_id == me.event_id,
            Contact.rejected_at.is_(None),
            event.tracking_opens_at < me.event.tracking_opens_at,
            event.test_mode_since.is_(None),
        )
    )


def _organisations_around(person_ids: Collection[int]) -> dict[int, set[int]]:
    """From which organisations people know somebody, their own among them; contacts taken back are left out."""
    circles: dict[int, set[int]] = {person_id: set() for person_id in person_ids}
    for person_id, organisation_id in db.session.execute(_CIRCLES, {"people": list(person_ids)}):
        if organisation_id is not None:
            circles[person_id].add(organisation_id)
    return circles


def _named(found: Sequence[Suggestion]) -> list[SuggestedPerson]:
    ids = [each.match.person_id for each in found]
    people = {row.id: row for row in db.session.scalars(select(Registration).where(Registration.id.in_(ids)))}
    topic_ids = {
        topic_id for each in found for topic_id in each.match.they_offer | each.match.they_seek | each.match.in_common
    }
    names = {row.id: row.name for row in db.session.scalars(select(Topic).where(Topic.id.in_(topic_ids)))}

    def named(topic_ids: Iterable[int]) -> list[str]:
        return sorted(names[topic_id] for topic_id in topic_ids if topic_id in names)

    return [
        SuggestedPerson(
            uid=person.uid,
            name=person.name,
            organisation=person.organisation.name if person.organisation else "",
            they_offer=named(each.match.they_offer),
            they_seek=named(each.match.they_seek),
            in_common=named(each.match.in_common),
            new_circles=each.new_circles,
        )
        for each in found
        if (person := people.get(each.match.person_id)) is not None
    ]


def _declined_by(me: Registration) -> list[Registration]:
    return list(
        db.session.scalars(
            select(Registration)
            .join(RefusedSuggestion, RefusedSuggestion.refused_id == Registration.id)
            .where(RefusedSuggestion.registration_id == me.id, Registration.is_suggested)
            .order_by(Registration.name, Registration.id)
        )
    )
