"""What is in the database of a very large event? Its people and the contacts of two days, written by plain SQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.arrivals import write_arrivals
from eventapp import clock
from eventapp.contacts.models import Contact
from eventapp.core.contact_rules import Way
from eventapp.registration.models import Registration, TrackingConsent

ORGANISATIONS = 60
CIRCLES = 24
"""People meet within their own most of the time, so that the picture has something to show."""
WITHIN_CIRCLE = 0.72
BREAKS = (9.2, 10.75, 12.6, 15.2, 17.5)
"""Hours of the day around which most contacts are made."""
IN_BREAKS = 0.8
_ABOVE_GUESTS = 1_000_000


def write_network(database: Path, *, people: int, contacts: int) -> None:
    """Fills the SQLite database of an event that is not served yet.

    Args:
        database: The file.
        people: How many come beside the guests that are registered already.
        contacts: Among them.
    """
    random = Random(5)  # noqa: S311 no secret
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF").close()
        connection.execute("BEGIN").close()
        event_id, series_id = connection.execute("SELECT id, series_id FROM events").fetchone()
        organisations = _organisations(connection, series_id)
        crowd = _register(connection, event_id, people, organisations, random)
        rows = list(_contacts(event_id, crowd, contacts, random))
        _insert(connection, Contact.__tablename__, rows)
        changed = "UPDATE events SET change_no = change_no + ? WHERE id = ?"
        connection.execute(changed, (contacts, event_id)).close()
        connection.execute("COMMIT").close()


def _organisations(connection: sqlite3.Connection, series_id: int) -> list[int]:
    rows = [
        {"series_id": series_id, "name": f"Mittelstand-Digital Zentrum Ort {number}", "key": f"ort-{number}"}
        for number in range(1, ORGANISATIONS + 1)
    ]
    _insert(connection, "organisations", rows)
    return [id_ for (id_,) in connection.execute("SELECT id FROM organisations WHERE key LIKE 'ort-%'")]


def _register(
    connection: sqlite3.Connection, event_id: int, people: int, organisations: list[int], random: Random
) -> list[int]:
    now = _text(clock.now())
    first = connection.execute("SELECT max(id) FROM registrations").fetchone()[0] + 1
    ids = list(range(first, first + people))
    shares = [1 / (place + 3) for place in range(len(organisations))]
    chosen = random.choices(organisations, shares, k=people)
    registrations = [
        {
            "id": id_,
            "event_id": event_id,
            "uid": f"R{id_:025}",
            "number": _ABOVE_GUESTS + id_,
            "name": f"Friederike Mustermann-{id_}",
            "organisation_id": organisation,
            "locale": "de",
            "created_at": now,
            "change_no": 1,
            "is_staff": False,
            "shows_name": True,
            "shares_email": False,
        }
        for id_, organisation in zip(ids, chosen, strict=True)
    ]
    _insert(connection, Registration.__tablename__, registrations)
    consents = [{"registration_id": id_, "event_id": event_id, "given_at": now} for id_ in ids]
    _insert(connection, TrackingConsent.__tablename__, consents)
    write_arrivals(connection, event_id, ids, now)
    return ids


def _contacts(event_id: int, crowd: list[int], count: int, random: Random) -> Iterator[dict[str, object]]:
    circles = [crowd[place::CIRCLES] for place in range(CIRCLES)]
    moments = sorted(_moments(count, random))
    met: set[tuple[int, int]] = set()
    while len(met) < count:
        circle = random.choice(circles) if random.random() < WITHIN_CIRCLE else crowd
        pair = tuple(sorted(random.sample(circle, 2)))
        if pair in met:
            continue
        met.add((pair[0], pair[1]))
        yield {
            "event_id": event_id,
            "low_id": pair[0],
            "high_id": pair[1],
            "scanner_id": pair[0],
            "change_no": len(met),
            "made_at": _text(moments[len(met) - 1]),
            "way": Way.CAMERA.value,
            "met_before": False,
            "known_by_low": False,
            "known_by_high": False,
        }


def _moments(count: int, random: Random) -> Iterator[datetime]:
    """Yesterday and the day before, most of them in the breaks."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for _number in range(count):
        hour = (
            random.choice(BREAKS) + random.gauss(0, 0.35) if random.random() < IN_BREAKS else random.uniform(8.5, 19)
        )
        yield midnight - timedelta(days=random.choice((1, 2))) + timedelta(hours=hour)


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    """Inserts rows that all have the same columns."""
    names = tuple(rows[0])
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608 names of ours
    connection.executemany(statement, rows).close()


def _text(moment: datetime) -> str:
    """A moment as SQLite holds it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
