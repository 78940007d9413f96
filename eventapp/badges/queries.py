"""Whose badge is this, and who is to get one?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Select, String, cast, func, select

from eventapp.badges.design.wording import PARTICLES, split_name
from eventapp.badges.models import BadgeCode, BadgeRole, GivenRole
from eventapp.core import codes
from eventapp.core.name_search import folded
from eventapp.events.models import Event, Organisation, Question, Topic
from eventapp.extensions import db
from eventapp.registration.models import HAS_PLACE, Answer, Registration, RegistrationTopic, Side


@dataclass(frozen=True)
class FoundBadge:
    """A badge of an event and its holder."""

    registration: Registration
    replaced_at: datetime | None
    badge_code_id: int


class Order(StrEnum):
    """In which order badges come out of the printer."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    ORGANISATION = "organisation"
    REGISTERED = "registered"
    """Whoever registered last comes last."""


class Holder(NamedTuple):
    """Somebody who is to get a badge."""

    registration_id: int
    uid: str
    name: str
    organisation: str
    is_staff: bool
    code: str
    short_code: str
    code_drawn_at: datetime
    registered_at: datetime
    topics: str = ""
    """What they offer to talk about, one in a line, if they agreed to be found by it."""
    role: str = ""
    """As what they come, such as a speaker; empty for most."""
    role_colour: str = ""
    answers: str = ""
    """What they answered to questions whose answers stand on badges, one in a line: `7:Zug` (badges.asked)."""


def badge_at(event_id: int, code: codes.BadgeCode | codes.ShortCode | None) -> FoundBadge | None:
    """The badge with this code at the event; None for a code of no badge or of another event."""
    if code is None:
        return None
    column = BadgeCode.code if isinstance(code, codes.BadgeCode) else BadgeCode.short_code
    row = db.session.execute(
        select(Registration, BadgeCode.replaced_at, BadgeCode.id)
        .join(BadgeCode, BadgeCode.registration_id == Registration.id)
        .where(BadgeCode.event_id == event_id, column == code.text)
    ).first()
    return None if row is None else FoundBadge(*row)


def event_of_code(code: codes.BadgeCode) -> Event | None:
    """The event whose badge carries this code; says nothing about the holder."""
    return db.session.scalar(
        select(Event).join(BadgeCode, BadgeCode.event_id == Event.id).where(BadgeCode.code == code.text)
    )


def current_badge(registration_id: int) -> BadgeCode:
    """A person's badge code; everybody has one since they registered."""
    return current_codes([registration_id])[registration_id]


def current_codes(registration_ids: Sequence[int]) -> dict[int, BadgeCode]:
    """The current badge codes of people, by registration id."""
    rows = db.session.scalars(
        select(BadgeCode).where(BadgeCode.registration_id.in_(registration_ids), BadgeCode.replaced_at.is_(None))
    )
    return {row.registration_id: row for row in rows}


def holders(event_id: int, order: Order = Order.FAMILY_NAME) -> list[Holder]:
    """Everybody with a place at an event in the order in which their badges are printed."""
    return in_order([Holder(*row) for row in db.session.execute(select_holders(event_id))], order)


def in_order(people: Iterable[Holder], order: Order) -> list[Holder]:
    """People in the order in which their badges are printed."""
    return sorted(people, key=lambda holder: (_sort_key(holder, order), holder.registration_id))


def holder_by_uid(event_id: int, uid: str) -> Holder | None:
    """One person with their badge, within the event."""
    row = db.session.execute(select_holders(event_id).where(Registration.uid == uid)).first()
    return None if row is None else Holder(*row)


def select_holders(
    event_id: int,
) -> Select[int, str, str, str, bool, str, str, datetime, datetime, str, str, str, str]:
    """The statement for the holders of an event; each row is a `Holder`."""
    return (
        select(
            Registration.id,
            Registration.uid,
            Registration.name,
            func.coalesce(Organisation.name, ""),
            Registration.is_staff,
            BadgeCode.code,
            BadgeCode.short_code,
            BadgeCode.created_at,
            Registration.created_at,
            func.coalesce(_topics().scalar_subquery(), ""),
            func.coalesce(BadgeRole.name, ""),
            func.coalesce(BadgeRole.colour, ""),
            func.coalesce(_answers().scalar_subquery(), ""),
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .join(BadgeCode, (BadgeCode.registration_id == Registration.id) & BadgeCode.replaced_at.is_(None))
        .outerjoin(GivenRole, GivenRole.registration_id == Registration.id)
        .outerjoin(BadgeRole, BadgeRole.id == GivenRole.role_id)
        .where(Registration.event_id == event_id, HAS_PLACE)
    )


def _topics() -> Select[str]:
    """What somebody offers, for those alone who agreed to be suggested to others by it."""
    return (
        select(func.aggregate_strings(Topic.name, "\n"))
        .join(RegistrationTopic, RegistrationTopic.topic_id == Topic.id)
        .where(
            RegistrationTopic.registration_id == Registration.id,
            RegistrationTopic.side == Side.OFFERS,
            Registration.is_suggested,
        )
        .correlate(Registration)
    )


def _answers() -> Select[str]:
    """What somebody answered to the questions whose answers stand on badges."""
    line = cast(Answer.question_id, String) + ":" + Answer.value
    return (
        select(func.aggregate_strings(line, "\n"))
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.registration_id == Registration.id, Question.is_on_badge)
        .correlate(Registration)
    )


def _sort_key(holder: Holder, order: Order) -> tuple[str, ...]:
    if order is Order.REGISTERED:
        return (holder.registered_at.isoformat(),)
    if order is Order.GIVEN_NAME:
        return folded(holder.name), ""
    if order is Order.ORGANISATION:
        return (folded(holder.organisation), *_by_family(holder.name))
    return _by_family(holder.name)


@lru_cache(maxsize=32_768)
def _by_family(name: str) -> tuple[str, str]:
    """Kept as the folded names are: the 2,500 of a large event are sorted whenever their list is shown."""
    given, family = split_name(name)
    words = (family or given).split(" ")
    sorted_from = next((number for number, word in enumerate(words) if word not in PARTICLES), 0)
    return folded(" ".join(words[sorted_from:])), folded(given)
