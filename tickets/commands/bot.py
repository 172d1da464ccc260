"""What the bot may do: answer, or call a person; only if nobody moved first."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import Case, NewId, Stale, Talk, open_talk
from tickets.commands.reviews import note
from tickets.domain.lifecycle import Handler, Status, Verb
from tickets.domain.message import Author, AuthorKind, Choice
from tickets.domain.review import Reading, Unclear
from tickets.store import conversations

_HEARD = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("talk", type_=sa.Uuid))
    .values(answered_seq=sa.bindparam("seq"), misses=sa.bindparam("in_a_row"))
)
_SAYS_NOTHING = frozenset({Status.SPAM, Status.MERGED, Status.CLOSED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Words for the citizen."""

    text: str
    choices: Sequence[Choice] = ()
    understood: Mapping[str, Any] | None = None  # intents, confidences, answers: for the console


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the bot decided, and the state of the world it was decided on."""

    conversation: UUID
    as_of: int  # version of the ticket
    up_to: int  # the last seq that was read
    says: Sequence[Say] = ()
    misses: int = 0
    reviews: Sequence[Unclear] = ()  # what was not understood, for people to look at
    hand_off: str | None = None  # why a person is called; None: the bot goes on
    note: str = ""  # for that person alone


class BotCommands:
    """The bot's hands."""

    def __init__(
        self, db: Database, clock: Clock, new_id: NewId, *, reading: Reading, name: str = "Tanya"
    ) -> None:
        """``reading`` masks what goes into the review queue."""
        self._db, self._clock, self._new_id, self._reading = db, clock, new_id, reading
        self._author = Author(kind=AuthorKind.BOT, name=name)

    async def take_turn(self, turn: Turn) -> None:
        """Say it, and hand over if need be; raise `Stale` if the ticket moved meanwhile."""
        await self._db.write(lambda tx: self._take_turn(tx, turn))

    def _take_turn(self, tx: Tx, turn: Turn) -> None:
        case, talk = open_talk(tx, turn.conversation, self._clock(), self._new_id)
        if case.version != turn.as_of:
            raise Stale
        before = case.standing
        self._heard(tx, turn)
        note(
            tx,
            turn.conversation,
            turn.reviews,
            reading=self._reading,
            clock=self._clock,
            new_id=self._new_id,
        )
        if before.status not in _SAYS_NOTHING:
            self._act(case, talk, turn)
        case.close("bot", before)

    def _act(self, case: Case, talk: Talk, turn: Turn) -> None:
        for say in turn.says:
            self._say(case, talk, say)
        ours = case.standing.handler is Handler.BOT
        if turn.hand_off is not None:
            if ours:
                case.move(Verb.HAND_OFF)
            case.set(handed_off_for=turn.hand_off)
            case.happened("ticket.handed_off", why=turn.hand_off)
            case.watch(talk)
            if turn.note:
                case.say(talk, self._author, turn.note, private=True)
        elif turn.says and ours:
            case.move(Verb.ANSWER)

    def _say(self, case: Case, talk: Talk, say: Say) -> None:
        meta: dict[str, Any] = {}
        if say.choices:
            meta["choices"] = [[c.id, c.label] for c in say.choices]
        if say.understood:
            meta["understood"] = dict(say.understood)
        case.say(talk, self._author, say.text, meta=meta)

    def _heard(self, tx: Tx, turn: Turn) -> None:
        values = {"talk": turn.conversation, "seq": turn.up_to, "in_a_row": turn.misses}
        tx.run(_HEARD, values)
