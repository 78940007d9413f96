"""attention: what a door has to know about somebody"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registrations", sa.Column("attention", sa.String(length=200), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("registrations", "attention")
