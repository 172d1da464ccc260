"""Filing one arrival: whose it is, which conversation, what it sets going."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from runtime.tables import insert_once
from tickets.commands.addresses import mark_reached
from tickets.commands.case import Case, NewId, Talk, note_delivery, open_case, open_talk
from tickets.domain import number, threading
from tickets.domain.lifecycle import BORN, LIVE, Handler, Status, Verb
from tickets.domain.message import Attachment, Author, AuthorKind, DeliveryState, Trust
from tickets.domain.text import preview
from tickets.domain.traffic import Bounce, Inbound, Receipt
from tickets.store import (
    attachments,
    contacts,
    conversations,
    counters,
    identities,
    messages,
    thread_keys,
    tickets,
)

_HOUR = dt.timedelta(hours=1)
_MOST_ANSWERS = 10  # of the bot to one sender in an hour: behind it may be a machine
_ONE_THREAD = frozenset({"livechat", "telegram"})  # kinds where an address is a thread
_MAY_BLOCK = frozenset({"telegram"})  # kinds where people can refuse our messages


def _places() -> tuple[Any, ...]:
    """Where an arrival may belong, built once: by address, id, what it refers to, ticket."""
    c, t, k = conversations.c, tickets.c, thread_keys.c
    place = sa.select(c.id, c.ticket, c.address, t.status).join_from(
        conversations, tickets, c.ticket == t.id
    )
    here = (c.channel == sa.bindparam("channel")) & (c.address == sa.bindparam("address"))
    named = (k.channel == sa.bindparam("channel")) & (k.key == sa.bindparam("key"))
    return (
        place.where(here).order_by(c.id.desc()).limit(1),
        place.where(c.id == sa.bindparam("id", type_=sa.Uuid)),
        place.where(c.id == sa.select(k.conversation).where(named).scalar_subquery()),
        place.where(c.channel == sa.bindparam("channel"), t.number == sa.bindparam("number"))
        .order_by((c.address == sa.bindparam("address")).desc(), c.id)
        .limit(1),
    )


_BY_ADDRESS, _BY_ID, _BY_KEY, _BY_NUMBER = _places()


@dataclasses.dataclass(kw_only=True)
class Filing:
    """One arrival being filed, inside the transaction that claimed its ingress row."""

    tx: Tx
    now: dt.datetime
    new_id: NewId
    inbound: Inbound
    message: UUID
    files: tuple[Attachment, ...]
    prefix: str
    locale: str
    placed: threading.By | None = None  # what led to its conversation; None: nothing did
    joined: Status | None = None  # how the ticket stood that it came to; None: it began one

    def file(self) -> Receipt:
        """Put it where it belongs, and wake whoever should read it."""
        candidates = tuple(self._candidates())
        if not candidates and self.inbound.kind in _ONE_THREAD:
            self._identity()  # locks the address; someone may have been quicker
            candidates = tuple(self._candidates())
        forged = self.inbound.trust is Trust.FAILED
        match threading.place(self.inbound.sender, candidates, forged=forged):
            case threading.Join(conversation=conversation, by=by, third_party=stranger):
                self.placed = by
                return self._join(conversation, stranger=stranger)
            case threading.FollowUp(ticket=ticket, by=by):
                self.placed = by
                return self._begin(follows=ticket)
            case threading.Fresh(maybe=maybe):
                return self._begin(maybe=maybe)

    def _candidates(self) -> Iterator[threading.Candidate]:
        if self.inbound.kind in _ONE_THREAD:
            here = {"channel": self.inbound.channel, "address": self.inbound.sender}
            yield from self._look(_BY_ADDRESS, here, threading.By.ADDRESS)
        for key in self.inbound.thread_keys:
            kind, _, value = key.partition(":")
            here = {"channel": self.inbound.channel}
            if kind == "conversation":
                yield from self._look(_BY_ID, {"id": UUID(value)}, threading.By.TOKEN)
            elif kind == "ticket":
                named = {"number": value, "address": self.inbound.sender}
                yield from self._look(_BY_NUMBER, here | named, threading.By.NUMBER)
            else:
                yield from self._look(_BY_KEY, here | {"key": key}, threading.By.REFERENCE)

    def _look(
        self, where: sa.Select[Any], values: Mapping[str, object], by: threading.By
    ) -> Iterator[threading.Candidate]:
        row = self.tx.run(where, dict(values)).first()
        if row is not None:
            yield threading.Candidate(
                conversation=row.id,
                ticket=row.ticket,
                status=Status(row.status),
                address=row.address,
                by=by,
            )

    def _join(self, conversation: UUID, *, stranger: bool) -> Receipt:
        case, talk = open_talk(self.tx, conversation, self.now, self.new_id)
        if case.standing.status in {Status.CLOSED, Status.MERGED}:
            return self._begin(follows=case.id)  # closed while we waited for the lock
        self.joined = case.standing.status
        return self._hear(case, talk, stranger=stranger)

    def _begin(self, *, follows: UUID | None = None, maybe: UUID | None = None) -> Receipt:
        identity, contact = self._identity()
        ticket = self._ticket(contact, follows=follows, maybe=maybe)
        talk = self._conversation(ticket, identity)
        case = open_case(self.tx, ticket, self.now, self.new_id)
        case.happened("ticket.created", **case.facts())
        return self._hear(case, talk, stranger=False)

    def _hear(self, case: Case, talk: Talk, *, stranger: bool) -> Receipt:
        inbound, before = self.inbound, case.standing
        author = Author(kind=AuthorKind.CONTACT, name=_name(inbound, stranger=stranger))
        said = case.say(
            talk,
            author,
            inbound.text,
            id=self.message,
            html=inbound.html,
            quoted=inbound.quoted,
            client_id=inbound.client_id,
            key=inbound.message_key,
            meta=_meta(inbound, files=len(self.files), stranger=stranger, placed=self.placed)
            | self._edited(),
        )
        if inbound.kind in _MAY_BLOCK and mark_reached(self.tx, inbound.kind, inbound.sender, None):
            case.happened("contact.reached", blocked=False)
        self._attach(said.id)
        self._remember(talk)
        if inbound.bounce is not None:
            self._bounced(case, talk, inbound.bounce)
        if inbound.automatic or inbound.for_the_record:
            if before == BORN and case.version == 0:
                case.move(Verb.RESOLVE)  # there to be found
        else:
            case.move(Verb.HEAR)
            self._wake(case, talk, stranger=stranger)
        case.close("contact", before)
        return Receipt(ticket=case.number, conversation=talk.id, seq=said.seq, fresh=True)

    def _edited(self) -> dict[str, Any]:
        """That it is a new wording, and of which message; of one unknown when that is not here."""
        if self.inbound.edits is None:
            return {}
        c, m = conversations.c, messages.c
        here = (c.channel == self.inbound.channel) & (c.address == self.inbound.sender)
        first = sa.select(m.seq).join_from(messages, conversations, m.conversation == c.id)
        seq = self.tx.value(first.where(here, m.key == self.inbound.edits).order_by(m.id).limit(1))
        return {"edited": True} | ({"edits": seq} if seq else {})

    def _bounced(self, case: Case, talk: Talk, bounce: Bounce) -> None:
        """Note it on the message that came back; a person's answer that did is theirs again."""
        m = messages.c
        which = (m.conversation == talk.id) & (m.key == bounce.message_key)
        row = self.tx.one(sa.select(m.id, m.author).where(which))
        if row is None or not bounce.final:
            return
        bounced = DeliveryState.BOUNCED
        if not note_delivery(self.tx, row.id, bounced, self.now, reason=bounce.reason):
            return
        case.happened("delivery.changed", message=row.id.hex, state=str(bounced))
        answered = row.author == AuthorKind.AGENT
        if answered and case.standing.status in LIVE | {Status.RESOLVED}:
            case.move(Verb.HEAR)

    def _wake(self, case: Case, talk: Talk, *, stranger: bool) -> None:
        handler = case.standing.handler
        why = self._person_for(stranger=stranger) if handler is Handler.BOT else None
        if why is not None:
            case.set(handed_off_for=why)
            case.move(Verb.HAND_OFF)
        elif case.standing.status is not Status.SPAM and (
            handler is Handler.BOT or self._is_chatting(handler) or self.inbound.command
        ):
            case.hear_later(talk.id)

    def _is_chatting(self, handler: Handler) -> bool:
        """Whether the bot may be asking something while a person is awaited; never in mail."""
        return handler is Handler.QUEUE and self.inbound.kind in _ONE_THREAD

    def _person_for(self, *, stranger: bool) -> str | None:
        """Why a person must look at it, and not the bot."""
        if stranger:
            return "third_party"
        if self.inbound.kind in _ONE_THREAD:
            return None
        c, m = conversations.c, messages.c
        here = (c.channel == self.inbound.channel) & (c.address == self.inbound.sender)
        lately = (m.author == AuthorKind.BOT) & (m.at > self.now - _HOUR)
        said = sa.select(sa.func.count()).select_from(messages).join(conversations)
        answers = int(self.tx.value(said.where(here, lately)))
        return "too_many" if answers >= _MOST_ANSWERS else None

    def _attach(self, message: UUID) -> None:
        if self.files:
            rows = [
                {
                    "id": f.id,
                    "message": message,
                    "digest": f.digest,
                    "name": f.name,
                    "media_type": f.media_type,
                    "size": f.size,
                    "inline": f.inline,
                }
                for f in self.files
            ]
            self.tx.run(sa.insert(attachments), rows)

    def _remember(self, talk: Talk) -> None:
        if self.inbound.message_key and self.inbound.kind not in _ONE_THREAD:
            insert_once(
                self.tx.conn,
                thread_keys,
                channel=talk.channel,
                key=f"message:{self.inbound.message_key}",
                conversation=talk.id,
            )

    def _identity(self) -> tuple[UUID, UUID]:
        """The identity of the sender, locked, and its contact; made when new."""
        i = identities.c
        address = (i.kind == self.inbound.kind) & (i.address == self.inbound.sender)
        which = sa.select(i.id, i.contact).where(address).with_for_update(key_share=True)
        row = self.tx.one(which)
        if row is None:
            self._introduce()
            row = self.tx.one(which)
        assert row is not None  # noqa: S101  just made, by us or by someone quicker
        return row.id, row.contact

    def _introduce(self) -> None:
        contact = self.new_id()
        name = self.inbound.group or self.inbound.sender_name
        person = {"name": name, "locale": self.inbound.locale or self.locale}
        self.tx.run(sa.insert(contacts), {"id": contact, "created_at": self.now} | person)
        verified = {"telegram": "provider", "livechat": "session"}.get(self.inbound.kind, "none")
        if not insert_once(
            self.tx.conn,
            identities,
            id=self.new_id(),
            contact=contact,
            kind=self.inbound.kind,
            address=self.inbound.sender,
            verified=verified,
            created_at=self.now,
        ):
            self.tx.run(sa.delete(contacts).where(contacts.c.id == contact))

    def _ticket(self, contact: UUID, *, follows: UUID | None, maybe: UUID | None) -> UUID:
        ticket = self.new_id()
        row: dict[str, Any] = {
            "id": ticket,
            "number": number.make(self.prefix, self.now.year, self._serial()),
            "contact": contact,
            "subject": self.inbound.subject or preview(self.inbound.text),
            "status": BORN.status,
            "handler": BORN.handler,
            "version": 0,
            "locale": self._asked_for() or self.inbound.locale or self.locale,
            "created_at": self.now,
            "updated_at": self.now,
            "follows": follows,
            "maybe": maybe,
        }
        self.tx.run(sa.insert(tickets), row)
        return ticket

    def _asked_for(self) -> str | None:
        """The language the sender chose to be answered in."""
        i = identities.c
        mine = (i.kind == self.inbound.kind) & (i.address == self.inbound.sender)
        chosen: str | None = self.tx.value(sa.select(i.locale).where(mine))
        return chosen

    def _serial(self) -> int:
        """The next running number of the year; the counter's row lock makes it unique."""
        name = f"ticket:{self.now.year}"
        insert_once(self.tx.conn, counters, name=name, value=0)
        step = sa.update(counters).where(counters.c.name == name)
        return int(
            self.tx.value(step.values(value=counters.c.value + 1).returning(counters.c.value))
        )

    def _conversation(self, ticket: UUID, identity: UUID) -> Talk:
        """A new conversation; in a chat its ``seq`` goes on from the one before it."""
        talk = Talk(
            id=self.new_id(),
            channel=self.inbound.channel,
            kind=self.inbound.kind,
            address=self.inbound.sender,
            last_seq=self._last_seq(),
        )
        row = {
            "id": talk.id,
            "ticket": ticket,
            "home": ticket,
            "identity": identity,
            "channel": talk.channel,
            "kind": talk.kind,
            "address": talk.address,
            "last_seq": talk.last_seq,
            "answered_seq": talk.last_seq,
            "created_at": self.now,
        }
        self.tx.run(sa.insert(conversations), row)
        return talk

    def _last_seq(self) -> int:
        if self.inbound.kind not in _ONE_THREAD:
            return 0
        c = conversations.c
        here = (c.channel == self.inbound.channel) & (c.address == self.inbound.sender)
        return self.tx.value(sa.select(sa.func.max(c.last_seq)).where(here)) or 0


def _name(inbound: Inbound, *, stranger: bool) -> str:
    if stranger:
        return f"{inbound.sender_name} <{inbound.sender}>".strip()
    return inbound.sender_name or (inbound.sender if inbound.kind == "email" else "")


def _meta(
    inbound: Inbound, *, files: int, stranger: bool, placed: threading.By | None
) -> dict[str, Any]:
    facts = {
        "command": inbound.command,
        "choice": inbound.choice,
        "automatic": inbound.automatic or None,
        "third_party": stranger or None,
        "placed": placed if inbound.thread_keys else None,
        "trust": inbound.trust,
        "locale": inbound.locale,
        "files": files or None,
    }
    return {name: value for name, value in facts.items() if value is not None}
