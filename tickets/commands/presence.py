"""What a citizen may notice of an agent at work: that they read, and that they type."""

from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.case import NewId, NotFound, last_talk, log_events, open_numbered
from tickets.store import conversations, tickets


class PresenceCommands:
    """What the desk lets a citizen notice."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def typing(self, number: str, actor: Actor) -> None:
        """An agent types an answer; nothing is kept of it.  Raises `NotFound`."""

        def work(tx: Tx) -> None:
            ticket = tx.value(sa.select(tickets.c.id).where(tickets.c.number == number))
            if ticket is None:
                raise NotFound(f"there is no ticket {number}", "no_ticket", number=number)
            talk = last_talk(tx, ticket)
            if talk.kind == "livechat":  # nobody else could see it
                tx.ring(f"typing:{talk.address}:{actor.id.hex}")

        await self._db.write(work)

    async def tell_colleagues(self, topic: str) -> None:
        """Let other consoles know what an agent does; nothing is kept of it."""
        await self._db.write(lambda tx: tx.ring(topic))

    async def read(
        self, number: str, actor: Actor, seq: int, conversation: UUID | None = None
    ) -> None:
        """An agent has read up to ``seq``, of the conversation the citizen wrote in last.

        Or of that which is named.  What was read before stays read.  Raises `NotFound`.
        """

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            c = conversations.c
            which = conversation or last_talk(tx, case.id).id
            row = tx.one(
                sa.select(c.address, c.last_seq, c.office_read_seq).where(
                    c.id == which, c.ticket == case.id
                )
            )
            if row is None:
                raise NotFound("this ticket has no such conversation")
            upto = min(seq, row.last_seq)
            if upto <= row.office_read_seq:
                return
            tx.run(sa.update(conversations).where(c.id == which).values(office_read_seq=upto))
            facts = {"conversation": which.hex, "seq": upto}
            log_events(tx, case, actor.label, [("conversation.read", facts)])
            tx.ring(f"chat:{row.address}")

        await self._db.write(work)
