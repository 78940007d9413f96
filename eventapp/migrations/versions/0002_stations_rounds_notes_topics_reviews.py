"""stations, rounds, notes, topics, reviews"""

import sqlalchemy as sa
from alembic import op

WAYS = "'camera', 'link', 'code', 'search', 'station', 'round'"
PURPOSES_BEFORE = "purpose IN ('tracking', 'projector', 'email')"
PURPOSES = "purpose IN ('tracking', 'projector', 'email', 'phone', 'search', 'suggestions')"


def add_way(table: str) -> None:
    # With the column: SQLite adds a CHECK to a table by itself only by making it anew, and others refer to this one.
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN way VARCHAR(10) DEFAULT 'camera' NOT NULL "
        f"CONSTRAINT ck_{table}_way CHECK (way IN ({WAYS}))"
    )


def drop_columns(table: str, *columns: str) -> None:
    # Not in batch mode, which on SQLite would make anew a table to which others refer.
    for column in columns:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def allow_purposes(condition: str, *, length: int, was: int) -> None:
    with op.batch_alter_table("consent_records", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_consent_records_purpose"), type_="check")
        batch_op.alter_column(
            "purpose", existing_type=sa.String(was), type_=sa.String(length), existing_nullable=False
        )
        batch_op.create_check_constraint(op.f("ck_consent_records_purpose"), condition)


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision <> 'voided' OR reason <> ''", name=op.f("ck_contact_reviews_void_has_reason")),
        sa.CheckConstraint("decision IN ('kept', 'voided', 'restored')", name=op.f("ck_contact_reviews_decision")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_contact_reviews_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_contact_reviews_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_reviews")),
    )
    with op.batch_alter_table("contact_reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_reviews_event_id_contact_id"), ["event_id", "contact_id"], unique=False
        )

    op.create_table(
        "contact_stations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pairing_hash", sa.String(length=64), nullable=True),
        sa.Column("pairing_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_contact_stations_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_contact_stations_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_stations")),
        sa.UniqueConstraint("pairing_hash", name=op.f("uq_contact_stations_pairing_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_stations_token_hash")),
    )
    with op.batch_alter_table("contact_stations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_stations_event_id"), ["event_id"], unique=False)

    op.create_table(
        "meeting_tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_meeting_tables_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_tables")),
        sa.UniqueConstraint("code", name=op.f("uq_meeting_tables_code")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_meeting_tables_event_id_id")),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opened_at <= closes_at", name=op.f("ck_rounds_order")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rounds_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_rounds_event_id_id")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_rounds_event_id_number")),
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_topics_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_topics_event_id_id")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_topics_event_id_key")),
    )
    op.create_table(
        "refused_suggestions",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("refused_id", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["refused_id"], ["registrations.id"], name=op.f("fk_refused_suggestions_refused_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_refused_suggestions_registration_id")
        ),
        sa.PrimaryKeyConstraint("registration_id", "refused_id", name=op.f("pk_refused_suggestions")),
    )
    op.create_table(
        "registration_topics",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.CheckConstraint("side IN ('offers', 'seeks')", name=op.f("ck_registration_topics_side")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_registration_topics_event_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "topic_id"],
            ["topics.event_id", "topics.id"],
            name=op.f("fk_registration_topics_event_id_topic_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", "topic_id", "side", name=op.f("pk_registration_topics")),
    )
    with op.batch_alter_table("registration_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_topics_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "table_seats",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["tracking_consents.event_id", "tracking_consents.registration_id"],
            name="fk_table_seats_consents",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "round_id"], ["rounds.event_id", "rounds.id"], name=op.f("fk_table_seats_event_id_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "table_id"],
            ["meeting_tables.event_id", "meeting_tables.id"],
            name=op.f("fk_table_seats_event_id_table_id"),
        ),
        sa.PrimaryKeyConstraint("round_id", "registration_id", name=op.f("pk_table_seats")),
    )
    with op.batch_alter_table("table_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_table_seats_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "contact_notes",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("follow_up", sa.String(length=300), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("wants_reminder", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT wants_reminder OR follow_up_on IS NOT NULL", name=op.f("ck_contact_notes_reminder_has_day")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_notes_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["registrations.id"], name=op.f("fk_contact_notes_owner_id")),
        sa.PrimaryKeyConstraint("contact_id", "owner_id", name=op.f("pk_contact_notes")),
    )
    with op.batch_alter_table("contact_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_notes_follow_up_on"), ["follow_up_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_notes_owner_id"), ["owner_id"], unique=False)

    add_way("contacts")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("icebreakers", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("contact_lists_mailed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("shares_phone", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("is_findable", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("is_suggested", sa.Boolean(), server_default=sa.false(), nullable=False))

    add_way("scans")

    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_hash", sa.String(length=64), nullable=True))
    allow_purposes(PURPOSES, length=20, was=10)


def downgrade() -> None:
    op.execute("DELETE FROM consent_records WHERE purpose IN ('phone', 'search', 'suggestions')")
    allow_purposes(PURPOSES_BEFORE, length=10, was=20)
    drop_columns("sign_ins", "device_hash")
    drop_columns("scans", "way")
    drop_columns("registrations", "is_suggested", "is_findable", "shares_phone", "phone")
    drop_columns("events", "contact_lists_mailed_at", "icebreakers")
    drop_columns("contacts", "voided_at", "way")

    with op.batch_alter_table("contact_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_notes_owner_id"))
        batch_op.drop_index(batch_op.f("ix_contact_notes_follow_up_on"))

    op.drop_table("contact_notes")
    with op.batch_alter_table("table_seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_table_seats_registration_id"))

    op.drop_table("table_seats")
    with op.batch_alter_table("registration_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_topics_topic_id"))

    op.drop_table("registration_topics")
    op.drop_table("refused_suggestions")
    op.drop_table("topics")
    op.drop_table("rounds")
    op.drop_table("meeting_tables")
    with op.batch_alter_table("contact_stations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_stations_event_id"))

    op.drop_table("contact_stations")
    with op.batch_alter_table("contact_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_reviews_event_id_contact_id"))

    op.drop_table("contact_reviews")
