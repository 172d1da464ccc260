"""A draft keeps the rich text it is written in."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("drafts", sa.Column("html", sa.Text(), nullable=True))
