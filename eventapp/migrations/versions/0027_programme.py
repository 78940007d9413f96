"""programme: sessions with places of their own, bookings, and who comes on which day"""

import sqlalchemy as sa
from alembic import op

from eventapp.database import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STANDINGS = "'confirmed', 'waiting', 'requested', 'declined', 'cancelled'"


def upgrade() -> None:
    op.add_column("events", sa.Column("asks_days", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "programme_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("title_en", sa.String(length=150), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("speakers", sa.String(length=200), nullable=False),
        sa.Column("room", sa.String(length=100), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("is_bookable", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("has_waiting_list", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_programme_sessions_times")),
        sa.CheckConstraint("capacity BETWEEN 1 AND 100000", name=op.f("ck_programme_sessions_capacity")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_programme_sessions_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_sessions")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_programme_sessions_event_id_id")),
    )
    op.create_table(
        "bookings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("booked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"status IN ({STANDINGS})", name=op.f("ck_bookings_status")),
        sa.ForeignKeyConstraint(
            ["event_id", "session_id"],
            ["programme_sessions.event_id", "programme_sessions.id"],
            name=op.f("fk_bookings_event_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_bookings_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("session_id", "registration_id", name=op.f("pk_bookings")),
    )
    op.create_index(op.f("ix_bookings_registration_id"), "bookings", ["registration_id"])
    op.create_index(op.f("ix_bookings_event_id_status"), "bookings", ["event_id", "status"])
    op.create_table(
        "chosen_days",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_chosen_days_event_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "day"],
            ["event_days.event_id", "event_days.date"],
            name=op.f("fk_chosen_days_event_id_day"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "day", name=op.f("pk_chosen_days")),
    )
    op.create_index(op.f("ix_chosen_days_event_id_day"), "chosen_days", ["event_id", "day"])


def downgrade() -> None:
    for table in ("chosen_days", "bookings", "programme_sessions"):
        op.drop_table(table)
    op.execute("ALTER TABLE events DROP COLUMN asks_days")
