"""Answers of the bot that wait for approval, as the desk sees them."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.message import AuthorKind
from tickets.domain.proposal import Proposal, Proposed, Step
from tickets.store import agents, conversations, messages, proposals, tickets

_MOST = 50  # of one ticket


def _overtaken() -> sa.ColumnElement[bool]:
    """Whether the citizen wrote, or someone replied, since; another approved answer is no reply."""
    p, said, talk = proposals.c, messages.alias("said"), conversations.alias("talk")
    here = (said.c.conversation == p.conversation) & (said.c.seq > p.up_to)
    elsewhere = (said.c.conversation != p.conversation) & (said.c.id > p.id)
    return (
        sa.select(said.c.id)
        .join_from(said, talk, said.c.conversation == talk.c.id)
        .where(talk.c.ticket == conversations.c.ticket, said.c.seq.is_not(None))
        .where(said.c.author.in_((AuthorKind.CONTACT, AuthorKind.AGENT)), here | elsewhere)
        .where(said.c.meta["suggested"].as_string().is_(None))
        .correlate(proposals, conversations)
        .exists()
    )


_ALL = (
    sa.select(proposals, agents.c.name, conversations.c.ticket, _overtaken().label("overtaken"))
    .join_from(proposals, conversations, proposals.c.conversation == conversations.c.id)
    .outerjoin(agents, proposals.c.decided_by == agents.c.id)
)


def proposals_of(tx: Tx, number: str) -> list[Proposal]:
    """Those of a ticket, the newest first; at most 50."""
    mine = _ALL.join(tickets, conversations.c.ticket == tickets.c.id)
    rows = tx.all(
        mine.where(tickets.c.number == number).order_by(proposals.c.id.desc()).limit(_MOST)
    )
    return [_proposal(row) for row in rows]


def one_proposal(tx: Tx, ticket: UUID, proposal: UUID) -> Proposal | None:
    """One of them, if it is this ticket's."""
    row = tx.one(_ALL.where(proposals.c.id == proposal, conversations.c.ticket == ticket))
    return _proposal(row) if row is not None else None


def proposed_text(tx: Tx, proposal: UUID) -> str | None:
    """Its words, which never change."""
    text: str | None = tx.value(sa.select(proposals.c.text).where(proposals.c.id == proposal))
    return text


def _proposal(row: sa.Row[Any]) -> Proposal:
    step = Step(row.state)
    return Proposal(
        id=row.id,
        conversation=row.conversation,
        at=row.at,
        step=Step.STALE if step is Step.WAITING and row.overtaken else step,
        decided_by=row.name,
        decided_at=row.decided_at,
        said=Proposed(
            seq=row.seq,
            text=row.text,
            locale=row.locale,
            intent=row.intent,
            permit=row.permit,
            answer=row.answer,
            facts=tuple(row.facts),
        ),
    )
