"""Command: rehearse. Plays a recorded contact list through the functions that a phone's scan uses."""

import json
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from eventapp import clock
from eventapp.badges.queries import holders
from eventapp.checkin.service import check_in
from eventapp.cli.command import account_named, prepare_database, refuse
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import record_scan
from eventapp.core.codes import BadgeCode
from eventapp.core.contact_list import BadLine, ContactList, read_contact_list, read_organisations
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import EventSettings, create_event, create_series, publish_event
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, register

ZONE = ZoneInfo("Europe/Berlin")
FIRST_ROW = clock_time(9)
DOORS_OPEN_BEFORE = timedelta(hours=1)
CONSENT = "Rehearsal: nobody real takes part."


@click.command("rehearse")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--organisations", type=click.Path(path_type=Path), help="Lines `id organisation`.")
@click.option("--event", "slug", help="Address of the event that is made; free ones are found without it.")
@click.option("--title", help="Title of the event that is made.")
@click.option("--organiser", help="E-mail address of the account that finds the event among its own.")
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON object.")
@with_appcontext
def rehearse(  # noqa: PLR0913 one for each option
    file: Path,
    organisations: Path | None,
    slug: str | None,
    title: str | None,
    organiser: str | None,
    *,
    as_json: bool,
) -> None:
    """Plays the contacts in FILE (lines `t i j`: seconds, two ids) as a new event.

    Each pair is scanned when it first occurs, at its own time; the earliest row is nine o'clock on the event's
    first day. A line that cannot be understood ends it before anything is written.
    """
    begun = time.perf_counter()
    contact_list = _contact_list(file)
    members = _organisations(organisations)
    prepare_database()
    account_id = account_named(organiser).id if organiser is not None else None
    event = _event(contact_list, slug or _free_slug(file), title or f"Rehearsal {file.name}", account_id)
    summary = {"event": event.slug, **_play(event, contact_list, members)}
    summary["seconds"] = round(time.perf_counter() - begun, 2)
    click.echo(json.dumps(summary) if as_json else _sentences(summary))


def _contact_list(file: Path) -> ContactList:
    found = read_contact_list(_content(file))
    if isinstance(found, BadLine):
        refuse(f"{file}, line {found.number}: {found.problem}.")
    return found


def _organisations(file: Path | None) -> dict[str, str]:
    found = {} if file is None else read_organisations(_content(file))
    if isinstance(found, BadLine):
        refuse(f"{file}, line {found.number}: {found.problem}.")
    return found


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}.")


def _free_slug(file: Path) -> str:
    stem = "rehearsal-" + "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in file.stem.lower()).split()
    )
    slug, number = stem[:60].rstrip("-"), 1
    while event_by_slug(slug) is not None:
        number += 1
        slug = f"{stem[:56].rstrip('-')}-{number}"
    return slug


def _event(contact_list: ContactList, slug: str, title: str, account_id: int | None) -> Event:
    """An event long enough for the list, over since yesterday, so that no contact lies in the future."""
    if event_by_slug(slug) is not None:
        refuse(f"there is an event {slug!r} already; choose another --event.")
    if not slug.replace("-", "").isalnum() or not slug.isascii() or slug == "new" or len(slug) > 80:  # noqa: PLR2004 the column
        refuse("--event takes letters, digits and hyphens, at most 80.")
    now = clock.now()
    length = (timedelta(hours=FIRST_ROW.hour, seconds=contact_list.duration)).days + 1
    first_day = now.astimezone(ZONE).date() - timedelta(days=length)
    last_row = _nine_o_clock(first_day) + timedelta(seconds=contact_list.duration)
    settings = EventSettings(
        title=title[:200],
        place="-",
        time_zone=ZONE.key,
        days=[first_day + timedelta(days=number) for number in range(length)],
        privacy_contact="-",
        is_rehearsal=True,
        tracking_closes_at=last_row + timedelta(minutes=1),
    )
    series = create_series(title=settings.title, account_id=account_id, now=now)
    event = create_event(settings, series_id=series.id, account_id=account_id, now=now, slug=slug)
    publish_event(event.id, account_id=account_id, now=now)
    return event


def _nine_o_clock(day: date) -> datetime:
    return datetime.combine(day, FIRST_ROW, ZONE).astimezone(UTC)


def _play(event: Event, contact_list: ContactList, members: dict[str, str]) -> dict[str, Any]:
    event_id = event.id
    nine_o_clock = _nine_o_clock(event.days[0].date)
    registrations = _arrive(event_id, contact_list, members, nine_o_clock - DOORS_OPEN_BEFORE)
    codes = {holder.registration_id: BadgeCode(holder.code or "") for holder in holders(event_id)}
    db.session.remove()  # whatever it holds would be marked as outdated at each scan
    scans: Counter[str] = Counter()
    for number, (seconds, scanner, scanned) in enumerate(contact_list.first_meetings):
        answer = record_scan(
            ScanRequest(
                event_id=event_id,
                scanner_id=registrations[scanner],
                code=codes[registrations[scanned]],
                nonce=f"rehearsal-{number}",
                scanned_at=None,
                now=nine_o_clock + timedelta(seconds=seconds),
            )
        )
        scans[answer.verdict] += 1
    figures = event_network.figures(db.session.get_one(Event, event_id))
    return {
        "people": figures.people,
        "rows": contact_list.rows,
        "scans": dict(scans),
        "contacts": figures.contacts,
        "counted_contacts": figures.counted,
    }


def _arrive(event_id: int, contact_list: ContactList, members: dict[str, str], opening: datetime) -> dict[str, int]:
    """Registers everybody and lets them in; returns the registrations by id of the list."""
    registrations: dict[str, int] = {}
    for person in dict.fromkeys([*contact_list.people, *members]):
        entry = Entry(
            name=f"Person {person}",
            organisation=members.get(person, ""),
            consents=dict.fromkeys((Purpose.TRACKING, Purpose.PROJECTOR), CONSENT),
        )
        registration_id = register(entry, event_id=event_id, now=opening).registration_id
        assert registration_id is not None  # noqa: S101 for mypy: a rehearsal is open, and nobody has an address
        registrations[person] = registration_id
    for registration_id in registrations.values():
        check_in(
            registration_id, event_id=event_id, nonce=f"rehearsal-{registration_id}", account_id=None, now=opening
        )
    return registrations


def _sentences(summary: dict[str, Any]) -> str:
    verdicts = ", ".join(f"{number} {verdict}" for verdict, number in summary["scans"].items()) or "none"
    return "\n".join(
        [
            f"event             {summary['event']}",
            f"people            {summary['people']}",
            f"rows read         {summary['rows']}",
            f"scans             {verdicts}",
            f"contacts          {summary['contacts']}",
            f"counted contacts  {summary['counted_contacts']}",
            f"seconds           {summary['seconds']}",
        ]
    )
