"""The ledger of mail: where each mail lay, its Message-ID, and whether it began a ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REPLIES = """
    update ingress set outcome = 'reply' where outcome = 'ticket' and exists (
        select 1 from messages m join messages before on before.conversation = m.conversation
        where m.id = ingress.message and before.seq < m.seq)
"""
_MESSAGE_IDS = """
    update ingress set message_id = (select key from messages where messages.id = ingress.message)
    where message is not null
"""
_PLACES = {
    "postgresql": """
        update ingress set uidvalidity = split_part(external_id, '/', 1)::bigint,
            uid = split_part(external_id, '/', 2)::bigint
        where external_id ~ '^[0-9]{1,10}/[0-9]{1,10}$'
    """,
    "sqlite": """
        update ingress set uidvalidity = substr(external_id, 1, instr(external_id, '/') - 1) + 0,
            uid = substr(external_id, instr(external_id, '/') + 1) + 0
        where external_id glob '[0-9]*/[0-9]*' and length(external_id) < 22
            and replace(external_id, '/', '') not glob '*[^0-9]*'
            and instr(substr(external_id, instr(external_id, '/') + 1), '/') = 0
    """,
}


def upgrade() -> None:
    """Go forward."""
    op.add_column("ingress", sa.Column("mailbox", sa.Text(), nullable=True))
    for number in ("uidvalidity", "uid"):
        whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        op.add_column("ingress", sa.Column(number, whole, nullable=True))
    op.add_column("ingress", sa.Column("message_id", sa.Text(), nullable=True))
    op.execute("update ingress set outcome = 'ticket' where outcome = 'filed'")
    op.execute(_REPLIES)
    op.execute(_MESSAGE_IDS)
    dialect = op.get_bind().dialect.name
    op.execute(_PLACES[dialect])
    if dialect == "postgresql":  # the deferred key of rows just changed stands in an index's way
        op.execute("set constraints all immediate")
    op.create_index(
        "ingress_unfiled",
        "ingress",
        ["channel", "at"],
        unique=False,
        postgresql_where=sa.text("outcome IN ('kept', 'quarantined')"),
        sqlite_where=sa.text("outcome IN ('kept', 'quarantined')"),
    )
    op.create_index(
        "ingress_message",
        "ingress",
        ["message"],
        unique=False,
        postgresql_where=sa.text("outcome != 'duplicate'"),
        sqlite_where=sa.text("outcome != 'duplicate'"),
    )
