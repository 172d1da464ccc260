"""What a person at the desk may do to a ticket."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.case import Case, NewId, NotFound, open_case, open_numbered
from tickets.commands.drafts import end_draft
from tickets.commands.filled import settle
from tickets.commands.written import (
    Pen,
    Settles,
    Words,
    known_message,
    take_back,
)
from tickets.domain.lifecycle import OVER, Handler, NotAllowed, Standing, Status, Verb
from tickets.domain.message import Attachment
from tickets.domain.richtext import Rich, rich
from tickets.domain.traffic import ByMail
from tickets.store import agents, conversations, teams, tickets, uploads

UPLOADS_LAST = dt.timedelta(days=2)  # long enough to write what they go with
_NO_HOLDS: Mapping[str, dt.timedelta] = MappingProxyType({})
_NOWHERE: Mapping[str, ByMail] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InTeam:
    """The team a ticket is to be of; None: no team."""

    team: str | None


class AgentCommands:
    """An agent's hands.  Each call is one transaction; `NotAllowed` and `NotFound` say why not.

    ``holds``: how long a reply on a channel is held, so that it can be withdrawn; by its name.
    ``by_mail``: on which channels what stays unread goes on by e-mail.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        new_id: NewId,
        *,
        holds: Mapping[str, dt.timedelta] = _NO_HOLDS,
        by_mail: Mapping[str, ByMail] = _NOWHERE,
    ) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id
        self.pen = Pen(new_id=new_id, holds=holds, by_mail=by_mail)

    async def take(self, number: str, actor: Actor) -> None:
        """Make it mine."""

        def work(case: Case) -> None:
            case.move(Verb.TAKE)
            case.give(actor.id)

        await self._change(number, actor, work)

    async def assign(
        self, number: str, actor: Actor, agent: UUID, within: InTeam | None = None
    ) -> None:
        """Make it a colleague's; ``within``: and this team's, or no team's."""

        def work(case: Case) -> None:
            if within is not None:
                _put_into(case, within.team)
            if not _works_here(case.tx, agent):
                raise NotFound("there is no such agent", "no_agent")
            case.move(Verb.TAKE)
            case.give(agent)

        await self._change(number, actor, work)

    async def assign_to_team(self, number: str, actor: Actor, team: str | None) -> None:
        """Make it a team's, or no team's; whoever has it lets go, and it waits for all of them."""

        def work(case: Case) -> None:
            _put_into(case, team)
            if case.standing.handler is Handler.AGENT:
                self._let_go(case, Verb.RELEASE)

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
        """The matter is settled; a new message of the citizen opens it again.

        Raises `FieldsMissing` while a field that must be filled is empty.
        """
        await self._change(number, actor, lambda case: settle(case, Verb.RESOLVE))

    async def reopen(self, number: str, actor: Actor) -> None:
        """It was not settled after all."""

        def work(case: Case) -> None:
            case.move(Verb.REOPEN)
            if case.standing.handler is Handler.AGENT and not _works_here(case.tx, case.agent):
                self._let_go(case, Verb.RELEASE)

        await self._change(number, actor, work)

    async def close(self, number: str, actor: Actor) -> None:
        """For good: what comes after is a follow-up ticket."""
        await self._change(number, actor, lambda case: settle(case, Verb.CLOSE))

    async def mark_spam(self, number: str, actor: Actor) -> None:
        """Nobody answers it, and nothing of it is lost."""
        await self._change(number, actor, lambda case: self._let_go(case, Verb.SPAM))

    async def snooze(self, number: str, actor: Actor, until: dt.datetime) -> None:
        """Out of sight until then, or until the citizen writes."""

        await self._change(number, actor, lambda case: put_aside(case, until))

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

    async def reply(
        self,
        number: str,
        actor: Actor,
        text: str,
        *,
        html: str | None = None,
        key: str | None = None,
        files: Sequence[UUID] = (),
        resolve: bool = False,
        draft: UUID | None = None,
        settles: Settles | None = None,
    ) -> UUID:
        """Write to the citizen, on the channel they wrote on last; the message's id.

        ``html``: rich text, up to `richtext.LONGEST_HTML` characters; it is cleaned, the text is
        made from it, and it stays where that channel shows more than text.  Raises `BadRichText`.
        ``files`` name uploads of the same agent.  ``resolve``: that settles the matter; should the
        reply be withdrawn, it is open again.  ``draft``: the version of the draft that is sent.
        ``settles`` is done in the same transaction, once; what it raises keeps the reply from
        being written.
        """
        name = actor.named(key)
        said = rich(html) if html is not None else Rich(text=text, html=None)
        words = Words(
            text=said.text, html=said.html, private=False, name=name, files=files, settles=settles
        )
        return await self._write(number, actor, words, draft, resolve=resolve)

    async def note(
        self,
        number: str,
        actor: Actor,
        text: str,
        *,
        key: str | None = None,
        files: Sequence[UUID] = (),
        draft: UUID | None = None,
        mentioned: Sequence[UUID] = (),
    ) -> UUID:
        """Write something only colleagues see; the message's id.

        ``mentioned`` are the colleagues it is meant for.
        """
        name = actor.named(key)
        words = Words(text=text, private=True, name=name, files=files, mentioned=mentioned)
        return await self._write(number, actor, words, draft)

    async def upload(
        self, actor: Actor, *, digest: str, name: str, media_type: str, size: int
    ) -> Attachment:
        """Note a file that lies in the blob store, to go with a message written later."""
        file = Attachment(
            id=self._new_id(), digest=digest, name=name, media_type=media_type, size=size
        )
        row = {"id": file.id, "agent": actor.id, "digest": digest, "name": name}
        row |= {"media_type": media_type, "size": size, "at": self._clock()}
        await self._db.write(lambda tx: tx.run(sa.insert(uploads), row))
        return file

    async def forget_uploads(self) -> int:
        """Forget uploads of days ago; what went with a message stays with it."""
        over = uploads.c.at <= self._clock() - UPLOADS_LAST
        return await self._db.write(lambda tx: tx.run(sa.delete(uploads).where(over)).rowcount)

    async def undo(self, number: str, actor: Actor, message: UUID) -> None:
        """Withdraw a reply of one's own that is still held; raise `TooLate` when it is not.

        It stays in the transcript and is never sent; the matter is the agent's again.
        """

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            if take_back(case, actor, message):
                case.close(actor.label)

        await self._db.write(work)

    async def _write(
        self,
        number: str,
        actor: Actor,
        words: Words,
        draft: UUID | None,
        *,
        resolve: bool = False,
    ) -> UUID:
        def work(tx: Tx) -> UUID:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            before = case.standing
            if words.name and (known := known_message(tx, case, words.name)):
                return known
            said = self.pen.write(case, actor, words)
            if resolve:
                settle(case, Verb.RESOLVE)
            if draft is not None:
                end_draft(tx, case.id, case.number, actor.id, draft)
            case.close(actor.label, before)
            return said

        return await self._db.write(work)

    async def _change(self, number: str, actor: Actor, change: Callable[[Case], None]) -> None:
        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            before = case.standing, case.agent, case.team
            change(case)
            ring_chats(case)
            same = before == (case.standing, case.agent, case.team)
            case.close(actor.label, case.standing if same else None)

        await self._db.write(work)

    def _let_go(self, case: Case, verb: Verb) -> None:
        case.move(verb)
        case.give(None)


def _put_into(case: Case, team: str | None) -> None:
    known = sa.select(teams.c.id).where(teams.c.id == team)
    if team is not None and case.tx.one(known) is None:
        raise NotFound(f"there is no team {team}", "no_team")
    case.give_to_team(team)


def put_aside(case: Case, until: dt.datetime) -> None:
    """Snooze a ticket that is open in a transaction."""
    case.move(Verb.SNOOZE)
    case.set(snoozed_until=until)
    lane = f"wake:{case.id.hex}:{until.isoformat()}"  # each snooze wakes for itself
    payload = {"ticket": case.number, "until": until.isoformat()}
    jobs.enqueue(case.tx, "wake", lane, payload, now=case.now, run_at=until)


def ring_chats(case: Case) -> None:
    """Ring for whoever shows the ticket's conversations."""
    mine = conversations.c.ticket == case.id
    for talk in case.tx.all(sa.select(conversations.c.address).where(mine)):
        case.tx.ring(f"chat:{talk.address}")


def _works_here(tx: Tx, agent: UUID | None) -> bool:
    here = sa.select(agents.c.id).where(agents.c.id == agent, agents.c.active)
    return tx.one(here) is not None
