"""Where people want to be written to: an e-mail address said in a chat, and the mail thread for it.

What someone says proves nothing.  An address that is another contact's stays theirs: it is noted
on the contact who said it (`contacts.reply_to`), and nobody is moved or merged.
"""

from collections.abc import Set as AbstractSet
from uuid import UUID

import sqlalchemy as sa

from runtime import jobs
from runtime.clock import Clock
from runtime.db import Database, Tx
from runtime.tables import insert_once
from tickets.commands.case import Case, NewId, NotFound, Talk, open_talk
from tickets.domain.address import person_name, usable, without_tag
from tickets.domain.message import Author, AuthorKind
from tickets.domain.traffic import ByMail
from tickets.store import contacts, conversations, identities, messages


class BadAddress(Exception):
    """No mail of ours can go to this address."""


class ReachCommands:
    """Notes where a citizen wants to be written to, at their own word.

    ``own`` are our mailboxes: we write to nobody there.  ``by_mail`` as for `AgentCommands`;
    without it only officers see the address.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        new_id: NewId,
        *,
        own: AbstractSet[str] = frozenset(),
    ) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id
        self._own = {address.lower() for address in own}

    async def note(
        self,
        *,
        channel: str,
        sender: str,
        email: str,
        name: str = "",
        confirm: str,
        client_id: str,
        by_mail: ByMail | None,
    ) -> None:
        """Note the address, and say so in the chat in the words of ``confirm``; once.

        Raises `BadAddress`; `NotFound` when nothing was said in this chat yet.
        """
        address = usable(email)
        if address is None or without_tag(address) in self._own:
            raise BadAddress("no mail can be sent to this address")

        def work(tx: Tx) -> None:
            case, talk = open_thread(tx, channel, sender, self._clock, self._new_id)
            key = f"contact:{client_id}"
            if _said(tx, talk, key):
                return
            note_address(case, talk, address, name)
            case.say(talk, Author(kind=AuthorKind.SYSTEM), confirm, client_id=key)
            if by_mail is not None:
                follow_later(case, talk, by_mail)  # what waits there unread may go on now
            case.close("contact", case.standing)

        await self._db.write(work)


def open_thread(
    tx: Tx, channel: str, address: str, clock: Clock, new_id: NewId
) -> tuple[Case, Talk]:
    """Lock the ticket that a chat is on now; raise `NotFound` before its first message."""
    c = conversations.c
    here = sa.select(c.id).where(c.channel == channel, c.address == address)
    newest = tx.value(here.order_by(c.id.desc()).limit(1))
    if newest is None:
        raise NotFound("nothing was said in this chat yet")
    return open_talk(tx, newest, clock(), new_id)


def note_address(case: Case, talk: Talk, address: str, name: str = "") -> None:
    """The person of this conversation wants to be written to there.

    The address becomes a way to reach them, as ``said``, unless it is someone's already: then a
    constraint leaves it with them.
    """
    contact = person_of(case.tx, talk.id)
    person = sa.update(contacts).where(contacts.c.id == contact)
    case.tx.run(person.values(reply_to=address))
    if called := person_name(name):
        case.tx.run(person.where(contacts.c.name == "").values(name=called))
    _introduce(case, contact, address)
    asked = sa.update(conversations).where(conversations.c.id == talk.id)
    case.tx.run(asked.values(by_mail=True))
    case.happened("contact.changed", contact=contact.hex)


def person_of(tx: Tx, conversation: UUID) -> UUID:
    """The contact a conversation is with."""
    c, i = conversations.c, identities.c
    whose = sa.select(i.contact).join_from(conversations, identities, c.identity == i.id)
    contact: UUID = tx.value(whose.where(c.id == conversation))
    return contact


def open_mail(case: Case, contact: UUID, channel: str, address: str) -> Talk:
    """The mail thread of this ticket with that address; begun when there is none."""
    c, i = conversations.c, identities.c
    here = (c.ticket == case.id) & (c.channel == channel) & (c.address == address)
    row = case.tx.one(sa.select(c.id, c.last_seq).where(here).order_by(c.id.desc()).limit(1))
    common = {"channel": channel, "kind": "email", "address": address}
    if row is not None:
        return Talk(id=row.id, last_seq=row.last_seq, **common)
    _introduce(case, contact, address)
    identity = case.tx.value(sa.select(i.id).where(i.kind == "email", i.address == address))
    talk = Talk(id=case.new_id(), last_seq=0, **common)
    begun = {"id": talk.id, "ticket": case.id, "home": case.id, "identity": identity}
    case.tx.run(sa.insert(conversations), common | begun | {"created_at": case.now})
    return talk


def follow_later(case: Case, talk: Talk, by_mail: ByMail) -> None:
    """Look after a while whether what was written here is still unread."""
    name = talk.id.hex
    due = case.now + by_mail.after
    payload = {"conversation": name}
    jobs.enqueue(case.tx, "follow", f"follow:{name}", payload, now=case.now, run_at=due)


def _introduce(case: Case, contact: UUID, address: str) -> None:
    insert_once(
        case.tx.conn,
        identities,
        id=case.new_id(),
        contact=contact,
        kind="email",
        address=address,
        verified="said",
        created_at=case.now,
    )


def _said(tx: Tx, talk: Talk, client_id: str) -> bool:
    m = messages.c
    mine = sa.select(m.id).where(m.conversation == talk.id, m.client_id == client_id)
    return tx.one(mine) is not None
