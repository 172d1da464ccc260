"""Filing an arrival that carries a one-time link: the sender goes on with that ticket here."""

import dataclasses
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.tables import insert_once
from tickets.commands.arrivals import Filing
from tickets.commands.case import ONE_THREAD, Case, Talk, open_talk
from tickets.commands.links import Found, find, settle, spend
from tickets.domain import link, threading
from tickets.domain.lifecycle import LIVE, OVER, Status
from tickets.domain.message import Author, AuthorKind, Trust
from tickets.domain.phrases import phrase
from tickets.domain.traffic import Inbound, Receipt
from tickets.store import contacts, conversations, identities, tickets

_SYSTEM = Author(kind=AuthorKind.SYSTEM)


@dataclasses.dataclass(kw_only=True)
class LinkedFiling(Filing):
    """One such arrival.  A link that is refused leaves an ordinary one, and the bot says why."""

    origin: Talk | None = None  # where the link came from; None: nothing is tied
    stranger: str | None = None  # the name of the other contact the sender is known as
    led_to: UUID | None = None  # where the sender was led by it before

    @property
    def came(self) -> str:
        """What came of the link, for the log."""
        if self.origin is not None:
            return "tied"
        return "again" if self.led_to is not None else self.refused or "passed over"

    def file(self) -> Receipt:
        """Tie the sender's channel to the ticket; or file it as if there were no link."""
        token = link.token_in(self.inbound.thread_keys) or ""
        self.inbound = _without(self.inbound, token)
        if self.inbound.automatic or self.inbound.for_the_record:
            return super().file()
        found = find(self.tx, token)
        self.refused = self._judged(found)
        if found is not None and self.refused is None:
            receipt = self._tie(found, token)
            if receipt is not None:
                return receipt
        self._follow(found)
        return super().file()

    def _judged(self, found: Found | None) -> link.Refusal | None:
        sender = self._sender()
        return link.judge(
            found.link if found else None,
            kind=self.inbound.kind,
            identity=sender.id if sender is not None else None,
            now=self.now,
            forged=self.inbound.trust is Trust.FAILED,
        )

    def _tie(self, found: Found, token: str) -> Receipt | None:
        """Go on with the ticket here; None when someone was quicker, or it was closed."""
        case, origin = open_talk(self.tx, found.conversation, self.now, self.new_id)
        if case.standing.status in OVER:
            self.refused = link.Refusal.CLOSED
            return None
        if not spend(self.tx, found.digest, self.now):
            self.refused = self._judged(find(self.tx, token))
            return None
        identity = self._identity_of(found.conversation)
        talk = self._talk_on(case, identity, origin)
        settle(self.tx, found.digest, used_by=identity, led_to=talk.id)
        self.origin, self.joined, self.placed = origin, case.standing.status, threading.By.LINK
        self.message = self.new_id()  # as in `_join`
        return self._hear(case, talk, stranger=False)

    def _follow(self, found: Found | None) -> None:
        """Lead who writes to a used address again to where it led; in a chat, just say so."""
        if self.refused is link.Refusal.AGAIN and self.inbound.kind not in ONE_THREAD:
            self.led_to = found.led_to if found else None
            self.refused = None

    def _candidates(self) -> Iterator[threading.Candidate]:
        if self.led_to is not None:
            yield from self._look_up(self.led_to)
        yield from super()._candidates()

    def _react(self, case: Case, talk: Talk, *, stranger: bool) -> None:
        if self.origin is None:
            super()._react(case, talk, stranger=stranger)
            return
        self._tell(case, talk, self.origin)
        if self._says_something():
            super()._react(case, talk, stranger=stranger)
        else:
            mine = sa.update(conversations).where(conversations.c.id == talk.id)
            self.tx.run(mine.values(answered_seq=talk.last_seq))

    def _says_something(self) -> bool:
        """Whether there is more in it than the wish to go on here."""
        inbound = self.inbound
        if inbound.command == "start":
            return False
        words = inbound.text.strip()
        return bool(inbound.uploads) or words not in {"", inbound.subject.strip()}

    def _tell(self, case: Case, talk: Talk, origin: Talk) -> None:
        """Say on both sides that it goes on here, and to agents what they must know."""
        there = f"there_{talk.kind}"
        if origin.id != talk.id:
            words = phrase("goes_on_there", case.locale, there=phrase(there, case.locale))
            case.say(origin, _SYSTEM, words)
        case.say(talk, _SYSTEM, phrase("goes_on_here", case.locale, number=case.number))
        if self.stranger is not None:
            where = phrase(there, self.locale)
            words = phrase("another_contact", self.locale, there=where, name=self.stranger)
            case.say(talk, _SYSTEM, words, private=True)
        case.happened(
            "conversation.linked",
            conversation=talk.id.hex,
            channel=talk.channel,
            origin=origin.id.hex,
            other_contact=self.stranger is not None,
        )

    def _identity_of(self, origin: UUID) -> UUID:
        """The sender's identity.

        A new one is the person's who holds the link, and so is one whose contact has no tickets.
        Any other stays with its contact: a link gives a ticket away, never a person.
        """
        person = self._holder(origin)
        sender = self._sender() or self._introduced(person)
        if sender.contact == person.contact:
            self._vouch(sender)
        elif sender.verified != "said" and self._has_tickets(sender.contact):
            self.stranger = sender.name or self.inbound.sender_name or self.inbound.sender
        else:
            self._change(sender.id, contact=person.contact, home=person.home)
            self._vouch(sender)
        if self.stranger is None and self.inbound.sender_name:
            nameless = sa.update(contacts).where(contacts.c.id == person.contact)
            named = nameless.where(contacts.c.name == "").values(name=self.inbound.sender_name)
            self.tx.run(named)
        return UUID(str(sender.id))

    def _holder(self, origin: UUID) -> sa.Row[Any]:
        """Whose conversation the link came from; locked, so that no merge comes between."""
        i, c = identities.c, conversations.c
        mine = sa.select(c.identity).where(c.id == origin).scalar_subquery()
        who = sa.select(i.contact, i.home).where(i.id == mine)
        return self.tx.run(who.with_for_update(key_share=True)).one()

    def _sender(self) -> sa.Row[Any] | None:
        """The sender's identity and the name of its contact, locked; None for a new one."""
        i = identities.c
        mine = (i.kind == self.inbound.kind) & (i.address == self.inbound.sender)
        known = sa.select(i.id, i.contact, i.verified, contacts.c.name).join_from(
            identities, contacts, i.contact == contacts.c.id
        )
        return self.tx.one(known.where(mine).with_for_update(of=identities, key_share=True))

    def _introduced(self, person: sa.Row[Any]) -> sa.Row[Any]:
        insert_once(
            self.tx.conn,
            identities,
            id=self.new_id(),
            contact=person.contact,
            home=person.home,
            kind=self.inbound.kind,
            address=self.inbound.sender,
            verified=self._verified(),
            verified_at=self.now,
            created_at=self.now,
        )
        sender = self._sender()
        assert sender is not None  # noqa: S101  just made, by us or by someone quicker
        return sender

    def _vouch(self, sender: sa.Row[Any]) -> None:
        if sender.verified in {"none", "said"}:
            self._change(sender.id, verified=self._verified(), verified_at=self.now)

    def _verified(self) -> str:
        return "provider" if self.inbound.kind == "telegram" else "link"

    def _change(self, identity: UUID, **values: object) -> None:
        mine = sa.update(identities).where(identities.c.id == identity)
        self.tx.run(mine.values(**values))

    def _has_tickets(self, contact: UUID) -> bool:
        mine = sa.select(tickets.c.id).where(tickets.c.contact == contact)
        return self.tx.one(mine.limit(1)) is not None

    def _talk_on(self, case: Case, identity: UUID, origin: Talk) -> Talk:
        """The sender's conversation on this ticket; a new one, unless that is where they are."""
        c = conversations.c
        here = (c.channel == self.inbound.channel) & (c.address == self.inbound.sender)
        if self.inbound.kind not in ONE_THREAD:
            here &= c.ticket == case.id
        newest = sa.select(c.id, c.ticket, tickets.c.status).join_from(
            conversations, tickets, c.ticket == tickets.c.id
        )
        last = self.tx.one(newest.where(here).order_by(c.id.desc()).limit(1))
        if last is not None and last.ticket == case.id:
            return open_talk(self.tx, last.id, self.now, self.new_id)[1]
        if last is not None and last.status in LIVE | {Status.RESOLVED}:
            self._note_moved(last.id, case.number)
        talk = self._conversation(case.id, identity)
        self._share_home(talk, origin)
        return talk

    def _share_home(self, talk: Talk, origin: Talk) -> None:
        """When a merge of tickets is taken back, both conversations go the same way."""
        c = conversations.c
        home = sa.select(c.home).where(c.id == origin.id).scalar_subquery()
        self.tx.run(sa.update(conversations).where(c.id == talk.id).values(home=home))

    def _note_moved(self, conversation: UUID, number: str) -> None:
        """Tell whoever has the ticket that this chat was about until now."""
        case, talk = open_talk(self.tx, conversation, self.now, self.new_id)
        case.say(talk, _SYSTEM, phrase("moved_on", self.locale, number=number), private=True)
        case.close("contact", case.standing)


def _without(inbound: Inbound, token: str) -> Inbound:
    """The same without the token in its words: nobody shall read it in a transcript."""
    if inbound.command == "start":
        return dataclasses.replace(inbound, text=inbound.text.strip().partition(" ")[0])
    if len(token) < link.LENGTH:
        return inbound  # none of ours, and perhaps a word
    return dataclasses.replace(
        inbound,
        text=inbound.text.replace(token, "…"),
        quoted=inbound.quoted.replace(token, "…"),
        html=inbound.html.replace(token, "…") if inbound.html else inbound.html,
    )
