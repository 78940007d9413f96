"""Do the migrations make the tables that the code expects, and is a database of another version met well?"""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from eventapp import clock, migration, tables
from eventapp.checkin.service import undo_check_in
from eventapp.config import ConfigError
from eventapp.database import WRITES
from eventapp.extensions import db
from tests.conftest import make_settings, open_app
from tests.factories import make_account, make_attendee, make_event, scan
from tests.postgresql import PostgresqlServer, fresh_database

TRIGGERS = {f"{table}_no_{verb}" for table in ("audit_entries", "frozen_results") for verb in ("update", "delete")}
"""What the models cannot say: rows that are written once (tests/champion/test_service.py tries to change them)."""
POSTGRESQL = """
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' '
        || coalesce(character_maximum_length::text, '') || ' ' || is_nullable || ' ' || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
"""
OWNERS_SINCE = "0028"
BREAKS = """
from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade():
    op.execute("UPDATE events SET title = title || id")
    op.execute("DELETE FROM tracking_consents")
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app whose database holds nothing."""
    if request.param == "sqlite":
        with open_app(make_settings(tmp_path)) as app:
            yield app
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql")[0]
    with fresh_database(server) as url, open_app(make_settings(tmp_path, url)) as app:
        yield app


def schema_of(engine: Engine) -> set[str]:
    """Every column, constraint and index of a database as one line, in the words of the database itself."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            lines = set(connection.scalars(text(POSTGRESQL)))
        else:
            rows = connection.execute(
                text("SELECT type, name, sql FROM sqlite_master WHERE type <> 'trigger' AND name NOT LIKE 'sqlite_%'")
            )
            lines = {line for kind, name, sql in rows for line in _parts(kind, name, sql)}
    return {line for line in lines if "alembic_version" not in line}


def _parts(kind: str, name: str, sql: str | None) -> Iterator[str]:
    """One line for each column and constraint of SQLite's own words for a table; an index is one line."""
    words = " ".join((sql or "").replace('"', "").split()).replace("( ", "(").replace(" )", ")")
    if kind != "table":
        yield f"{kind} {name} {words}"
        return
    depth, part = 0, ""
    for sign in words.partition("(")[2].rpartition(")")[0] + ",":
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            column, _, constraint = part.strip().partition("CONSTRAINT ")  # added later, it stands beside its column
            yield from (f"{name} {words}".rstrip() for words in (column, constraint) if words)
            part = ""
        else:
            part += sign


def triggers_of(engine: Engine) -> set[str]:
    """The names of all triggers."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if engine.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with engine.connect() as connection:
        return set(connection.scalars(text(query)))


def test_migrated_tables_are_those_of_the_code(empty: Flask) -> None:
    """Columns, keys, CHECKs, UNIQUEs and indexes: an upgraded empty database is what the models say."""
    with empty.app_context():
        with db.engine.connect().execution_options(**WRITES) as connection, connection.begin():
            tables.metadata.create_all(connection)
        expected = schema_of(db.engine)
        with db.engine.connect().execution_options(**WRITES) as connection, connection.begin():
            tables.metadata.drop_all(connection)
        assert schema_of(db.engine) == set()
    migration.bring_up_to_date(empty)
    with empty.app_context():
        assert schema_of(db.engine) == expected
    words = "\n".join(expected)
    for constraint in ("CHECK", "UNIQUE", "FOREIGN KEY", "low_id < high_id"):
        assert constraint in words
    assert len(expected) > 200


@pytest.mark.slow
@pytest.mark.measured
def test_down_and_up_again(empty: Flask) -> None:
    """Going down leaves nothing, not even a function; going up again makes the same."""
    migration.bring_up_to_date(empty)
    with empty.app_context():
        before = schema_of(db.engine)
        assert triggers_of(db.engine) == TRIGGERS
        downgrade(directory=str(migration.FOLDER), revision="base")
        assert schema_of(db.engine) == triggers_of(db.engine) == set()
        assert migration.current_revision(db.engine) is None
    migration.bring_up_to_date(empty)
    with empty.app_context():
        assert (schema_of(db.engine), triggers_of(db.engine)) == (before, TRIGGERS)


def execute(statement: str) -> int:
    """Runs a statement as a writer would; returns how many rows it touched."""
    with db.engine.connect().execution_options(**WRITES) as connection, connection.begin():
        return connection.execute(text(statement)).rowcount


def rows_of(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every row of these columns of each table, as text."""
    with db.engine.connect() as connection:
        queries = {table: f"SELECT {', '.join(names)} FROM {table}" for table, names in columns.items()}  # noqa: S608
        return {table: sorted(map(str, connection.execute(text(query)))) for table, query in queries.items()}


@pytest.mark.slow
@pytest.mark.measured
def test_a_filled_database_keeps_every_row(app: Flask) -> None:
    """What the first version had stored is there after each later step, and its references hold."""
    with app.app_context():
        event = make_event(organiser=make_account())
        people = [make_attendee(event, f"Person {number}") for number in range(4)]
        for other in people[1:]:
            scan(people[0], other)
        first, *later = [step.revision for step in migration.scripts().walk_revisions()][::-1]
        downgrade(directory=str(migration.FOLDER), revision=first)
        tables_then = inspect(db.engine)
        columns = {
            table: [f'"{column["name"]}"' for column in tables_then.get_columns(table)]
            for table in tables_then.get_table_names()
            if table != "alembic_version"
        }
        before = rows_of(columns)
        assert {"contacts": 3, "tracking_consents": 4, "registrations": 4}.items() <= {
            table: len(rows) for table, rows in before.items()
        }.items()
        for revision in later:
            upgrade(directory=str(migration.FOLDER), revision=revision)
            if revision == OWNERS_SINCE:  # whoever organised may go on deciding on the team
                before["event_roles"] = [row.replace("'organiser'", "'owner'") for row in before["event_roles"]]
            assert rows_of(columns) == before
        assert "'owner'" in "".join(before["event_roles"])
        with pytest.raises(IntegrityError):
            execute("DELETE FROM tracking_consents")  # references are enforced again
        assert migration.current_revision(db.engine) == migration.head_revision()


@pytest.mark.slow
@pytest.mark.measured
def test_who_had_arrived_is_in_by_the_events_own_list(app: Flask) -> None:
    """Databases from before there were lists: each arrival is an entry, and whoever took theirs back is out."""
    with app.app_context():
        event, nobody = make_event(), make_event(title="Nobody comes")
        anna, ben = (make_attendee(event, name) for name in ("Anna", "Ben"))
        make_attendee(nobody, checked_in=False)
        undo_check_in(ben.id, event_id=anna.event_id, account_id=make_account().id, now=clock.now())
        columns = {
            "door_entries": ["registration_id", "verdict", "undone_at IS NULL"],
            "presences": ["registration_id"],
        }
        before = rows_of(columns)
        downgrade(directory=str(migration.FOLDER), revision="0013")
        upgrade(directory=str(migration.FOLDER), revision="0014")
        assert rows_of(columns) == before
        assert [len(rows) for rows in before.values()] == [2, 1]
        assert rows_of({"admission_lists": ["event_id"]}) == {"admission_lists": [f"({anna.event_id},)"]}


def test_a_step_that_breaks_a_reference_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    """Only SQLite lets go of references meanwhile; both refuse in the end, and nothing has happened."""
    steps = tmp_path / "migrations"
    copytree(migration.FOLDER, steps)
    head = migration.head_revision()
    (steps / "versions" / "9999_break.py").write_text(BREAKS.format(head=head))
    with app.app_context():
        event = make_event()
        scan(make_attendee(event), make_attendee(event))
    monkeypatch.setattr(migration, "FOLDER", steps)
    migration.scripts.cache_clear()
    try:
        with pytest.raises(ConfigError, match=r"cannot be brought up to date: .*contacts"):
            migration.bring_up_to_date(app)
    finally:
        migration.scripts.cache_clear()
    with app.app_context():
        assert migration.current_revision(db.engine) == head
        assert execute("UPDATE tracking_consents SET given_at = given_at") == 2
        assert db.session.scalars(text("SELECT title FROM events")).all() == ["Netzwerktreffen"]


def test_a_newer_database_is_left_alone(app: Flask) -> None:
    """Code that does not know a database's level says which version is needed, and changes nothing."""
    with app.app_context():
        execute("UPDATE alembic_version SET version_num = 'ffff'")
        before = schema_of(db.engine)
    with pytest.raises(ConfigError, match="at migration ffff, which this version of eventapp does not know"):
        migration.bring_up_to_date(app)
    with app.app_context():
        assert schema_of(db.engine) == before
        assert migration.current_revision(db.engine) == "ffff"


def test_a_second_start_changes_nothing(app: Flask) -> None:
    """Everything is found as it was."""
    with app.app_context():
        slug = make_event().slug
    migration.bring_up_to_date(app)
    with app.app_context():
        assert db.session.scalars(text("SELECT slug FROM events")).all() == [slug]
