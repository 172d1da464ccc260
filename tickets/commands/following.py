"""When the citizen has left a chat: what a person of ours wrote there goes on by e-mail, once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.case import Case, NewId, NotFound, Talk, open_talk
from tickets.commands.reach import open_mail, person_of
from tickets.commands.written import LARGEST_MESSAGE
from tickets.domain.following import Mail, Unread, mails
from tickets.domain.lifecycle import Status
from tickets.domain.message import Author, AuthorKind, DeliveryState
from tickets.domain.traffic import ByMail
from tickets.store import attachments, contacts, conversations, deliveries, identities, messages

_SEEN = (DeliveryState.READ, DeliveryState.WITHDRAWN)


class FollowCommands:
    """``by_mail`` says for which channels, after how long and from which mailbox."""

    def __init__(
        self, db: Database, clock: Clock, new_id: NewId, *, by_mail: Mapping[str, ByMail]
    ) -> None:
        self._db, self._clock, self._new_id, self._by_mail = db, clock, new_id, by_mail

    async def follow(self, conversation: UUID) -> int:
        """Mail what is unread in it for long enough, with all that came after; how many mails.

        Nothing, when it was read, answered or mailed meanwhile, or nobody's address is known.
        """
        try:
            return await self._db.write(lambda tx: self._follow(tx, conversation))
        except NotFound:
            return 0

    def _follow(self, tx: Tx, conversation: UUID) -> int:
        case, talk = open_talk(tx, conversation, self._clock(), self._new_id)
        by_mail = self._by_mail.get(talk.channel)
        if by_mail is None or case.standing.status is Status.SPAM:
            return 0
        unread = _unread(tx, talk)
        due = [row for row in unread if row.at <= case.now - by_mail.after]
        address = _address(tx, talk) if due else None
        if address is None:
            return 0
        thread = open_mail(case, person_of(tx, talk.id), by_mail.channel, address)
        written = mails([as_unread(row) for row in unread], most=LARGEST_MESSAGE)
        for mail in written:
            write_mail(case, thread, mail, {row.id: row for row in unread})
        case.watch(talk)
        case.close("system", case.standing)
        return len(written)


def write_mail(case: Case, thread: Talk, mail: Mail, rows: Mapping[UUID, Any]) -> None:
    """Say it in the mail thread, and note on each message that it went on there."""
    files = _files(case.tx, mail.messages)
    said = case.say(
        thread,
        Author(kind=AuthorKind.AGENT, name=mail.names),
        mail.text,
        agent=rows[mail.messages[-1]].agent,
        meta={"letter": "follow"} | ({"files": len(files)} if files else {}),
    )
    if files:
        copies = [file | {"id": case.new_id(), "message": said.id} for file in files]
        case.tx.run(sa.insert(attachments), copies)
    carried = deliveries.c.message.in_(mail.messages)
    case.tx.run(sa.update(deliveries).where(carried).values(mailed=said.id))
    for one in mail.messages:
        state = str(rows[one].state)
        case.happened("delivery.changed", message=one.hex, state=state, mailed=said.id.hex)


def _unread(tx: Tx, talk: Talk) -> Sequence[sa.Row[Any]]:
    """What people of ours wrote since the citizen was last here, and was not mailed; in order."""
    m, c, d = messages.c, conversations.c, deliveries.c
    theirs = sa.func.coalesce(sa.func.max(m.seq), 0)
    wrote = sa.select(theirs).where(m.conversation == talk.id, m.author == AuthorKind.CONTACT)
    rows = (
        outgoing()
        .where(m.conversation == talk.id, m.author == AuthorKind.AGENT, m.private.is_(sa.false()))
        .where(m.seq > c.read_seq, m.seq > wrote.scalar_subquery())
        .where(d.mailed.is_(None), d.state.not_in(_SEEN))
        .order_by(m.seq)
    )
    return tx.all(rows)


def outgoing() -> sa.Select[*tuple[Any, ...]]:
    """What was sent from here: whose it is, its files' bytes, and how far it came."""
    m, c, d, a = messages.c, conversations.c, deliveries.c, attachments.c
    size = sa.select(sa.func.coalesce(sa.func.sum(a.size), 0)).where(a.message == m.id)
    return (
        sa.select(
            m.id,
            m.conversation,
            m.author,
            m.agent,
            m.author_name,
            m.text,
            m.at,
            c.ticket,
            c.channel,
            d.state,
            d.mailed,
            size.correlate(messages).scalar_subquery().label("size"),
        )
        .join_from(messages, conversations, m.conversation == c.id)
        .join(deliveries, d.message == m.id)
    )


def as_unread(row: sa.Row[Any]) -> Unread:
    """A message as the mails it goes on in are made of."""
    return Unread(id=row.id, name=row.author_name, text=row.text, size=int(row.size))


def _address(tx: Tx, talk: Talk) -> str | None:
    """Where the person can be written to.

    A live chat tells that nobody reads it; elsewhere they must have asked for it there.
    """
    c = conversations.c
    asked = tx.value(sa.select(c.by_mail).where(c.id == talk.id))
    if talk.kind != "livechat" and not asked:
        return None
    return email_of(tx, person_of(tx, talk.id))


def email_of(tx: Tx, person: UUID) -> str | None:
    """The e-mail address of a contact: what they asked for, else the newest that is not blocked."""
    i = identities.c
    said: str | None = tx.value(sa.select(contacts.c.reply_to).where(contacts.c.id == person))
    if said is not None:
        return said
    known = sa.select(i.address).where(i.contact == person, i.kind == "email")
    alive = known.where(i.blocked_at.is_(None)).order_by(i.id.desc()).limit(1)
    found: str | None = tx.value(alive)
    return found


def _files(tx: Tx, of: Sequence[UUID]) -> list[dict[str, Any]]:
    """The files of these messages, in their order."""
    a, m = attachments.c, messages.c
    theirs = sa.select(a.digest, a.name, a.media_type, a.size, a.inline)
    theirs = theirs.join_from(attachments, messages, a.message == m.id)
    rows = tx.all(theirs.where(m.id.in_(of)).order_by(m.seq, a.id))
    return [row._asdict() for row in rows]
