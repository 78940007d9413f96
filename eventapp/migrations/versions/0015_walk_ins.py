"""walk-ins: who was registered at a door, which consents were answered aloud; what a kiosk's printer holds"""

import sqlalchemy as sa
from alembic import op

import eventapp.database

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "walk_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("made_at", eventapp.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_walk_ins_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_ins")),
        sa.UniqueConstraint("event_id", "nonce", name=op.f("uq_walk_ins_event_id_nonce")),
    )
    op.create_index(op.f("ix_walk_ins_registration_id"), "walk_ins", ["registration_id"])
    with op.batch_alter_table("consent_records") as batch_op:
        batch_op.add_column(sa.Column("spoken_at", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("heard_by_id", sa.Integer(), nullable=True))
        name = op.f("fk_consent_records_heard_by_id")
        batch_op.create_foreign_key(name, "accounts", ["heard_by_id"], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_consent_records_heard_where"), "heard_by_id IS NULL OR spoken_at <> ''"
        )
    op.add_column("door_devices", sa.Column("label_stock", sa.String(length=60), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("door_devices", "label_stock")
    with op.batch_alter_table("consent_records") as batch_op:
        batch_op.drop_constraint(op.f("ck_consent_records_heard_where"), type_="check")
        batch_op.drop_constraint(op.f("fk_consent_records_heard_by_id"), type_="foreignkey")
        batch_op.drop_column("heard_by_id")
        batch_op.drop_column("spoken_at")
    op.drop_table("walk_ins")
