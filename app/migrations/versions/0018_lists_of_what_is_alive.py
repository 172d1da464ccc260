"""Indexes for the views of the desk, so that a list and a count look only at what they show."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LIVE = sa.text("status IN ('new', 'open', 'pending', 'snoozed')")
_SETTLED = sa.text("status IN ('resolved', 'closed')")
_IN_LINE = sa.text("waiting_since IS NOT NULL")
_RECENT = [sa.text("updated_at DESC"), sa.text("id DESC")]


def upgrade() -> None:
    """Go forward."""
    for name, before, which in (
        ("tickets_live", [], _LIVE),
        ("tickets_live_by_agent", ["agent"], _LIVE),
        ("tickets_live_by_handler", ["handler"], _LIVE),
        ("tickets_settled", [], _SETTLED),
        ("tickets_pending", [], sa.text("status IN ('pending')")),
        ("tickets_snoozed", [], sa.text("status IN ('snoozed')")),
    ):
        op.create_index(
            name,
            "tickets",
            [*before, *_RECENT],
            unique=False,
            postgresql_where=which,
            sqlite_where=which,
        )
    op.create_index(
        "tickets_in_line",
        "tickets",
        ["waiting_since", "id"],
        unique=False,
        postgresql_where=_IN_LINE,
        sqlite_where=_IN_LINE,
    )
