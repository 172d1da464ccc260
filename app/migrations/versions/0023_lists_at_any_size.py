"""Indexes for what was sorted in memory or read through: spam, priorities, who waits longest."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_LIVE = sa.text("status IN ('new', 'open', 'pending', 'snoozed')")
_IN_LINE = sa.text("waiting_since IS NOT NULL")
_RECENT = [sa.text("updated_at DESC"), sa.text("id DESC")]


def upgrade() -> None:
    """Go forward."""
    for name, columns, which in (
        ("tickets_live_by_team", ["team", *_RECENT], _LIVE),
        ("tickets_aside", _RECENT, sa.text("status IN ('spam', 'merged')")),
        ("tickets_by_priority", ["priority", *_RECENT], sa.text("priority != 'normal'")),
        ("tickets_in_line_by_agent", ["agent", "waiting_since", "id"], _IN_LINE),
        ("tickets_in_line_by_handler", ["handler", "waiting_since", "id"], _IN_LINE),
    ):
        op.create_index(
            name, "tickets", [*columns], unique=False, postgresql_where=which, sqlite_where=which
        )
