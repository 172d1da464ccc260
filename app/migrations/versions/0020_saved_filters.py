"""Saved filters of the list of tickets."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("updated_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["agents.id"], name=op.f("saved_filters_owner_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("saved_filters_pkey")),
    )
    op.create_index(op.f("saved_filters_owner"), "saved_filters", ["owner"], unique=False)
