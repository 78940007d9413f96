"""Does the database have the tables that this code expects, and how does it get them?"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from eventapp import database
from eventapp.config import ConfigError
from eventapp.extensions import db

FOLDER = Path(__file__).parent / "migrations"


@cache
def scripts() -> ScriptDirectory:
    """All migrations that this code knows."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def head_revision() -> str | None:
    """The migration level that this code expects."""
    return scripts().get_current_head()


def current_revision(engine: Engine) -> str | None:
    """The migration level that the database has; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def bring_up_to_date(app: Flask) -> None:
    """Creates the tables or brings them to this code's level, and checks that the database is durable.

    Raises:
        ConfigError: The database cannot be reached or changed, or is newer than this code.
    """
    with app.app_context():
        with _as_sentence("The database cannot be opened"):
            current = current_revision(db.engine)
        if current is not None and current not in {script.revision for script in scripts().walk_revisions()}:
            raise ConfigError(
                f"The database is at migration {current}, which this version of eventapp does not know: "
                "it was used by a newer version. Install that version, or restore a backup."
            )
        with _as_sentence("The database cannot be brought up to date"):
            if current != head_revision():
                upgrade(directory=str(FOLDER))
            try:
                database.assert_durable(db.engine)
            except RuntimeError as error:
                raise ConfigError(str(error)) from error


@contextmanager
def _as_sentence(what: str) -> Iterator[None]:
    """Turns an error of the database into one sentence for the person who starts the server."""
    try:
        yield
    except SQLAlchemyError as error:
        lines = str(getattr(error, "orig", None) or error).strip().splitlines()
        raise ConfigError(f"{what}: {lines[0].rstrip('.') if lines else type(error).__name__}.") from error
