"""invitation codes, and colleagues who are registered by somebody"""

import sqlalchemy as sa
from alembic import op

from eventapp.database import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitation_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("keeps_places", sa.Boolean(), nullable=False),
        sa.Column("opens_registration", sa.Boolean(), nullable=False),
        sa.Column("skips_approval", sa.Boolean(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("most_uses BETWEEN 1 AND 100000", name=op.f("ck_invitation_codes_most_uses")),
        sa.CheckConstraint(
            "NOT keeps_places OR most_uses IS NOT NULL", name=op.f("ck_invitation_codes_keeps_so_many")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_invitation_codes_event_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitation_codes_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_codes")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_invitation_codes_event_id_code")),
    )
    op.create_table(
        "invitation_uses",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["invitation_codes.id"], name=op.f("fk_invitation_uses_code_id")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_invitation_uses_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_invitation_uses")),
    )
    op.create_index(op.f("ix_invitation_uses_code_id"), "invitation_uses", ["code_id"])
    op.create_table(
        "colleagues",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_colleagues_event_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "entered_by_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_colleagues_event_id_entered_by_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_colleagues")),
    )
    op.create_index(op.f("ix_colleagues_entered_by_id"), "colleagues", ["entered_by_id"])
    entered = sa.Column("colleagues_entered", sa.Integer(), server_default=sa.text("0"), nullable=False)
    op.add_column("registrations", entered)


def downgrade() -> None:
    op.execute("ALTER TABLE registrations DROP COLUMN colleagues_entered")
    for table in ("colleagues", "invitation_uses", "invitation_codes"):
        op.drop_table(table)
