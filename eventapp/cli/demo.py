"""Command: demo. A three-day Netzwerktreffen to look at, and to watch growing."""

import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import Account
from eventapp.accounts.service import create_account, issue_sign_in_link
from eventapp.badges.queries import current_codes
from eventapp.checkin.service import check_in
from eventapp.cli.command import prepare_database
from eventapp.cli.demo_programme import make_programme
from eventapp.config import current_config
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import record_scan
from eventapp.core.codes import BadgeCode
from eventapp.core.demo_evening import BREAKS, ICEBREAKERS, TOPICS, DemoEvening, DemoPerson, demo_evening
from eventapp.events.queries import event_by_slug
from eventapp.events.service import EventSettings, create_event, create_series, publish_event
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.queries import registrations, topic_uses
from eventapp.registration.service import Entry, TopicChanges, change_topics, issue_personal_link, register

SLUG = "demo"
ORGANISER = "demo@example.org"
ZONE = ZoneInfo("Europe/Berlin")
DAYS = 3
SEED = 2023
"""Mittelstand-Digital, Kaiserslautern, 2023."""
PAUSE_SECONDS = 4.0
"""Mean pause between two contacts of a live demo."""
CONSENT = "Demo: nobody real takes part."
LINKS_FOR_ATTENDEES = 3


@click.command("demo")
@click.option("--seed", default=SEED, show_default=True, help="The same seed makes the same people and contacts.")
@click.option("--live", is_flag=True, help="Lets people go on meeting until it is stopped.")
@with_appcontext
def demo(seed: int, *, live: bool) -> None:
    """Makes a demo event with 29 organisations, 113 people and three days of contacts, and prints links into it.

    A demo that is there already stays as it is; the links are new each time.
    """
    prepare_database()
    for line in ensure_demo(seed):
        click.echo(line)
    if live:
        go_on_meeting(seed)


def ensure_demo(seed: int = SEED) -> list[str]:
    """Makes the demo event unless it is there; returns one line with a link for the organiser and three attendees."""
    event = event_by_slug(SLUG)
    if event is None:
        _make(demo_evening(seed))
        event = event_by_slug(SLUG)
    assert event is not None  # noqa: S101 for mypy: made above
    config = current_config()
    now = clock.now()
    organiser = db.session.scalars(select(Account).where(Account.email == ORGANISER)).one()
    people = _three_people(event.id)
    lines = [f"Organiser: {config.base_url}/sign-in/{issue_sign_in_link(organiser.id, now=now)}"]
    for person_id, name in people:
        token = issue_personal_link(person_id, by_mail=False, now=now)
        lines.append(f"Attendee {name}: {config.base_url}/p/{token}")
    return lines


def go_on_meeting(seed: int) -> None:
    """Scans on, pair after pair, with pauses, until nobody is left to meet or the command is stopped."""
    event = event_by_slug(SLUG)
    if event is None:
        return
    event_id = event.id
    people = {row.name: row.id for row in registrations(event_id)}
    evening, random = demo_evening(seed), Random()  # noqa: S311 pauses, no secret
    for scanner, scanned in evening.unmet:
        time.sleep(random.expovariate(1 / PAUSE_SECONDS))
        ids = people[evening.people[scanner].name], people[evening.people[scanned].name]
        codes = current_codes(ids)
        _scan(event_id, ids[0], codes[ids[1]].code, secrets.token_hex(8), clock.now())


def _make(evening: DemoEvening) -> None:
    now = clock.now()
    first_day = now.astimezone(ZONE).date() - timedelta(days=DAYS)
    account = create_account(
        email=ORGANISER, name="Demo", password=secrets.token_hex(16), may_create_events=True, now=now
    )
    account_id = account.id
    settings = EventSettings(
        title="Netzwerktreffen Digitalzentren",
        place="Kaiserslautern",
        time_zone=ZONE.key,
        days=[first_day + timedelta(days=number) for number in range(DAYS)],
        organisations=sorted({person.organisation for person in evening.people}),
        privacy_contact="demo@example.org",
        is_rehearsal=True,
        breaks=BREAKS,
        # The three days are over; people still meet while the demo is watched.
        tracking_closes_at=now + timedelta(days=365),
    )
    series = create_series(title="Netzwerktreffen", account_id=account_id, now=now)
    event = create_event(settings, series_id=series.id, account_id=account_id, now=now, slug=SLUG)
    event_id = event.id
    change_topics(event_id, TopicChanges(new=TOPICS, icebreakers=ICEBREAKERS), account_id=account_id, now=now)
    publish_event(event_id, account_id=account_id, now=now)
    midnight = datetime.combine(first_day, datetime.min.time(), ZONE).astimezone(UTC)
    ids = _arrive(event_id, evening.people, midnight + timedelta(hours=8))
    make_programme(event_id, ids, midnight, account_id=account_id)
    codes = current_codes(ids)
    for number, meeting in enumerate(evening.meetings):
        target = codes[ids[meeting.scanned]].code
        _scan(event_id, ids[meeting.scanner], target, f"demo-{number}", midnight + meeting.after)


def _arrive(event_id: int, people: Sequence[DemoPerson], opening: datetime) -> list[int]:
    ids = []
    topic_ids = {use.topic.name: use.topic.id for use in topic_uses(event_id)}
    for person in people:
        about = person.about
        consents = {
            Purpose.TRACKING: person.is_tracked,
            Purpose.PROJECTOR: person.shows_name,
            Purpose.PHONE: about.shares_phone,
            Purpose.SEARCH: about.is_findable,
            Purpose.SUGGESTIONS: about.is_suggested,
        }
        entry = Entry(
            name=person.name,
            organisation=person.organisation,
            consents={purpose: CONSENT for purpose, given in consents.items() if given},
            declined={purpose: CONSENT for purpose, given in consents.items() if not given},
            phone=about.phone,
            offers=[topic_ids[TOPICS[place]] for place in about.offers],
            seeks=[topic_ids[TOPICS[place]] for place in about.seeks],
        )
        registration_id = register(entry, event_id=event_id, now=opening).registration_id
        assert registration_id is not None  # noqa: S101 for mypy: the demo is open, and nobody has an address
        ids.append(registration_id)
    for number, registration_id in enumerate(ids):
        arrives = opening + timedelta(seconds=20 * number)
        check_in(registration_id, event_id=event_id, nonce=f"demo-{number}", account_id=None, now=arrives)
    return ids


def _scan(event_id: int, scanner_id: int, code: str, nonce: str, now: datetime) -> None:
    record_scan(ScanRequest(event_id, scanner_id, BadgeCode(code), nonce, None, now))


def _three_people(event_id: int) -> list[tuple[int, str]]:
    rows = [row for row in registrations(event_id) if row.tracking_consent is not None]
    return [(row.id, _label(row)) for row in sorted(rows, key=lambda row: row.id)[:LINKS_FOR_ATTENDEES]]


def _label(row: Registration) -> str:
    return f"{row.name} ({row.organisation.name})" if row.organisation else row.name
