"""erasures"""

import sqlalchemy as sa
from alembic import op


def number_registrations(*, once: bool) -> None:
    # SQLite gives the number of the last row again once that row is gone. PostgreSQL never does.
    if op.get_bind().dialect.name != "sqlite":
        return
    with op.batch_alter_table("registrations", recreate="always", table_kwargs={"sqlite_autoincrement": once}):
        pass


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number_registrations(once=True)
    op.create_table(
        "erasures",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_erasures_event_id")),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_erasures_event_id_number")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_event_id_change_no"), ["event_id", "change_no"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasures_event_id_change_no"))
    op.drop_table("erasures")
    number_registrations(once=False)
