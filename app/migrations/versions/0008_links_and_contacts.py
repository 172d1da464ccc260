"""One-time links; notes on contacts, their merges, and when identities were verified."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CONTACTS = (("contacts", "merged_into"), ("identities", "home"), ("tickets", "contact_home"))


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "links",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("expires_at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.Column("used_at", runtime.tables.Utc(timezone=True), nullable=True),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("led_to", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("links_conversation_fkey")
        ),
        sa.ForeignKeyConstraint(["used_by"], ["identities.id"], name=op.f("links_used_by_fkey")),
        sa.ForeignKeyConstraint(["led_to"], ["conversations.id"], name=op.f("links_led_to_fkey")),
        sa.PrimaryKeyConstraint("digest", name=op.f("links_pkey")),
    )
    op.create_index("links_expires_at", "links", ["expires_at"], unique=False)
    op.create_index("links_by_conversation", "links", ["conversation", "kind"], unique=False)
    _point_at_contacts()
    op.add_column("contacts", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.create_index("contacts_merged_into", "contacts", ["merged_into"], unique=False)
    recent = [sa.text("created_at DESC"), sa.text("id DESC")]
    op.create_index("contacts_recent", "contacts", recent, unique=False)
    op.add_column(
        "identities", sa.Column("verified_at", runtime.tables.Utc(timezone=True), nullable=True)
    )
    op.execute("update identities set verified_at = created_at where verified <> 'none'")


def _point_at_contacts() -> None:
    """In plain SQL: on SQLite Alembic cannot add a column that refers to another table."""
    dialect = op.get_bind().dialect
    kind = sa.Uuid().compile(dialect=dialect)
    for table, column in _CONTACTS:
        op.execute(f"alter table {table} add column {column} {kind} references contacts (id)")
