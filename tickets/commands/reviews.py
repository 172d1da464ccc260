"""The review queue: what the bot misread is noted, corrected by agents, and decided on."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.commands.actor import Actor
from tickets.commands.case import NewId, NotFound, open_case, open_talk
from tickets.domain.refusal import Refusal
from tickets.domain.review import Reading, Review, State, Unclear, Why
from tickets.queries.reviews import one_review
from tickets.store import agents, conversations, messages, tickets
from tickets.store.reviews import reviews

_LONGEST = 2000  # characters; no model reads more
_NEAR = 5  # messages after a question among which the bot's answer to it is looked for


class AlreadyDecided(Refusal):
    """Somebody accepted or rejected it before."""


class Unlabelled(Exception):
    """Nobody has said what it means."""


def note(
    tx: Tx,
    conversation: UUID,
    unclear: Sequence[Unclear],
    *,
    reading: Reading,
    clock: Clock,
    new_id: NewId,
) -> None:
    """Put messages of a citizen into the queue; each message once, whatever is wrong with it.

    Called inside the bot's own transaction.  What is not a citizen's message is passed over.
    """
    for one in unclear:
        m = messages.c
        row = tx.one(_SAID.where(m.conversation == conversation, m.seq == one.seq))
        if row is not None:
            more = {"why": one.why, "guess": one.guess, "confidence": one.confidence}
            fresh = _fresh(row, reading) | more
            insert_once(tx.conn, reviews, id=new_id(), at=clock(), **fresh)


class ReviewCommands:
    """What people do with the queue.  Each call is one transaction."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId, reading: Reading) -> None:
        self._db, self._clock, self._new_id, self._reading = db, clock, new_id, reading

    async def correct(
        self,
        message: UUID,
        actor: Actor,
        *,
        intent: str,
        permit: str | None = None,
        ticket: str | None = None,
    ) -> UUID:
        """Say what a citizen's message means, in place of what was said before; the review's id.

        Raises `NotFound` for anything but a citizen's message (of the ticket with this number,
        if one is named), and `AlreadyDecided`.
        """

        def work(tx: Tx) -> UUID:
            row = tx.one(_SAID.where(messages.c.id == message))
            if row is None or ticket not in {None, row.number}:
                raise NotFound("there is no such message of a citizen")
            case = open_case(tx, row.id, self._clock(), self._new_id)
            review = self._correct(tx, row, actor, intent, permit)
            case.happened("review.corrected", message=message.hex, review=review.hex)
            case.leave(actor.label)
            return review

        return await self._db.write(work)

    def _correct(
        self, tx: Tx, row: sa.Row[Any], actor: Actor, intent: str, permit: str | None
    ) -> UUID:
        meant: dict[str, Any] = {"intent": intent, "permit": permit, "why": Why.CORRECTION}
        meant |= {"corrected_by": actor.id, "corrected_at": self._clock()}
        told = _guess(tx, row) | meant
        fresh = _fresh(row, self._reading) | told
        new = self._new_id()
        if insert_once(tx.conn, reviews, id=new, at=self._clock(), **fresh):
            return new
        r = reviews.c
        known: UUID = tx.value(
            sa.select(r.id).where(r.conversation == row.conversation, r.seq == row.seq)
        )
        _change_open(tx, known, **meant)
        return known

    async def accept(
        self,
        review: UUID,
        *,
        by: str,
        intent: str | None = None,
        permit: str | None = None,
        then: Callable[[Review], None],
    ) -> Review:
        """Take it as an example; without ``intent``, of what an agent said that it means.

        ``by`` is an agent's address.  ``then`` keeps the example, before COMMIT: if it raises,
        nothing was decided; it may run again.  Raises `NotFound`, `AlreadyDecided`, `Unlabelled`.
        """

        def work(tx: Tx) -> Review:
            meant = {"intent": intent, "permit": permit} if intent is not None else {}
            told = self._decide(tx, review, by, State.ACCEPTED, **meant)
            accepted = one_review(tx, review)
            assert accepted is not None  # noqa: S101  it was changed just now
            if accepted.intent is None:
                raise Unlabelled("nobody has said what it means: name an intent")
            then(accepted)
            told()
            return accepted

        return await self._db.write(work)

    async def reject(self, review: UUID, *, by: str) -> None:
        """Nothing is to be learnt from it; raise `NotFound` or `AlreadyDecided`."""
        await self._db.write(lambda tx: self._decide(tx, review, by, State.REJECTED)())

    def _decide(
        self, tx: Tx, review: UUID, by: str, state: State, **meant: str | None
    ) -> Callable[[], None]:
        """Settle it; what is to be called last, to tell the log."""
        mine = (agents.c.email == by.strip().lower()) & agents.c.active
        agent: UUID | None = tx.value(sa.select(agents.c.id).where(mine))
        if agent is None:
            raise NotFound(f"there is no agent with the address {by}")
        r = reviews.c
        about: UUID | None = tx.value(sa.select(r.conversation).where(r.id == review))
        if about is None:
            raise NotFound(f"there is no review {review}")
        case, _ = open_talk(tx, about, self._clock(), self._new_id)
        decided = {"decided_by": agent, "decided_at": case.now}
        _change_open(tx, review, state=state, **meant, **decided)
        case.happened("review.decided", review=review.hex, state=str(state))
        return lambda: case.leave(f"agent:{agent.hex}")


_SAID = (
    sa.select(
        messages.c.conversation,
        messages.c.seq,
        messages.c.text,
        tickets.c.id,
        tickets.c.locale,
        tickets.c.number,
    )
    .join_from(messages, conversations, messages.c.conversation == conversations.c.id)
    .join(tickets, conversations.c.ticket == tickets.c.id)
    .where(messages.c.author == "contact", messages.c.seq.is_not(None))
)


def _fresh(said: sa.Row[Any], reading: Reading) -> dict[str, Any]:
    return {
        "ticket": said.id,
        "conversation": said.conversation,
        "seq": said.seq,
        "text": reading.mask(said.text)[:_LONGEST],
        "language": reading.language(said.text, said.locale),
        "state": State.OPEN,
    }


def _guess(tx: Tx, said: sa.Row[Any]) -> dict[str, Any]:
    """What the bot took the message for, as it noted with its answer."""
    m = messages.c
    after = sa.select(m.meta).where(m.conversation == said.conversation, m.seq > said.seq)
    for row in tx.all(after.where(m.author == "bot").order_by(m.seq).limit(_NEAR)):
        understood = row.meta.get("understood") or {}
        for one in (understood, *understood.get("also", ())):
            if one.get("of") == said.seq and one.get("ranking"):
                intent, confidence = one["ranking"][0]
                return {"guess": intent, "confidence": confidence}
    return {"guess": None, "confidence": 0.0}


def _change_open(tx: Tx, review: UUID, **values: Any) -> None:  # noqa: ANN401
    r = reviews.c
    changed = sa.update(reviews).where(r.id == review, r.state == State.OPEN).values(**values)
    if tx.run(changed).rowcount == 0:
        state = tx.value(sa.select(r.state).where(r.id == review))
        raise AlreadyDecided(f"review {review} is {state} already")
