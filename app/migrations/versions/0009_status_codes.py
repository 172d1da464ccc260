"""One-time codes for the status page."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "status_codes",
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.Column("expires_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.Column("used_at", runtime.tables.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("status_codes_ticket_fkey")),
        sa.PrimaryKeyConstraint("flow", name=op.f("status_codes_pkey")),
    )
    op.create_index("status_codes_at", "status_codes", ["at"], unique=False)
    op.create_index("status_codes_of_ticket", "status_codes", ["ticket", "at"], unique=False)
