"""How Alembic runs a migration: on the app's own engine."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from eventapp.database import WRITES, UtcDateTime, refuse_dangling_references, unenforced_references
from eventapp.tables import metadata


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Writes our own column type as what it is in the database, so that old migrations never need our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Runs the migrations in one transaction; batch mode lets SQLite change tables."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(**WRITES) as connection, unenforced_references(connection):
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            render_item=render_item,
            transactional_ddl=True,  # SQLite's tables are, now that eventapp.database writes BEGIN itself
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            refuse_dangling_references(connection)


run()
