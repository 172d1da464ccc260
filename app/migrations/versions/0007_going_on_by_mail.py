"""Where people want to be written to, what went on by e-mail, and copies of chats."""

import sqlalchemy as sa
from alembic import op

import runtime.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("contacts", sa.Column("reply_to", sa.Text(), nullable=True))
    op.add_column(
        "conversations",
        sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.add_column(sa.Column("mailed", sa.Uuid(), nullable=True))
        deliveries.create_foreign_key(
            op.f("deliveries_mailed_fkey"), "messages", ["mailed"], ["id"]
        )
    op.create_table(
        "transcripts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", runtime.tables.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("transcripts_conversation_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transcripts_pkey")),
        sa.UniqueConstraint(
            "conversation", "client_id", name=op.f("transcripts_conversation_client_id_key")
        ),
    )
    op.create_index("transcripts_to", "transcripts", ["address", "at"], unique=False)
