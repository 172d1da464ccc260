"""Files that are sent here by agents and by citizens, to go with a message."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("(agent is null) <> (sender is null)", name=op.f("uploads_owner")),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("uploads_agent_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("uploads_pkey")),
    )
    op.create_index("uploads_at", "uploads", ["at"], unique=False)
    op.create_index("uploads_of_sender", "uploads", ["channel", "sender"], unique=False)
