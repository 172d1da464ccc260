"""Drafts, canned responses and macros; tickets are found by tag."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "drafts",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Uuid(), nullable=False),
        sa.Column("updated_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("drafts_ticket_fkey")),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("drafts_agent_fkey")),
        sa.PrimaryKeyConstraint("ticket", "agent", name=op.f("drafts_pkey")),
    )
    op.create_table(
        "canned",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("updated_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["agents.id"], name=op.f("canned_owner_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("canned_pkey")),
    )
    op.create_index(op.f("canned_owner"), "canned", ["owner"], unique=False)
    op.create_table(
        "macros",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reply", sa.Uuid(), nullable=True),
        sa.Column("deeds", sa.JSON(), nullable=False),
        sa.Column("updated_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["agents.id"], name=op.f("macros_owner_fkey")),
        sa.ForeignKeyConstraint(["reply"], ["canned.id"], name=op.f("macros_reply_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("macros_pkey")),
    )
    op.create_index(op.f("macros_owner"), "macros", ["owner"], unique=False)
    op.create_index(op.f("macros_reply"), "macros", ["reply"], unique=False)
    op.create_index("tags_by_name", "tags", ["tag", "ticket"], unique=False)
