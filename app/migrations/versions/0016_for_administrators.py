"""Second factors, failures to sign in, what is known of sessions and tokens, and a log of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_UTC = runtime.tables.Utc(timezone=True)


def upgrade() -> None:
    """Go forward."""
    for table, column in _columns():
        op.add_column(table, column)
    op.create_table(
        "recovery_codes",
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("recovery_codes_agent_fkey")),
        sa.PrimaryKeyConstraint("agent", "digest", name=op.f("recovery_codes_pkey")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.Column("until", _UTC, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("sign_in_failures_pkey")),
    )
    op.create_table(
        "admin_log",
        sa.Column("id", runtime.tables.BigInt, nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("admin_log_agent_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("admin_log_pkey")),
        sqlite_autoincrement=True,
    )


def _columns() -> list[tuple[str, sa.Column[Any]]]:
    return [
        (
            "agents",
            sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False),
        ),
        ("agents", sa.Column("totp", sa.Text(), nullable=True)),
        ("agents", sa.Column("totp_pending", sa.Text(), nullable=True)),
        ("agents", sa.Column("totp_step", runtime.tables.BigInt, nullable=True)),
        ("web_sessions", sa.Column("seen_at", _UTC, nullable=True)),
        ("web_sessions", sa.Column("browser", sa.Text(), server_default="", nullable=False)),
        ("web_sessions", sa.Column("address", sa.Text(), server_default="", nullable=False)),
        ("api_tokens", sa.Column("seen_at", _UTC, nullable=True)),
        ("api_tokens", sa.Column("scope", sa.Text(), server_default="write", nullable=False)),
    ]
