"""The audit log: who read what.  Rows are added, never changed."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import BigInt, Utc, meta


class AuditColumns(sa.TypedColumns):
    """One line.  It refers to nothing by key: it stays when what it names is deleted."""

    id: Named[int] = sa.Column(BigInt, primary_key=True, autoincrement=False)
    at: Named[dt.datetime] = sa.Column(Utc, index=True)
    agent: Named[UUID] = sa.Column(sa.Uuid)
    action: Named[str] = sa.Column(sa.Text)  # opened, original, attachment, exported
    ticket: Named[str | None] = sa.Column(sa.Text)  # its number
    message: Named[UUID | None] = sa.Column(sa.Uuid)
    attachment: Named[UUID | None] = sa.Column(sa.Uuid)
    export: Named[UUID | None] = sa.Column(sa.Uuid)
    reason: Named[str] = sa.Column(sa.Text, server_default="")
    origin: Named[str] = sa.Column(sa.Text, server_default="")  # network of the request
    seal: Named[str] = sa.Column(sa.Text)  # over this row and the seal before it


audit = sa.Table("audit", meta, AuditColumns)
sa.Index("audit_of_agent", audit.c.agent, audit.c.id)
sa.Index("audit_of_ticket", audit.c.ticket, audit.c.id)
