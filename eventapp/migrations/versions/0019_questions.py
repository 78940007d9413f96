"""questions that organisers ask at registration, and what people answered"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_on_badge", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(length=200), nullable=False),
        sa.Column("wording_en", sa.String(length=200), nullable=False),
        sa.Column("help", sa.String(length=300), nullable=False),
        sa.Column("help_en", sa.String(length=300), nullable=False),
        sa.Column("badge_label", sa.String(length=40), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'paragraph', 'choice', 'choices', 'yes_no', 'number', 'day')",
            name=op.f("ck_questions_kind"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_questions_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("event_id", "id", name=op.f("uq_questions_event_id_id")),
    )
    op.create_table(
        "answers",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("value <> ''", name=op.f("ck_answers_answered")),
        sa.ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name=op.f("fk_answers_event_id_registration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "question_id"],
            ["questions.event_id", "questions.id"],
            name=op.f("fk_answers_event_id_question_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", "question_id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_question_id"), "answers", ["question_id"])


def downgrade() -> None:
    for table in ("answers", "questions"):
        op.drop_table(table)
