"""mailings: what organisers write to many people at once"""

import sqlalchemy as sa
from alembic import op

from eventapp.database import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

AUDIENCES = "'attendees', 'checked_in', 'not_come', 'unconfirmed', 'waiting', 'cancelled'"


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("text", sa.String(length=10000), nullable=False),
        sa.Column("subject_en", sa.String(length=150), nullable=False),
        sa.Column("text_en", sa.String(length=10000), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"audience IN ({AUDIENCES})", name=op.f("ck_mailings_audience")),
        sa.CheckConstraint("(sent_at IS NULL) = (people IS NULL)", name=op.f("ck_mailings_sent_to_somebody")),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_mailings_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_mailings_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("uid", name=op.f("uq_mailings_uid")),
    )
    op.create_index(op.f("ix_mailings_event_id_created_at"), "mailings", ["event_id", "created_at"])


def downgrade() -> None:
    op.drop_table("mailings")
