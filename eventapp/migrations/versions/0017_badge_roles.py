"""badge roles: as what people come, in a word and a colour; logos of organisations"""

import sqlalchemy as sa
from alembic import op

import eventapp.database

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_badge_roles_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_roles")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_badge_roles_event_id_id")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_badge_roles_event_id_key")),
    )
    op.create_table(
        "given_roles",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_given_roles_event_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "role_id"],
            ["badge_roles.event_id", "badge_roles.id"],
            name=op.f("fk_given_roles_event_id_role_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_given_roles")),
    )
    op.create_index(op.f("ix_given_roles_event_id_role_id"), "given_roles", ["event_id", "role_id"])
    op.create_table(
        "organisation_logos",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", eventapp.database.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_logos_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_logos")),
    )


def downgrade() -> None:
    for table in ("organisation_logos", "given_roles", "badge_roles"):
        op.drop_table(table)
