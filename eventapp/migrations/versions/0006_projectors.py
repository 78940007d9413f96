"""projectors"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "projectors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.Column("theme", sa.String(length=5), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_projectors_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_projectors_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projectors")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_projectors_token_hash")),
    )
    with op.batch_alter_table("projectors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projectors_event_id"), ["event_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("projectors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_projectors_event_id"))
    op.drop_table("projectors")
