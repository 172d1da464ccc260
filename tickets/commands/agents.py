"""What a person at the desk may do to a ticket."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import (
    Case,
    NewId,
    NotFound,
    Talk,
    last_talk,
    note_delivery,
    open_case,
    open_numbered,
)
from tickets.commands.drafts import end_draft
from tickets.commands.filled import settle
from tickets.commands.people import agent_of
from tickets.commands.reach import follow_later
from tickets.commands.unanswered import unanswered_since
from tickets.domain import richtext
from tickets.domain.lifecycle import OVER, Handler, NotAllowed, Standing, Status, Verb
from tickets.domain.message import Attachment, Author, AuthorKind, DeliveryState
from tickets.domain.refusal import Refusal
from tickets.domain.richtext import Rich, rich
from tickets.domain.sla import owes
from tickets.domain.text import clean, preview
from tickets.domain.traffic import ByMail, delivery_lane
from tickets.store import (
    agents,
    attachments,
    conversations,
    deliveries,
    mentions,
    messages,
    teams,
    tickets,
    uploads,
)

LARGEST_MESSAGE = 20 * 1024 * 1024  # bytes of all files that go with one message
UPLOADS_LAST = dt.timedelta(days=2)  # long enough to write what they go with
Settles = Callable[[Case, Talk], Mapping[str, Any]]  # what a reply settles, and notes of itself
_NO_HOLDS: Mapping[str, dt.timedelta] = MappingProxyType({})
_NOWHERE: Mapping[str, ByMail] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts."""

    id: UUID
    name: str

    @property
    def label(self) -> str:
        """How the log names them."""
        return f"agent:{self.id.hex}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InTeam:
    """The team a ticket is to be of; None: no team."""

    team: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Something an agent writes; ``name``: the same one again stores nothing."""

    text: str
    private: bool
    html: str | None = None  # the same words as rich text, cleaned
    name: str | None = None
    files: Sequence[UUID] = ()  # uploads of the same agent
    settles: Settles | None = None
    mentioned: Sequence[UUID] = ()  # colleagues a note is meant for


class Empty(Refusal):
    """There is nothing in it to send."""


class TooMuch(Refusal):
    """The files are too large to go with one message."""


class TooLate(Refusal):
    """It is on its way, or was never held."""


class CannotSee(Refusal):
    """Whoever is mentioned would never learn of it."""


class NotYours(Refusal):
    """Only who wrote it may do that."""


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
        self._holds, self._by_mail = holds, by_mail

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
        name = _name(actor, key)
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
        name = _name(actor, key)
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
            row = _outgoing(tx, case, message)
            if row is None:
                raise NotFound("there is no such message on this ticket")
            if row.agent != actor.id:
                raise NotYours("only who wrote a message can withdraw it")
            if row.state == DeliveryState.WITHDRAWN:
                return
            lane = delivery_lane(row.conversation)
            if not jobs.withdraw(tx, "deliver", lane, "message", message.hex):
                raise TooLate("it is too late: the message is on its way")
            self._take_back(case, actor, message, row.conversation)
            case.close(actor.label)

        await self._db.write(work)

    def _take_back(self, case: Case, actor: Actor, message: UUID, conversation: UUID) -> None:
        state = DeliveryState.WITHDRAWN
        note_delivery(case.tx, message, state, case.now)
        case.happened("delivery.changed", message=message.hex, state=str(state))
        if case.standing.status in {Status.PENDING, Status.RESOLVED}:
            case.move(Verb.TAKE)
            case.give(case.agent or actor.id)
        if owes(case.standing):
            case.owed_since = unanswered_since(case) or case.owed_since
        _forget_answer(case.tx, conversation)
        case.set(preview=last_words(case))

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
            said = self.put(case, actor, words)
            if resolve:
                settle(case, Verb.RESOLVE)
            if draft is not None:
                end_draft(tx, case.id, case.number, actor.id, draft)
            case.close(actor.label, before)
            return said

        return await self._db.write(work)

    def put(self, case: Case, actor: Actor, words: Words) -> UUID:
        """Say it on a ticket that is open in a transaction; the message's id."""
        text = clean(words.text).strip()
        if not text:
            raise Empty("the message is empty")
        chosen = _chosen(case.tx, actor, words.files)
        if not words.private:
            case.move(Verb.REPLY)
            case.give(case.agent or actor.id)
        talk = last_talk(case.tx, case.id)
        meta: dict[str, Any] = {"files": len(chosen)} if chosen else {}
        if words.settles is not None:
            meta |= words.settles(case, talk)
        said = case.say(
            talk,
            Author(kind=AuthorKind.AGENT, name=actor.name),
            text,
            agent=actor.id,
            private=words.private,
            hold=self._holds.get(talk.channel),
            html=words.html if talk.kind in richtext.KINDS else None,
            client_id=words.name,
            meta=meta,
            title=" ".join(file.name for file in chosen),
        )
        self._attach(case.tx, said.id, chosen)
        _mention(case, said.id, words.mentioned)
        if not words.private:
            self._start_afresh(case)
            if by_mail := self._by_mail.get(talk.channel):
                follow_later(case, talk, by_mail)
        return said.id

    def _attach(self, tx: Tx, message: UUID, chosen: Sequence[sa.Row[Any]]) -> None:
        if chosen:
            rows = [
                {
                    "id": self._new_id(),
                    "message": message,
                    "digest": file.digest,
                    "name": file.name,
                    "media_type": file.media_type,
                    "size": file.size,
                    "inline": False,
                }
                for file in chosen
            ]
            tx.run(sa.insert(attachments), rows)

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

    def _start_afresh(self, case: Case) -> None:
        """A person has read everything so far: the bot, if it comes back, starts after that."""
        mine = sa.update(conversations).where(conversations.c.ticket == case.id)
        last = conversations.c.last_seq
        case.tx.run(mine.values(answered_seq=last, office_read_seq=last, misses=0))


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


def _name(actor: Actor, key: str | None) -> str | None:
    return f"{actor.label}:{key}" if key else None


def _works_here(tx: Tx, agent: UUID | None) -> bool:
    here = sa.select(agents.c.id).where(agents.c.id == agent, agents.c.active)
    return tx.one(here) is not None


def known_message(tx: Tx, case: Case, name: str) -> UUID | None:
    """The message that was stored under this name before."""
    m, c = messages.c, conversations.c
    mine = sa.select(m.id).join_from(messages, conversations, m.conversation == c.id)
    known: UUID | None = tx.value(mine.where(c.ticket == case.id, m.client_id == name))
    return known


def _chosen(tx: Tx, actor: Actor, files: Sequence[UUID]) -> list[sa.Row[Any]]:
    """The agent's own uploads with these ids, in this order."""
    if not files:
        return []
    mine = sa.select(uploads).where(uploads.c.id.in_(files), uploads.c.agent == actor.id)
    found = {row.id: row for row in tx.all(mine)}
    if any(file not in found for file in files):
        raise NotFound("a file is not there any more; attach it again", "file_gone")
    chosen = [found[file] for file in dict.fromkeys(files)]
    if sum(file.size for file in chosen) > LARGEST_MESSAGE:
        most = LARGEST_MESSAGE >> 20
        raise TooMuch(f"the files have more than {most} MB together", "too_much", mb=most)
    return chosen


def _mention(case: Case, message: UUID, mentioned: Sequence[UUID]) -> None:
    """Note whom it is meant for, each once."""
    names = list(dict.fromkeys(mentioned))
    if not names:
        return
    found = case.tx.all(sa.select(agents).where(agents.c.id.in_(names), agents.c.active))
    if len(found) != len(names):
        raise NotFound("there is no such colleague to mention", "no_colleague")
    for who in found:
        if not agent_of(case.tx, who).sight.sees(agent=case.agent, team=case.team):
            raise CannotSee(f"{who.name} does not see this ticket", name=who.name)
    case.tx.run(sa.insert(mentions), [{"message": message, "agent": one} for one in names])
    for one in names:
        case.happened("mentioned", message=message.hex, agent=one.hex)


def _outgoing(tx: Tx, case: Case, message: UUID) -> sa.Row[Any] | None:
    """Whose it is, where it goes and how far it came."""
    m, c, d = messages.c, conversations.c, deliveries.c
    found = (
        sa.select(m.agent, m.conversation, d.state)
        .join_from(messages, conversations, m.conversation == c.id)
        .outerjoin(deliveries, d.message == m.id)
        .where(m.id == message, c.ticket == case.id)
    )
    return tx.one(found)


def _forget_answer(tx: Tx, conversation: UUID) -> None:
    """The citizen was not answered after all: what they wrote since is unanswered again."""
    c, m = conversations.c, messages.c
    answers = _said().where(m.conversation == conversation, m.author != AuthorKind.CONTACT)
    last = answers.with_only_columns(sa.func.coalesce(sa.func.max(m.seq), 0)).scalar_subquery()
    mine = sa.update(conversations).where(c.id == conversation, c.answered_seq > last)
    tx.run(mine.values(answered_seq=last))


def last_words(case: Case) -> str:
    """What the ticket shows of itself in a list."""
    c, m = conversations.c, messages.c
    said = _said().join(conversations, m.conversation == c.id).where(c.ticket == case.id)
    text = case.tx.value(said.with_only_columns(m.text).order_by(m.id.desc()).limit(1))
    return preview(text or "")


def _said() -> sa.Select[Any]:
    """Messages the citizen wrote, was sent or will be sent."""
    m, d = messages.c, deliveries.c
    withdrawn = d.state == DeliveryState.WITHDRAWN
    return (
        sa.select(m.id)
        .outerjoin_from(messages, deliveries, d.message == m.id)
        .where(m.seq.is_not(None), withdrawn.is_not(sa.true()))
    )
