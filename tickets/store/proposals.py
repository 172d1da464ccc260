"""Answers that wait for approval: kept apart from messages, so that no channel can carry one."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


class ProposalColumns(sa.TypedColumns):
    """What the bot would say; whether that is out of date is not kept but looked for."""

    id: Named[UUID] = sa.Column(sa.Uuid, primary_key=True)
    at: Named[dt.datetime] = sa.Column(Utc)
    conversation: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("conversations.id"))
    seq: Named[int] = sa.Column(sa.Integer)  # of the message it answers
    up_to: Named[int] = sa.Column(sa.Integer)  # the last seq when it was made
    text: Named[str] = sa.Column(sa.Text)
    locale: Named[str] = sa.Column(sa.Text)
    intent: Named[str] = sa.Column(sa.Text)
    permit: Named[str | None] = sa.Column(sa.Text)
    answer: Named[str] = sa.Column(sa.Text)
    facts: Named[list[Any]] = sa.Column(sa.JSON)  # ids
    state: Named[str] = sa.Column(sa.Text)  # waiting, sent, discarded
    decided_by: Named[UUID | None] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))
    decided_at: Named[dt.datetime | None] = sa.Column(Utc)


proposals = sa.Table("proposals", meta, ProposalColumns)

sa.Index("proposals_in_order", proposals.c.conversation, proposals.c.id)
