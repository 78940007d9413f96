"""places: how many an event has, who has one, who waits and until when"""

import sqlalchemy as sa
from alembic import op

from eventapp.database import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATUSES = "'confirmed', 'provisional', 'requested', 'waiting', 'offered', 'lapsed', 'cancelled', 'declined'"
VERDICTS = (
    "'in', 'out', 'forced', 'already_in', 'not_in', 'no_exits', 'full', 'closed', 'replaced_badge', 'unknown_badge', "
    "'other_event', {}'undone', 'too_late', 'reused_nonce'"
)
ANSWERS = "(answer_by IS NOT NULL) = (status IN ('provisional', 'offered'))"


def upgrade() -> None:
    # Each CHECK with its column: SQLite adds one by itself only by making the table anew, and others refer to these.
    moment = UtcDateTime().compile(dialect=op.get_bind().dialect)
    _add("registrations", "status", "VARCHAR(12) DEFAULT 'confirmed' NOT NULL", "status", f"status IN ({STATUSES})")
    op.add_column("registrations", sa.Column("status_since", UtcDateTime(), nullable=True))
    _add("registrations", "answer_by", moment, "answer_by", ANSWERS)
    op.create_index(op.f("ix_registrations_event_id_status"), "registrations", ["event_id", "status"])
    _add("events", "places", "INTEGER", "places", "places BETWEEN 1 AND 100000")
    op.add_column("events", sa.Column("has_waiting_list", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("events", sa.Column("requires_approval", sa.Boolean(), server_default=sa.false(), nullable=False))
    _add("events", "offer_hours", "INTEGER DEFAULT 48 NOT NULL", "offer_hours", "offer_hours BETWEEN 0 AND 336")
    op.add_column("events", sa.Column("registration_opens_at", UtcDateTime(), nullable=True))
    window = "registration_opens_at < registration_closes_at"
    _add("events", "registration_closes_at", moment, "registration_window", window)
    _let_doors_say(VERDICTS.format("'waiting_list', 'not_approved', 'cancelled', "))


def downgrade() -> None:
    op.execute("DELETE FROM door_entries WHERE verdict IN ('waiting_list', 'not_approved', 'cancelled')")
    _let_doors_say(VERDICTS.format(""))
    # Not in batch mode, which on SQLite would make anew a table to which others refer.
    for name in (
        "registration_closes_at",
        "registration_opens_at",
        "offer_hours",
        "requires_approval",
        "has_waiting_list",
        "places",
    ):
        op.execute(f"ALTER TABLE events DROP COLUMN {name}")
    op.drop_index(op.f("ix_registrations_event_id_status"), "registrations")
    for name in ("answer_by", "status_since", "status"):
        op.execute(f"ALTER TABLE registrations DROP COLUMN {name}")


def _add(table: str, column: str, kind: str, name: str, check: str) -> None:
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT ck_{table}_{name} CHECK ({check})")


def _let_doors_say(verdicts: str) -> None:
    with op.batch_alter_table("door_entries") as batch_op:
        batch_op.drop_constraint(op.f("ck_door_entries_verdict"), type_="check")
        batch_op.create_check_constraint(op.f("ck_door_entries_verdict"), f"verdict IN ({verdicts})")
