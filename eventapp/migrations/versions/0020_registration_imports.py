"""imports: lists of people that wait for an organiser's yes"""

import sqlalchemy as sa
from alembic import op

from eventapp.database import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_registration_imports_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_registration_imports_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_imports")),
        sa.UniqueConstraint("uid", name=op.f("uq_registration_imports_uid")),
    )
    op.create_index(op.f("ix_registration_imports_expires_at"), "registration_imports", ["expires_at"])
    op.create_index(
        op.f("ix_registration_imports_event_id_account_id"), "registration_imports", ["event_id", "account_id"]
    )


def downgrade() -> None:
    op.drop_table("registration_imports")
