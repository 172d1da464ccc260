"""The language people choose to be answered in."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("identities", sa.Column("locale", sa.Text(), nullable=True))
