"""How does an event come to be, change its settings and go public?"""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.accounts.models import Account, EventRole, Role
from eventapp.core.contact_rules import Rules
from eventapp.core.text import clean_line
from eventapp.database import insert_once, write_session
from eventapp.events.changes import lock_event
from eventapp.events.copying import take_over
from eventapp.events.models import Address, Event, EventDay, Organisation, Series
from eventapp.events.queries import organisation_key
from eventapp.extensions import db
from eventapp.hot_path import hot


@dataclass(frozen=True)
class EventSettings:
    """What an organiser sets for an event.

    Attributes:
        title: As announced.
        place: Where it is.
        time_zone: IANA name; days are counted in it.
        days: The event's days, at least one, in any order.
        organisations: Names of the organisations taking part.
        rules: When contacts count.
        address: How attendees are addressed in German.
        privacy_contact: Who answers questions on personal data.
        is_rehearsal: Nobody real takes part.
        breaks: Breaks of the programme, as typed (core.breaks).
        tracking_closes_at: When contact tracking ends by itself; None: at the end of the last day.
        grace_minutes: So long after that phones deliver what they scanned before.
        review_minutes: So long after that the organisers mean to check.
    """

    title: str
    place: str
    time_zone: str
    days: Sequence[date]
    organisations: Sequence[str] = ()
    rules: Rules = field(default_factory=Rules)
    address: Address = Address.SIE
    privacy_contact: str = ""
    is_rehearsal: bool = False
    breaks: Sequence[str] = ()
    tracking_closes_at: datetime | None = None
    grace_minutes: int = 10
    review_minutes: int = 15


class Publishing(StrEnum):
    """What came of publishing."""

    PUBLISHED = "published"
    ALREADY_PUBLISHED = "already_published"
    NO_PRIVACY_CONTACT = "no_privacy_contact"
    IN_TEST_MODE = "in_test_mode"
    """It is tried out: nobody of the test may be in the real event."""


def create_series(*, title: str, account_id: int | None, now: datetime) -> Series:
    """Makes a series; the account may add events to it."""
    with write_session(db.session()) as session:
        series = Series(title=clean_line(title), created_by_id=account_id, created_at=now)
        session.add(series)
    return series


def create_event(  # noqa: PLR0913 an event begins with these parts
    settings: EventSettings,
    *,
    series_id: int | None,
    account_id: int | None,
    now: datetime,
    new_series: str = "",
    slug: str | None = None,
    model_id: int | None = None,
) -> Event:
    """Makes an unpublished event; the account becomes its owner.

    Args:
        settings: What the organiser set.
        series_id: The series that it belongs to; None: it begins a new one.
        account_id: Who makes it; None: a command on the server.
        now: The present moment.
        new_series: Title of the new series.
        slug: The event's address; made from the title when None. Must be free.
        model_id: The event after which it is made (events.copying); None: none.
    """
    with write_session(db.session()) as session:
        if account_id is not None:
            # One after the other: a form sent twice at once must not ask for the same address twice.
            session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
        if series_id is None:
            series = Series(title=clean_line(new_series), created_by_id=account_id, created_at=now)
            session.add(series)
            session.flush()
            series_id = series.id
        event = Event(
            series_id=series_id, slug=slug or _free_slug(session, settings.title), created_at=now, change_no=0
        )
        _apply(session, event, settings)
        session.add(event)
        session.flush()
        if account_id is not None:
            session.add(EventRole(account_id=account_id, event_id=event.id, role=Role.OWNER))
        if model_id is not None:
            take_over(session, session.get_one(Event, model_id), event)
        record(session, "event.created", event_id=event.id, account_id=account_id, now=now, model_id=model_id)
    return event


def change_event(event_id: int, settings: EventSettings, *, account_id: int, now: datetime) -> Event:
    """Changes an event's settings. Rules may change while nothing is frozen; everybody sees them at once."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id)
        before = _as_it_stands(event)
        _apply(session, event, settings)
        event.change_no += 1  # open screens count again under the new rules
        after = _as_it_stands(event)
        about = {"changed": ", ".join(name for name, value in after.items() if value != before[name])}
        if after["place"] != before["place"]:
            about |= {"before": str(before["place"]), "after": str(after["place"])}
        record(session, "event.changed", event_id=event.id, account_id=account_id, now=now, **about)
    return event


def publish_event(event_id: int, *, account_id: int | None, now: datetime) -> Publishing:
    """Opens registration; people need to know whom to ask about their data before that."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        if event.published_at is not None:
            return Publishing.ALREADY_PUBLISHED
        if event.is_test:
            return Publishing.IN_TEST_MODE
        if not event.privacy_contact:
            return Publishing.NO_PRIVACY_CONTACT
        event.published_at = now
        record(session, "event.published", event_id=event.id, account_id=account_id, now=now)
    return Publishing.PUBLISHED


def require_second_factor(event_id: int, *, required: bool, account_id: int, now: datetime) -> None:
    """Says whether the event's team signs in with two factors; it holds from the next page on."""
    with write_session(db.session()) as session:
        session.get_one(Event, event_id).requires_second_factor = required
        action = "team.second_factor_required" if required else "team.second_factor_left_free"
        record(session, action, event_id=event_id, account_id=account_id, now=now)


_ORGANISATION = (
    select(Organisation.id)
    .where(Organisation.series_id == bindparam("of_series"), Organisation.key == bindparam("with_key"))
    .with_for_update(read=True, key_share=True)
)


def organisation_id_of(session: Session, series_id: int, name: str) -> int | None:
    """Finds or makes the organisation of that name inside the caller's transaction; None for an empty name.

    Two events of the series may make the same one at the same moment; both get it. Nobody forgets it meanwhile.
    """
    name = clean_line(name)
    if not name:
        return None
    key, connection = organisation_key(name), hot(session)
    wanted = {"of_series": series_id, "with_key": key}
    found: int | None = connection.scalar(_ORGANISATION, wanted)
    while found is None:
        insert_once(connection, Organisation, series_id=series_id, name=name, key=key)
        found = connection.scalar(_ORGANISATION, wanted)
    return found


def _apply(session: Session, event: Event, settings: EventSettings) -> None:
    zone = ZoneInfo(settings.time_zone)
    days = sorted(set(settings.days))
    event.title, event.place = clean_line(settings.title), clean_line(settings.place)
    event.time_zone, event.address = settings.time_zone, settings.address
    event.privacy_contact, event.is_rehearsal = clean_line(settings.privacy_contact), settings.is_rehearsal
    event.tracking_opens_at = datetime.combine(days[0], time(), zone)
    end_of_last_day = datetime.combine(days[-1] + timedelta(days=1), time(), zone)
    event.tracking_closes_at = settings.tracking_closes_at or end_of_last_day
    event.grace_minutes, event.review_minutes = settings.grace_minutes, settings.review_minutes
    event.breaks = [line for line in map(clean_line, settings.breaks) if line]
    kept = {day.date: day for day in event.days}
    event.days = [kept.get(day) or EventDay(date=day) for day in days]
    taking_part: dict[int, Organisation] = {}
    # In one order everywhere: two transactions that make the same ones never wait for each other.
    for name in sorted(settings.organisations, key=organisation_key):
        found = organisation_id_of(session, event.series_id, name)
        if found is not None:
            organisation = session.get_one(Organisation, found)
            organisation.name = clean_line(name)  # as the organiser spells it now, whoever spelled it first
            taking_part[found] = organisation
    event.organisations = list(taking_part.values())
    rules = settings.rules
    event.confirmation = rules.confirmation
    event.require_check_in = rules.require_check_in
    event.require_other_organisation = rules.require_other_organisation
    event.require_new_in_series = rules.require_new_in_series
    event.require_not_known_before = rules.require_not_known_before


def _as_it_stands(event: Event) -> dict[str, object]:
    """The settings by the words in which the log says that they were changed."""
    closes_at = event.tracking_closes_at.astimezone(ZoneInfo(event.time_zone))
    return {
        "title": event.title,
        "place": event.place,
        "days": ([day.date for day in event.days], event.time_zone),
        "breaks": list(event.breaks),
        "organisations": {organisation.name for organisation in event.organisations},
        "address": event.address,
        "rules": event.rules,
        "end": (closes_at.time(), event.grace_minutes, event.review_minutes),
        "privacy": event.privacy_contact,
    }


_SPELLED_OUT = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}  # casefold has made ß ss


def _free_slug(session: Session, title: str) -> str:
    spelled = title.casefold().translate(_SPELLED_OUT)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    slug = plainest = "-".join(words)[:60].strip("-") or "event"
    while slug == "new" or session.scalar(select(func.count()).where(Event.slug == slug)):
        slug = f"{plainest}-{secrets.token_hex(2)}"
    return slug
