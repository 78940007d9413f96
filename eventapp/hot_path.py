"""How do the few busiest paths run their statements? As SQLAlchemy wrote them once, by the driver itself.

A scan runs five statements, a registration twenty. SQLAlchemy costs more around each (cache keys, execution contexts,
events, result objects) than the database needs for it, so here a statement is compiled at its first use and kept with
its types. Everything else goes through sessions (eventapp.database), and `hot` runs such statements among theirs.
"""

import threading
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Engine, PoolProxiedConnection, SelectBase, UpdateBase
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from eventapp.database import BEGIN_WRITE, writer_turn

Statement = SelectBase | UpdateBase
Values = Mapping[str, Any]
_NO_VALUES: Values = {}
_BEGIN_WRITE = {"sqlite": BEGIN_WRITE, "postgresql": "BEGIN"}


class Rows:
    """What a statement returned; each row has its columns as attributes and in their order."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Any]) -> None:
        """Holds all rows."""
        self._rows = rows

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row.

        Raises:
            NoResultFound: There is none.
            MultipleResultsFound: There are more.
        """
        if len(self._rows) != 1:
            raise MultipleResultsFound if self._rows else NoResultFound
        return self._rows[0]

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None


class _Compiled:
    """A statement in the words of one kind of database, with what turns Python's values into its own and back."""

    def __init__(self, statement: Statement, dialect: Dialect, names: Sequence[str]) -> None:
        columns_named = list(names) if names and not isinstance(statement, SelectBase) else None
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns_named)
        if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError("a list in IN, or a column with a default that is not named")
        self.text = str(compiled)
        self.order: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        self.given: Values = {name: value for name, value in compiled.params.items() if name not in names}
        self.encoders = [
            (name, encode)
            for parameter, name in compiled.bind_names.items()
            if (encode := parameter.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        ]
        columns = statement.exported_columns
        self.decoders = [
            (place, decode)
            for place, column in enumerate(columns)
            if (decode := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]
        row: Any = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[arg-type, misc] # noqa: PYI024 known when it runs
        self.as_row = row._make
        self.returns = bool(columns)

    def encoded(self, values: Values) -> Any:
        """The values as the driver takes them."""
        found = {**self.given, **values}
        for name, encode in self.encoders:
            found[name] = encode(found[name])
        return found if self.order is None else [found[name] for name in self.order]

    def decoded(self, row: Sequence[Any]) -> Any:
        """A row as Python has it."""
        found = list(row)
        for place, decode in self.decoders:
            found[place] = decode(found[place])
        return self.as_row(found)


class HotConnection:
    """A connection of the engine's pool that runs Core statements without SQLAlchemy around each.

    A statement that is kept (in a module) is compiled once; all its values come by name, and an INSERT or UPDATE gets
    exactly the columns that are named. What only SQLAlchemy's execution can do is refused: lists in IN, defaults of
    columns.
    """

    def __init__(self, engine: Engine, pooled: PoolProxiedConnection) -> None:
        """Takes a connection out of the pool's hands for a while; `hot_connection` does that."""
        self.engine, self.dialect = engine, engine.dialect
        self._pooled = pooled
        self._driver: Any = pooled.driver_connection
        self._errors: Any = self.dialect.loaded_dbapi.Error

    def execute(self, statement: Statement, values: Values = _NO_VALUES) -> Rows:
        """Runs one statement.

        Args:
            statement: A SELECT, INSERT, UPDATE or DELETE of Core.
            values: Its values by name.

        Raises:
            DBAPIError: The database refuses it; one of SQLAlchemy's own, such as IntegrityError.
        """
        compiled = _compiled(statement, self.dialect, values)
        cursor = self._run(compiled.text, compiled.encoded(values))
        try:
            return Rows([compiled.decoded(row) for row in cursor.fetchall()] if compiled.returns else ())
        finally:
            cursor.close()

    def scalar(self, statement: Statement, values: Values = _NO_VALUES) -> Any:
        """The first column of the first row, or None."""
        return self.execute(statement, values).scalar()

    @contextmanager
    def write(self) -> Iterator[None]:
        """One write transaction: everything inside is committed together, or nothing.

        A single statement is one without this, too, where no other process of the machine has to wait for its turn.
        """
        with writer_turn(self.engine):
            self._run(_BEGIN_WRITE[self.dialect.name]).close()
            try:
                yield
                self._end("commit")
            except BaseException:
                self._end("rollback")
                raise

    def _run(self, text: str, values: Any = ()) -> Any:
        listeners = self.engine.dispatch  # whoever listens to the engine hears of these statements too
        for heard in listeners.before_cursor_execute:
            heard(self, None, text, values, None, False)
        try:
            cursor = self._driver.execute(text, values)
        except self._errors as error:
            raise self._translated(text, error) from error
        for heard in listeners.after_cursor_execute:
            heard(self, cursor, text, values, None, False)
        return cursor

    def _end(self, how: str) -> None:
        try:
            getattr(self._driver, how)()
        except self._errors as error:
            raise self._translated(how, error) from error

    def _translated(self, text: str, error: Exception) -> BaseException:
        is_lost = self.dialect.is_disconnect(error, self._driver, None)  # type: ignore[arg-type] # the driver's
        if is_lost:
            self._pooled.invalidate(error)
        return DBAPIError.instance(
            text, None, error, self._errors, connection_invalidated=is_lost, dialect=self.dialect
        )


def hot(session: Session) -> HotConnection:
    """The connection of a session's transaction, for what is asked or written often within it.

    What waits in the session is written first. The session does not learn what is written here: an object that it
    holds keeps its values until it is read again.
    """
    session.flush()
    connection = session.connection()
    return HotConnection(connection.engine, connection.connection)


_IN_USE: ContextVar[HotConnection | None] = ContextVar("the hot connection in use", default=None)
_TURNS: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


@contextmanager
def hot_connection(engine: Engine) -> Iterator[HotConnection]:
    """A connection for single reads and short writes; no transaction begins around a read.

    Inside of another one it is the same connection.
    """
    in_use = _IN_USE.get()
    if in_use is not None and in_use.engine is engine:
        yield in_use
        return
    pooled = engine.raw_connection()
    connection = HotConnection(engine, pooled)
    token = _IN_USE.set(connection)
    try:
        with _each_statement_by_itself(pooled, engine.dialect):
            yield connection
    finally:
        _IN_USE.reset(token)
        pooled.close()


@contextmanager
def _each_statement_by_itself(pooled: PoolProxiedConnection, dialect: Dialect) -> Iterator[None]:
    """No transaction around single statements: on PostgreSQL, beginning and ending one are two more waits."""
    if dialect.name != "postgresql":
        yield
        return
    driver: Any = pooled.driver_connection
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False


@contextmanager
def hot_turn(engine: Engine) -> Iterator[None]:
    """One connection for all of a busy request, and on SQLite one such request of a process at a time.

    Threads that run at once would hand the interpreter to each other at each of their statements, which costs more
    than waiting for one turn; the process next to this one takes the other core. A database that answers over a
    line leaves the interpreter idle meanwhile: there nobody waits.
    """
    turn = _TURNS.setdefault(engine, threading.Lock()) if engine.dialect.name == "sqlite" else nullcontext()
    with turn, hot_connection(engine):
        yield


_KEPT: WeakKeyDictionary[Statement, dict[str, _Compiled]] = WeakKeyDictionary()


def _compiled(statement: Statement, dialect: Dialect, values: Values) -> _Compiled:
    kept = _KEPT.setdefault(statement, {})
    if dialect.name not in kept:
        kept[dialect.name] = _Compiled(statement, dialect, list(values))
    return kept[dialect.name]
