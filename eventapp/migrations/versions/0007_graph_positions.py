"""where everybody stands in the picture of a network"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "graph_positions",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("screen", sa.String(length=40), nullable=False),
        sa.Column("leads_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_graph_positions_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_graph_positions")),
    )


def downgrade() -> None:
    op.drop_table("graph_positions")
