"""closing in steps, titles, and records that can be counted again"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MINUTES = {"grace": (10, 120), "review": (15, 240)}


def upgrade() -> None:
    # With the column: SQLite adds a CHECK to a table by itself only by making it anew, and others refer to this one.
    for name, (default, most) in MINUTES.items():
        op.execute(
            f"ALTER TABLE events ADD COLUMN {name}_minutes INTEGER DEFAULT {default} NOT NULL "
            f"CONSTRAINT ck_events_{name}_minutes CHECK ({name}_minutes BETWEEN 0 AND {most})"
        )
    op.add_column("events", sa.Column("titles", sa.JSON(), server_default=sa.text("'[\"champion\"]'"), nullable=False))
    op.add_column("events", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    # Until now, closing by hand was recording the result.
    op.execute("UPDATE events SET recorded_at = contacts_closed_at")
    op.add_column("frozen_results", sa.Column("evidence", sa.JSON(), nullable=True))


def downgrade() -> None:
    # Not in batch mode, which on SQLite would make anew a table to which others refer.
    op.execute("ALTER TABLE frozen_results DROP COLUMN evidence")
    for column in ("recorded_at", "titles", "review_minutes", "grace_minutes"):
        op.execute(f"ALTER TABLE events DROP COLUMN {column}")
