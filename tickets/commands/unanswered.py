"""Since when a citizen waits for a person's word, read from what was said."""

import datetime as dt

import sqlalchemy as sa

from tickets.commands.case import Case
from tickets.domain.message import AuthorKind, DeliveryState
from tickets.store import conversations, deliveries, messages


def unanswered_since(case: Case) -> dt.datetime | None:
    """Their first message after a person's last; what was withdrawn was never said.

    Where no person has written yet that is their newest message, which called one.
    """
    m, c, d = messages.c, conversations.c, deliveries.c
    withdrawn = sa.exists().where(d.message == m.id, d.state == DeliveryState.WITHDRAWN)
    said = (
        sa.select(m.at)
        .join_from(messages, conversations, m.conversation == c.id)
        .where(c.ticket == case.id, m.seq.is_not(None))
    )
    theirs = said.where(m.author == AuthorKind.CONTACT)
    answered = case.tx.value(
        said.where(m.author == AuthorKind.AGENT, ~withdrawn)
        .with_only_columns(m.id)
        .order_by(m.id.desc())
        .limit(1)
    )
    since = (
        theirs.order_by(m.id.desc())
        if answered is None
        else theirs.where(m.id > answered).order_by(m.id)
    )
    at: dt.datetime | None = case.tx.value(since.limit(1))
    return at
