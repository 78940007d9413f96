"""test mode: since when an event is tried out, and results that may go again"""

import sqlalchemy as sa
from alembic import op

from eventapp.database import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# A result of a real event is written once, as before (0001); that of a test goes with its people.
ON_SQLITE = """CREATE TRIGGER frozen_results_no_delete BEFORE DELETE ON frozen_results {when}
    BEGIN SELECT RAISE(ABORT, 'frozen_results is written once'); END"""
ON_POSTGRESQL = """CREATE TRIGGER frozen_results_no_delete BEFORE DELETE ON frozen_results FOR EACH ROW {when}
    EXECUTE FUNCTION refuse_change()"""


def upgrade() -> None:
    op.add_column("events", sa.Column("test_mode_since", UtcDateTime(), nullable=True))
    op.add_column("events", sa.Column("wiped_no", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("frozen_results", sa.Column("is_test", sa.Boolean(), server_default=sa.false(), nullable=False))
    _guard("WHEN (NOT OLD.is_test)")


def downgrade() -> None:
    _drop_guard()
    op.execute("DELETE FROM crownings WHERE result_id IN (SELECT id FROM frozen_results WHERE is_test)")
    op.execute("DELETE FROM frozen_results WHERE is_test")
    op.drop_column("frozen_results", "is_test")
    op.drop_column("events", "wiped_no")
    op.drop_column("events", "test_mode_since")
    _guard("")


def _guard(when: str) -> None:
    _drop_guard()
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute((ON_SQLITE if sqlite else ON_POSTGRESQL).format(when=when))


def _drop_guard() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER IF EXISTS frozen_results_no_delete" + ("" if sqlite else " ON frozen_results"))
