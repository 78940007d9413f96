"""badge sizes: papers that the hosts of a series measured themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_sizes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("page_width", sa.Double(), nullable=False),
        sa.Column("page_height", sa.Double(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("margin_left", sa.Double(), nullable=False),
        sa.Column("margin_top", sa.Double(), nullable=False),
        sa.Column("gap_x", sa.Double(), nullable=False),
        sa.Column("gap_y", sa.Double(), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("is_folded", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('sheet', 'insert', 'card', 'roll')", name=op.f("ck_badge_sizes_kind")),
        sa.CheckConstraint("columns > 0 AND rows > 0", name=op.f("ck_badge_sizes_grid")),
        sa.CheckConstraint(
            "width > 0 AND height > 0 AND page_width > 0 AND page_height > 0", name=op.f("ck_badge_sizes_lengths")
        ),
        sa.CheckConstraint(
            "margin_left >= 0 AND margin_top >= 0 AND gap_x >= 0 AND gap_y >= 0", name=op.f("ck_badge_sizes_gaps")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_badge_sizes_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_sizes")),
    )
    op.create_index(op.f("ix_badge_sizes_series_id"), "badge_sizes", ["series_id"])


def downgrade() -> None:
    op.drop_table("badge_sizes")
