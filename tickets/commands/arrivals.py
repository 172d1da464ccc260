"""Filing one arrival: whose it is, which conversation, what it sets going."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from runtime.tables import insert_once
from tickets.commands.addresses import MAY_BLOCK, mark_reached
from tickets.commands.case import ONE_THREAD, Case, NewId, Talk, note_delivery, open_case, open_talk
from tickets.commands.numbering import next_number
from tickets.domain import threading
from tickets.domain.asking import STATUS
from tickets.domain.lifecycle import BORN, LIVE, Handler, Status, Verb
from tickets.domain.link import Refusal
from tickets.domain.message import Attachment, Author, AuthorKind, DeliveryState, Trust
from tickets.domain.text import clean, preview
from tickets.domain.traffic import Bounce, Inbound, Receipt, Visitor
from tickets.store import (
    attachments,
    contacts,
    conversations,
    identities,
    messages,
    thread_keys,
    tickets,
)

_HOUR = dt.timedelta(hours=1)
_MOST_ANSWERS = 10  # of the bot to one sender in an hour: behind it may be a machine


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
        place.where(t.number == sa.bindparam("number"))
        .where((c.channel == sa.bindparam("channel")) | (c.kind != "email"))  # a chat's: a hint
        .order_by((c.address == sa.bindparam("address")).desc(), (c.kind == "email").desc(), c.id)
        .limit(1),
    )


_BY_ADDRESS, _BY_ID, _BY_KEY, _BY_NUMBER = _places()
_NAMED = sa.select(thread_keys.c.conversation).where(
    thread_keys.c.channel == sa.bindparam("channel"), thread_keys.c.key == sa.bindparam("key")
)
_ORIGIN = sa.select(conversations.c.split_from).where(
    conversations.c.id == sa.bindparam("id", type_=sa.Uuid)
)


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
    refused: Refusal | None = None  # why the one-time link in it ties nothing

    def file(self) -> Receipt:
        """Put it where it belongs, and wake whoever should read it."""
        candidates = tuple(self._candidates())
        if not candidates and self.inbound.kind in ONE_THREAD:
            self._identity()  # locks the address; someone may have been quicker
            candidates = tuple(self._candidates())
        forged = self.inbound.trust is Trust.FAILED
        if not (forged or self.inbound.automatic) and any(map(self._answers, candidates)):
            self._prove()
        asks = self.inbound.command == STATUS
        match threading.place(self.inbound.sender, candidates, forged=forged, asks=asks):
            case threading.Join(conversation=conversation, by=by, third_party=stranger):
                self.placed = by
                return self._join(conversation, stranger=stranger)
            case threading.FollowUp(ticket=ticket, by=by):
                self.placed = by
                return self._begin(follows=ticket)
            case threading.Fresh(maybe=maybe):
                return self._begin(maybe=maybe)

    def _candidates(self) -> Iterator[threading.Candidate]:
        if self.inbound.kind in ONE_THREAD:
            here = {"channel": self.inbound.channel, "address": self.inbound.sender}
            yield from self._look(_BY_ADDRESS, here, threading.By.ADDRESS)
        for key in self.inbound.thread_keys:
            kind, _, value = key.partition(":")
            here = {"channel": self.inbound.channel}
            if kind == "conversation":
                yield from self._look_up(UUID(value))
            elif kind == "ticket":
                named = {"number": value, "address": self.inbound.sender}
                yield from self._look(_BY_NUMBER, here | named, threading.By.NUMBER)
            else:
                yield from self._look(_BY_KEY, here | {"key": key}, threading.By.REFERENCE)

    def _look_up(self, conversation: UUID) -> Iterator[threading.Candidate]:
        here = self._split_off(conversation)
        yield from self._look(_BY_ID, {"id": here}, threading.By.TOKEN)

    def _split_off(self, conversation: UUID) -> UUID:
        """Where a token leads: what was split off keeps the mails that answer its messages."""
        for key in self.inbound.thread_keys:
            if not key.startswith("message:"):
                continue
            named = {"channel": self.inbound.channel, "key": key}
            found: UUID | None = self.tx.run(_NAMED, named).scalar()
            origin = found
            while origin is not None:
                if origin == conversation:
                    return found or conversation
                origin = self.tx.run(_ORIGIN, {"id": origin}).scalar()
        return conversation

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
        status = case.standing.status
        stays = status is Status.CLOSED and self._only_asks(stranger=stranger)
        if status in {Status.CLOSED, Status.MERGED} and not stays:
            return self._begin(follows=case.id)  # closed while we waited for the lock
        self.joined = status
        self.message = self.new_id()  # born under the lock: ids are the transcript's order
        return self._hear(case, talk, stranger=stranger)

    def _begin(self, *, follows: UUID | None = None, maybe: UUID | None = None) -> Receipt:
        identity, contact, home = self._identity()
        ticket = self._ticket(contact, home, follows=follows, maybe=maybe)
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
            title=f"{inbound.subject if case.version == 0 else ''} {self._file_names()}",
            meta=_meta(inbound, files=len(self.files), stranger=stranger, placed=self.placed)
            | ({"link": str(self.refused)} if self.refused else {})
            | self._edited(),
        )
        if inbound.kind in MAY_BLOCK and mark_reached(self.tx, inbound.kind, inbound.sender, None):
            case.happened("contact.reached", blocked=False)
        self._attach(said.id)
        self._remember(talk)
        if not inbound.text and self.files:
            case.set(preview=preview(self._file_names()))
        if inbound.visitor is not None:
            describe(self.tx, talk.id, inbound.visitor)
        if inbound.bounce is not None:
            self._bounced(case, talk, inbound.bounce)
        silent = inbound.automatic or inbound.for_the_record
        idle = silent or self._only_asks(stranger=stranger)
        if idle and before == BORN and case.version == 0:
            case.move(Verb.RESOLVE)  # there to be found
        if not silent:
            self._react(case, talk, stranger=stranger)
        case.close("contact", before)
        return Receipt(ticket=case.number, conversation=talk.id, seq=said.seq, fresh=True)

    def _react(self, case: Case, talk: Talk, *, stranger: bool) -> None:
        if not self._only_asks(stranger=stranger):
            case.move(Verb.HEAR)
        self._wake(case, talk, stranger=stranger)

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

    def _only_asks(self, *, stranger: bool) -> bool:
        """Whether the citizen asks how it stands, which leaves it as it stands."""
        return self.inbound.command == STATUS and not stranger

    def _wake(self, case: Case, talk: Talk, *, stranger: bool) -> None:
        if self._only_asks(stranger=stranger):
            if case.standing.status is not Status.SPAM and not self._too_many():
                case.hear_later(talk.id)
            return
        handler = case.standing.handler
        why = self._person_for(stranger=stranger) if handler is Handler.BOT else None
        if why is not None:
            case.set(handed_off_for=why)
            case.move(Verb.HAND_OFF)
        elif case.standing.status is not Status.SPAM and (
            handler is Handler.BOT
            or self._is_chatting(handler)
            or self.inbound.command
            or self.inbound.larger_than
            or self.refused
        ):
            case.hear_later(talk.id)

    def _is_chatting(self, handler: Handler) -> bool:
        """Whether the bot may be asking something while a person is awaited; never in mail."""
        return handler is Handler.QUEUE and self.inbound.kind in ONE_THREAD

    def _person_for(self, *, stranger: bool) -> str | None:
        """Why a person must look at it, and not the bot."""
        if stranger:
            return "third_party"
        return "too_many" if self._too_many() else None

    def _too_many(self) -> bool:
        """Whether the bot said so much to one sender of mail that a machine may be behind it."""
        if self.inbound.kind in ONE_THREAD:
            return False
        m = messages.c
        lately = (m.author == AuthorKind.BOT) & (m.at > self.now - _HOUR)
        said = sa.select(sa.func.count()).select_from(messages).join(conversations)
        answers = int(self.tx.value(said.where(self._here(), lately)))
        return answers >= _MOST_ANSWERS

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

    def _file_names(self) -> str:
        return ", ".join(file.name for file in self.files)

    def _remember(self, talk: Talk) -> None:
        if self.inbound.message_key and self.inbound.kind not in ONE_THREAD:
            insert_once(
                self.tx.conn,
                thread_keys,
                channel=talk.channel,
                key=f"message:{self.inbound.message_key}",
                conversation=talk.id,
            )

    def _identity(self) -> tuple[UUID, UUID, UUID | None]:
        """The identity of the sender, locked, its contact and home; made when new."""
        i = identities.c
        address = (i.kind == self.inbound.kind) & (i.address == self.inbound.sender)
        which = sa.select(i.id, i.contact, i.home, i.verified).where(address)
        which = which.with_for_update(key_share=True)
        row = self.tx.one(which)
        if row is None:
            self._introduce()
            row = self.tx.one(which)
        elif row.verified == "said":
            return row.id, self._claim(row.id), None
        assert row is not None  # noqa: S101  just made, by us or by someone quicker
        return row.id, row.contact, row.home

    def _answers(self, candidate: threading.Candidate) -> bool:
        """Whether it comes from where our mail went."""
        return candidate.by is threading.By.TOKEN and candidate.address == self.inbound.sender

    def _prove(self) -> None:
        """An address that was only said got our mail, and answers it: it reaches its contact."""
        i = identities.c
        mine = (i.kind == self.inbound.kind) & (i.address == self.inbound.sender)
        said = sa.update(identities).where(mine, i.verified == "said")
        self.tx.run(said.values(verified="token"))

    def _claim(self, identity: UUID) -> UUID:
        """Someone said this address elsewhere; now its owner writes, and is nobody's but theirs."""
        contact = self._person()
        mine = sa.update(identities).where(identities.c.id == identity)
        self.tx.run(mine.values(contact=contact, verified="none"))
        return contact

    def _person(self) -> UUID:
        contact = self.new_id()
        name = self.inbound.group or self.inbound.sender_name
        person = {"name": name, "locale": self.inbound.locale or self.locale}
        self.tx.run(sa.insert(contacts), {"id": contact, "created_at": self.now} | person)
        return contact

    def _introduce(self) -> None:
        contact = self._person()
        verified = {"telegram": "provider", "livechat": "session"}.get(self.inbound.kind, "none")
        if self.inbound.visitor is not None and self.inbound.visitor.user is not None:
            verified = "signed"
        if not insert_once(
            self.tx.conn,
            identities,
            id=self.new_id(),
            contact=contact,
            kind=self.inbound.kind,
            address=self.inbound.sender,
            verified=verified,
            verified_at=self.now if verified != "none" else None,
            created_at=self.now,
        ):
            self.tx.run(sa.delete(contacts).where(contacts.c.id == contact))

    def _ticket(
        self, contact: UUID, home: UUID | None, *, follows: UUID | None, maybe: UUID | None
    ) -> UUID:
        ticket = self.new_id()
        row: dict[str, Any] = {
            "id": ticket,
            "number": next_number(self.tx, self.prefix, self.now),
            "contact": contact,
            "contact_home": home,
            "subject": self.inbound.subject or preview(self.inbound.text or self._file_names()),
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
            "visitor": self._last_visitor(),
            "created_at": self.now,
        }
        self.tx.run(sa.insert(conversations), row)
        return talk

    def _last_seq(self) -> int:
        if self.inbound.kind not in ONE_THREAD:
            return 0
        last = sa.select(sa.func.max(conversations.c.last_seq))
        return self.tx.value(last.where(self._here())) or 0

    def _last_visitor(self) -> dict[str, Any] | None:
        """What was told about them in the same chat before."""
        if self.inbound.kind not in ONE_THREAD:
            return None
        c = conversations.c
        told = sa.select(c.visitor).where(self._here()).order_by(c.id.desc()).limit(1)
        known: dict[str, Any] | None = self.tx.value(told)
        return known

    def _here(self) -> sa.ColumnElement[bool]:
        c = conversations.c
        return (c.channel == self.inbound.channel) & (c.address == self.inbound.sender)


def describe(tx: Tx, conversation: UUID, visitor: Visitor) -> bool:
    """Note on a conversation what a page tells about the citizen; whether that was news."""
    c = conversations.c
    known = tx.value(sa.select(c.visitor).where(c.id == conversation)) or {}
    row = described(known, visitor)
    if row == known:
        return False
    tx.run(sa.update(conversations).where(c.id == conversation).values(visitor=row))
    return True


def described(known: Mapping[str, Any], visitor: Visitor) -> dict[str, Any]:
    """What is known of a visitor after this was told; what was not told stays as it was."""
    told = {"user": visitor.user, "name": visitor.name, "email": visitor.email}
    row = {**known, **{name: clean(value) for name, value in told.items() if value}}
    if visitor.attributes is not None:
        row["attributes"] = {clean(name): clean(value) for name, value in visitor.attributes}
    return row


def _name(inbound: Inbound, *, stranger: bool) -> str:
    if stranger:
        return f"{inbound.sender_name} <{inbound.sender}>".strip()
    return inbound.sender_name or (inbound.sender if inbound.kind == "email" else "")


def _meta(
    inbound: Inbound, *, files: int, stranger: bool, placed: threading.By | None
) -> dict[str, Any]:
    facts = {
        "command": inbound.command,
        "asks": inbound.asks,
        "choice": inbound.choice,
        "automatic": inbound.automatic or None,
        "third_party": stranger or None,
        "placed": placed if inbound.thread_keys else None,
        "trust": inbound.trust,
        "locale": inbound.locale,
        "files": files or None,
        "larger_than": inbound.larger_than,
    }
    return {name: value for name, value in facts.items() if value is not None}
