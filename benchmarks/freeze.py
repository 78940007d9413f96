"""How long does it take to record the result of a very large event, and to count it again from its file?

2,500 people and 30,000 contacts, all titles chosen. Recording is one transaction; who sends a scan meanwhile waits.
The file is what an organiser downloads; `verify-result` reads nothing else.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from zoneinfo import ZoneInfo

from benchmarks.figures import Bar, Figure
from benchmarks.network import write_network
from benchmarks.options import Options
from benchmarks.served_event import empty_database
from eventapp import clock, config, create_app
from eventapp.champion import service
from eventapp.champion.queries import latest_result
from eventapp.champion.recording import exported
from eventapp.core.contact_rules import Rules
from eventapp.core.result import Finding, verify
from eventapp.events.service import EventSettings, create_event, create_series, publish_event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, register

NAME = "freeze"
_ZONE = ZoneInfo("Europe/Berlin")
PEOPLE, CONTACTS = 2_500, 30_000
_FEW_PEOPLE, _FEW_CONTACTS = 450, 600
_TIMES, _FEW_TIMES = 5, 1
_MEGABYTE = 1_000_000
Given = TypeVar("Given")
T = TypeVar("T")


def measure(options: Options) -> list[Figure]:
    """Records, exports and verifies, again and again; all figures are medians."""
    people, contacts = (_FEW_PEOPLE, _FEW_CONTACTS) if options.is_small else (PEOPLE, CONTACTS)
    recording, exporting, verifying, size = [], [], [], 0
    with TemporaryDirectory(prefix="eventapp-freeze-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "eventapp.sqlite3").write_bytes(empty_database())
        app = create_app(config.load({"EVENTAPP_INSTANCE": folder}))
        with app.app_context():
            event_id = _event()
            write_network(Path(folder) / "eventapp.sqlite3", people=people - 1, contacts=contacts)
        for _time in range(_FEW_TIMES if options.is_small else _TIMES):
            with app.app_context():
                seconds, _outcome = _timed(_record, event_id)
                recording.append(seconds)
            with app.app_context():
                seconds, file = _timed(_file, event_id)
                exporting.append(seconds)
                service.reopen(event_id, reason="Noch einmal", account_id=None, now=clock.now())
            seconds, found = _timed(verify, file)
            verifying.append(seconds)
            size = len(file)
            assert found.finding is Finding.VERIFIED  # noqa: S101 a wrong record is not worth measuring
        with app.app_context():
            db.engine.dispose()
    return [
        Figure(NAME, "record", statistics.median(recording), "s", Bar(2)),
        Figure(NAME, "file", statistics.median(exporting), "s"),
        Figure(NAME, "size", size / _MEGABYTE, "MB"),
        Figure(NAME, "verify", statistics.median(verifying), "s"),
    ]


def _event() -> int:
    """An event whose contacts count without a door, with one guest."""
    now = clock.now()
    settings = EventSettings(
        title="Benchmark",
        place="Kaiserslautern",
        time_zone=_ZONE.key,
        days=[now.astimezone(_ZONE).date() + timedelta(days=number) for number in (-1, 0)],
        rules=Rules(require_check_in=False),
        privacy_contact="nobody@example.org",
    )
    series = create_series(title="Benchmark", account_id=None, now=now)
    event_id = create_event(settings, series_id=series.id, account_id=None, now=now).id
    publish_event(event_id, account_id=None, now=now)
    guest = Entry(name="Guest", organisation="Werk", email=None, consents={Purpose.TRACKING: "Benchmark"})
    register(guest, event_id=event_id, now=now)
    return event_id


def _record(event_id: int) -> service.Closing:
    now = clock.now()
    service.close(event_id, account_id=None, now=now)
    return service.record_result(event_id, account_id=None, now=now)


def _file(event_id: int) -> str:
    result = latest_result(event_id)
    assert result is not None  # noqa: S101 for mypy: it was recorded a moment ago
    return json.dumps(exported(result), ensure_ascii=False)


def _timed(work: Callable[[Given], T], given: Given) -> tuple[float, T]:
    begin = time.perf_counter()
    outcome = work(given)
    return time.perf_counter() - begin, outcome
