"""certificates: what is offered, how it looks, and which were made"""

import sqlalchemy as sa
from alembic import op

import eventapp.database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_choices",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("offers_attendance", sa.Boolean(), nullable=False),
        sa.Column("offers_titles", sa.Boolean(), nullable=False),
        sa.Column("offers_series", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("signer_name", sa.String(length=200), nullable=False),
        sa.Column("signer_role", sa.String(length=200), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_certificate_choices_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_certificate_choices")),
    )
    op.create_table(
        "series_certificates",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("least_events", sa.Integer(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("least_events BETWEEN 1 AND 100", name=op.f("ck_series_certificates_least_events")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_certificates_series_id")),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_series_certificates")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("issued_at", eventapp.database.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('attendance', 'title', 'series')", name=op.f("ck_certificates_kind")),
        sa.CheckConstraint("(kind = 'title') = (title <> '')", name=op.f("ck_certificates_title")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_certificates_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint("registration_id", "kind", "title", name=op.f("uq_certificates_registration_id_kind_title")),
    )
    op.create_index(op.f("ix_certificates_event_id_kind"), "certificates", ["event_id", "kind"])


def downgrade() -> None:
    op.drop_table("certificates")
    op.drop_table("series_certificates")
    op.drop_table("certificate_choices")
