"""Why a message is not with its reader, for agents to read in their language."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of what was noted before the words are known, and no cause."""
    op.add_column("deliveries", sa.Column("cause", sa.Text(), nullable=True))
