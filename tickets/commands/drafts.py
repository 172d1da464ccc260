"""What an agent has begun to write on a ticket, kept so that any browser of theirs has it.

Drafts are no events: the log is for ever, and words that were not sent are nobody else's concern.
"""

import contextlib
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.commands.case import NewId, NotFound
from tickets.domain.richtext import BadRichText, Rich, rich
from tickets.domain.text import clean
from tickets.store import drafts, tickets

LONGEST_DRAFT = 50_000  # characters: those of a message


class DraftCommands:
    """The keeper of drafts.  Each call is one transaction; `NotFound`: there is no such ticket."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def save(
        self, number: str, agent: UUID, text: str, *, private: bool, html: str | None = None
    ) -> UUID | None:
        """Keep these words instead of those before; the version they have now.

        Whoever saves last wins.  Words that are empty are no draft, and have no version.
        ``html``: see `drafted`.
        """
        draft, version = drafted(text, html), self._new_id()
        words = draft.text

        def work(tx: Tx) -> UUID | None:
            ticket = _ticket(tx, number)
            tx.ring(topic(agent, number))
            if not words.strip():
                _erase(tx, ticket, agent, None)
                return None
            row: dict[str, Any] = {"text": words, "html": draft.html, "private": private}
            row |= {"version": version, "updated_at": self._clock()}
            if not insert_once(tx.conn, drafts, ticket=ticket, agent=agent, **row):
                tx.run(sa.update(drafts).where(*_mine(ticket, agent)).values(row))
            return version

        return await self._db.write(work)

    async def erase(self, number: str, agent: UUID, version: UUID | None = None) -> None:
        """Throw the draft away; only if it is still of this version, where one is named."""

        def work(tx: Tx) -> None:
            if _erase(tx, _ticket(tx, number), agent, version):
                tx.ring(topic(agent, number))

        await self._db.write(work)


def drafted(text: str, html: str | None) -> Rich:
    """A draft as it is kept: rich text cleaned, with the text made from it.

    Where it is none (too long, too deep) the text alone is kept: a draft is not refused.
    """
    if html is not None:
        with contextlib.suppress(BadRichText):
            return rich(html)
    return Rich(text=clean(text, LONGEST_DRAFT), html=None)


def topic(agent: UUID, number: str) -> str:
    """What rings when a draft of this agent on this ticket is another, or gone."""
    return f"draft:{agent.hex}:{number}"


def end_draft(tx: Tx, ticket: UUID, number: str, agent: UUID, version: UUID) -> None:
    """It was sent.  What was written since in another browser stays."""
    if _erase(tx, ticket, agent, version):
        tx.ring(topic(agent, number))


def _erase(tx: Tx, ticket: UUID, agent: UUID, version: UUID | None) -> bool:
    which = sa.delete(drafts).where(*_mine(ticket, agent))
    if version is not None:
        which = which.where(drafts.c.version == version)
    return tx.run(which).rowcount > 0


def _mine(ticket: UUID, agent: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return drafts.c.ticket == ticket, drafts.c.agent == agent


def _ticket(tx: Tx, number: str) -> UUID:
    ticket: UUID | None = tx.value(sa.select(tickets.c.id).where(tickets.c.number == number))
    if ticket is None:
        raise NotFound(f"there is no ticket {number}", "no_ticket", number=number)
    return ticket
