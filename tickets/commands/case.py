"""One ticket under lock inside one transaction: move it, say something on it, write it back."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.db import Tx
from tickets.commands.indexing import index_message
from tickets.domain.lifecycle import SETTLED, Handler, Standing, Status, Verb, move
from tickets.domain.message import Author, AuthorKind, Cause, DeliveryState
from tickets.domain.refusal import Refusal
from tickets.domain.sla import owes
from tickets.domain.text import preview
from tickets.domain.traffic import delivery_lane
from tickets.store import conversations, deliveries, events, messages, takes, tickets

NewId = Callable[[], UUID]


_ADD_MESSAGE, _ADD_EVENT, _ADD_DELIVERY, _ADD_TAKE = map(
    sa.insert, (messages, events, deliveries, takes)
)
_MOVE_ON = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("talk", type_=sa.Uuid))
    .values(last_seq=sa.bindparam("seq"))
)


def _in_chat() -> tuple[sa.Executable, sa.Executable]:
    """The newest conversation of a chat; and one more in it: that one counts for all of them."""
    newest = conversations.alias("newest").c
    here = (newest.channel == sa.bindparam("over")) & (newest.address == sa.bindparam("whom"))
    last = sa.select(newest.id).where(here).order_by(newest.id.desc()).limit(1)
    c = conversations.c
    one_more = sa.update(conversations).where(c.id == last.scalar_subquery())
    return last, one_more.values(last_seq=c.last_seq + 1).returning(c.id, c.last_seq)


_NEWEST_IN_CHAT, _COUNT_ON = _in_chat()
_SAVE = sa.update(tickets).where(tickets.c.id == sa.bindparam("this", type_=sa.Uuid))
_LOCK = (  # lets others refer to the row: see `open_case`
    sa.select(tickets)
    .where(tickets.c.id == sa.bindparam("this", type_=sa.Uuid))
    .with_for_update(key_share=True)
)
_TALK = sa.select(
    conversations.c.id,
    conversations.c.channel,
    conversations.c.kind,
    conversations.c.address,
    conversations.c.last_seq,
)
_TALK_BY_ID = _TALK.where(conversations.c.id == sa.bindparam("talk", type_=sa.Uuid))
ONE_THREAD = frozenset({"livechat", "telegram"})  # kinds where an address is a thread
_FOLLOWED = frozenset({"livechat"})  # kinds whose readers follow the store: nothing is carried


class NotFound(Refusal):
    """There is no such thing."""


class Stale(Exception):
    """Someone else moved first; look again."""


@dataclasses.dataclass(slots=True, kw_only=True)
class Talk:
    """The conversation a command works in."""

    id: UUID
    channel: str
    kind: str
    address: str
    last_seq: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message that was added."""

    id: UUID
    seq: int | None


class Case:
    """A ticket in the hands of one command.

    `close` writes it back, `leave` only tells of what was said; without either nothing moved.
    """

    def __init__(self, tx: Tx, row: sa.Row[Any], now: dt.datetime, new_id: NewId) -> None:
        self.tx, self.now, self.new_id = tx, now, new_id
        self.id: UUID = row.id
        self.number: str = row.number
        self.version: int = row.version
        self.locale: str = row.locale
        self.agent: UUID | None = row.agent
        self.standing = Standing(status=Status(row.status), handler=Handler(row.handler))
        self.waiting_since: dt.datetime | None = row.waiting_since
        self._waited_since = self.waiting_since
        self.owed_since: dt.datetime | None = row.owed_since
        self.team: str | None = row.team
        self._agent_before, self._team_before = self.agent, self.team
        self._changes: dict[str, Any] = {}
        self._events: list[tuple[str, dict[str, Any]]] = []
        self._talks: set[str] = set()

    def move(self, verb: Verb) -> None:
        """Make a move, or raise `NotAllowed`."""
        before, self.standing = self.standing, move(self.standing, verb)
        if self.standing != before:
            self._waiting()
        if self.standing.status in SETTLED and before.status not in SETTLED:
            self._changes["resolved_at"] = self.now

    def restore(self, standing: Standing) -> None:
        """Put it back to where it stood before."""
        self.standing = standing
        self._waiting()

    def _waiting(self) -> None:
        owed = owes(self.standing)
        waits = owed and self.standing.handler is Handler.QUEUE
        self.owed_since = (self.owed_since or self.now) if owed else None
        self.waiting_since = (self.waiting_since or self.now) if waits else None

    def give(self, agent: UUID | None) -> None:
        """Make someone the assignee, or nobody."""
        self.agent = agent

    def give_to_team(self, team: str | None) -> None:
        """Make it a team's, or no team's."""
        self.team = team

    def set(self, **values: Any) -> None:  # noqa: ANN401
        """Change plain columns of the ticket."""
        self._changes.update(values)

    def say(
        self,
        talk: Talk,
        author: Author,
        text: str,
        *,
        agent: UUID | None = None,
        private: bool = False,
        hold: dt.timedelta | None = None,
        title: str = "",
        **more: Any,  # noqa: ANN401
    ) -> Said:
        """Add a message; what the citizen may see gets the next ``seq``.

        ``hold``: not sent before so long, and until then it can be withdrawn.  ``title``: words
        that it can be found by beside its own, as a subject or the names of its files.
        """
        said = Said(id=more.pop("id", None) or self.new_id(), seq=None)
        if not private:
            talk.last_seq = self._next_seq(talk)
            said = Said(id=said.id, seq=talk.last_seq)
        row: dict[str, Any] = {
            "id": said.id,
            "conversation": talk.id,
            "seq": said.seq,
            "author": author.kind,
            "author_name": author.name,
            "agent": agent,
            "text": text,
            "private": private,
            "at": self.now,
            "html": None,
            "quoted": "",
            "client_id": None,
            "key": None,
            "meta": {},
        }
        self.tx.run(_ADD_MESSAGE, row | more)
        index_message(self.tx, said.id, title, author.name, text)
        if not private:
            self._spoken(talk, author, said, text, hold)
        self._events.append(
            (
                "message.added",
                {
                    "message": said.id.hex,
                    "conversation": talk.id.hex,
                    "channel": talk.channel,
                    "seq": said.seq,
                    "author": str(author.kind),
                    "private": private,
                },
            )
        )
        return said

    def _next_seq(self, talk: Talk) -> int:
        """The next of the thread.  A chat is one, though its tickets are several."""
        if talk.kind not in ONE_THREAD:
            self.tx.run(_MOVE_ON, {"talk": talk.id, "seq": talk.last_seq + 1})
            return talk.last_seq + 1
        here = {"over": talk.channel, "whom": talk.address}
        last = self.tx.run(_COUNT_ON, here).one()
        if last.id == talk.id:
            return int(last.last_seq)
        while self.tx.run(_NEWEST_IN_CHAT, here).scalar_one() != last.id:
            last = self.tx.run(_COUNT_ON, here).one()  # a newer one began meanwhile
        self.tx.run(_MOVE_ON, {"talk": talk.id, "seq": last.last_seq})
        return int(last.last_seq)

    def _spoken(
        self, talk: Talk, author: Author, said: Said, text: str, hold: dt.timedelta | None
    ) -> None:
        self._changes["preview"] = preview(text)
        self._talks.add(talk.address)
        if author.kind is not AuthorKind.CONTACT:
            send(self.tx, talk, said.id, self.now, hold)

    def hear_later(self, conversation: UUID) -> None:
        """Ask the bot to read what is new in this conversation."""
        name = conversation.hex
        jobs.enqueue(self.tx, "turn", f"turn:{name}", {"conversation": name}, now=self.now)

    def watch(self, talk: Talk) -> None:
        """Ring whoever shows this conversation, even when nothing was said."""
        self._talks.add(talk.address)

    def close(self, actor: str, before: Standing | None = None) -> None:
        """Write the ticket back, one version on, and tell the log."""
        self.version += 1
        row = {
            "status": self.standing.status,
            "handler": self.standing.handler,
            "agent": self.agent,
            "team": self.team,
            "waiting_since": self.waiting_since,
            "owed_since": self.owed_since,
            "version": self.version,
            "updated_at": self.now,
        }
        self.tx.run(_SAVE, {"this": self.id, **row, **self._changes})
        if before != self.standing or self._moved_on:
            self._events.append(("ticket.changed", self.facts()))
        if self.waiting_since != self._waited_since:
            self._queue_moved()
        self.leave(actor)

    def leave(self, actor: str) -> None:
        """Tell the log and whoever listens, and leave the ticket's row as it was.

        For what is said beside the matter: nobody's turn comes of it, and no list moves.
        """
        log_events(self.tx, self, actor, self._events)
        for address in self._talks:
            self.tx.ring(f"chat:{address}")

    def _queue_moved(self) -> None:
        """Ring for those who wait; and note how long this one did, if a person has it now."""
        since, self._waited_since = self._waited_since, self.waiting_since
        self.tx.ring("queue")
        if since is not None and self.standing.handler is Handler.AGENT:
            row = {"id": self.new_id(), "channel": last_talk(self.tx, self.id).channel}
            self.tx.run(_ADD_TAKE, row | {"team": self.team, "since": since, "at": self.now})

    @property
    def _moved_on(self) -> bool:
        """Whether it is another agent's or team's now."""
        return (self._agent_before, self._team_before) != (self.agent, self.team)

    def facts(self) -> dict[str, Any]:
        """What the log says of it: ids and states, and whose it was if it is another's now."""
        facts: dict[str, Any] = {
            "status": str(self.standing.status),
            "handler": str(self.standing.handler),
            "agent": self.agent.hex if self.agent else None,
            "team": self.team,
            "version": self.version,
        }
        if self._agent_before != self.agent:
            before = self._agent_before
            facts["agent_before"] = before.hex if before else None
        if self._team_before != self.team:
            facts["team_before"] = self._team_before
        return facts

    def happened(self, kind: str, **facts: Any) -> None:  # noqa: ANN401
        """Note something for the log."""
        self._events.append((kind, facts))


def send(
    tx: Tx, talk: Talk, message: UUID, now: dt.datetime, hold: dt.timedelta | None = None
) -> None:
    """Queue a message for its channel, after a while if it is held; a live chat's is there."""
    followed = talk.kind in _FOLLOWED
    state = DeliveryState.SENT if followed else DeliveryState.QUEUED
    at = now + hold if hold and not followed else None
    row = {"message": message, "state": state, "next_try": at, "updated_at": now}
    tx.run(_ADD_DELIVERY, row)
    if not followed:
        payload = {"message": message.hex}
        jobs.enqueue(tx, "deliver", delivery_lane(talk.id), payload, now=now, run_at=at)


def note_delivery(
    tx: Tx,
    message: UUID,
    state: DeliveryState,
    now: dt.datetime,
    *,
    reason: str = "",
    cause: Cause | None = None,
    next_try: dt.datetime | None = None,
    **more: str,
) -> bool:
    """Note how far a message came; False when that cannot be: nobody can unread what was read."""
    row = {"state": state, "reason": reason, "cause": cause, "next_try": next_try} | more
    row["updated_at"] = now
    mine = deliveries.c.message == message
    unread = deliveries.c.state != DeliveryState.READ
    return tx.run(sa.update(deliveries).where(mine, unread).values(row)).rowcount > 0


def log_events(
    tx: Tx, case: Case, actor: str, happened: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    """Append to the log, last of all in a transaction.

    On PostgreSQL a lock held until COMMIT makes the order of ids the order of commits; without
    it a reader could step over an event that is committed after a younger one.
    """
    if not happened:
        return
    if tx.conn.dialect.name == "postgresql":
        tx.run(sa.select(sa.func.pg_advisory_xact_lock(0x7A9A)))
    common = {"at": case.now, "actor": actor, "ticket": case.id, "number": case.number}
    tx.run(_ADD_EVENT, [common | {"kind": k, "facts": f} for k, f in happened])
    tx.ring("events")


def open_case(tx: Tx, ticket: UUID, now: dt.datetime, new_id: NewId) -> Case:
    """Lock a ticket and take it up.

    The lock lets others refer to the row (FOR NO KEY UPDATE): whoever logs an event about a
    ticket it has not locked must not wait here while it holds the log's own lock.
    """
    row = tx.run(_LOCK, {"this": ticket}).first()
    if row is None:
        raise NotFound("there is no such ticket")
    return Case(tx, row, now, new_id)


def open_numbered(tx: Tx, number: str, now: dt.datetime, new_id: NewId) -> Case:
    """Lock the ticket with this receipt number."""
    ticket = tx.value(sa.select(tickets.c.id).where(tickets.c.number == number))
    if ticket is None:
        raise NotFound(f"there is no ticket {number}", "no_ticket", number=number)
    return open_case(tx, ticket, now, new_id)


def open_talk(tx: Tx, conversation: UUID, now: dt.datetime, new_id: NewId) -> tuple[Case, Talk]:
    """Lock the ticket a conversation belongs to, and take both up."""
    mine = sa.select(conversations.c.ticket).where(conversations.c.id == conversation)
    ticket = tx.value(mine)
    if ticket is None:
        raise NotFound("there is no such conversation")
    case = open_case(tx, ticket, now, new_id)
    if tx.conn.dialect.name == "postgresql" and tx.value(mine) != ticket:
        return open_talk(tx, conversation, now, new_id)  # merged while we waited for the lock
    row = tx.run(_TALK_BY_ID, {"talk": conversation}).one()
    return case, Talk(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def last_talk(tx: Tx, ticket: UUID, of: sa.ColumnElement[UUID] = conversations.c.ticket) -> Talk:
    """The conversation the citizen wrote in last, of those on the ticket or begun ``of`` it."""
    c, m = conversations.c, messages.c
    wrote = (
        sa.select(m.id)
        .where(m.conversation == c.id, m.author == "contact")
        .order_by(m.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = tx.one(
        _TALK.where(of == ticket).order_by(wrote.desc().nulls_last(), c.id.desc()).limit(1)
    )
    if row is None:
        raise NotFound("this ticket has no conversation of its own: it was merged")
    return Talk(**row._mapping)  # noqa: SLF001
