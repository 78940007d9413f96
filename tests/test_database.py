"""Does a write reach the disk whole, once, and in its turn? And is a moment the same for every reader?"""

import re
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import DateTime, String, create_engine, event, select, text

from eventapp import database, tables
from eventapp.accounts.models import Attempt
from eventapp.config import Config
from eventapp.database import (
    UtcDateTime,
    assert_durable,
    configure,
    write_session,
)
from eventapp.events.models import Series
from eventapp.extensions import db
from tests.conftest import open_app

NOON = datetime(2036, 3, 9, 12, tzinfo=UTC)
DURABLE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def series(title: str = "Reihe") -> Series:
    """A row that any table could hold."""
    return Series(title=title, created_at=NOON)


def titles() -> list[str]:
    """What is stored, read by a new transaction."""
    db.session.rollback()
    return list(db.session.scalars(select(Series.title).order_by(Series.id)))


def test_every_connection_of_sqlite_is_durable(tmp_path: Path) -> None:
    """WAL, synchronous=FULL, foreign keys: on the first connection and on the tenth."""
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}", pool_size=10)
    configure(engine)
    connections = [engine.connect() for _ in range(10)]
    for connection in connections:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in DURABLE}
        assert found == DURABLE
    for connection in connections:
        connection.close()
    assert_durable(engine)
    engine.dispose()


@pytest.mark.parametrize("pragma", ["journal_mode=DELETE", "synchronous=NORMAL", "foreign_keys=OFF"])
def test_a_start_on_less_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pragma: str) -> None:
    """As on a network file system that knows no WAL: the server says so instead of losing scans."""
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, pragma))
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    configure(engine)
    with pytest.raises(RuntimeError, match=f"SQLite refuses {pragma.partition('=')[0]}"):
        assert_durable(engine)
    engine.dispose()


def write_and_fail() -> None:
    """A row, and a mistake in the same transaction."""
    with write_session(db.session()) as session:
        session.add(series("Zwei"))
        session.flush()
        _ = 1 / 0


def test_a_write_is_seen_by_another_process_at_once(app: Flask, settings: Config) -> None:
    """What is acknowledged is there for everybody, and a mistake inside takes everything back."""
    with app.app_context(), write_session(db.session()) as session:
        session.add(series("Eins"))
    with app.app_context(), pytest.raises(ZeroDivisionError):
        write_and_fail()
    with open_app(settings) as another, another.app_context():
        assert titles() == ["Eins"]


def test_writers_take_turns(app: Flask) -> None:
    """Read, then write, from eight threads at once: none is refused, and none overwrites what it did not see.

    Each thread keeps the row that it wrote last, as a request does that writes twice.
    """
    with app.app_context(), write_session(db.session()) as session:
        session.add(series("0"))
    failures: list[Exception] = []

    def count_on() -> None:
        with app.app_context():
            for _ in range(15):
                try:
                    with write_session(db.session()) as session:
                        row = session.scalars(select(Series).with_for_update()).one()
                        row.title = str(int(row.title) + 1)
                except Exception as error:  # noqa: BLE001 whatever it is, the test shows it
                    failures.append(error)
            db.session.remove()

    threads = [threading.Thread(target=count_on) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert titles() == [str(8 * 15)]


def test_sqlite_reserves_the_write_before_reading(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: a read that becomes a write would be refused under load, whatever the patience."""
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    configure(engine)
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: sent.append(statement))
    with engine.connect().execution_options(**database.WRITES) as connection, connection.begin():
        connection.execute(text("SELECT 1"))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert [statement for statement in sent if statement.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]
    engine.dispose()


def test_nothing_is_written_out_of_turn(app: Flask) -> None:
    """A change outside of `write_session` is an error of ours, found at once; so is a turn within a turn."""
    with app.app_context():
        db.session.add(series())
        with pytest.raises(RuntimeError, match="outside of write_session"):
            db.session.flush()
        with pytest.raises(RuntimeError, match="outside of a write transaction"), write_session(db.session()):
            pass
        db.session.rollback()
        with write_session(db.session()) as session:
            with pytest.raises(RuntimeError, match="open already"), write_session(session):
                pass
            session.add(series("Eins"))
        assert titles() == ["Eins"]


@pytest.mark.parametrize("settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_postgresql_plans_once_and_compiles_nothing(app: Flask) -> None:
    """What is set when a connection is made outlives the first transaction that is rolled back."""
    with app.app_context():
        for _ in range(2):
            assert db.session.scalar(text("SHOW jit")) == "off"
            assert db.session.scalar(text("SHOW plan_cache_mode")) == "force_generic_plan"
            db.session.rollback()


@pytest.mark.each_case_on_both
@pytest.mark.parametrize("hours", [-11, 0, 2])
def test_moments_are_utc_whoever_wrote_them(app: Flask, hours: int) -> None:
    """In: any zone. Stored: UTC. Out: aware, the same moment."""
    moment = NOON.astimezone(timezone(timedelta(hours=hours)))
    with app.app_context():
        with write_session(db.session()) as session:
            session.add(Attempt(kind="test", subject="x", happened_at=moment))
        stored = db.session.scalars(select(Attempt.happened_at)).one()
        assert (stored, stored.utcoffset()) == (NOON, timedelta(0))
        assert db.session.scalars(select(Attempt).where(Attempt.happened_at == moment)).one()
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("SELECT happened_at FROM attempts")) == "2036-03-09 12:00:00.000000"


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    """Nobody could say later when it was."""
    with app.app_context():
        with pytest.raises(Exception, match="without a time zone"), write_session(db.session()) as session:
            session.add(Attempt(kind="test", subject="x", happened_at=NOON.replace(tzinfo=None)))
        assert db.session.scalars(select(Attempt)).all() == []


def test_every_word_that_a_column_may_hold_fits_into_it() -> None:
    """SQLite keeps what is too long for a column; PostgreSQL refuses it."""
    checked = 0
    for table in tables.metadata.sorted_tables:
        for check in table.constraints:
            found = re.fullmatch(r"(\w+) IN \((.+)\)", str(getattr(check, "sqltext", "")))
            column = table.columns.get(found[1]) if found else None
            if found and column is not None and isinstance(column.type, String):
                words = re.findall(r"'(\w+)'", found[2])
                assert [word for word in words if len(word) > (column.type.length or 0)] == [], column
                checked += len(words)
    assert checked > 30


def test_every_moment_in_every_table_is_utc() -> None:
    """No column takes a moment by another type."""
    moments = [column for table in tables.metadata.sorted_tables for column in table.columns]
    assert [str(column) for column in moments if isinstance(column.type, DateTime)] == []
    assert sum(isinstance(column.type, UtcDateTime) for column in moments) > 20
