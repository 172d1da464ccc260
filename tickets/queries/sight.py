"""Which tickets someone sees, in SQL: what `tickets.domain.access.Sight.sees` says of one."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Database, Tx
from tickets.domain.access import Sight
from tickets.store import attachments, contacts, conversations, messages, tickets


def visible(eyes: Sight) -> sa.ColumnElement[bool]:
    """A condition on ``tickets``."""
    return seen(eyes, tickets.c.agent, tickets.c.team)


def seen(
    eyes: Sight, agent: sa.ColumnElement[Any], team: sa.ColumnElement[Any]
) -> sa.ColumnElement[bool]:
    """A condition on whatever says who has a ticket: this agent, this team."""
    if not eyes.limited:
        return sa.true()
    return (agent == eyes.agent) | team.in_(sorted(eyes.teams))


def known_to(eyes: Sight) -> sa.ColumnElement[bool]:
    """A condition on ``contacts``: one of their tickets is seen, or was theirs before a merge."""
    if not eyes.limited:
        return sa.true()
    theirs = sa.exists().where(tickets.c.contact == contacts.c.id, visible(eyes))
    were = sa.exists().where(tickets.c.contact_home == contacts.c.id, visible(eyes))
    return theirs | were


class SightQueries:
    """Whether a thing is there for someone; of what does not exist they say no as well."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def ticket(self, eyes: Sight, number: str) -> bool:
        """The ticket with this receipt number."""
        return await self._any(sa.select(tickets.c.id).where(tickets.c.number == number), eyes)

    async def message(self, eyes: Sight, message: UUID) -> bool:
        """A message, by its ticket."""
        return await self._any(_of_message().where(messages.c.id == message), eyes)

    async def attachment(self, eyes: Sight, attachment: UUID) -> bool:
        """A file of a message."""
        a = attachments.c
        which = _of_message().join(attachments, a.message == messages.c.id)
        return await self._any(which.where(a.id == attachment), eyes)

    async def contact(self, eyes: Sight, contact: UUID) -> bool:
        """A contact, by their tickets."""
        which = sa.select(contacts.c.id).where(contacts.c.id == contact, known_to(eyes))
        return await self._db.read(lambda tx: tx.one(which) is not None)

    async def _any(self, which: sa.Select[Any], eyes: Sight) -> bool:
        def work(tx: Tx) -> bool:
            return tx.one(which.where(visible(eyes)).limit(1)) is not None

        return await self._db.read(work)


def _of_message() -> sa.Select[Any]:
    c = conversations.c
    return (
        sa.select(tickets.c.id)
        .join_from(messages, conversations, messages.c.conversation == c.id)
        .join(tickets, c.ticket == tickets.c.id)
    )
