"""roles: owner, door host, badge host and viewer beside organiser and host"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("event_roles", "one_time_links")
EARLIER = "'host', 'organiser'"
NOW = "'viewer', 'door_host', 'badge_host', 'host', 'organiser', 'owner'"


def upgrade() -> None:
    _allow(NOW)
    # Whoever organises may decide on the team today, and goes on to.
    op.execute("UPDATE event_roles SET role = 'owner' WHERE role = 'organiser'")


def downgrade() -> None:
    op.execute("UPDATE event_roles SET role = 'organiser' WHERE role = 'owner'")
    # As hosts or organisers they would get more than they were given.
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE role IN ('viewer', 'door_host', 'badge_host', 'owner')")
    _allow(EARLIER)


def _allow(roles: str) -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_role"), f"role IN ({roles})")
