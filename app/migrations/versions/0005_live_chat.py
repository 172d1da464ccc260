"""What the live chat keeps: ratings, sessions of signed users, what was read, what pages tell."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    seq = sa.Column("office_read_seq", sa.Integer(), server_default="0", nullable=False)
    op.add_column("conversations", seq)
    op.add_column("conversations", sa.Column("visitor", sa.JSON(), nullable=True))
    op.execute(
        "update tickets set resolved_at = updated_at"
        " where status = 'closed' and resolved_at is null"
    )
    _ratings()
    _sessions()


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("settled_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("ratings_ticket_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("ratings_pkey")),
        sa.UniqueConstraint("ticket", "settled_at", name=op.f("ratings_ticket_settled_at_key")),
    )


def _sessions() -> None:
    op.create_table(
        "chat_sessions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("expires_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("chat_sessions_pkey")),
    )
    op.create_index("chat_sessions_expires_at", "chat_sessions", ["expires_at"], unique=False)
