"""indexes by which a scan costs the same among a million contacts"""

from alembic import op

REPLACED = (
    ("contacts", "low_id", "rejected_at"),
    ("contacts", "high_id", "rejected_at"),
    ("registrations", "person_id", "event_id"),
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, first, second in REPLACED:
        op.create_index(op.f(f"ix_{table}_{first}_{second}"), table, [first, second])
        op.drop_index(op.f(f"ix_{table}_{first}"), table)


def downgrade() -> None:
    for table, first, second in reversed(REPLACED):
        op.create_index(op.f(f"ix_{table}_{first}"), table, [first])
        op.drop_index(op.f(f"ix_{table}_{first}_{second}"), table)
