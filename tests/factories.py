"""People, events and contacts for tests, made by the same services that the pages use."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eventapp import clock
from eventapp.accounts.models import Account, Role
from eventapp.accounts.service import create_account, grant_role
from eventapp.badges.queries import current_badge
from eventapp.champion import service as champion
from eventapp.checkin.service import check_in
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import ScanAnswer, record_scan
from eventapp.core.asking import Kind
from eventapp.core.codes import BadgeCode
from eventapp.core.contact_rules import Rules
from eventapp.events.models import Event
from eventapp.events.service import EventSettings, create_event, create_series, publish_event
from eventapp.registration.models import Purpose
from eventapp.registration.question_queries import all_asked
from eventapp.registration.service import (
    Entry,
    QuestionEntry,
    TopicChanges,
    add_question,
    change_topics,
    issue_personal_link,
    register,
    use_personal_link,
)

PASSWORD = "correct horse battery staple"
CONSENT_TEXT = "Ich mache beim Kontaktesammeln mit."


@dataclass(frozen=True)
class MadeAttendee:
    """An attendee of a test, with all that a test may need of them."""

    id: int
    event_id: int
    slug: str
    code: str
    short_code: str
    token: str
    """Signs a browser in: `sign_in_attendee(client, attendee)`."""


def make_account(email: str = "", *, may_create_events: bool = True) -> Account:
    """An account with PASSWORD."""
    email = email or f"{secrets.token_hex(4)}@example.org"
    return create_account(
        email=email, name="Ola Nowak", password=PASSWORD, may_create_events=may_create_events, now=clock.now()
    )


def today(time_zone: str = "Europe/Berlin") -> date:
    """The date where events are: around midnight not the one of this machine, nor the one in UTC."""
    return clock.now().astimezone(ZoneInfo(time_zone)).date()


def over_for(span: timedelta) -> dict[str, datetime]:
    """Columns of an event of one day that ended so long ago; just after midnight today's has not yet begun then."""
    now = clock.now()
    return {"tracking_opens_at": now - span - timedelta(days=1), "tracking_closes_at": now - span}


def make_event(  # noqa: PLR0913 what tests vary
    *,
    title: str = "Netzwerktreffen",
    rules: Rules | None = None,
    series_id: int | None = None,
    organiser: Account | None = None,
    host: Account | None = None,
    published: bool = True,
    first_day: date | None = None,
    days: int = 2,
    topics: Sequence[str] = (),
    icebreakers: Sequence[str] = (),
    time_zone: str = "Europe/Berlin",
    is_rehearsal: bool = False,
) -> Event:
    """An event that runs today and tomorrow unless said otherwise, in Berlin."""
    now = clock.now()
    first_day = first_day or today(time_zone)
    if series_id is None:
        series_id = create_series(title="Reihe", account_id=organiser.id if organiser else None, now=now).id
    settings = EventSettings(
        title=title,
        place="Kaiserslautern",
        time_zone=time_zone,
        days=[first_day + timedelta(days=number) for number in range(days)],
        rules=rules or Rules(),
        privacy_contact="datenschutz@example.org",
        is_rehearsal=is_rehearsal,
    )
    event = create_event(settings, series_id=series_id, account_id=organiser.id if organiser else None, now=now)
    if topics or icebreakers:
        change_topics(event.id, TopicChanges(new=topics, icebreakers=icebreakers), account_id=None, now=now)
    if published:
        publish_event(event.id, account_id=None, now=now)
    if host is not None:
        grant_role(host.id, Role.HOST, event_id=event.id)
    return event


def make_question(event_id: int, kind: Kind, wording: str = "Wie reisen Sie an?", **about: Any) -> int:
    """A question of an event; `about` as in QuestionEntry."""
    add_question(event_id, kind, QuestionEntry(wording, **about), account_id=None, now=clock.now())
    return all_asked(event_id)[-1].question.id


def close_and_record(event_id: int, *, account_id: int | None, now: datetime) -> champion.Closing:
    """Ends contact tracking and records the result, without waiting for phones or checking anything."""
    champion.close(event_id, account_id=account_id, now=now)
    return champion.record_result(event_id, account_id=account_id, now=now)


def zone_where_it_is(hour: int) -> str:
    """A time zone in which it is that hour now, whenever the tests run."""
    ahead = (hour - clock.now().hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"  # POSIX signs: west is plus


def make_attendee(  # noqa: PLR0913 what tests vary
    event: Event,
    name: str = "Anna Schmidt",
    *,
    organisation: str = "",
    email: str | None = None,
    consents: tuple[Purpose, ...] = (Purpose.TRACKING,),
    checked_in: bool = True,
    is_staff: bool = False,
    phone: str = "",
    offers: Sequence[str] = (),
    seeks: Sequence[str] = (),
    answers: Mapping[int, str] | None = None,
) -> MadeAttendee:
    """A registered person with a badge, checked in and signed in; of an organisation of their own if unnamed."""
    now = clock.now()
    topic_ids = {topic.name: topic.id for topic in event.topics}
    entry = Entry(
        name=name,
        organisation=organisation or f"Organisation {secrets.token_hex(4)}",
        email=email,
        consents=dict.fromkeys(consents, CONSENT_TEXT),
        is_staff=is_staff,
        phone=phone,
        offers=[topic_ids[name] for name in offers],
        seeks=[topic_ids[name] for name in seeks],
        answers=answers or {},
    )
    event_id, slug = event.id, event.slug
    registration_id = register(entry, event_id=event_id, now=now).registration_id
    assert registration_id is not None
    badge = current_badge(registration_id)
    code, short_code = badge.code, badge.short_code
    if checked_in:
        check_in(registration_id, event_id=event_id, nonce=secrets.token_hex(8), account_id=None, now=now)
    signed_in = use_personal_link(issue_personal_link(registration_id, by_mail=email is not None, now=now), now=now)
    assert signed_in is not None
    return MadeAttendee(registration_id, event_id, slug, code, short_code, signed_in.token)


def scan(scanner: MadeAttendee, target: MadeAttendee, *, nonce: str = "", now: datetime | None = None) -> ScanAnswer:
    """One person scans the other's badge."""
    return record_scan(
        ScanRequest(
            event_id=scanner.event_id,
            scanner_id=scanner.id,
            code=BadgeCode(target.code),
            nonce=nonce or secrets.token_hex(8),
            scanned_at=None,
            now=now or clock.now(),
        )
    )
