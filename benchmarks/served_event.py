"""A really served app with one running event: its people, their badges and their links."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.forks import starts
from benchmarks.processes import HOST, RunningServer, environment, free_port, running
from eventapp import clock, config, create_app, migration
from eventapp.accounts.service import create_account, issue_sign_in_link
from eventapp.badges.queries import holders
from eventapp.checkin.service import check_in
from eventapp.database import write_session
from eventapp.events.service import EventSettings, create_event, create_series, publish_event
from eventapp.extensions import db
from eventapp.network.models import MeasuringClaim
from eventapp.registration.models import Purpose
from eventapp.registration.queries import registrations
from eventapp.registration.service import Entry, issue_personal_link, register

SLUG = "benchmark"
_ZONE = ZoneInfo("Europe/Berlin")
CONSENT = "Benchmark: nobody real takes part."
ORGANISATIONS = 29
"""As many as the largest Netzwerktreffen has."""


@dataclass(frozen=True)
class Guest:
    """Somebody at the event.

    Attributes:
        number: The pseudonym by which live pages name them.
        badge_code: What others scan.
        link: Path of the personal link; None where nobody is to sign in.
    """

    number: int
    badge_code: str
    link: str | None


@dataclass(frozen=True)
class ServedEvent:
    """An event on a running server.

    Attributes:
        server: The running server.
        database_url: Where its rows are.
        database: The file, where they are in SQLite.
        organiser_link: Path that signs the organiser in once.
        guests: Everybody.
    """

    server: RunningServer
    database_url: str
    database: Path
    organiser_link: str
    guests: list[Guest]


@contextmanager
def served_event(  # noqa: PLR0913 an event has many sides
    people: int,
    *,
    workers: int = 2,
    have_arrived: bool = True,
    is_measured: bool = True,
    fill: Callable[[Path], None] | None = None,
    database_url: str = "",
    smtp_url: str = "",
) -> Iterator[ServedEvent]:
    """Makes an event in a temporary instance with the functions behind the pages, and serves it as `app.py` does.

    Args:
        people: How many come.
        workers: Server processes.
        have_arrived: Everybody is checked in and has a personal link.
        is_measured: Its network is measured as contacts come, by the clock and in a process of its own.
        fill: Puts more into its SQLite database before it is served.
        database_url: An empty database of another kind.
        smtp_url: Where its mails go; into files, if nowhere.
    """
    with TemporaryDirectory(prefix="eventapp-benchmark-") as folder:
        instance, port = Path(folder), free_port()
        database = instance / "eventapp.sqlite3"
        environ = environment(
            instance,
            DATABASE_URL=database_url,
            EVENTAPP_SMTP_URL=smtp_url,
            EVENTAPP_HOST=HOST,
            EVENTAPP_PORT=str(port),
            EVENTAPP_WORKERS=str(workers),
        )
        settings = config.load(environ)
        organiser_link, guests = _make(settings, people, have_arrived=have_arrived, is_measured=is_measured)
        if fill is not None:
            fill(database)
        with running(starts.begin, port, environ) as server:
            yield ServedEvent(server, settings.database_url, database, organiser_link, guests)


@cache
def empty_database() -> bytes:
    """A SQLite file with all tables: making them takes longer than most of what is measured in small."""
    with TemporaryDirectory(prefix="eventapp-benchmark-") as folder:
        app = create_app(config.load({"EVENTAPP_INSTANCE": folder}))
        migration.bring_up_to_date(app)
        with app.app_context():
            db.engine.dispose()
        return (Path(folder) / "eventapp.sqlite3").read_bytes()


def _make(settings: config.Config, people: int, *, have_arrived: bool, is_measured: bool) -> tuple[str, list[Guest]]:
    """Fills an empty instance; returns the organiser's link and the guests."""
    if settings.database_url.startswith("sqlite"):
        (settings.instance / "eventapp.sqlite3").write_bytes(empty_database())
    app = create_app(settings)
    migration.bring_up_to_date(app)
    with app.app_context():
        event_id, account_id = _make_event()
        if not is_measured:  # as if somebody measured it all the time
            with write_session(db.session()) as session:
                session.add(MeasuringClaim(event_id=event_id, until=clock.now() + timedelta(days=1)))
        for number in range(people):
            _register(event_id, number)
        numbers = {person.id: person.number for person in registrations(event_id)}
        codes = {holder.registration_id: holder.code or "" for holder in holders(event_id)}
        db.session.remove()
        links = {person_id: _arrive(event_id, person_id) for person_id in numbers} if have_arrived else {}
        guests = [Guest(number, codes[person_id], links.get(person_id)) for person_id, number in numbers.items()]
        organiser_link = f"/sign-in/{issue_sign_in_link(account_id, now=clock.now())}"
        db.session.remove()
        db.engine.dispose()
    return organiser_link, guests


def _make_event() -> tuple[int, int]:
    now = clock.now()
    account_id = create_account(
        email="organiser@example.org",
        name="Ola Nowak",
        password=secrets.token_hex(16),
        may_create_events=True,
        now=now,
    ).id
    settings = EventSettings(
        title="Netzwerktreffen Digitalzentren",
        place="Kaiserslautern",
        time_zone=_ZONE.key,
        days=[now.astimezone(_ZONE).date() + timedelta(days=number) for number in range(-1, 2)],
        privacy_contact="datenschutz@example.org",
    )
    series = create_series(title="Netzwerktreffen", account_id=account_id, now=now)
    event = create_event(settings, series_id=series.id, account_id=account_id, now=now, slug=SLUG)
    publish_event(event.id, account_id=account_id, now=now)
    return event.id, account_id


def _register(event_id: int, number: int) -> None:
    entry = Entry(
        name=f"Friederike Mustermann-{number:04}",
        organisation=f"Mittelstand-Digital Zentrum {number % ORGANISATIONS + 1}",
        consents=dict.fromkeys((Purpose.TRACKING, Purpose.PROJECTOR), CONSENT),
    )
    register(entry, event_id=event_id, now=clock.now())


def _arrive(event_id: int, person_id: int) -> str:
    """Lets somebody in; returns the path of their personal link."""
    now = clock.now()
    check_in(person_id, event_id=event_id, nonce=secrets.token_hex(8), account_id=None, now=now)
    return f"/p/{issue_personal_link(person_id, by_mail=False, now=now)}"
