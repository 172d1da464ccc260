"""A supervisor's note for the agent who has the ticket."""

from uuid import UUID

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.case import NewId, last_talk, open_numbered
from tickets.commands.written import Empty
from tickets.domain.message import Author, AuthorKind
from tickets.domain.refusal import Refusal
from tickets.domain.text import clean


class NobodyHasIt(Refusal):
    """There is nobody to whisper to."""


class WhisperCommands:
    """Notes that only colleagues see, each marked for one of them."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def whisper(self, number: str, actor: Actor, text: str) -> UUID:
        """Write it; the message's id.  Raises `NobodyHasIt`, `NotFound` and `Empty`."""
        text = clean(text).strip()
        if not text:
            raise Empty("the message is empty")

        def work(tx: Tx) -> UUID:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            if case.agent is None:
                raise NobodyHasIt("nobody has this ticket")
            said = case.say(
                last_talk(tx, case.id),
                Author(kind=AuthorKind.AGENT, name=actor.name),
                text,
                agent=actor.id,
                private=True,
                meta={"whisper": case.agent.hex},
            )
            case.happened("ticket.whispered", message=said.id.hex, to=case.agent.hex)
            case.close(actor.label, case.standing)
            return said.id

        return await self._db.write(work)
