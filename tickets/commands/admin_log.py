"""One line in the log of what was changed about people and jobs."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.store import admin_log

OPERATOR = "operator"  # whoever has the command line
Fact = str | int | None


def note(
    tx: Tx,
    now: dt.datetime,
    actor: str,
    action: str,
    agent: UUID | None = None,
    *,
    reason: str = "",
    **facts: Fact,
) -> None:
    """Append it; facts are ids and states, never secrets."""
    row = {"at": now, "actor": actor, "action": action, "agent": agent}
    tx.run(sa.insert(admin_log), row | {"facts": facts, "reason": reason})
