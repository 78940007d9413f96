"""listed phones: which telephone numbers the organisers brought, and which people entered themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "registrations", sa.Column("phone_is_listed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("registrations", "phone_is_listed")
