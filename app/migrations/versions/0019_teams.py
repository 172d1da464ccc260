"""Teams and what an agent sees of them, who is at work, and who was mentioned."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "agents", sa.Column("limited", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("teams_pkey")),
        sa.UniqueConstraint("name", name=op.f("teams_name_key")),
    )
    op.create_table(
        "team_members",
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("team_members_team_fkey")),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("team_members_agent_fkey")),
        sa.PrimaryKeyConstraint("team", "agent", name=op.f("team_members_pkey")),
    )
    op.create_index("team_members_agent", "team_members", ["agent"], unique=False)
    _presences_and_mentions()
    _refer_to_teams()
    op.create_index("tickets_by_team", "tickets", ["team", sa.text("updated_at DESC")])


def _presences_and_mentions() -> None:
    moment = runtime.tables.Utc(timezone=True)
    op.create_table(
        "presences",
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("beat_at", moment, nullable=True),
        sa.Column("seen_at", moment, nullable=True),
        sa.Column("given_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("presences_agent_fkey")),
        sa.PrimaryKeyConstraint("agent", name=op.f("presences_pkey")),
    )
    op.create_table(
        "mentions",
        sa.Column("message", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("mentions_message_fkey")),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("mentions_agent_fkey")),
        sa.PrimaryKeyConstraint("message", "agent", name=op.f("mentions_pkey")),
    )
    op.create_index("mentions_agent", "mentions", ["agent"], unique=False)


def _refer_to_teams() -> None:
    """A team that a ticket names is one; SQLite cannot add that to a column that is there."""
    op.execute(
        "INSERT INTO teams (id, name, created_at) "
        "SELECT team, team, min(created_at) FROM tickets WHERE team IS NOT NULL GROUP BY team"
    )
    if op.get_context().dialect.name == "postgresql":
        op.create_foreign_key(op.f("tickets_team_fkey"), "tickets", "teams", ["team"], ["id"])
        return
    op.execute("ALTER TABLE tickets RENAME COLUMN team TO team_before")
    op.execute(
        "ALTER TABLE tickets ADD COLUMN team TEXT CONSTRAINT tickets_team_fkey "
        "REFERENCES teams (id)"
    )
    op.execute("UPDATE tickets SET team = team_before WHERE team_before IS NOT NULL")
    op.execute("ALTER TABLE tickets DROP COLUMN team_before")
