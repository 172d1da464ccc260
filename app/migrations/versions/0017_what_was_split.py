"""What was split off others, and finding what was merged into a ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; in plain SQL, as in 0007."""
    kind = sa.Uuid().compile(dialect=op.get_bind().dialect)
    for table in ("tickets", "conversations"):
        op.execute(f"alter table {table} add column split_from {kind} references {table} (id)")
    for column in ("merged_into", "split_from"):
        named = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"tickets_{column}",
            "tickets",
            [column],
            unique=False,
            postgresql_where=named,
            sqlite_where=named,
        )
