"""What a person at the desk may do to a ticket."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import Case, NewId, NotFound, last_talk, open_case, open_numbered
from tickets.domain.lifecycle import OVER, Handler, NotAllowed, Standing, Status, Verb
from tickets.domain.message import Author, AuthorKind
from tickets.domain.text import clean
from tickets.store import agents, conversations, messages, tickets


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts."""

    id: UUID
    name: str

    @property
    def label(self) -> str:
        """How the log names them."""
        return f"agent:{self.id.hex}"


class Empty(Exception):
    """There is nothing in it to send."""


class AgentCommands:
    """An agent's hands.  Each call is one transaction; `NotAllowed` and `NotFound` say why not."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def take(self, number: str, actor: Actor) -> None:
        """Make it mine."""

        def work(case: Case) -> None:
            case.move(Verb.TAKE)
            case.give(actor.id)

        await self._change(number, actor, work)

    async def assign(self, number: str, actor: Actor, agent: UUID) -> None:
        """Make it a colleague's."""

        def work(case: Case) -> None:
            if case.tx.one(sa.select(agents.c.id).where(agents.c.id == agent)) is None:
                raise NotFound("there is no such agent")
            case.move(Verb.TAKE)
            case.give(agent)

        await self._change(number, actor, work)

    async def release(self, number: str, actor: Actor) -> None:
        """Back to the queue."""
        await self._change(number, actor, lambda case: self._let_go(case, Verb.RELEASE))

    async def return_to_bot(self, number: str, actor: Actor) -> None:
        """The bot goes on, with what was written since a person last answered."""

        def work(case: Case) -> None:
            self._let_go(case, Verb.RETURN_TO_BOT)
            case.set(handed_off_for=None)
            mine = conversations.c.ticket == case.id
            case.tx.run(sa.update(conversations).where(mine).values(misses=0))
            for row in case.tx.all(sa.select(conversations.c.id).where(mine)):
                case.hear_later(row.id)

        await self._change(number, actor, work)

    async def resolve(self, number: str, actor: Actor) -> None:
        """The matter is settled; a new message of the citizen opens it again."""
        await self._change(number, actor, lambda case: case.move(Verb.RESOLVE))

    async def reopen(self, number: str, actor: Actor) -> None:
        """It was not settled after all."""
        await self._change(number, actor, lambda case: case.move(Verb.REOPEN))

    async def close(self, number: str, actor: Actor) -> None:
        """For good: what comes after is a follow-up ticket."""
        await self._change(number, actor, lambda case: case.move(Verb.CLOSE))

    async def mark_spam(self, number: str, actor: Actor) -> None:
        """Nobody answers it, and nothing of it is lost."""
        await self._change(number, actor, lambda case: self._let_go(case, Verb.SPAM))

    async def snooze(self, number: str, actor: Actor, until: dt.datetime) -> None:
        """Out of sight until then, or until the citizen writes."""

        def work(case: Case) -> None:
            case.move(Verb.SNOOZE)
            case.set(snoozed_until=until)
            lane = f"wake:{case.id.hex}:{until.isoformat()}"  # each snooze wakes for itself
            payload = {"ticket": case.number, "until": until.isoformat()}
            jobs.enqueue(case.tx, "wake", lane, payload, now=case.now, run_at=until)

        await self._change(number, actor, work)

    async def wake(self, number: str, until: dt.datetime) -> None:
        """The snooze is over; unless it was ended or set anew."""

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            before = case.standing
            set_for = tx.value(sa.select(tickets.c.snoozed_until).where(tickets.c.id == case.id))
            if before.status is Status.SNOOZED and set_for == until:
                case.move(Verb.WAKE)
                case.set(snoozed_until=None)
                case.close("system", before)

        await self._db.write(work)

    async def merge(self, number: str, actor: Actor, into: str) -> None:
        """Everything of this ticket goes on in that one; it can be undone."""

        def work(case: Case) -> None:
            target = open_numbered(case.tx, into, case.now, self._new_id)
            if target.id == case.id or target.standing.status in OVER:
                raise NotAllowed(target.standing, Verb.MERGE)
            before = case.standing
            case.move(Verb.MERGE)
            case.set(merged_into=target.id, merged_from=f"{before.status} {before.handler}")
            mine = sa.update(conversations).where(conversations.c.ticket == case.id)
            case.tx.run(mine.values(ticket=target.id))
            target.happened("ticket.merged", other=case.number)
            target.close(actor.label, target.standing)

        await self._change(number, actor, work)

    async def unmerge(self, number: str, actor: Actor) -> None:
        """Take back what a merge did."""

        def work(case: Case) -> None:
            if case.standing.status is not Status.MERGED:
                raise NotAllowed(case.standing, Verb.UNMERGE)
            t = tickets.c
            was = case.tx.one(sa.select(t.merged_into, t.merged_from).where(t.id == case.id))
            assert was is not None  # noqa: S101  it is locked
            status, handler = was.merged_from.split()
            case.restore(Standing(status=Status(status), handler=Handler(handler)))
            case.set(merged_into=None, merged_from=None)
            mine = sa.update(conversations).where(conversations.c.home == case.id)
            case.tx.run(mine.values(ticket=case.id))
            target = open_case(case.tx, was.merged_into, case.now, self._new_id)
            target.happened("ticket.unmerged", other=case.number)
            target.close(actor.label, target.standing)

        await self._change(number, actor, work)

    async def reply(self, number: str, actor: Actor, text: str, *, key: str | None = None) -> UUID:
        """Write to the citizen, on the channel they wrote on last; the message's id."""
        return await self._write(number, actor, text, key, private=False)

    async def note(self, number: str, actor: Actor, text: str, *, key: str | None = None) -> UUID:
        """Write something only colleagues see; the message's id."""
        return await self._write(number, actor, text, key, private=True)

    async def _write(
        self, number: str, actor: Actor, text: str, key: str | None, *, private: bool
    ) -> UUID:
        text = clean(text).strip()
        if not text:
            raise Empty("the message is empty")
        name = f"{actor.label}:{key}" if key else None

        def work(tx: Tx) -> UUID:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            before = case.standing
            if name and (known := _known(tx, case, name)):
                return known
            if not private:
                case.move(Verb.REPLY)
                case.give(case.agent or actor.id)
            talk = last_talk(tx, case.id)
            author = Author(kind=AuthorKind.AGENT, name=actor.name)
            said = case.say(talk, author, text, agent=actor.id, private=private, client_id=name)
            if not private:
                self._start_afresh(case)
            case.close(actor.label, before)
            return said.id

        return await self._db.write(work)

    async def _change(self, number: str, actor: Actor, change: Callable[[Case], None]) -> None:
        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            before = case.standing, case.agent
            change(case)
            for talk in tx.all(
                sa.select(conversations.c.address).where(conversations.c.ticket == case.id)
            ):
                tx.ring(f"chat:{talk.address}")
            same = before == (case.standing, case.agent)
            case.close(actor.label, case.standing if same else None)

        await self._db.write(work)

    def _let_go(self, case: Case, verb: Verb) -> None:
        case.move(verb)
        case.give(None)

    def _start_afresh(self, case: Case) -> None:
        """A person has read everything so far: the bot, if it comes back, starts after that."""
        mine = sa.update(conversations).where(conversations.c.ticket == case.id)
        case.tx.run(mine.values(answered_seq=conversations.c.last_seq, misses=0))


def _known(tx: Tx, case: Case, name: str) -> UUID | None:
    m, c = messages.c, conversations.c
    mine = sa.select(m.id).join_from(messages, conversations, m.conversation == c.id)
    known: UUID | None = tx.value(mine.where(c.ticket == case.id, m.client_id == name))
    return known
