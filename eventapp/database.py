"""How does a write reach the disk, once and for all, with many processes writing?"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary, finalize

from sqlalchemy import Connection, DateTime, Dialect, Engine, Executable, event, inspect
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 5000
PRAGMAS = (
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-32000",
)
"""How every SQLite connection is set up."""
BEGIN_WRITE = "BEGIN IMMEDIATE"
WRITES = {"eventapp_begin": BEGIN_WRITE}
"""Execution options of a connection that is going to write."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC (SQLite has no zones, PostgreSQL has)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive moments; SQLite gets the UTC wall time."""
        if value is None:
            return None
        return _in_utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """SQLite gets its text at once, as SQLAlchemy writes it: each statement of the busiest paths has some."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives every stored moment back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """SQLite's text is read at once, not by way of a naive moment: every row of a list has some."""
        return _read_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def configure(engine: Engine) -> None:
    """Makes a SQLite engine durable and strict, and PostgreSQL plan for many short statements.

    A 2xx means that the row is on disk: WAL with synchronous=FULL. `BEGIN IMMEDIATE` for writes avoids the
    upgrade of a read to a write transaction, which SQLite refuses under load whatever the busy timeout.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _on_connect_to_postgresql)
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect_to_postgresql(connection: Any, _record: object) -> None:
    # Before it knows how little a young table holds, PostgreSQL takes the one read of a scan for a long one, and
    # compiles it for up to 70 ms each time. No statement of ours runs that long.
    connection.execute("SET jit = off").close()
    # It would plan that read anew each time, for 1 to 3 ms; running it takes 0.2 ms. All go by keys, so that the plan
    # is the same whatever the values.
    connection.execute("SET plan_cache_mode = force_generic_plan").close()
    connection.commit()


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # this module writes BEGIN itself
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("eventapp_begin", "BEGIN"))


def assert_durable(engine: Engine) -> None:
    """Checks on a real connection that SQLite keeps what it acknowledges.

    Raises:
        RuntimeError: A pragma did not take (for example WAL on a network file system).
    """
    if engine.dialect.name != "sqlite":
        return
    wanted: dict[str, Any] = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with engine.connect() as connection:
        for name, value in wanted.items():
            found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            if found != value:
                raise RuntimeError(f"SQLite refuses {name}={value} here (it says {found}).")


@contextmanager
def unenforced_references(connection: Connection) -> Iterator[None]:
    """Lets a migration make anew a table to which others refer, the only way in which SQLite changes some things.

    After https://www.sqlite.org/lang_altertable.html#otheralter: foreign keys are off before the transaction begins,
    and `refuse_dangling_references` stands at its end. Other databases change a table in place.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver_connection = connection.connection.driver_connection
    assert isinstance(driver_connection, sqlite3.Connection)  # noqa: S101 for mypy
    driver_connection.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver_connection.execute("PRAGMA foreign_keys=ON")


def refuse_dangling_references(connection: Connection) -> None:
    """Checks every reference of a SQLite database.

    Raises:
        IntegrityError: A row refers to one that is not there.
    """
    if connection.dialect.name != "sqlite":
        return
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if dangling is not None:
        table, row, parent, _ = dangling
        sentence = f"row {row} of {table} refers to a row of {parent} that is not there"
        raise IntegrityError(None, None, sqlite3.IntegrityError(sentence))


@contextmanager
def writer_turn(engine: Engine) -> Iterator[None]:
    """Waits until this thread may write, over all processes of the machine.

    SQLite's busy handler sleeps and is unfair: under load one process starves for seconds. A file lock taken
    before BEGIN IMMEDIATE queues the writers instead, one of each process. PostgreSQL needs none.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    lock = _writer_lock(engine)
    with lock.threads:
        fcntl.flock(lock.file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock.file, fcntl.LOCK_UN)


class _WriterLock(NamedTuple):
    """What a writer of a SQLite database holds.

    Attributes:
        threads: Taken first: a file lock does not tell the threads of a process apart.
        file: Locked then, against other processes; stays open as long as the engine is there.
        process: Whose they are: after a fork both sides would share one file lock.
    """

    threads: threading.Lock
    file: int
    process: int


_WRITER_LOCKS: WeakKeyDictionary[Engine, _WriterLock] = WeakKeyDictionary()
_MAKING_LOCKS = threading.Lock()


def _writer_lock(engine: Engine) -> _WriterLock:
    with _MAKING_LOCKS:
        lock = _WRITER_LOCKS.get(engine)
        if lock is None or lock.process != os.getpid():
            file = os.open(f"{engine.url.database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            finalize(engine, os.close, file)
            lock = _WRITER_LOCKS[engine] = _WriterLock(threading.Lock(), file, os.getpid())
    return lock


class Scalars(Protocol):
    """A connection inside a write transaction: SQLAlchemy's own, or that of a hot path."""

    dialect: Dialect

    def scalar(self, statement: Any, values: dict[str, Any], /) -> Any:
        """The first column of the first row, or None."""


def insert_once(connection: Scalars, table: Any, **values: Any) -> int | None:
    """Inserts a row of a mapped class unless a UNIQUE constraint says that one like it is there; the new id, or None.

    On PostgreSQL it waits for others who are inserting the same row: after None, a read finds theirs.
    """
    inserted: int | None = connection.scalar(_insert_once_into(table, connection.dialect.name), values)
    return inserted


@cache
def _insert_once_into(table: Any, dialect: str) -> Executable:
    """Kept for each table, since making a statement takes longer than running it."""
    make = insert_on_sqlite if dialect == "sqlite" else insert_on_postgresql
    return make(table).on_conflict_do_nothing().returning(*inspect(table).primary_key)


@contextmanager
def write_session(session: Session) -> Iterator[Session]:
    """One write transaction of the session: everything inside is committed together, or nothing.

    What was read before is read again inside, so that decisions rest on rows that nobody else can change now.

    Raises:
        RuntimeError: Changes wait in the session already, or a write transaction is open.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside of a write transaction")
    if session.info.get("writes"):
        raise RuntimeError("a write transaction is open already")
    session.rollback()  # ends the reading transaction
    session.expire_all()  # what was read or written before is read again, also right after an earlier write
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 for mypy: the session is bound to an engine
    with writer_turn(engine):
        session.info["writes"] = True
        try:
            session.connection(execution_options=WRITES)
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("writes", None)


def refuse_stray_writes(session: Session, _context: object, _instances: object) -> None:
    """Listener for `before_flush`: a write outside `write_session` would not wait for its turn."""
    if not session.info.get("writes"):
        raise RuntimeError("a change was flushed outside of write_session")
