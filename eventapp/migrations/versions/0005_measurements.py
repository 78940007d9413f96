"""measurements"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measurements",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.Integer(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_measurements_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_measurements")),
    )
    op.create_table(
        "measuring_claims",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_measuring_claims_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_measuring_claims")),
    )


def downgrade() -> None:
    op.drop_table("measuring_claims")
    op.drop_table("measurements")
