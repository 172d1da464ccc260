"""Since when the citizen has waited for a person's word."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_OWED = sa.text("owed_since IS NOT NULL")
# Of tickets in hand nobody noted it: they were last touched then.
_AS_FAR_AS_KNOWN = """
    update tickets set owed_since = coalesce(waiting_since, updated_at)
    where status in ('new', 'open') and handler in ('queue', 'agent')
"""


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "tickets", sa.Column("owed_since", runtime.tables.Utc(timezone=True), nullable=True)
    )
    op.execute(_AS_FAR_AS_KNOWN)
    op.create_index(
        "tickets_owed",
        "tickets",
        ["priority", "owed_since", "id"],
        unique=False,
        postgresql_where=_OWED,
        sqlite_where=_OWED,
    )
