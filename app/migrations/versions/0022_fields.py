"""Fields that the office defines for its tickets; tickets are found by what stands in them."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "fields",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label_id", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("updated_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("fields_pkey")),
        sa.UniqueConstraint("key", name=op.f("fields_key_key")),
    )
    op.create_table(
        "field_values",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("field_values_ticket_fkey")),
        sa.ForeignKeyConstraint(["field"], ["fields.id"], name=op.f("field_values_field_fkey")),
        sa.PrimaryKeyConstraint("ticket", "field", name=op.f("field_values_pkey")),
    )
    op.create_index(
        "field_values_by_value", "field_values", ["field", "value", "ticket"], unique=False
    )
