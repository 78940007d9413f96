"""print log: who printed which badge, when, on what, and why again; replaced badges that were held up"""

import sqlalchemy as sa
from alembic import op

import eventapp.database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REASONS = "reason IN ('first', 'new_code', 'changed', 'misprint', 'damaged', 'spare', 'other')"
STATES = "state IN ('direct', 'waiting', 'drawing', 'ready', 'failed', 'cancelled')"


def upgrade() -> None:
    moment = eventapp.database.UtcDateTime
    op.create_table(
        "print_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("badges", sa.Integer(), nullable=False),
        sa.Column("stock", sa.String(length=60), nullable=False),
        sa.Column("stock_name", sa.String(length=200), nullable=False),
        sa.Column("design", sa.String(length=60), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("alive_until", moment(), nullable=True),
        sa.Column("ended_at", moment(), nullable=True),
        sa.Column("kept_until", moment(), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_print_jobs_state")),
        sa.CheckConstraint("badges > 0", name=op.f("ck_print_jobs_badges")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_print_jobs_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_print_jobs_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_print_jobs_event_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_print_jobs_key")),
    )
    op.create_index(op.f("ix_print_jobs_event_id_made_at"), "print_jobs", ["event_id", "made_at"])
    under_way = sa.text("state IN ('waiting', 'drawing')")
    op.create_index(
        "uq_print_jobs_under_way",
        "print_jobs",
        ["event_id"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
    op.create_table(
        "badge_prints",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=300), server_default="", nullable=False),
        sa.CheckConstraint(REASONS, name=op.f("ck_badge_prints_reason")),
        sa.ForeignKeyConstraint(
            ["event_id", "job_id"],
            ["print_jobs.event_id", "print_jobs.id"],
            name=op.f("fk_badge_prints_event_id_job_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_badge_prints_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_badge_prints")),
    )
    op.create_index(op.f("ix_badge_prints_event_id_registration_id"), "badge_prints", ["event_id", "registration_id"])
    op.create_table(
        "badge_alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("badge_code_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("place_name", sa.String(length=200), nullable=False),
        sa.Column("first_at", moment(), nullable=False),
        sa.Column("last_at", moment(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("settled_at", moment(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("place IN ('door', 'attendee', 'station')", name=op.f("ck_badge_alarms_place")),
        sa.CheckConstraint("times > 0", name=op.f("ck_badge_alarms_times")),
        sa.ForeignKeyConstraint(["badge_code_id"], ["badge_codes.id"], name=op.f("fk_badge_alarms_badge_code_id")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_badge_alarms_event_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["accounts.id"], name=op.f("fk_badge_alarms_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_alarms")),
    )
    op.create_index(op.f("ix_badge_alarms_event_id_last_at"), "badge_alarms", ["event_id", "last_at"])
    still_open = sa.text("settled_at IS NULL")
    op.create_index(
        "uq_badge_alarms_open",
        "badge_alarms",
        ["badge_code_id", "place", "place_name"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def downgrade() -> None:
    op.drop_table("badge_alarms")
    op.drop_table("badge_prints")
    op.drop_table("print_jobs")
