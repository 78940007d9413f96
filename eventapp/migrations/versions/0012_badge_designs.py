"""badge designs: how badges of a size look at the events of a series"""

import sqlalchemy as sa
from alembic import op

import eventapp.database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_designs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("background", sa.LargeBinary(), nullable=True),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", eventapp.database.UtcDateTime(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_badge_designs_size")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_badge_designs_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_designs")),
    )
    op.create_index(op.f("ix_badge_designs_series_id"), "badge_designs", ["series_id"])


def downgrade() -> None:
    op.drop_table("badge_designs")
