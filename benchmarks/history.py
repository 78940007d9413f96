"""What does a database hold after years of events? People, contacts and scans in bulk, written by plain SQL.

The same people come to event after event of one series. What is measured lies in one more event of that series, whose
guests were at all the others; it is a very large one itself.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.arrivals import write_arrivals
from benchmarks.served_event import SLUG
from eventapp import clock
from eventapp.core import codes
from eventapp.core.contact_rules import Reason, Verdict, Way

Row = tuple[object, ...]
_NOTHING: Mapping[str, object] = {}
_ABOVE_GUESTS = 1_000_000
"""Guests have numbers below it."""
_INDEXED_AFTERWARDS = ("contacts", "scans")


@dataclass(frozen=True)
class History:
    """How much is in the database.

    Attributes:
        crowd: People at the event beside its guests; the earlier events have a tenth of them, and all guests.
        contacts: At the event, none of them between two guests.
        earlier_events: Of the same series.
        contacts_at_each: Of these.
    """

    crowd: int
    contacts: int
    earlier_events: int = 0
    contacts_at_each: int = 0

    @property
    def all_contacts(self) -> int:
        """In the whole database."""
        return self.contacts + self.earlier_events * self.contacts_at_each


def write_history(database: Path, history: History) -> None:
    """Fills the SQLite database of an event that has guests and is not served yet."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF").close()
        connection.execute("PRAGMA cache_size=-500000").close()
        connection.execute("BEGIN").close()
        _Writer(connection).write(history)
        connection.execute("COMMIT").close()


class _Writer:
    """One open transaction on a database, and the event that is in it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.row_factory = sqlite3.Row
        self._event = connection.execute("SELECT * FROM events WHERE slug = ?", (SLUG,)).fetchone()
        self._guests = [row["id"] for row in connection.execute("SELECT id FROM registrations ORDER BY id")]

    def write(self, history: History) -> None:
        """Writes everything; indexes of what comes in bulk are made in the end, which is faster."""
        indexes = self._drop_indexes()
        people = self._people(len(self._guests) + history.crowd)
        known = zip(people, self._guests, strict=False)
        self._connection.executemany("UPDATE registrations SET person_id = ? WHERE id = ?", known).close()
        crowd = self._register(self._event["id"], people[len(self._guests) :])
        self._meet(self._event["id"], _pairs(crowd, self._guests), history.contacts)
        few = people[: len(self._guests) + history.crowd // 10]
        for number in range(history.earlier_events):
            event_id = self._earlier_event(number + 1)
            self._meet(event_id, _pairs(self._register(event_id, few)), history.contacts_at_each)
        for statement in indexes:
            self._connection.execute(statement).close()

    def _drop_indexes(self) -> list[str]:
        """Drops the indexes of the largest tables; returns what makes them again."""
        marks = ", ".join("?" for _table in _INDEXED_AFTERWARDS)
        found = self._connection.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})",  # noqa: S608 only marks
            _INDEXED_AFTERWARDS,
        ).fetchall()
        for row in found:
            self._connection.execute(f"DROP INDEX {row['name']}").close()
        return [row["sql"] for row in found]

    def _people(self, count: int) -> list[int]:
        """Writes people whose addresses are confirmed; returns their ids."""
        values = ((self._event["series_id"], f"person-{number}@example.org") for number in range(count))
        self._insert("people", ("series_id", "email_key"), values)
        return [row["id"] for row in self._connection.execute("SELECT id FROM people ORDER BY id")]

    def _earlier_event(self, years: int) -> int:
        """Writes an event like the one that is there, some years before it; returns its id."""
        event = dict(self._event)
        del event["id"]
        event["slug"] = f"{SLUG}-{years}"
        for moment in ("tracking_opens_at", "tracking_closes_at"):
            year = int(event[moment][:4])
            event[moment] = f"{year - years}{event[moment][4:]}".replace("-02-29", "-02-28")
        self._insert("events", tuple(event), [tuple(event.values())])
        return self._last("events")

    def _register(self, event_id: int, people: Sequence[int]) -> list[int]:
        """Lets people come to an event, with badge, consent and check-in; returns their registrations."""
        now = _text(clock.now())
        first = self._last("registrations") + 1
        registrations = range(first, first + len(people))
        self._insert(
            "registrations",
            ("id", "uid", "number", "name", "person_id"),
            (
                (each, f"R{each:025}", _ABOVE_GUESTS + each, f"Person {each}", who)
                for each, who in zip(registrations, people, strict=True)
            ),
            {"event_id": event_id, "locale": "de", "created_at": now, "change_no": 0}
            | dict.fromkeys(("is_staff", "shows_name", "shares_email"), False),
        )
        same = {"event_id": event_id, "given_at": now}
        self._insert("tracking_consents", ("registration_id",), ((each,) for each in registrations), same)
        write_arrivals(self._connection, event_id, registrations, now)
        same = {"event_id": event_id, "created_at": now}
        badges = ((each, codes.new_badge_code(), codes.new_short_code()) for each in registrations)
        self._insert("badge_codes", ("registration_id", "code", "short_code"), badges, same)
        return list(registrations)

    def _meet(self, event_id: int, pairs: Iterable[tuple[int, int]], count: int) -> None:
        """Writes contacts, each with the scan that made it."""
        before = _text(clock.now() - timedelta(hours=1))
        met = list(islice(pairs, count))
        if len(met) < count:
            raise ValueError(f"{count} contacts are more than there are pairs")
        self._insert(
            "contacts",
            ("low_id", "high_id", "scanner_id", "change_no"),
            ((min(pair), max(pair), pair[0], number) for number, pair in enumerate(met, start=1)),
            {"event_id": event_id, "made_at": before, "way": Way.CAMERA.value}
            | dict.fromkeys(("met_before", "known_by_low", "known_by_high"), False),
        )
        self._insert(
            "scans",
            ("scanner_id", "target_id", "nonce"),
            ((one, other, f"history-{one}-{other}") for one, other in met),
            {"event_id": event_id, "received_at": before, "way": Way.CAMERA.value}
            | {"verdict": Verdict.NEW_CONTACT.value, "reason": Reason.COUNTS.value},
        )
        changed = "UPDATE events SET change_no = change_no + ? WHERE id = ?"
        self._connection.execute(changed, (count, event_id)).close()

    def _insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Row], same: Mapping[str, object] = _NOTHING
    ) -> None:
        """Inserts rows; what is the same in all of them is given once."""
        names, values = (*columns, *same), tuple(same.values())
        marks = ", ".join("?" for _name in names)
        self._connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 names of ours
            ((*row, *values) for row in rows),
        ).close()

    def _last(self, table: str) -> int:
        last: int = self._connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]  # noqa: S608 a name of ours
        return last


def _pairs(crowd: Sequence[int], guests: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    """Pairs that are all different, everybody in about as many as the others; none of two guests."""
    apart = len(crowd) // len(guests) if guests else 0
    ring = list(crowd)
    for place, guest in enumerate(guests):
        ring.insert(place * (apart + 1), guest)
    alone = frozenset(guests)
    for distance in range(1, (len(ring) + 1) // 2):
        for place, one in enumerate(ring):
            other = ring[(place + distance) % len(ring)]
            if one not in alone or other not in alone:
                yield one, other


def _text(moment: datetime) -> str:
    """A moment as SQLite holds it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
