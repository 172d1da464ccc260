"""The pace of the queue, the messages that tell a place in it, and what a job waits for."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'todo' AND waits_for IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "takes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("since", runtime.tables.Utc(timezone=True), nullable=False),
        sa.Column("at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("takes_pkey")),
    )
    op.create_index("takes_at", "takes", ["at"], unique=False)
    op.create_table(
        "queue_notes",
        sa.Column("message", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("looked_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message"], ["messages.id"], name=op.f("queue_notes_message_fkey")
        ),
        sa.PrimaryKeyConstraint("message", name=op.f("queue_notes_pkey")),
    )
    op.create_index("queue_notes_looked_at", "queue_notes", ["looked_at"], unique=False)
    op.add_column("jobs", sa.Column("waits_for", sa.Text(), nullable=True))
    op.create_index(
        "jobs_that_wait",
        "jobs",
        ["waits_for", "id"],
        unique=False,
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )
