"""Do statements that the driver runs by itself mean the same as those that SQLAlchemy runs?"""

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound, OperationalError, ProgrammingError

from eventapp.accounts.models import Attempt
from eventapp.database import WRITES, insert_once, write_session
from eventapp.events.models import Event, Series
from eventapp.extensions import db
from eventapp.hot_path import HotConnection, hot, hot_connection, hot_turn
from tests.factories import make_event

NOON = datetime(2036, 3, 9, 12, tzinfo=UTC)
_BY_TITLE = select(Series.id, Series.title, Series.created_at).where(Series.title == bindparam("title"))


def new_series(title: str) -> int:
    """A row, written on the hot path; its id."""
    with hot_connection(db.engine) as connection, connection.write():
        made = insert_once(connection, Series, title=title, created_at=NOON.astimezone(timezone(timedelta(hours=2))))
    assert made is not None
    return made


def rename_and_break(connection: HotConnection) -> None:
    """A change, and a row that may not be, in one transaction."""
    with connection.write():
        connection.execute(update(Series).values(title="Zwei"))
        connection.execute(insert(Series), {"title": None, "created_at": NOON})


def test_values_go_in_and_come_out_as_everywhere(app: Flask) -> None:
    """Moments, JSON and enumerations have the types of their columns, whichever way they are written and read."""
    with app.app_context():
        made = make_event(icebreakers=["Wozu?", "Und dann?"])
        new_series("Ä 100 % :x")
        columns = (Event.icebreakers, Event.tracking_opens_at, Event.confirmation, Event.contacts_closed_at)
        by_id = select(*columns).where(Event.id == bindparam("id"))
        usual = tuple(db.session.execute(by_id, {"id": made.id}).one())
        with hot_connection(db.engine) as connection:
            assert tuple(connection.execute(by_id, {"id": made.id}).one()) == usual
            row = connection.execute(_BY_TITLE, {"title": "Ä 100 % :x"}).one()
        db.session.rollback()
        assert (row.created_at, row.created_at.utcoffset()) == (NOON, timedelta(0))
        assert db.session.execute(_BY_TITLE, {"title": "Ä 100 % :x"}).one() == tuple(row)


def test_what_a_statement_carries_itself_stays(app: Flask) -> None:
    """A constant in the statement needs no value by name; the same statement serves again with other values."""
    with app.app_context():
        series_id = new_series("Eins")
        rename = update(Series).where(Series.id == bindparam("at")).values(title="Zwei").returning(Series.title)
        with hot_connection(db.engine) as connection:
            for at, titles in ((series_id, [("Zwei",)]), (series_id + 1, [])):
                with connection.write():
                    assert connection.execute(rename, {"at": at}).all() == titles
        assert db.session.scalars(select(Series.title)).all() == ["Zwei"]


def test_among_the_statements_of_a_session(app: Flask) -> None:
    """It sees what waits in the session, and is kept or taken back with it."""

    def make(title: str) -> None:
        with write_session(db.session()) as session:
            session.add(Series(title=title, created_at=NOON))
            connection = hot(session)
            assert connection.execute(_BY_TITLE, {"title": title}).one().created_at == NOON
            connection.execute(insert(Series), {"title": f"{title} danach", "created_at": NOON})
            if title == "Zwei":
                raise RuntimeError(title)

    with app.app_context():
        make("Eins")
        with pytest.raises(RuntimeError, match="Zwei"):
            make("Zwei")
        assert db.session.scalars(select(Series.title).order_by(Series.id)).all() == ["Eins", "Eins danach"]


def test_how_many_rows_there_are(app: Flask) -> None:
    """None, one, more: as in SQLAlchemy's results."""
    with app.app_context(), hot_connection(db.engine) as connection:
        none = connection.execute(_BY_TITLE, {"title": "Eins"})
        assert (list(none.all()), none.first(), none.scalar()) == ([], None, None)
        with pytest.raises(NoResultFound):
            none.one()
        ids = [new_series("Eins"), new_series("Eins")]
        both = connection.execute(_BY_TITLE, {"title": "Eins"})
        assert sorted(row.id for row in both.all()) == ids
        with pytest.raises(MultipleResultsFound):
            both.one()


def test_a_mistake_takes_everything_back_and_has_a_name_of_ours(app: Flask) -> None:
    """The same errors as everywhere, so that they are answered alike; the connection can be used on."""
    with app.app_context():
        new_series("Eins")
        with hot_connection(db.engine) as connection:
            with pytest.raises(IntegrityError, match=r"(?i)not.null"):
                rename_and_break(connection)
            assert connection.execute(_BY_TITLE, {"title": "Eins"}).one().title == "Eins"


@pytest.mark.each_case_on_both
@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (select(Series.id).where(Series.id.in_([1, 2])), {}),
        (insert(Event), {"title": "Ohne Voreinstellungen"}),
    ],
    ids=["list", "default"],
)
def test_what_only_sqlalchemy_can_do_is_refused(app: Flask, statement: Any, values: dict[str, Any]) -> None:
    """Loudly, at the first use, instead of with a wrong row."""
    with app.app_context(), hot_connection(db.engine) as connection, pytest.raises(TypeError, match="list in IN"):
        connection.execute(statement, values)


def test_a_read_waits_for_nobody(app: Flask) -> None:
    """It begins no transaction on SQLite, not even after a write of the same connection that came to nothing."""
    with app.app_context():
        new_series("Eins")
        with db.engine.connect().execution_options(**WRITES) as other, hot_connection(db.engine) as connection:
            with pytest.raises(ZeroDivisionError), connection.write():
                _ = 1 / 0
            other.begin()
            other.execute(update(Series).values(title="Zwei"))
            assert connection.execute(_BY_TITLE, {"title": "Eins"}).one().title == "Eins"


def test_writers_take_turns(app: Flask) -> None:
    """Eight threads count on; none is refused and none overwrites what it did not see."""
    with app.app_context():
        new_series("x")
    count_on = update(Series).values(title=Series.title + "x")

    def write() -> None:
        with app.app_context():
            for _ in range(10):
                with hot_connection(db.engine) as connection, connection.write():
                    connection.execute(count_on)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.scalars(select(Series.title)).one() == "x" * 81


def test_a_turn_has_one_connection(app: Flask) -> None:
    """What is opened inside of it is the same connection; afterwards the pool has it back."""
    with app.app_context():
        with hot_turn(db.engine), hot_connection(db.engine) as outer, hot_connection(db.engine) as inner:
            assert inner is outer
        with hot_connection(db.engine) as later:
            assert later is not outer


def test_one_turn_at_a_time(app: Flask) -> None:
    """On SQLite the next one waits until the turn is over; on PostgreSQL, which answers over a line, both go on."""
    inside = threading.Event()

    def take() -> None:
        with app.app_context(), hot_turn(db.engine):
            inside.set()

    waits = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    thread = threading.Thread(target=take)
    with app.app_context(), hot_turn(db.engine):
        thread.start()
        assert inside.wait(0.2 if waits else 10) is not waits
    thread.join()
    assert inside.is_set()


def test_listeners_hear_of_every_statement(app: Flask) -> None:
    """Whoever watches the engine (a profiler, a test that counts) misses nothing."""
    heard: list[str] = []
    with app.app_context():
        for moment in ("before_cursor_execute", "after_cursor_execute"):
            event.listen(db.engine, moment, lambda _c, _cursor, statement, *_: heard.append(statement))
        with hot_connection(db.engine) as connection:
            connection.execute(_BY_TITLE, {"title": "Eins"})
    assert [statement.split()[0] for statement in heard] == ["SELECT", "SELECT"]


@pytest.mark.parametrize("settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_lost_connection_goes_out_of_the_pool(app: Flask) -> None:
    """PostgreSQL was restarted: the error says so, and the next request gets a connection that works."""
    with app.app_context():
        with hot_connection(db.engine) as connection:
            end = select(db.func.pg_terminate_backend(db.func.pg_backend_pid()))
            with pytest.raises(OperationalError) as caught:
                connection.execute(end)
        assert caught.value.connection_invalidated
        with hot_connection(db.engine) as connection:
            assert connection.execute(_BY_TITLE, {"title": "Eins"}).all() == []


def test_a_table_that_is_not_there(app: Flask) -> None:
    """What the database does not understand is an error of SQLAlchemy's, too."""
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE attempts")
    with app.app_context(), hot_connection(db.engine) as hot, pytest.raises((OperationalError, ProgrammingError)):
        hot.execute(select(Attempt.id))
