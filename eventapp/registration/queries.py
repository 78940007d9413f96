"""Who is registered, and which attendee is signed in?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, null, select

from eventapp.accounts.models import SignIn
from eventapp.core.closing import ClosingTimes
from eventapp.core.codes import secret_hash
from eventapp.core.name_search import folded, matches, search_words
from eventapp.core.places import ATTENDING, Status
from eventapp.events.models import CLOSING_TIMES, Event, Organisation, Topic, closing_times, event_organisations
from eventapp.extensions import db
from eventapp.hot_path import hot, hot_connection
from eventapp.registration.models import Colleague, ConsentRecord, PersonalLink, Registration, RegistrationTopic, Side


@dataclass(frozen=True, slots=True)
class SignedInAttendee:
    """The attendee whose browser asks."""

    registration_id: int
    event_id: int
    slug: str
    address: str
    """How the event addresses its attendees in German (events.models.Address)."""
    closing: ClosingTimes
    """When the event's contact tracking ends."""
    has_place: bool
    """Whether they are an attendee; whoever only asked for a place has a page of their own, and no other."""


_ATTENDEE_BY_SIGN_IN = (
    select(Registration.id, Registration.event_id, Event.address, Registration.status, *CLOSING_TIMES)
    .join(SignIn, SignIn.registration_id == Registration.id)
    .join(Event, Event.id == Registration.event_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Event.slug == bindparam("slug"),
    )
)


def attendee_by_sign_in(token: str, slug: str, *, now: datetime) -> SignedInAttendee | None:
    """The attendee of that event who is signed in with this token; one indexed read.

    Every page and every scan of an attendee begins with it, so that its statement is kept and the ORM left out.
    """
    values = {"token_hash": secret_hash(token), "now": now, "slug": slug}
    with hot_connection(db.engine) as connection:
        row = connection.execute(_ATTENDEE_BY_SIGN_IN, values).first()
    if row is None:
        return None
    return SignedInAttendee(row[0], row[1], slug, row[2], closing_times(row), row[3] in ATTENDING)


def registration(registration_id: int) -> Registration:
    """One registration; it must exist."""
    return db.session.get_one(Registration, registration_id)


def find_registration(registration_id: int) -> Registration | None:
    """One registration, if it is still there."""
    return db.session.get(Registration, registration_id)


_ENTERED_BY = (
    select(Registration.name)
    .join(Colleague, Colleague.entered_by_id == Registration.id)
    .where(Colleague.registration_id == bindparam("who"))
)


def entered_by(registration_id: int) -> str:
    """The name of the colleague who entered somebody; nothing where nobody did, or where they were erased since."""
    return hot(db.session()).scalar(_ENTERED_BY, {"who": registration_id}) or ""


def registration_by_uid(event_id: int, uid: str) -> Registration | None:
    """The registration that an organiser's or host's address names, within the event."""
    return db.session.scalar(select(Registration).where(Registration.event_id == event_id, Registration.uid == uid))


def registrations(event_id: int) -> Sequence[Registration]:
    """All registrations of an event by name."""
    rows = db.session.scalars(select(Registration).where(Registration.event_id == event_id))
    return sorted(rows, key=lambda row: (folded(row.name), row.id))


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the list of registrations, as far as all of it is gone through."""

    id: int
    uid: str
    name: str
    status: str


def listed(event_id: int, search: str = "", status: Status | None = None) -> Sequence[Listed]:
    """Those whose name or organisation holds every word and who stand there, by name; who waits, in the line's order.

    Case, accents and spelled-out umlauts do not matter: „muller“ and „Mueller“ find Müller. Names are compared here,
    since each database has its own idea of umlauts.
    """
    since = func.coalesce(Registration.status_since, Registration.created_at)
    meant = [Registration.event_id == event_id, *([Registration.status == status] if status else [])]
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.uid,
            Registration.name,
            Registration.status,
            func.coalesce(Organisation.name, ""),
            since if status is Status.WAITING else null(),
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(*meant)
    )
    words = search_words(search)
    found = [
        (moment if status is Status.WAITING else folded(name), id_, uid, name, stands)
        for id_, uid, name, stands, organisation, moment in rows
        if not words or matches(words, name, organisation)
    ]
    return [Listed(*person[1:]) for person in sorted(found)]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list of registrations, or of what a search found.

    Attributes:
        people: Those on this page, in the list's order.
        number: Which page it is, from 1; the last one for a number beyond it.
        pages: How many there are, at least one.
        found: How many people the search meant, on all pages.
        registered: How many are registered in all.
    """

    people: Sequence[Registration]
    number: int
    pages: int
    found: int
    registered: int


def list_page(
    event_id: int, search: str = "", *, number: int = 1, size: int, status: Status | None = None
) -> ListPage:
    """The registrations (`listed`), cut into pages; only the people of the page are loaded as a whole."""
    found = listed(event_id, search, status)
    pages = max(1, -(-len(found) // size))
    number = min(max(1, number), pages)
    ids = [person.id for person in found[(number - 1) * size : number * size]]
    by_id = {row.id: row for row in db.session.scalars(select(Registration).where(Registration.id.in_(ids)))}
    people = [by_id[id_] for id_ in ids if id_ in by_id]  # whoever was erased in between is not shown
    count = select(func.count()).select_from(Registration).where(Registration.event_id == event_id)
    registered = (db.session.scalar(count) or 0) if search or status else len(found)
    return ListPage(people, number, pages, len(found), registered)


@dataclass(frozen=True)
class LinkedEvent:
    """The event that a personal link belongs to, whether the link still works, and whether its owner has a place."""

    event: Event
    is_usable: bool
    has_place: bool


def event_of_link(token: str, *, now: datetime) -> LinkedEvent | None:
    """The event that a personal link belongs to, also when it has expired; tells no more than the mail around it."""
    row = db.session.execute(
        select(Event, Registration.status, PersonalLink.revoked_at, PersonalLink.expires_at)
        .join(Registration, Registration.event_id == Event.id)
        .join(PersonalLink, PersonalLink.registration_id == Registration.id)
        .where(PersonalLink.token_hash == secret_hash(token))
    ).first()
    if row is None:
        return None
    event, status, revoked_at, expires_at = row
    return LinkedEvent(event, is_usable=revoked_at is None and expires_at > now, has_place=status in ATTENDING)


def consent_records(registration_id: int) -> Sequence[ConsentRecord]:
    """Every decision of a person on their consents, in order."""
    return list(
        db.session.scalars(
            select(ConsentRecord)
            .where(ConsentRecord.registration_id == registration_id)
            .order_by(ConsentRecord.happened_at, ConsentRecord.id)
        )
    )


@dataclass(frozen=True, slots=True)
class ChosenTopics:
    """What a person offers and seeks, by name."""

    offers: Sequence[Topic]
    seeks: Sequence[Topic]


def chosen_topics(registration_id: int) -> ChosenTopics:
    """The topics that a person has chosen."""
    rows = db.session.execute(
        select(Topic, RegistrationTopic.side)
        .join(RegistrationTopic, RegistrationTopic.topic_id == Topic.id)
        .where(RegistrationTopic.registration_id == registration_id)
        .order_by(Topic.name)
    ).all()
    offers, seeks = ([topic for topic, on in rows if on == side] for side in (Side.OFFERS, Side.SEEKS))
    return ChosenTopics(offers, seeks)


@dataclass(frozen=True, slots=True)
class TopicUse:
    """A topic of an event, and how many people offer and seek it."""

    topic: Topic
    offered: int
    sought: int


def topic_uses(event_id: int) -> Sequence[TopicUse]:
    """The topics of an event by name, with how often each is chosen."""
    rows = db.session.execute(
        select(
            Topic,
            func.count().filter(RegistrationTopic.side == Side.OFFERS),
            func.count().filter(RegistrationTopic.side == Side.SEEKS),
        )
        .outerjoin(RegistrationTopic, RegistrationTopic.topic_id == Topic.id)
        .where(Topic.event_id == event_id)
        .group_by(Topic.id)
        .order_by(Topic.name)
    )
    return [TopicUse(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OrganisationUse:
    """An organisation of an event: suggested at registration, or entered by somebody.

    Attributes:
        organisation: Which one.
        people: How many of it are registered.
        is_suggested: The organisers list it.
    """

    organisation: Organisation
    people: int
    is_suggested: bool


def organisation_uses(event_id: int) -> Sequence[OrganisationUse]:
    """The organisations of an event by name, with how many people come from each."""
    counts = db.session.execute(
        select(Registration.organisation_id, func.count())
        .where(Registration.event_id == event_id, Registration.organisation_id.is_not(None))
        .group_by(Registration.organisation_id)
    )
    people = {organisation_id: count for organisation_id, count in counts}  # noqa: C416 mypy takes a row for no pair
    suggested = set(
        db.session.scalars(
            select(event_organisations.c.organisation_id).where(event_organisations.c.event_id == event_id)
        )
    )
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(suggested.union(people))))
    uses = [OrganisationUse(row, people.get(row.id, 0), row.id in suggested) for row in rows]
    return sorted(uses, key=lambda use: (folded(use.organisation.name), use.organisation.id))
