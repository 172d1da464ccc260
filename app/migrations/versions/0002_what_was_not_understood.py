"""What was not understood, for people to look at."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("conversation", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("guess", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=True),
        sa.Column("permit", sa.Text(), nullable=True),
        sa.Column("corrected_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", runtime.tables.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("reviews_ticket_fkey")),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("reviews_conversation_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by"], ["agents.id"], name=op.f("reviews_corrected_by_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["agents.id"], name=op.f("reviews_decided_by_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("reviews_pkey")),
        sa.UniqueConstraint("conversation", "seq", name=op.f("reviews_conversation_seq_key")),
    )
    op.create_index(op.f("reviews_at"), "reviews", ["at"], unique=False)
    op.create_index(
        "reviews_open",
        "reviews",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
