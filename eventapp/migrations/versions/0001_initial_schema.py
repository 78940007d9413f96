"""initial schema"""

import sqlalchemy as sa
from alembic import op

# Rows of these tables are written once: the database itself refuses to change or delete them.
WRITTEN_ONCE = ("frozen_results", "audit_entries")
ON_SQLITE = "CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
ON_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
)
REFUSE = "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END $$"


def guard_written_once() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(REFUSE)
    for table in WRITTEN_ONCE:
        for verb in ("update", "delete"):
            op.execute((ON_SQLITE if sqlite else ON_POSTGRESQL).format(table=table, verb=verb, VERB=verb.upper()))


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("may_create_events", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=254), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attempts_kind_subject_happened_at"), ["kind", "subject", "happened_at"], unique=False
        )

    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["accounts.id"], name=op.f("fk_series_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=3), nullable=False),
        sa.Column("privacy_contact", sa.String(length=200), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tracking_opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tracking_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contacts_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("change_no", sa.Integer(), nullable=False),
        sa.Column("confirmation", sa.String(length=10), nullable=False),
        sa.Column("require_check_in", sa.Boolean(), nullable=False),
        sa.Column("require_other_organisation", sa.Boolean(), nullable=False),
        sa.Column("require_new_in_series", sa.Boolean(), nullable=False),
        sa.Column("require_not_known_before", sa.Boolean(), nullable=False),
        sa.CheckConstraint("address IN ('sie', 'du')", name=op.f("ck_events_address")),
        sa.CheckConstraint("confirmation IN ('objection', 'mutual')", name=op.f("ck_events_confirmation")),
        sa.CheckConstraint("change_no >= 0", name=op.f("ck_events_change_no")),
        sa.CheckConstraint("tracking_opens_at < tracking_closes_at", name=op.f("ck_events_tracking_window")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_events_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("slug", name=op.f("uq_events_slug")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_organisations_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("series_id", "key", name=op.f("uq_organisations_series_id_key")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_people_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("series_id", "email_key", name=op.f("uq_people_series_id_email_key")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_audit_entries_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_audit_entries_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_entries_event_id_happened_at"), ["event_id", "happened_at"], unique=False
        )

    op.create_table(
        "event_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_days_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_days")),
        sa.UniqueConstraint("event_id", "date", name=op.f("uq_event_days_event_id_date")),
    )
    op.create_table(
        "event_organisations",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_organisations_event_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_event_organisations_organisation_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_event_organisations")),
    )
    op.create_table(
        "event_roles",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.CheckConstraint("role IN ('host', 'organiser')", name=op.f("ck_event_roles_role")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_event_roles_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_roles_event_id")),
        sa.PrimaryKeyConstraint("account_id", "event_id", name=op.f("pk_event_roles")),
    )
    op.create_table(
        "frozen_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("version = 1 OR reason <> ''", name=op.f("ck_frozen_results_correction_has_reason")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_frozen_results_event_id")),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["accounts.id"], name=op.f("fk_frozen_results_frozen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_results")),
        sa.UniqueConstraint("event_id", "version", name=op.f("uq_frozen_results_event_id_version")),
    )
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose <> 'invitation' OR (event_id IS NOT NULL AND role IS NOT NULL AND email IS NOT NULL)",
            name=op.f("ck_one_time_links_invitation_has_event"),
        ),
        sa.CheckConstraint(
            "purpose <> 'sign_in' OR account_id IS NOT NULL", name=op.f("ck_one_time_links_sign_in_has_account")
        ),
        sa.CheckConstraint("purpose IN ('setup', 'invitation', 'sign_in')", name=op.f("ck_one_time_links_purpose")),
        sa.CheckConstraint("role IN ('host', 'organiser')", name=op.f("ck_one_time_links_role")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_one_time_links_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_one_time_links_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    op.create_table(
        "outbox_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gave_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outbox_mails_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mails")),
    )
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_mails_sent_at_due_at"), ["sent_at", "due_at"], unique=False)

    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_key", sa.String(length=254), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("shares_email", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_no", sa.Integer(), nullable=False),
        sa.CheckConstraint("(email IS NULL) = (email_key IS NULL)", name=op.f("ck_registrations_email_has_key")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_registrations_event_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_registrations_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_registrations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("event_id", "email_key", name=op.f("uq_registrations_event_id_email_key")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_registrations_event_id_id")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_registrations_event_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_registrations_uid")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registrations_event_id_change_no"), ["event_id", "change_no"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_registrations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "removed_contacts",
        sa.Column("contact_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_removed_contacts_event_id")),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_removed_contacts")),
    )
    with op.batch_alter_table("removed_contacts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_removed_contacts_event_id_change_no"), ["event_id", "change_no"], unique=False
        )

    op.create_table(
        "badge_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=26), nullable=False),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_badge_codes_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_badge_codes_code")),
        sa.UniqueConstraint("event_id", "short_code", name=op.f("uq_badge_codes_event_id_short_code")),
    )
    with op.batch_alter_table("badge_codes", schema=None) as batch_op:
        batch_op.create_index(
            "uq_badge_codes_current",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_check_ins_account_id")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_check_ins_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("event_id", "nonce", name=op.f("uq_check_ins_event_id_nonce")),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index(
            "uq_check_ins_standing",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "consent_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('tracking', 'projector', 'email')", name=op.f("ck_consent_records_purpose")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_consent_records_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_records")),
    )
    with op.batch_alter_table("consent_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_records_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "crownings",
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("crowned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("crowned_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["crowned_by_id"], ["accounts.id"], name=op.f("fk_crownings_crowned_by_id")),
        sa.ForeignKeyConstraint(["result_id"], ["frozen_results.id"], name=op.f("fk_crownings_result_id")),
        sa.PrimaryKeyConstraint("result_id", name=op.f("pk_crownings")),
    )
    op.create_table(
        "personal_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_personal_links_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_links_token_hash")),
    )
    with op.batch_alter_table("personal_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_links_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("scanner_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("contact_number", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('new_contact', 'already_met', 'confirmed', 'not_checked_in', 'own_badge', 'no_own_consent', 'no_consent', 'closed', 'too_fast', 'unknown_badge', 'replaced_badge', 'too_many_misses')",
            name=op.f("ck_scans_verdict"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_scans_event_id")),
        sa.ForeignKeyConstraint(["scanner_id"], ["registrations.id"], name=op.f("fk_scans_scanner_id")),
        sa.ForeignKeyConstraint(["target_id"], ["registrations.id"], name=op.f("fk_scans_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
        sa.UniqueConstraint("scanner_id", "nonce", name=op.f("uq_scans_scanner_id_nonce")),
    )
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scans_event_id_received_at"), ["event_id", "received_at"], unique=False)
        batch_op.create_index(
            "ix_scans_misses",
            ["scanner_id", "received_at"],
            unique=False,
            sqlite_where=sa.text("verdict = 'unknown_badge'"),
            postgresql_where=sa.text("verdict = 'unknown_badge'"),
        )

    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(account_id IS NULL) <> (registration_id IS NULL)", name=op.f("ck_sign_ins_one_subject")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_sign_ins_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_ins_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "tracking_consents",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_tracking_consents_event_id_registration_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_tracking_consents")),
        sa.UniqueConstraint(
            "event_id", "registration_id", name=op.f("uq_tracking_consents_event_id_registration_id")
        ),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("scanner_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_before", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_by_low", sa.Boolean(), nullable=False),
        sa.Column("known_by_high", sa.Boolean(), nullable=False),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_by_id", sa.Integer(), nullable=True),
        sa.Column("change_no", sa.Integer(), nullable=False),
        sa.CheckConstraint("(rejected_at IS NULL) = (rejected_by_id IS NULL)", name=op.f("ck_contacts_rejection")),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_contacts_unordered_pair")),
        sa.CheckConstraint("rejected_by_id IN (low_id, high_id)", name=op.f("ck_contacts_rejected_by")),
        sa.CheckConstraint("scanner_id IN (low_id, high_id)", name=op.f("ck_contacts_scanner")),
        sa.ForeignKeyConstraint(
            ["event_id", "high_id"],
            ["tracking_consents.event_id", "tracking_consents.registration_id"],
            name="fk_contacts_high_consents",
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "low_id"],
            ["tracking_consents.event_id", "tracking_consents.registration_id"],
            name="fk_contacts_low_consents",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("event_id", "low_id", "high_id", name=op.f("uq_contacts_event_id_low_id_high_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_event_id_change_no"), ["event_id", "change_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_high_id"), ["high_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_low_id"), ["low_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_scanner_id_made_at"), ["scanner_id", "made_at"], unique=False)

    guard_written_once()


def downgrade() -> None:
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_scanner_id_made_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_low_id"))
        batch_op.drop_index(batch_op.f("ix_contacts_high_id"))
        batch_op.drop_index(batch_op.f("ix_contacts_event_id_change_no"))

    op.drop_table("contacts")
    op.drop_table("tracking_consents")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_registration_id"))
        batch_op.drop_index(batch_op.f("ix_sign_ins_account_id"))

    op.drop_table("sign_ins")
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_scans_misses",
            sqlite_where=sa.text("verdict = 'unknown_badge'"),
            postgresql_where=sa.text("verdict = 'unknown_badge'"),
        )
        batch_op.drop_index(batch_op.f("ix_scans_event_id_received_at"))

    op.drop_table("scans")
    with op.batch_alter_table("personal_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_links_registration_id"))

    op.drop_table("personal_links")
    op.drop_table("crownings")
    with op.batch_alter_table("consent_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_records_registration_id"))

    op.drop_table("consent_records")
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_check_ins_standing",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.drop_table("check_ins")
    with op.batch_alter_table("badge_codes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_badge_codes_current",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.drop_table("badge_codes")
    with op.batch_alter_table("removed_contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_removed_contacts_event_id_change_no"))

    op.drop_table("removed_contacts")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_person_id"))
        batch_op.drop_index(batch_op.f("ix_registrations_event_id_change_no"))

    op.drop_table("registrations")
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mails_sent_at_due_at"))

    op.drop_table("outbox_mails")
    op.drop_table("one_time_links")
    op.drop_table("frozen_results")
    op.drop_table("event_roles")
    op.drop_table("event_organisations")
    op.drop_table("event_days")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_event_id_happened_at"))

    op.drop_table("audit_entries")
    op.drop_table("people")
    op.drop_table("organisations")
    op.drop_table("events")
    op.drop_table("series")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_kind_subject_happened_at"))

    op.drop_table("attempts")
    op.drop_table("accounts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
