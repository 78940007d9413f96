"""invitations by mail: which links are one invitation"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("one_time_links") as batch_op:
        batch_op.add_column(sa.Column("origin_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_one_time_links_origin_id"), "one_time_links", ["origin_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM one_time_links WHERE origin_id IS NOT NULL")
    with op.batch_alter_table("one_time_links") as batch_op:
        batch_op.drop_constraint(op.f("fk_one_time_links_origin_id"), type_="foreignkey")
        batch_op.drop_column("origin_id")
