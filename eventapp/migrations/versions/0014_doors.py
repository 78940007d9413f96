"""doors: lists by which people are let in, every entry and refusal, devices that are doors"""

import sqlalchemy as sa
from alembic import op

import eventapp.database

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

VERDICTS = (
    "verdict IN ('in', 'out', 'forced', 'already_in', 'not_in', 'no_exits', 'full', 'closed', 'replaced_badge', "
    "'unknown_badge', 'other_event', 'undone', 'too_late', 'reused_nonce')"
)
ARRIVAL_LISTS = """
    INSERT INTO admission_lists
        (event_id, name, is_arrival, room, repeat, counts_exits, ends_at_night, created_at)
    SELECT event_id, '', {true}, '', 'once', {false}, {false}, min(happened_at) FROM check_ins GROUP BY event_id
"""
ENTRIES = """
    INSERT INTO door_entries
        (event_id, list_id, registration_id, verdict, direction, despite, account_id, door, nonce, happened_at,
         received_at, reason, undone_at)
    SELECT c.event_id, l.id, c.registration_id, 'in', 'entry', '', c.account_id, coalesce(substr(a.name, 1, 100), ''),
        c.nonce, c.happened_at, c.happened_at, '', c.undone_at
    FROM check_ins c JOIN admission_lists l ON l.event_id = c.event_id LEFT JOIN accounts a ON a.id = c.account_id
    ORDER BY c.id
"""
PRESENCES = """
    INSERT INTO presences (list_id, registration_id, event_id, is_in, since, door)
    SELECT list_id, registration_id, event_id, {true}, happened_at, door FROM door_entries WHERE undone_at IS NULL
"""


def upgrade() -> None:
    _make_lists()
    _make_devices()
    _make_entries()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    words = {"true": "1", "false": "0"} if on_sqlite else {"true": "true", "false": "false"}
    for statement in (ARRIVAL_LISTS, ENTRIES, PRESENCES):
        op.execute(statement.format(**words))


def _make_lists() -> None:
    moment = eventapp.database.UtcDateTime
    op.create_table(
        "admission_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_arrival", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("room", sa.String(length=100), nullable=False),
        sa.Column("opens_at", moment(), nullable=True),
        sa.Column("closes_at", moment(), nullable=True),
        sa.Column("closed_at", moment(), nullable=True),
        sa.Column("repeat", sa.String(length=5), nullable=False),
        sa.Column("counts_exits", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("ends_at_night", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_admission_lists_capacity")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_admission_lists_hours")),
        sa.CheckConstraint("repeat IN ('once', 'often')", name=op.f("ck_admission_lists_repeat")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_admission_lists_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_lists")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_admission_lists_event_id_id")),
    )
    of_itself = sa.text("is_arrival")
    op.create_index(
        "uq_admission_lists_arrival",
        "admission_lists",
        ["event_id"],
        unique=True,
        sqlite_where=of_itself,
        postgresql_where=of_itself,
    )
    op.create_table(
        "presences",
        sa.Column("list_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("is_in", sa.Boolean(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.Column("door", sa.String(length=100), nullable=False),
        _of_event("presences", "list_id", "admission_lists"),
        _of_event("presences", "registration_id", "registrations"),
        sa.PrimaryKeyConstraint("list_id", "registration_id", name=op.f("pk_presences")),
    )
    op.create_index(op.f("ix_presences_registration_id"), "presences", ["registration_id"])


def _make_devices() -> None:
    moment = eventapp.database.UtcDateTime
    op.create_table(
        "door_devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("pairing_hash", sa.String(length=64), nullable=True),
        sa.Column("pairing_expires_at", moment(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("paired_at", moment(), nullable=True),
        sa.Column("expires_at", moment(), nullable=False),
        sa.Column("revoked_at", moment(), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("last_seen_at", moment(), nullable=True),
        sa.Column("queue_length", sa.Integer(), nullable=False),
        sa.Column("clock_offset_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('door', 'kiosk')", name=op.f("ck_door_devices_kind")),
        sa.CheckConstraint("queue_length >= 0", name=op.f("ck_door_devices_queue_length")),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_door_devices_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_door_devices_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_devices")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_door_devices_event_id_id")),
        sa.UniqueConstraint("pairing_hash", name=op.f("uq_door_devices_pairing_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_door_devices_token_hash")),
    )
    op.create_index(op.f("ix_door_devices_event_id"), "door_devices", ["event_id"])
    op.create_table(
        "door_device_lists",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        _of_event("door_device_lists", "device_id", "door_devices"),
        _of_event("door_device_lists", "list_id", "admission_lists"),
        sa.PrimaryKeyConstraint("device_id", "list_id", name=op.f("pk_door_device_lists")),
    )


def _make_entries() -> None:
    moment = eventapp.database.UtcDateTime
    op.create_table(
        "door_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=14), nullable=False),
        sa.Column("direction", sa.String(length=5), nullable=False),
        sa.Column("despite", sa.String(length=14), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.String(length=100), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("happened_at", moment(), nullable=False),
        sa.Column("device_time", moment(), nullable=True),
        sa.Column("received_at", moment(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("undone_at", moment(), nullable=True),
        sa.CheckConstraint("direction IN ('entry', 'exit')", name=op.f("ck_door_entries_direction")),
        sa.CheckConstraint("verdict <> 'forced' OR reason <> ''", name=op.f("ck_door_entries_forced_with_reason")),
        sa.CheckConstraint(VERDICTS, name=op.f("ck_door_entries_verdict")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_door_entries_account_id")),
        _of_event("door_entries", "device_id", "door_devices"),
        _of_event("door_entries", "list_id", "admission_lists"),
        _of_event("door_entries", "registration_id", "registrations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_entries")),
        sa.UniqueConstraint("event_id", "nonce", name=op.f("uq_door_entries_event_id_nonce")),
    )
    op.create_index(op.f("ix_door_entries_list_id_happened_at"), "door_entries", ["list_id", "happened_at"])
    op.create_index(op.f("ix_door_entries_registration_id"), "door_entries", ["registration_id"])


def _of_event(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    """Ties a row to one of its own event."""
    name = op.f(f"fk_{table}_event_id_{column}")
    return sa.ForeignKeyConstraint(["event_id", column], [f"{parent}.event_id", f"{parent}.id"], name=name)


def downgrade() -> None:
    for table in ("door_entries", "door_device_lists", "door_devices", "presences", "admission_lists"):
        op.drop_table(table)
