"""mailings to whoever holds a title; places are counted in an index"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

EARLIER = "'attendees', 'checked_in', 'not_come', 'unconfirmed', 'waiting', 'cancelled'"
NOW = f"{EARLIER}, 'titles'"
BY_STATUS = "ix_registrations_event_id_status"


def upgrade() -> None:
    _allow(NOW)
    op.drop_index(op.f(BY_STATUS), table_name="registrations")
    op.create_index(op.f(f"{BY_STATUS}_is_staff"), "registrations", ["event_id", "status", "is_staff"])


def downgrade() -> None:
    op.drop_index(op.f(f"{BY_STATUS}_is_staff"), table_name="registrations")
    op.create_index(op.f(BY_STATUS), "registrations", ["event_id", "status"])
    # To whom else would they go? What was sent stays told in the history.
    op.execute("DELETE FROM mailings WHERE audience = 'titles'")
    _allow(EARLIER)


def _allow(audiences: str) -> None:
    with op.batch_alter_table("mailings") as batch_op:
        batch_op.drop_constraint(op.f("ck_mailings_audience"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mailings_audience"), f"audience IN ({audiences})")
