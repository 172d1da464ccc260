"""What agents speak, and what they know best."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for name in ("languages", "skills"):
        op.add_column("agents", sa.Column(name, sa.JSON(), nullable=True))
