"""scans: found by whom they are of, when somebody is erased or a test mode is wiped"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_scans_target_id"), "scans", ["target_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_scans_target_id"), table_name="scans")
