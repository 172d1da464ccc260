"""The audit log, and what lists for supervisors are read by."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

_LIVE = sa.text("status IN ('new', 'open', 'pending', 'snoozed')")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=True),
        sa.Column("message", sa.Uuid(), nullable=True),
        sa.Column("attachment", sa.Uuid(), nullable=True),
        sa.Column("export", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pkey")),
    )
    op.create_index("audit_at", "audit", ["at"], unique=False)
    op.create_index("audit_of_agent", "audit", ["agent", "id"], unique=False)
    op.create_index("audit_of_ticket", "audit", ["ticket", "id"], unique=False)
    op.create_index("tickets_begun", "tickets", ["created_at", "id"], unique=False)
    op.create_index("tickets_resolved", "tickets", ["resolved_at", "id"], unique=False)
    op.create_index(
        "tickets_alive",
        "tickets",
        ["handler", "agent"],
        unique=False,
        postgresql_where=_LIVE,
        sqlite_where=_LIVE,
    )
    op.create_index("messages_by_agent", "messages", ["agent", "at"], unique=False)
