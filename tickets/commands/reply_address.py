"""Where else a citizen of a chat wishes to be answered: noted for the officers."""

import hashlib

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import NewId, NotFound, open_talk
from tickets.domain.message import Author, AuthorKind
from tickets.store import conversations, messages


class ReplyAddresses:
    """Writes them down."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def note(self, channel: str, address: str, note: str) -> None:
        """Put a note for the officers on the chat's ticket, once; raise `NotFound`."""
        await self._db.write(lambda tx: self._note(tx, channel, address, note))

    def _note(self, tx: Tx, channel: str, address: str, note: str) -> None:
        c, m = conversations.c, messages.c
        here = (c.channel == channel) & (c.address == address)
        newest = tx.value(sa.select(c.id).where(here).order_by(c.id.desc()).limit(1))
        if newest is None:
            raise NotFound("there is no such chat")
        case, talk = open_talk(tx, newest, self._clock(), self._new_id)
        key = f"note:{hashlib.sha256(note.encode()).hexdigest()}"
        if tx.one(sa.select(m.id).where(m.conversation == talk.id, m.client_id == key)) is None:
            author = Author(kind=AuthorKind.SYSTEM)
            case.say(talk, author, note, private=True, client_id=key)
            case.leave("system")
