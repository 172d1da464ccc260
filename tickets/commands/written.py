"""What an agent writes on a ticket, inside a transaction: files, mentions, and taking it back."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.db import Tx
from tickets.commands.actor import Actor
from tickets.commands.case import Case, NewId, NotFound, Talk, last_talk, note_delivery
from tickets.commands.people import agent_of
from tickets.commands.reach import follow_later
from tickets.commands.unanswered import unanswered_since
from tickets.domain import richtext
from tickets.domain.lifecycle import Status, Verb
from tickets.domain.message import Author, AuthorKind, DeliveryState
from tickets.domain.refusal import Refusal
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
    uploads,
)

LARGEST_MESSAGE = 20 * 1024 * 1024  # bytes of all files that go with one message
Settles = Callable[[Case, Talk], Mapping[str, Any]]  # what a reply settles, and notes of itself


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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes for agents.

    ``holds``: how long a reply on a channel is held, so that it can be withdrawn; by its name.
    ``by_mail``: on which channels what stays unread goes on by e-mail.
    """

    new_id: NewId
    holds: Mapping[str, dt.timedelta]
    by_mail: Mapping[str, ByMail]

    def write(self, case: Case, actor: Actor, words: Words) -> UUID:
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
            hold=self.holds.get(talk.channel),
            html=words.html if talk.kind in richtext.KINDS else None,
            client_id=words.name,
            meta=meta,
            title=" ".join(file.name for file in chosen),
        )
        self._attach(case.tx, said.id, chosen)
        _mention(case, said.id, words.mentioned)
        if not words.private:
            _start_afresh(case)
            if by_mail := self.by_mail.get(talk.channel):
                follow_later(case, talk, by_mail)
        return said.id

    def _attach(self, tx: Tx, message: UUID, chosen: Sequence[sa.Row[Any]]) -> None:
        if chosen:
            rows = [
                {
                    "id": self.new_id(),
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


def take_back(case: Case, actor: Actor, message: UUID) -> bool:
    """Withdraw what one wrote while it is held; whether there was still something to do.

    Raises `NotFound`, `NotYours`, and `TooLate` once it is on its way.
    """
    row = _outgoing(case.tx, case, message)
    if row is None:
        raise NotFound("there is no such message on this ticket")
    if row.agent != actor.id:
        raise NotYours("only who wrote a message can withdraw it")
    if row.state == DeliveryState.WITHDRAWN:
        return False
    lane = delivery_lane(row.conversation)
    if not jobs.withdraw(case.tx, "deliver", lane, "message", message.hex):
        raise TooLate("it is too late: the message is on its way")
    state = DeliveryState.WITHDRAWN
    note_delivery(case.tx, message, state, case.now)
    case.happened("delivery.changed", message=message.hex, state=str(state))
    if case.standing.status in {Status.PENDING, Status.RESOLVED}:
        case.move(Verb.TAKE)
        case.give(case.agent or actor.id)
    if owes(case.standing):
        case.owed_since = unanswered_since(case) or case.owed_since
    _forget_answer(case.tx, row.conversation)
    case.set(preview=last_words(case))
    return True


def known_message(tx: Tx, case: Case, name: str) -> UUID | None:
    """The message that was stored under this name before."""
    m, c = messages.c, conversations.c
    mine = sa.select(m.id).join_from(messages, conversations, m.conversation == c.id)
    known: UUID | None = tx.value(mine.where(c.ticket == case.id, m.client_id == name))
    return known


def _start_afresh(case: Case) -> None:
    """A person has read everything so far: the bot, if it comes back, starts after that."""
    mine = sa.update(conversations).where(conversations.c.ticket == case.id)
    last = conversations.c.last_seq
    case.tx.run(mine.values(answered_seq=last, office_read_seq=last, misses=0))


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
