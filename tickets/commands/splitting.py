"""A second matter in a conversation becomes a ticket of its own, from one message on.

What was said from there on, replies and notes with it, moves to a new conversation of the new
ticket and keeps its ``seq``.  A chat is one thread for its citizen, with no gap in it, and goes on
where its newest conversation is: so only that one can be split, and the new ticket has the chat
from then on.  A mail that answers what was moved comes to the new ticket, any other to the old one.
Merging the new ticket into the old one takes it back.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.case import ONE_THREAD, Case, NewId, NotFound, open_case, open_numbered
from tickets.commands.numbering import next_number
from tickets.commands.written import last_words
from tickets.domain import number as numbers
from tickets.domain.lifecycle import LIVE, Handler, Status
from tickets.domain.message import AuthorKind
from tickets.domain.refusal import Refusal
from tickets.domain.text import clean, preview
from tickets.domain.traffic import delivery_lane
from tickets.store import conversations, identities, messages, reviews, thread_keys, tickets

_LONGEST_SUBJECT = 300


class CannotSplit(Refusal):
    """The ticket cannot be split there; the sentence is fit to show an agent."""


class NotTheirs(CannotSplit):
    """Only what the citizen wrote begins a matter."""


class NothingStays(CannotSplit):
    """It is the first message: all of it is this ticket."""


class MovedOn(CannotSplit):
    """The chat goes on in a newer ticket."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """Where a conversation is cut, and the one that what comes after moves to."""

    talk: sa.Row[Any]  # the conversation, locked
    message: UUID
    seq: int  # of the first message that moves
    text: str
    to: UUID


class SplitCommands:
    """The one who takes matters apart.  Each call is one transaction."""

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def split(self, number: str, actor: Actor, message: UUID, subject: str = "") -> str:
        """Split the ticket from this message on; the new ticket's number.

        It is with whoever has the old one, else in the queue.  Without a subject it gets that of
        the mail, or the beginning of what was written.  Raises `CannotSplit`, `NotFound`.
        """
        named = clean(" ".join(subject.split()), _LONGEST_SUBJECT)

        def work(tx: Tx) -> str:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            cut = _cut(case, message)
            born = self._begin(case, cut, named)
            moved = _move(case, born, cut)
            _move_jobs(case, cut, moved)
            for one, facts in (
                (born, {"from": case.number}),
                (case, {"other": born.number, "message": message.hex}),
            ):
                one.set(preview=last_words(one))
                kind = "ticket.split_off" if one is born else "ticket.split"
                one.happened(kind, **facts, conversation=cut.to.hex)
            tx.ring(f"chat:{cut.talk.address}")
            case.close(actor.label, case.standing)
            born.close(actor.label, born.standing)
            return born.number

        return await self._db.write(work)

    def _begin(self, case: Case, cut: _Cut, subject: str) -> Case:
        """The new ticket, as the old one stands; of the person whom the conversation is with."""
        t, i = tickets.c, identities.c
        old = case.tx.run(sa.select(tickets).where(t.id == case.id)).one()
        whose = sa.select(i.contact, i.home).where(i.id == cut.talk.identity)
        person = case.tx.run(whose).one()
        in_hand = case.standing.handler is Handler.AGENT
        mail = cut.talk.kind == "email"
        row: dict[str, Any] = {
            "id": case.new_id(),
            "number": next_number(case.tx, numbers.prefix(case.number), case.now),
            "contact": person.contact,
            "contact_home": person.home,
            "subject": subject or (old.subject if mail else preview(cut.text)) or old.subject,
            "status": Status.OPEN,
            "handler": Handler.AGENT if in_hand else Handler.QUEUE,
            "agent": case.agent if in_hand else None,
            "team": old.team,
            "locale": old.locale,
            "version": 0,
            "created_at": case.now,
            "updated_at": case.now,
            "waiting_since": None if in_hand else case.waiting_since or case.now,
            "owed_since": case.owed_since or case.now,
            "split_from": case.id,
        }
        case.tx.run(sa.insert(tickets), row)
        born = open_case(case.tx, row["id"], case.now, case.new_id)
        born.happened("ticket.created", **born.facts())
        if not in_hand:
            case.tx.ring("queue")
        return born


def _cut(case: Case, message: UUID) -> _Cut:
    """Where it is cut, with the conversation locked; or raise why it cannot be."""
    m, c = messages.c, conversations.c
    which = sa.select(m.conversation, m.seq, m.author, m.text)
    which = which.join_from(messages, conversations, m.conversation == c.id)
    first = case.tx.one(which.where(m.id == message, c.ticket == case.id))
    if first is None:
        raise NotFound("there is no such message on this ticket")
    if case.standing.status not in LIVE | {Status.RESOLVED}:
        status = case.standing.status
        raise CannotSplit(
            f"a ticket that is {status} cannot be split: reopen it",
            "cannot_split",
            status=status.value,
        )
    if first.author != AuthorKind.CONTACT or first.seq is None:
        raise NotTheirs("a ticket begins with what the citizen wrote: choose such a message")
    here = sa.select(conversations).where(c.id == first.conversation)
    talk = case.tx.run(here.with_for_update(key_share=True)).one()
    before = sa.select(m.id).where(m.conversation == talk.id, m.seq < first.seq)
    if case.tx.one(before.limit(1)) is None:
        raise NothingStays("this is the first message: nothing would stay on this ticket")
    if talk.kind in ONE_THREAD and _newest(case.tx, talk) != talk.id:
        raise MovedOn("this chat goes on in a newer ticket: split that one")
    return _Cut(talk=talk, message=message, seq=first.seq, text=first.text, to=case.new_id())


def _newest(tx: Tx, talk: sa.Row[Any]) -> UUID:
    c = conversations.c
    here = sa.select(c.id).where(c.channel == talk.channel, c.address == talk.address)
    newest: UUID = tx.value(here.order_by(c.id.desc()).limit(1))
    return newest


def _move(case: Case, born: Case, cut: _Cut) -> list[UUID]:
    """Move what was said, and whatever names where it was said; the messages that moved."""
    tx, talk, m, c = case.tx, cut.talk, messages.c, conversations.c
    last = cut.seq - 1
    marks = ("answered_seq", "read_seq", "office_read_seq")
    stays = {name: min(getattr(talk, name), last) for name in marks}
    row = {name: getattr(talk, name) for name in (*marks, "identity", "channel", "kind")}
    row |= {"address": talk.address, "visitor": talk.visitor, "by_mail": talk.by_mail}
    row |= {"id": cut.to, "ticket": born.id, "home": born.id, "split_from": talk.id}
    row |= {"last_seq": talk.last_seq, "answered_seq": talk.last_seq, "created_at": case.now}
    tx.run(sa.insert(conversations), row)
    tx.run(sa.update(conversations).where(c.id == talk.id).values(last_seq=last, **stays))
    after = sa.or_(m.seq >= cut.seq, m.seq.is_(None) & (m.id > cut.message))
    found = tx.all(sa.select(m.id, m.key).where(m.conversation == talk.id, after))
    tx.run(sa.update(messages).where(m.conversation == talk.id, after).values(conversation=cut.to))
    keys = [f"message:{row.key}" for row in found if row.key is not None]
    k, r = thread_keys.c, reviews.c
    named = (k.conversation == talk.id) & k.key.in_(keys)
    tx.run(sa.update(thread_keys).where(named).values(conversation=cut.to))
    noted = (r.conversation == talk.id) & (r.seq >= cut.seq)
    tx.run(sa.update(reviews).where(noted).values(conversation=cut.to, ticket=born.id))
    return [row.id for row in found]


def _move_jobs(case: Case, cut: _Cut, moved: Collection[UUID]) -> None:
    """What waits to be sent waits in the new lane; what may go on by e-mail does so from there."""
    names = {message.hex for message in moved}
    old, new = delivery_lane(cut.talk.id), delivery_lane(cut.to)
    jobs.move_lane(case.tx, old, new, "message", names)
    due: list[dt.datetime] = jobs.waiting_in(case.tx, f"follow:{cut.talk.id.hex}")
    payload = {"conversation": cut.to.hex}
    for at in due:
        jobs.enqueue(case.tx, "follow", f"follow:{cut.to.hex}", payload, now=case.now, run_at=at)
